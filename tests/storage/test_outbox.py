import asyncio
import itertools
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select, text

from storage import outbox
from storage.database import Database
from storage.outbox import Ended, Parcel, ParcelState, Priority, Queue
from storage.tables import OutboxRow
from tests.builders import NOON, a_parcel, after, an_inquiry

LEASE = timedelta(minutes=2)
KINDS = ("slack.card", "mail.answer")


async def put(database: Database, *parcels: Parcel, now: datetime = NOON) -> list[bool]:
    async with database.transaction() as session:
        return [await outbox.put(session, parcel, now) for parcel in parcels]


async def lease(database: Database, now: datetime = NOON, kinds=KINDS, limit=50, **how) -> list[OutboxRow]:
    async with database.transaction() as session:
        return await outbox.lease(session, now, kinds, lasting=LEASE, limit=limit, **how)


async def leased_keys(database: Database, now: datetime = NOON, **how) -> list[str]:
    return [row.key for row in await lease(database, now, **how)]


async def end(database: Database, row: OutboxRow, state: ParcelState, **over) -> None:
    async with database.transaction() as session:
        await outbox.end(session, row.id, state, NOON, **over)


async def withdraw(database: Database, key: str, now: datetime = NOON) -> bool:
    async with database.transaction() as session:
        return await outbox.withdraw(session, key, now, "undone by U1ANNE")


async def row_of(database: Database, key: str) -> OutboxRow:
    async with database.reading() as session:
        row = await outbox.by_key(session, key)
    assert row is not None
    return row


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


