import asyncio
from collections.abc import Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage import service
from storage.database import Database
from storage.tables import OfficeState, PartState
from tests.builders import NOON, after


async def numbers(database: Database, series: str, how_many: int) -> list[int]:
    given = []
    for _ in range(how_many):
        async with database.transaction() as session:
            given.append(await service.next_number(session, series))
    return given


async def part(database: Database, name: str) -> PartState:
    async with database.reading() as session:
        return {each.part: each for each in await service.parts(session)}[name]


async def report(database: Database, trouble: str | None, minute: int, name: str = "smtp") -> None:
    async with database.transaction() as session:
        await service.report_part(session, name, trouble, after(minutes=minute))


async def report_channel(database: Database, trouble: str, minute: int) -> None:
    async with database.transaction() as session:
        await service.report_channel(session, "uip", trouble, after(minutes=minute))


async def channel_works(database: Database, office: str) -> None:
    async with database.transaction() as session:
        await service.channel_works(session, office)


async def channels(database: Database) -> list[OfficeState]:
    async with database.reading() as session:
        return await service.channels_in_trouble(session)


class TestNumbers:
    async def test_they_count_from_one(self, database: Database) -> None:
        assert await numbers(database, "inquiry:2026", 3) == [1, 2, 3]

    async def test_each_series_has_its_own(self, database: Database) -> None:
        await numbers(database, "inquiry:2026", 3)
        assert await numbers(database, "inquiry:2027", 1) == [1]

    async def test_none_is_given_twice_or_left_out(self, database: Database, second: Database) -> None:
        asking = [numbers(each, "inquiry:2026", 5) for each in (database, second) for _ in range(4)]
        given = [number for each in await asyncio.gather(*asking) for number in each]
        assert sorted(given) == list(range(1, 41))

    async def test_what_is_rolled_back_took_no_number(self, database: Database, broken_off) -> None:
        async with broken_off() as session:
            assert await service.next_number(session, "inquiry:2026") == 1
        assert await numbers(database, "inquiry:2026", 1) == [1]


class TestParts:
    async def test_a_part_that_never_reported_is_not_there(self, database: Database) -> None:
        async with database.reading() as session:
            assert await service.parts(session) == []

    async def test_they_are_told_by_name(self, database: Database) -> None:
        for name in ("smtp", "imap", "slack"):
            await report(database, None, 0, name)
        async with database.reading() as session:
            assert [each.part for each in await service.parts(session)] == ["imap", "slack", "smtp"]

    async def test_since_stands_while_trouble_lasts_whatever_it_is_called(self, database: Database) -> None:
        await report(database, "connection refused", 1)
        await report(database, "timed out", 2)
        state = await part(database, "smtp")
        assert (state.trouble, state.since, state.seen_at) == (
            "timed out",
            after(minutes=1),
            after(minutes=2),
        )

    async def test_since_stands_while_all_is_well(self, database: Database) -> None:
        await report(database, None, 1)
        await report(database, None, 2)
        state = await part(database, "smtp")
        assert (state.trouble, state.since, state.seen_at) == (None, after(minutes=1), after(minutes=2))

    @pytest.mark.parametrize(("before", "now"), [(None, "timed out"), ("timed out", None)])
    async def test_since_moves_when_trouble_begins_or_ends(
        self, database: Database, before: str | None, now: str | None
    ) -> None:
        await report(database, before, 1)
        await report(database, now, 2)
        state = await part(database, "smtp")
        assert (state.trouble, state.since) == (now, after(minutes=2))

    @pytest.mark.parametrize("report", [service.report_part, service.report_channel])
    async def test_two_processes_may_report_for_the_first_time_at_once(
        self, database: Database, second: Database, report: Callable[..., object]
    ) -> None:
        async def say(each: Database) -> None:
            async with each.transaction() as session:
                await _say(session)
                await asyncio.sleep(0.05)

        async def _say(session: AsyncSession) -> None:
            await report(session, "slack", "timed out", NOON)

        await asyncio.gather(say(database), say(second))


class TestChannels:
    async def test_a_channel_in_trouble_is_told_since_it_began(self, database: Database) -> None:
        await report_channel(database, "not_in_channel", 1)
        await report_channel(database, "channel_not_found", 2)
        [state] = await channels(database)
        assert (state.office, state.channel_trouble) == ("uip", "channel_not_found")
        assert state.trouble_since == after(minutes=1)

    async def test_a_channel_that_takes_posts_again_is_not(self, database: Database) -> None:
        await report_channel(database, "not_in_channel", 1)
        await channel_works(database, "uip")
        assert await channels(database) == []

    async def test_new_trouble_begins_anew(self, database: Database) -> None:
        await report_channel(database, "not_in_channel", 1)
        await channel_works(database, "uip")
        await report_channel(database, "not_in_channel", 3)
        [state] = await channels(database)
        assert state.trouble_since == after(minutes=3)

    async def test_a_post_in_one_channel_says_nothing_of_another(self, database: Database) -> None:
        await report_channel(database, "not_in_channel", 1)
        await channel_works(database, "policy")
        [state] = await channels(database)
        assert state.trouble_since == after(minutes=1)


async def test_an_office_is_remembered_from_the_first_look_on(database: Database) -> None:
    async with database.transaction() as session:
        state = await service.locked_office(session, "uip")
        assert (state.digested_until, state.digest_at) == (None, None)
        state.digested_until, state.digest_at = NOON, after(days=1)

    async with database.transaction() as session:
        again = await service.locked_office(session, "uip")
    assert (again.digested_until, again.digest_at) == (NOON, after(days=1))


async def test_trouble_with_a_channel_leaves_the_digest_where_it_stood(database: Database) -> None:
    async with database.transaction() as session:
        (await service.locked_office(session, "uip")).digest_at = after(days=1)
    await report_channel(database, "is_archived", minute=1)

    async with database.reading() as session:
        found = await service.offices(session)
    assert (found["uip"].digest_at, found["uip"].channel_trouble) == (after(days=1), "is_archived")


async def test_two_processes_do_not_have_an_office_at_once(database: Database, second: Database) -> None:
    order = []

    async def takes(of: Database, name: str) -> None:
        async with of.transaction() as session:
            await service.locked_office(session, "uip")
            order.append(f"{name} in")
            await asyncio.sleep(0.05)
            order.append(f"{name} out")

    await asyncio.gather(takes(database, "one"), takes(second, "two"))

    assert order in (["one in", "one out", "two in", "two out"], ["two in", "two out", "one in", "one out"])
