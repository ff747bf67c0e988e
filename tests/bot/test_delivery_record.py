import asyncio

import pytest
from sqlalchemy import event

from bot.delivery import Dropped, Sent
from bot.delivery_record import DeliveryRecord
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


async def test_what_ends_while_one_commit_is_under_way_shares_the_next(desk, record):
    rows = await parcels(desk, 20)
    commits = []
    event.listen(desk.database.engine.sync_engine, "commit", commits.append)

    await asyncio.gather(*(record.ended(row, Sent()) for row in rows))

    assert await states(desk, 20) == ["sent"] * 20
    assert len(commits) == 2


async def test_whoever_waits_is_told_once_it_is_committed(desk, record):
    (row,) = await parcels(desk, 1)

    await record.ended(row, Dropped("answered meanwhile"))

    assert await states(desk, 1) == ["dropped"]


async def test_an_effect_that_fails_spoils_no_other_and_is_told_to_its_own(desk, record):
    rows = await parcels(desk, 4)

    async def counts(session, _now):
        await service.next_number(session, "effects")

    ended = [record.ended(row, Sent({}, breaks if row is rows[2] else counts)) for row in rows]
    told = await asyncio.gather(*ended, return_exceptions=True)

    assert [type(each) for each in told] == [type(None), type(None), ZeroDivisionError, type(None)]
    assert await states(desk, 4) == ["sent", "sent", "pending", "sent"]
    async with desk.database.reading() as session:
        assert await service.last_number(session, "effects") == 3


async def test_a_service_that_something_was_dropped_for_is_not_said_to_be_well(desk, record):
    (row,) = await parcels(desk, 1)
    async with desk.database.transaction() as session:
        await service.report_part(session, "a", "connection refused", desk.clock.now())

    await record.ended(row, Dropped("answered meanwhile"))

    async with desk.database.reading() as session:
        (part,) = await service.parts(session)
    assert part.trouble == "connection refused"
