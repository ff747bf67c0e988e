import asyncio
from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from storage import inquiries
from storage.database import Database
from storage.tables import Inquiry
from tests.builders import (
    NOON,
    after,
    an_inquiry,
    an_organisation,
)

CLAIMERS = 20


async def made(database: Database, **over) -> Inquiry:
    async with database.transaction() as session:
        return await an_inquiry(session, **over)


async def claim(database: Database, inquiry_id: int, user: str) -> bool:
    """Claim as the use case does: lock, look, write."""
    async with database.transaction() as session:
        inquiry = await inquiries.locked(session, inquiry_id)
        if inquiry.claimed_by is not None:
            return False
        await asyncio.sleep(0)
        inquiry.claimed_by = user
        return True


class TestLocking:
    async def test_of_many_claims_at_once_one_wins(self, database: Database, second: Database) -> None:
        inquiry = await made(database)
        users = [f"U{number}" for number in range(CLAIMERS)]
        places = (database, second) * (CLAIMERS // 2)
        won = await asyncio.gather(
            *(claim(place, inquiry.id, user) for place, user in zip(places, users, strict=True))
        )
        assert won.count(True) == 1
        async with database.reading() as session:
            assert (await inquiries.get(session, inquiry.id)).claimed_by == users[won.index(True)]

    async def test_it_shows_the_inquiry_as_it_is_now_even_to_one_who_read_it_before(
        self, postgresql_url: str, opened: Callable[[str], Database]
    ) -> None:
        database, other = opened(postgresql_url), opened(postgresql_url)
        inquiry = await made(database)
        async with database.transaction() as session:
            early = await inquiries.get(session, inquiry.id)
            assert await claim(other, inquiry.id, "U2BO")
            assert (await inquiries.locked(session, inquiry.id)).claimed_by == "U2BO"
            assert early.claimed_by == "U2BO"

    async def test_it_forgets_no_change_made_before_it(self, database: Database) -> None:
        inquiry = await made(database)
        async with database.transaction() as session:
            (await inquiries.get(session, inquiry.id)).status = "answered"
            assert (await inquiries.locked(session, inquiry.id)).status == "answered"

    async def test_others_may_write_about_a_locked_inquiry(
        self, postgresql_url: str, opened: Callable[[str], Database]
    ) -> None:
        database, other = opened(postgresql_url), opened(postgresql_url)
        inquiry = await made(database)
        async with database.transaction() as session:
            await inquiries.locked(session, inquiry.id)
            async with asyncio.timeout(2), other.transaction() as writer:
                await inquiries.record(writer, inquiry.id, NOON, "U2BO", "noted")

    async def test_an_inquiry_that_is_not_there_is_an_error(self, database: Database) -> None:
        async with database.transaction() as session:
            with pytest.raises(NoResultFound):
                await inquiries.locked(session, 4711)
            with pytest.raises(NoResultFound):
                await inquiries.get(session, 4711)


class TestFinding:
    async def test_by_its_number_in_any_case(self, database: Database) -> None:
        inquiry = await made(database, reference="FD-2026-00042")
        async with database.reading() as session:
            assert (await inquiries.by_reference(session, "fd-2026-00042")).id == inquiry.id
            assert await inquiries.by_reference(session, "FD-2026-00043") is None

    async def test_by_its_card(self, database: Database) -> None:
        await made(database, card_channel="C1", card_ts="1.1")
        inquiry = await made(database, card_channel="C2", card_ts="1.1")
        async with database.reading() as session:
            assert (await inquiries.by_card(session, "C2", "1.1")).id == inquiry.id
            assert await inquiries.by_card(session, "C2", "1.2") is None


class TestListing:
    @pytest.fixture
    async def listed(self, database: Database) -> Callable[..., Awaitable[list[str]]]:
        async with database.transaction() as session:
            for name, office, status, claimed_by, days in (
                ("later", "uip", "new", None, 3),
                ("sooner", "uip", "claimed", "U1ANNE", 1),
                ("other", "politik", "new", None, 2),
                ("closed", "uip", "closed", "U1ANNE", 0),
            ):
                due = after(days=days)
                await an_inquiry(
                    session,
                    subject=name,
                    office=office,
                    status=status,
                    claimed_by=claimed_by,
                    first_answer_due=due,
                )

        async def names(**which) -> list[str]:
            async with database.reading() as session:
                return [each.subject for each in await inquiries.listed(session, **which)]

        return names

    async def test_the_most_urgent_first(self, listed) -> None:
        assert await listed() == ["closed", "sooner", "other", "later"]

    async def test_of_some_statuses(self, listed) -> None:
        assert await listed(statuses=["new", "claimed"]) == ["sooner", "other", "later"]

    async def test_of_an_office(self, listed) -> None:
        assert await listed(office="politik") == ["other"]

    async def test_of_a_person(self, listed) -> None:
        assert await listed(claimed_by="U1ANNE", statuses=["claimed"]) == ["sooner"]

    async def test_no_more_than_asked_for(self, listed) -> None:
        assert await listed(limit=2) == ["closed", "sooner"]

    async def test_counted_by_status(self, database: Database, listed) -> None:
        async with database.reading() as session:
            assert await inquiries.count_by_status(session) == {"new": 2, "claimed": 1, "closed": 1}

    async def test_the_one_that_waits_longest(self, database: Database, listed) -> None:
        async with database.reading() as session:
            oldest = await inquiries.oldest_unanswered(session, ["new", "claimed"])
            assert oldest.subject == "sooner"
            assert await inquiries.oldest_unanswered(session, ["waiting"]) is None


class TestDueMoments:
    async def _due(self, database: Database, column: str) -> list[int]:
        async with database.transaction() as session:
            return [each.id for each in await inquiries.due(session, column, NOON)]

    @pytest.mark.parametrize("column", ["remind_at", "escalate_at", "snoozed_until"])
    async def test_what_has_come_is_due_the_earliest_first(self, database: Database, column: str) -> None:
        at_noon = await made(database, **{column: NOON})
        before = await made(database, **{column: after(days=-1)})
        await made(database, **{column: after(seconds=1)})
        await made(database)
        assert await self._due(database, column) == [before.id, at_noon.id]

    @pytest.mark.parametrize("column", ["remind_at", "escalate_at"])
    async def test_what_is_snoozed_is_not_reminded_of(self, database: Database, column: str) -> None:
        await made(database, **{column: NOON}, snoozed_until=after(days=1))
        assert await self._due(database, column) == []

    async def test_what_somebody_is_changing_waits_for_the_next_time(
        self, postgresql_url: str, opened: Callable[[str], Database]
    ) -> None:
        database, other = opened(postgresql_url), opened(postgresql_url)
        held, free = await made(database, remind_at=NOON), await made(database, remind_at=NOON)
        async with database.transaction() as session:
            await inquiries.locked(session, held.id)
            async with asyncio.timeout(2):
                assert await self._due(other, "remind_at") == [free.id]
        assert await self._due(other, "remind_at") == [held.id, free.id]

    async def test_two_schedules_at_once_remind_of_each_once(
        self, database: Database, second: Database
    ) -> None:
        for _ in range(20):
            await made(database, remind_at=NOON)

        async def tick(each: Database) -> int:
            async with each.transaction() as session:
                found = await inquiries.due(session, "remind_at", NOON)
                await asyncio.sleep(0.01)
                for inquiry in found:
                    inquiry.remind_at = None
                return len(found)

        assert sum(await asyncio.gather(tick(database), tick(second), tick(database))) == 20

    async def test_the_next_moment_is_the_earliest_of_any(self, database: Database) -> None:
        async with database.reading() as session:
            assert await inquiries.next_moment(session) is None
        await made(database, remind_at=after(days=3), escalate_at=after(days=4))
        await made(database, snoozed_until=after(days=2))
        async with database.reading() as session:
            assert await inquiries.next_moment(session) == after(days=2)


class TestOrganisation:
    async def test_the_organisation_is_called_by_its_name(self, database: Database) -> None:
        async with database.transaction() as session:
            organisation = await an_organisation(session, name="Fonden Havn")
            inquiry = await an_inquiry(session, organisation_id=organisation.id)
            assert await inquiries.organisation_name(session, inquiry) == "Fonden Havn"
            assert await inquiries.organisation_name(session, await an_inquiry(session)) is None


class TestParticipants:
    async def test_who_was_added_takes_part_in_that_inquiry_only(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry, other = await an_inquiry(session), await an_inquiry(session)
            await inquiries.add_participants(session, inquiry.id, ["a@b.example", "c@b.example"])
        async with database.reading() as session:
            assert await inquiries.takes_part(session, inquiry.id, "c@b.example")
            assert not await inquiries.takes_part(session, inquiry.id, "x@b.example")
            assert not await inquiries.takes_part(session, other.id, "a@b.example")

    async def test_nobody_is_added_twice(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            await inquiries.add_participants(session, inquiry.id, ["a@b.example", "a@b.example"])
            await inquiries.add_participants(session, inquiry.id, ["c@b.example", "a@b.example"])
            await inquiries.add_participants(session, inquiry.id, [])
            assert await inquiries.takes_part(session, inquiry.id, "c@b.example")


class TestLinks:
    async def test_linked_inquiries_are_seen_from_both_ends(self, database: Database) -> None:
        async with database.transaction() as session:
            one, two, three = [await an_inquiry(session) for _ in range(3)]
            await inquiries.link(session, two.id, one.id)
            await inquiries.link(session, two.id, three.id)
            await inquiries.link(session, three.id, two.id)
        async with database.reading() as session:
            ids = {
                each.id: [other.id for other in await inquiries.linked(session, each.id)]
                for each in (one, two, three)
            }
        assert ids == {one.id: [two.id], two.id: [one.id, three.id], three.id: [two.id]}

    async def test_linking_twice_is_the_same_as_once(self, database: Database) -> None:
        async with database.transaction() as session:
            one, two = await an_inquiry(session), await an_inquiry(session)
            await inquiries.link(session, one.id, two.id)
            await inquiries.link(session, one.id, two.id)
            assert [each.id for each in await inquiries.linked(session, one.id)] == [two.id]

    async def test_most_are_linked_to_none(self, database: Database) -> None:
        inquiry = await made(database)
        async with database.reading() as session:
            assert await inquiries.linked(session, inquiry.id) == []


class TestHistory:
    @pytest.fixture
    async def inquiry(self, database: Database) -> Inquiry:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            await inquiries.record(session, inquiry.id, NOON, "mette@b.example", "opened", office="uip")
            await inquiries.record(session, inquiry.id, after(minutes=1), "U1ANNE", "claimed")
        return inquiry

    async def test_what_happened_is_told_in_order_with_who_and_when(
        self, database: Database, inquiry
    ) -> None:
        async with database.reading() as session:
            told = [
                (each.what, each.actor, each.at, each.details)
                for each in await inquiries.history(session, inquiry.id)
            ]
        assert told == [
            ("opened", "mette@b.example", NOON, {"office": "uip"}),
            ("claimed", "U1ANNE", after(minutes=1), {}),
        ]

    async def test_the_same_may_happen_twice(self, database: Database, inquiry) -> None:
        async with database.transaction() as session:
            await inquiries.record(session, inquiry.id, after(minutes=1), "U1ANNE", "claimed")
            assert [each.what for each in await inquiries.history(session, inquiry.id)] == [
                "opened",
                "claimed",
                "claimed",
            ]

    async def test_a_line_can_not_be_rewritten(self, database: Database, inquiry) -> None:
        async def rewrite(session: AsyncSession) -> None:
            (await inquiries.history(session, inquiry.id))[0].what = "closed"

        with pytest.raises(TypeError, match="only ever added to"):
            async with database.transaction() as session:
                await rewrite(session)

    async def test_nor_taken_out(self, database: Database, inquiry) -> None:
        with pytest.raises(TypeError, match="only ever added to"):
            async with database.transaction() as session:
                await session.delete((await inquiries.history(session, inquiry.id))[0])
