"""Parcels in the hands of processes: one's own while it lives, another's soon after that."""

import asyncio
import contextlib
import socket
import subprocess
import sys

import pytest

from bot.outbox import holding
from bot.outbox.bell import Bell
from bot.outbox.courier import LEASE, Courier
from bot.outbox.delivery import Sent
from bot.outbox.holding import Holding
from storage import leases, outbox
from storage.outbox import Parcel
from tests.laid_desk import a_desk


@pytest.fixture
async def shared(tmp_path, postgres_url, monkeypatch):
    """A desk on a PostgreSQL that others may work on too."""
    monkeypatch.setattr(holding, "LOOK", 0)
    monkeypatch.setattr(holding, "GRACE", 0)
    async with a_desk(tmp_path, database={"url": postgres_url}) as laid:
        yield laid


class Alive:
    """A process that holds parcels, until it dies."""

    def __init__(self, desk):
        self.hold = Holding(desk)
        self._life = asyncio.create_task(self.hold.hold())

    async def begins(self):
        async with asyncio.timeout(20):
            while not self.hold.may_lease:
                await asyncio.sleep(0.01)
        return self

    async def dies(self):
        self._life.cancel()
        await asyncio.wait([self._life])


@pytest.fixture
async def process(shared):
    """Start processes; those that live at the end are ended."""
    async with contextlib.AsyncExitStack() as stack:

        async def start():
            made = await Alive(shared).begins()
            stack.push_async_callback(made.dies)
            return made

        yield start


async def leased(desk, holder):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        await outbox.put(session, Parcel("one", "test", "a", now), now)
    async with desk.database.transaction() as session:
        return await leases.take(session, desk.clock.now(), ["test"], lasting=LEASE, limit=9, holder=holder)


async def holder_of_it(desk):
    async with desk.database.reading() as session:
        return (await outbox.by_key(session, "one")).leased_by


async def test_what_a_living_process_holds_stays_its_own_however_long_it_takes(shared, process):
    one, other = await process(), await process()
    await leased(shared, one.hold.holder)
    shared.clock.advance(LEASE * 100)

    await other.hold.take_over()

    assert await holder_of_it(shared) == one.hold.holder
    async with shared.database.transaction() as session:
        assert not await leases.take(
            session, shared.clock.now(), ["test"], lasting=LEASE, limit=9, holder=other.hold.holder
        )


async def test_what_a_process_held_is_anothers_once_it_is_dead(shared, process):
    one, other = await process(), await process()
    await leased(shared, one.hold.holder)
    await one.dies()

    await other.hold.take_over()

    async with shared.database.transaction() as session:
        (row,) = await leases.take(
            session, shared.clock.now(), ["test"], lasting=LEASE, limit=9, holder=other.hold.holder
        )
    assert (row.key, row.attempts) == ("one", 2)


async def test_what_may_have_left_can_not_be_withdrawn_after_it_was_taken_over(shared, process):
    one, other = await process(), await process()
    await leased(shared, one.hold.holder)
    await one.dies()
    await other.hold.take_over()

    async with shared.database.transaction() as session:
        assert not await outbox.withdraw(session, "one", shared.clock.now(), "undone")


async def test_a_process_elsewhere_has_time_to_take_up_its_turn_again(shared, process, monkeypatch):
    monkeypatch.setattr(holding, "GRACE", 3600)
    other = await process()
    await leased(shared, "elsewhere:1:abcd")

    await other.hold.take_over()
    assert await holder_of_it(shared) == "elsewhere:1:abcd"

    monkeypatch.setattr(holding, "GRACE", 0)
    await other.hold.take_over()
    assert await holder_of_it(shared) is None


async def test_a_process_of_this_machine_that_runs_no_more_is_not_waited_for(shared, process, monkeypatch):
    monkeypatch.setattr(holding, "GRACE", 3600)
    ended = subprocess.Popen([sys.executable, "-c", ""])  # noqa: ASYNC220 - it ends at once
    ended.wait()
    other = await process()
    await leased(shared, f"{socket.gethostname()}:{ended.pid}:abcd")

    await other.hold.take_over()

    assert await holder_of_it(shared) is None


async def test_a_courier_beside_others_takes_over_from_one_that_died_and_delivers(shared, process):
    class Notes:
        part = "a"
        delivered = asyncio.Event()

        async def deliver(self, _row):
            self.delivered.set()
            return Sent()

    one = await process()
    await leased(shared, one.hold.holder)
    running = asyncio.create_task(Courier(shared, {"test": Notes()}, Bell()).run())
    await one.dies()

    async with asyncio.timeout(20):
        await Notes.delivered.wait()
    running.cancel()
    await asyncio.wait([running])


async def test_where_there_is_one_service_nothing_has_to_be_shown(desk):
    alone = Holding(desk)

    await alone.hold()

    assert (alone.may_lease, alone.holder) == (True, None)


async def test_what_another_takes_over_is_not_certain_any_more(shared, process):
    one = await process()
    is_ours = one.hold.hold_of()
    assert is_ours()

    await one.dies()
    assert not is_ours()
    again = asyncio.create_task(one.hold.hold())
    async with asyncio.timeout(20):
        while not one.hold.may_lease:
            await asyncio.sleep(0.01)

    assert not is_ours()
    assert one.hold.hold_of()()
    again.cancel()
    await asyncio.wait([again])


async def test_what_is_leased_by_the_clock_is_its_own_without_a_turn(shared):
    assert Holding(shared).hold_of()()


async def test_the_one_service_of_an_embedded_database_holds_what_it_holds(desk):
    assert Holding(desk).hold_of()()