class TestLeasing:
    async def test_what_is_due_is_leased_the_earliest_first(self, database: Database) -> None:
        late, early = a_parcel(due_at=NOON), a_parcel(due_at=after(minutes=-1))
        await put(database, late, early, a_parcel(due_at=after(seconds=1)))
        assert await leased_keys(database) == [early.key, late.key]

    async def test_of_what_is_due_at_once_the_first_put_leaves_first(self, database: Database) -> None:
        parcels = [a_parcel() for _ in range(5)]
        await put(database, *parcels)
        assert await leased_keys(database) == [parcel.key for parcel in parcels]

    async def test_so_it_is_however_the_database_finds_them(self, postgresql_url: str, opened) -> None:
        database = opened(postgresql_url)
        late, early, later = a_parcel(), a_parcel(due_at=after(minutes=-1)), a_parcel()
        await put(database, late, early, later)
        async with database.transaction() as session:
            for way in ("indexscan", "bitmapscan"):
                await session.execute(text(f"SET LOCAL enable_{way} = off"))
            rows = await outbox.lease(session, NOON, KINDS, lasting=LEASE, limit=2)
        assert [row.key for row in rows] == [early.key, late.key]

    async def test_no_more_than_asked_for(self, database: Database) -> None:
        await put(database, *(a_parcel() for _ in range(5)))
        assert len(await lease(database, limit=2)) == 2
        assert len(await lease(database, limit=50)) == 3

    async def test_only_the_kinds_that_the_courier_carries(self, database: Database) -> None:
        card, answer = a_parcel(kind="slack.card"), a_parcel(kind="mail.answer")
        await put(database, card, answer)
        assert await leased_keys(database, kinds=["mail.answer"]) == [answer.key]
        assert await leased_keys(database, kinds=[]) == []

    async def test_not_from_lanes_that_are_busy(self, database: Database) -> None:
        one, other = a_parcel(lane="slack:uip"), a_parcel(lane="slack:politik")
        await put(database, one, other)
        assert await leased_keys(database, busy_lanes={"slack:uip"}) == [other.key]

    async def test_parcels_of_one_lane_are_leased_together_in_order(self, database: Database) -> None:
        parcels = [a_parcel(lane="slack:uip") for _ in range(3)]
        await put(database, *parcels)
        assert await leased_keys(database) == [parcel.key for parcel in parcels]

    async def test_what_is_leased_is_leased_to_nobody_else(self, database: Database) -> None:
        await put(database, a_parcel())
        [row] = await lease(database)
        assert (row.leased_until, row.attempts) == (NOON + LEASE, 1)
        assert await lease(database, NOON + LEASE - timedelta(seconds=1)) == []

    async def test_nor_what_follows_on_it_in_its_lane(self, database: Database, second: Database) -> None:
        await put(database, a_parcel(lane="slack:uip"))
        [row] = await lease(database)
        await put(
            database, a_parcel(key="next", lane="slack:uip"), a_parcel(key="beside", lane="slack:politik")
        )
        assert await leased_keys(second) == ["beside"]
        await end(database, row, ParcelState.SENT)
        assert await leased_keys(second) == ["next"]

    async def test_leases_of_somebody_who_is_gone_are_ended_and_what_they_held_is_leased_anew(
        self, database: Database
    ) -> None:
        await put(database, a_parcel(key="one"), a_parcel(key="two", lane="other"))
        await lease(database, limit=1)

        async with database.transaction() as session:
            await outbox.end_leases(session, NOON)

        assert sorted(await leased_keys(database)) == ["one", "two"]

    async def test_what_somebody_who_is_gone_may_have_delivered_is_not_withdrawn(
        self, database: Database
    ) -> None:
        await put(database, a_parcel(key="one"))
        await lease(database)

        async with database.transaction() as session:
            await outbox.end_leases(session, NOON)

        assert not await withdraw(database, "one")

    async def test_a_lease_with_a_holder_ends_with_that_holder_and_not_by_the_clock(
        self, database: Database
    ) -> None:
        await put(database, a_parcel(key="one"))
        async with database.transaction() as session:
            await outbox.lease(session, NOON, KINDS, lasting=LEASE, limit=9, holder="a:1:x")
        assert not await lease(database, NOON + LEASE * 9)

        async with database.transaction() as session:
            assert await outbox.holders(session) == {"a:1:x"}
            await outbox.end_leases(session, NOON + LEASE * 9, "b:2:y")
            assert await outbox.holders(session) == {"a:1:x"}
            await outbox.end_leases(session, NOON + LEASE * 9, "a:1:x")

        assert await leased_keys(database, NOON + LEASE * 9) == ["one"]

    async def test_those_that_wait_no_more_are_told_from_those_that_do(self, database: Database) -> None:
        await put(database, a_parcel(key="one"), a_parcel(key="two"))
        one, two = await lease(database)
        async with database.transaction() as session:
            await outbox.end(session, one.id, ParcelState.SENT, NOON)

            assert await outbox.ended_among(session, [one.id, two.id]) == {one.id}

    async def test_of_those_over_which_a_courier_ended_one_is_taken_at_a_time_and_no_lane_stands_still(
        self, database: Database
    ) -> None:
        lanes = {"one": "a", "two": "a", "three": "b"}
        await put(database, *(a_parcel(key=key, lane=lane) for key, lane in lanes.items()))
        await lease(database)
        later = NOON + LEASE
        await put(database, a_parcel(key="four", lane="c"))

        assert sorted(await leased_keys(database, later, suspects=1)) == ["four", "one"]
        assert await leased_keys(database, later, suspects=0) == []
        assert await leased_keys(database, later, suspects=1) == ["three"]

    async def test_a_lease_runs_out(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        await lease(database)
        [again] = await lease(database, NOON + LEASE)
        assert (again.key, again.attempts) == (parcel.key, 2)

    async def test_two_couriers_at_once_never_get_the_same(
        self, database: Database, second: Database
    ) -> None:
        await put(database, *(a_parcel() for _ in range(200)))
        rounds = [leased_keys(each, limit=7) for each in (database, second) for _ in range(20)]
        leased = [key for keys in await asyncio.gather(*rounds) for key in keys]
        assert len(leased) == len(set(leased)) == 200

    async def test_two_couriers_at_once_never_share_a_lane(
        self, database: Database, second: Database
    ) -> None:
        lanes = [f"slack:{number % 5}" for number in range(50)]
        await put(database, *(a_parcel(lane=lane) for lane in lanes))
        rounds = [lease(each, limit=6) for each in (database, second) for _ in range(5)]
        got = [{row.lane for row in rows} for rows in await asyncio.gather(*rounds)]
        assert sum(map(len, got)) == len(set().union(*got)) > 0

    async def test_a_parcel_that_is_just_being_withdrawn_is_not_waited_for(
        self, postgresql_url: str, opened
    ) -> None:
        database, other = opened(postgresql_url), opened(postgresql_url)
        held, free = a_parcel(), a_parcel()
        await put(database, held, free)
        async with database.transaction() as session:
            await outbox.withdraw(session, held.key, NOON, "undone")
            async with asyncio.timeout(2):
                assert await leased_keys(other) == [free.key]

    async def test_what_has_priority_leaves_first_however_long_others_wait(self, database: Database) -> None:
        ways = {each: a_parcel(key=each.name, due_at=after(hours=-each), priority=each) for each in Priority}
        await put(database, *reversed(ways.values()))
        assert await leased_keys(database, limit=2) == ["WATCHED", "USUAL"]
        assert await leased_keys(database) == ["MASS"]

    async def test_only_priorities_that_are_asked_for_are_leased(self, database: Database) -> None:
        await put(database, *(a_parcel(key=each.name, priority=each) for each in Priority))
        assert await leased_keys(database, priorities=[Priority.MASS]) == ["MASS"]

    async def test_the_next_due_is_the_earliest_that_waits(self, database: Database) -> None:
        async with database.reading() as session:
            assert await outbox.next_due(session, KINDS) == {}
        await put(database, a_parcel(due_at=after(hours=2)), a_parcel(due_at=after(hours=1)))
        await put(database, a_parcel(due_at=NOON, kind="mail.note"))
        async with database.reading() as session:
            assert await outbox.next_due(session, KINDS) == {Priority.USUAL: after(hours=1)}
        await put(database, a_parcel(due_at=after(hours=3), priority=Priority.MASS))
        async with database.reading() as session:
            assert await outbox.next_due(session, KINDS) == {
                Priority.USUAL: after(hours=1),
                Priority.MASS: after(hours=3),
            }


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
            await outbox.postpone(session, row.id, after(minutes=5), "timed out")
        ended = await row_of(database, row.key)
        assert (ended.state, ended.reason, ended.result) == (ParcelState.SENT, None, {"ts": "1.2"})
        assert ended.due_at == NOON

    async def test_postponing_gives_it_back_for_later(self, database: Database) -> None:
        await put(database, a_parcel())
        [row] = await lease(database)
        async with database.transaction() as session:
            await outbox.postpone(session, row.id, after(minutes=5), "greylisted")
        assert await lease(database, after(minutes=4)) == []
        [again] = await lease(database, after(minutes=5))
        assert (again.attempts, again.reason) == (2, "greylisted")

    async def test_releasing_gives_it_back_as_if_untouched(self, database: Database) -> None:
        await put(database, a_parcel(), a_parcel())
        rows = await lease(database)
        async with database.transaction() as session:
            await outbox.release(session, [row.id for row in rows], None)
        again = await lease(database)
        assert [(row.key, row.attempts) for row in again] == [(row.key, 1) for row in rows]

    async def test_what_another_has_taken_over_is_not_given_back(self, database: Database) -> None:
        await put(database, a_parcel())
        rows = await lease(database)
        async with database.transaction() as session:
            await outbox.release(session, [row.id for row in rows], "machine:1:abcd")
        assert await lease(database) == []


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
            await outbox.postpone(session, row.id, after(minutes=5), "greylisted")
        assert await withdraw(database, parcel.key)

    async def test_what_may_have_left_when_the_connection_was_lost_can_not(self, database: Database) -> None:
        parcel = a_parcel()
        await put(database, parcel)
        [row] = await lease(database)
        async with database.transaction() as session:
            await outbox.postpone(session, row.id, after(minutes=5), "lost", may_have_left=True)

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
