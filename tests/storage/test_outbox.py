import asyncio
import itertools

import pytest
from sqlalchemy import func, select

from storage import leases, outbox
from storage.database import Database
from storage.outbox import Ended, ParcelState, Queue
from storage.tables import OutboxRow
from tests.builders import NOON, a_parcel, after, an_inquiry
from tests.storage.parcels import LEASE, end, lease, leased_keys, put, row_of, withdraw


class TestPutting:
    async def test_a_parcel_lies_in_the_outbox_as_it_was_put(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            parcel = a_parcel(payload={"letter": 7}, recipient="a@b.example", inquiry_id=inquiry.id)
            assert await outbox.put(session, parcel, NOON)
        row = await row_of(database, parcel.key)
        assert (row.kind, row.lane, row.due_at) == (parcel.kind, parcel.lane, parcel.due_at)
        assert (row.payload, row.recipient, row.inquiry_id) == ({"letter": 7}, "a@b.example", inquiry.id)
        assert (row.state, row.attempts, row.leased_until) == (ParcelState.PENDING, 0, None)

    async def test_a_key_can_exist_only_once(self, database: Database) -> None:
        first, second = a_parcel(key="round:1", lane="a"), a_parcel(key="round:1", lane="b")
        assert await put(database, first, second) == [True, False]
        assert (await row_of(database, "round:1")).lane == "a"

    async def test_a_key_stays_taken_after_its_parcel_has_left(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        [row] = await lease(database)
        await end(database, row, ParcelState.SENT)
        assert await put(database, parcel) == [False]
        assert await lease(database, after(days=1)) == []

    async def test_of_two_processes_that_put_the_same_one_succeeds(
        self, database: Database, second: Database
    ) -> None:
        parcel = a_parcel()
        both = await asyncio.gather(put(database, parcel), put(second, parcel))
        assert sorted(both) == [[False], [True]]

    async def test_a_parcel_goes_with_the_decision_behind_it(self, database: Database, broken_off) -> None:
        async with broken_off() as session:
            assert await outbox.put(session, a_parcel(), NOON)
        assert await lease(database) == []


class TestEnding:
    @pytest.mark.parametrize("state", [ParcelState.SENT, ParcelState.DROPPED, ParcelState.FAILED])
    async def test_what_has_ended_is_never_leased_again(self, database: Database, state: ParcelState) -> None:
        await put(database, a_parcel())
        [row] = await lease(database)
        await end(database, row, state, reason="because", result={"ts": "1.2"})
        assert await lease(database, after(days=30)) == []
        ended = await row_of(database, row.key)
        assert (ended.state, ended.ended_at, ended.leased_until) == (state, NOON, None)
        assert (ended.reason, ended.result) == ("because", {"ts": "1.2"})

    async def test_many_that_end_together_each_end_as_they_did(self, database: Database) -> None:
        keys = ["a", "b", "c", "d", "e"]
        for key in keys:
            await put(database, a_parcel(key=key, lane=key))
        rows = {row.key: row.id for row in await lease(database)}
        ended = [
            Ended(rows["a"], ParcelState.SENT),
            Ended(rows["b"], ParcelState.DROPPED, "answered"),
            Ended(rows["c"], ParcelState.SENT),
            Ended(rows["d"], ParcelState.SENT, result={"ts": "1.2"}),
            Ended(rows["e"], ParcelState.SENT, result={"ts": "1.3"}),
        ]
        async with database.transaction() as session:
            await outbox.end_all(session, ended, after(minutes=1))

        found = [await row_of(database, key) for key in keys]
        assert [(row.state, row.reason, row.result) for row in found] == [
            ("sent", None, None),
            ("dropped", "answered", None),
            ("sent", None, None),
            ("sent", None, {"ts": "1.2"}),
            ("sent", None, {"ts": "1.3"}),
        ]
        assert {(row.ended_at, row.leased_until) for row in found} == {(after(minutes=1), None)}

    @pytest.mark.parametrize("state", [ParcelState.DROPPED, ParcelState.FAILED])
    async def test_what_was_sent_stays_sent_whatever_a_late_courier_says(
        self, database: Database, state: ParcelState
    ) -> None:
        await put(database, a_parcel())
        [row] = await lease(database)
        await end(database, row, ParcelState.SENT, result={"ts": "1.2"})
        await end(database, row, state, reason="timed out")
        async with database.transaction() as session:
            await leases.postpone(session, row, after(minutes=5), "timed out")
        ended = await row_of(database, row.key)
        assert (ended.state, ended.reason, ended.result) == (ParcelState.SENT, None, {"ts": "1.2"})
        assert ended.due_at == NOON

    async def test_those_that_wait_no_more_are_told_from_those_that_do(self, database: Database) -> None:
        await put(database, a_parcel(key="one"), a_parcel(key="two"))
        one, two = await lease(database)
        async with database.transaction() as session:
            await outbox.end(session, one.id, ParcelState.SENT, NOON)

            assert await outbox.ended_among(session, [one.id, two.id]) == {one.id}

    async def test_postponing_gives_it_back_for_later(self, database: Database) -> None:
        await put(database, a_parcel())
        [row] = await lease(database)
        async with database.transaction() as session:
            await leases.postpone(session, row, after(minutes=5), "greylisted")
        assert await lease(database, after(minutes=4)) == []
        [again] = await lease(database, after(minutes=5))
        assert (again.attempts, again.reason) == (2, "greylisted")


class TestWithdrawing:
    async def test_what_waits_can_be_taken_back(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        assert await withdraw(database, parcel.key)
        row = await row_of(database, parcel.key)
        assert (row.state, row.reason, row.ended_at) == (ParcelState.DROPPED, "undone by U1ANNE", NOON)
        assert await lease(database) == []

    async def test_only_once(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        assert [await withdraw(database, parcel.key), await withdraw(database, parcel.key)] == [True, False]

    async def test_what_is_leaving_can_not(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        await lease(database)
        assert not await withdraw(database, parcel.key)

    async def test_nor_what_may_have_left_with_a_courier_that_died(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        await lease(database)
        assert not await withdraw(database, parcel.key, NOON + 2 * LEASE)

    async def test_nor_what_has_left(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        [row] = await lease(database)
        await end(database, row, ParcelState.SENT)
        assert not await withdraw(database, parcel.key)

    async def test_what_could_not_leave_and_waits_again_can(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        [row] = await lease(database)
        async with database.transaction() as session:
            await leases.postpone(session, row, after(minutes=5), "greylisted")
        assert await withdraw(database, parcel.key)

    async def test_what_may_have_left_when_the_connection_was_lost_can_not(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        [row] = await lease(database)
        async with database.transaction() as session:
            await leases.postpone(session, row, after(minutes=5), "lost", may_have_left=True)

        assert not await withdraw(database, parcel.key)
        [again] = await lease(database, after(minutes=5))
        assert again.id == row.id

    async def test_what_never_was_can_not(self, database: Database) -> None:
        assert not await withdraw(database, "inquiry:1/answer:1")

    async def test_either_it_is_taken_back_or_it_leaves(self, database: Database, second: Database) -> None:
        parcels = [a_parcel() for _ in range(30)]
        await put(database, *parcels)
        taking_back = [withdraw(second, parcel.key) for parcel in parcels]
        leasing = [leased_keys(database, limit=4) for _ in parcels]
        mixed = await asyncio.gather(*itertools.chain(*zip(taking_back, leasing, strict=True)))
        taken = {parcel.key for parcel, back in zip(parcels, mixed[::2], strict=True) if back}
        left = {key for keys in mixed[1::2] for key in keys}
        assert taken | left == {parcel.key for parcel in parcels}
        assert not taken & left


class TestCounting:
    async def test_automatic_letters_to_an_address_are_counted_from_a_moment_on(
        self, database: Database
    ) -> None:
        to = "mette@fondennordlys.example"
        await put(database, a_parcel(recipient=to), now=after(hours=-25))
        await put(database, a_parcel(recipient=to), now=after(hours=-1))
        await put(database, a_parcel(recipient=to, due_at=after(days=1)), a_parcel(recipient="bo@b.example"))
        await put(database, a_parcel())
        async with database.reading() as session:
            assert await outbox.automatic_since(session, to, after(days=-1)) == 2
            assert await outbox.automatic_since(session, "nobody@b.example", after(days=-1)) == 0

    async def test_a_dropped_one_does_not_count(self, database: Database) -> None:
        to = "mette@fondennordlys.example"
        parcel = a_parcel(recipient=to)
        await put(database, parcel)
        await withdraw(database, parcel.key)
        async with database.reading() as session:
            assert await outbox.automatic_since(session, to, after(days=-1)) == 0

    async def test_an_empty_outbox_has_nothing_waiting(self, database: Database) -> None:
        async with database.reading() as session:
            assert await outbox.queue(session) == Queue(0, 0, None)

    async def test_the_queue_counts_what_waits_and_what_was_given_up(self, database: Database) -> None:
        await put(database, a_parcel(due_at=after(hours=-2)), a_parcel(due_at=after(hours=-1)))
        await put(database, a_parcel(due_at=after(hours=1)))
        failed, sent = (await lease(database, limit=2))[:2]
        await end(database, failed, ParcelState.FAILED, reason="refused")
        await end(database, sent, ParcelState.SENT)
        await put(database, a_parcel(due_at=after(hours=-3)))
        async with database.reading() as session:
            assert await outbox.queue(session) == Queue(waiting=2, failed=1, oldest_due=after(hours=-3))
            assert (await session.scalars(select(func.count()).select_from(OutboxRow))).one() == 4
