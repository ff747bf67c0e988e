import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from bot.outbox import record as delivery_record
from bot.outbox.delivery import Alike, Dropped, Sent
from bot.outbox.record import DeliveryRecord
from storage import outbox, service
from storage.outbox import Parcel


class Carrier:
    part = "a"


@pytest.fixture
def record(desk):
    return DeliveryRecord(desk, {"test": Carrier()})


async def parcels(desk, count):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        for number in range(count):
            await outbox.put(session, Parcel(f"parcel {number}", "test", str(number), now), now)
        return [await outbox.by_key(session, f"parcel {number}") for number in range(count)]


async def states(desk, count):
    async with desk.database.reading() as session:
        return [(await outbox.by_key(session, f"parcel {number}")).state for number in range(count)]


async def breaks(_session, _now):
    raise ZeroDivisionError


async def test_what_ends_together_shares_one_commit(desk, record):
    rows = await parcels(desk, 20)
    commits = []
    event.listen(desk.database.engine.sync_engine, "commit", commits.append)

    await asyncio.gather(*(record.ended(row, Sent()) for row in rows))

    assert await states(desk, 20) == ["sent"] * 20
    assert len(commits) == 1


async def test_whoever_waits_is_told_once_it_is_committed(desk, record):
    (row,) = await parcels(desk, 1)

    await record.ended(row, Dropped("answered meanwhile"))

    assert await states(desk, 1) == ["dropped"]


async def test_while_what_has_left_waits_long_to_be_on_record_nothing_more_is_to_leave(
    desk, record, monkeypatch
):
    monkeypatch.setattr(delivery_record, "BEHIND", 0.05)
    (row,) = await parcels(desk, 1)
    goes_on = asyncio.Event()

    async def waits(_session, _now):
        await goes_on.wait()

    ending = asyncio.create_task(record.ended(row, Sent({}, waits)))
    await asyncio.sleep(0.1)
    catching_up = asyncio.create_task(record.caught_up())
    await asyncio.sleep(0.05)
    assert not catching_up.done()

    goes_on.set()
    await asyncio.wait_for(catching_up, 10)
    assert await states(desk, 1) == ["sent"]
    await ending


async def test_an_effect_that_fails_spoils_no_other_and_what_left_is_not_sent_again(desk, record):
    rows = await parcels(desk, 4)

    async def counts(session, _now):
        await service.next_number(session, "effects")

    await asyncio.gather(*(record.ended(row, Sent({}, breaks if row is rows[2] else counts)) for row in rows))

    assert await states(desk, 4) == ["sent"] * 4
    async with desk.database.reading() as session:
        assert await service.last_number(session, "effects") == 3


async def test_what_many_have_alike_is_recorded_of_all_at_once(desk, record):
    rows = await parcels(desk, 5)
    told = []

    async def of_all(_session, numbers, _now):
        told.append(sorted(numbers))

    await asyncio.gather(*(record.ended(row, Sent({}, Alike(of_all, n))) for n, row in enumerate(rows)))

    assert told == [[0, 1, 2, 3, 4]]
    assert await states(desk, 5) == ["sent"] * 5


async def test_what_left_is_put_on_record_once_the_database_is_back(desk, record, monkeypatch):
    (row,) = await parcels(desk, 1)
    effects, tried = [], []
    real = desk.database.transaction

    @asynccontextmanager
    async def lost_as_it_commits_the_first_time():
        async with real() as session:
            yield session
        tried.append(1)
        if len(tried) == 1:
            raise OperationalError("COMMIT", {}, Exception("the connection is gone"))

    async def effect(_session, _now):
        effects.append(1)

    monkeypatch.setattr(delivery_record, "AGAIN", 0)
    monkeypatch.setattr(desk.database, "transaction", lost_as_it_commits_the_first_time)

    await record.ended(row, Sent({}, effect))

    assert (len(tried), len(effects)) == (2, 1)
    assert await states(desk, 1) == ["sent"]


async def test_a_service_that_something_was_dropped_for_is_not_said_to_be_well(desk, record):
    (row,) = await parcels(desk, 1)
    async with desk.database.transaction() as session:
        await service.report_part(session, "a", "connection refused", desk.clock.now())

    await record.ended(row, Dropped("answered meanwhile"))

    async with desk.database.reading() as session:
        (part,) = await service.parts(session)
    assert part.trouble == "connection refused"
