import asyncio
from datetime import timedelta

from sqlalchemy import text

from storage import leases, outbox
from storage.database import Database
from storage.outbox import ParcelState, Priority
from tests.builders import NOON, a_parcel, after
from tests.storage.parcels import KINDS, LEASE, end, lease, leased_keys, put, withdraw


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
            rows = await leases.take(session, NOON, KINDS, lasting=LEASE, limit=2)
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
            await leases.end(session, NOON)

        assert sorted(await leased_keys(database)) == ["one", "two"]

    async def test_what_somebody_who_is_gone_may_have_delivered_is_not_withdrawn(
        self, database: Database
    ) -> None:
        await put(database, a_parcel(key="one"))
        await lease(database)

        async with database.transaction() as session:
            await leases.end(session, NOON)

        assert not await withdraw(database, "one")

    async def test_a_lease_with_a_holder_ends_with_that_holder_and_not_by_the_clock(
        self, database: Database
    ) -> None:
        await put(database, a_parcel(key="one"))
        async with database.transaction() as session:
            await leases.take(session, NOON, KINDS, lasting=LEASE, limit=9, holder="a:1:x")
        assert not await lease(database, NOON + LEASE * 9)

        async with database.transaction() as session:
            assert await leases.holders(session) == {"a:1:x"}
            await leases.end(session, NOON + LEASE * 9, "b:2:y")
            assert await leases.holders(session) == {"a:1:x"}
            await leases.end(session, NOON + LEASE * 9, "a:1:x")

        assert await leased_keys(database, NOON + LEASE * 9) == ["one"]

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

    async def test_what_may_have_left_says_so_at_every_later_try(self, database: Database) -> None:
        await put(database, a_parcel())
        [first] = await lease(database)
        async with database.transaction() as session:
            await leases.postpone(session, first, after(minutes=1), "lost", may_have_left=True)
        [second] = await lease(database, after(minutes=1))
        async with database.transaction() as session:
            await leases.postpone(session, first, after(minutes=2), "greylisted")
        [third] = await lease(database, after(minutes=2))

        assert [each.may_have_left for each in (first, second, third)] == [False, True, True]

    async def test_so_does_what_a_courier_ended_with(self, database: Database) -> None:
        await put(database, a_parcel())
        await lease(database)
        [again] = await lease(database, NOON + LEASE)
        async with database.transaction() as session:
            await leases.postpone(session, again, NOON + LEASE, "greylisted")

        [later] = await lease(database, NOON + LEASE)
        assert again.may_have_left
        assert later.may_have_left

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
            assert await leases.next_due(session, KINDS) == {}
        await put(database, a_parcel(due_at=after(hours=2)), a_parcel(due_at=after(hours=1)))
        await put(database, a_parcel(due_at=NOON, kind="mail.note"))
        async with database.reading() as session:
            assert await leases.next_due(session, KINDS) == {Priority.USUAL: after(hours=1)}
        await put(database, a_parcel(due_at=after(hours=3), priority=Priority.MASS))
        async with database.reading() as session:
            assert await leases.next_due(session, KINDS) == {
                Priority.USUAL: after(hours=1),
                Priority.MASS: after(hours=3),
            }


class TestGivingBack:
    async def test_releasing_gives_it_back_as_if_untouched(self, database: Database) -> None:
        await put(database, a_parcel(), a_parcel())
        rows = await lease(database)
        async with database.transaction() as session:
            await leases.give_back(session, [row.id for row in rows], None)
        again = await lease(database)
        assert [(row.key, row.attempts) for row in again] == [(row.key, 1) for row in rows]

    async def test_what_another_has_taken_over_is_not_given_back(self, database: Database) -> None:
        await put(database, a_parcel())
        rows = await lease(database)
        async with database.transaction() as session:
            await leases.give_back(session, [row.id for row in rows], "machine:1:abcd")
        assert await lease(database) == []

    async def test_what_another_took_over_is_not_put_off_by_whoever_had_it_before(
        self, database: Database
    ) -> None:
        await put(database, a_parcel())
        [before] = await lease(database, holder="a:1:x")
        async with database.transaction() as session:
            await leases.end(session, NOON, "a:1:x")
        [ours] = await lease(database, holder="b:2:y")

        async with database.transaction() as session:
            await leases.postpone(session, before, after(minutes=1), "cut off")

        assert await lease(database, after(minutes=1)) == []
        async with database.transaction() as session:
            await leases.postpone(session, ours, after(minutes=2), "greylisted")
        assert len(await lease(database, after(minutes=2))) == 1
