"""The clock jumps, or summer time begins and ends: what is due happens once, at its hour on the wall."""

import asyncio
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import schedule
from bot.digests.due import POST
from bot.inquiries import claiming
from bot.inquiries.posts import CHANNEL, PERSON
from bot.outbox.bell import Bell
from bot.outbox.courier import BEAT, Courier
from bot.outbox.delivery import Sent, Unreachable
from storage import outbox, service
from storage.outbox import Parcel
from storage.tables import OutboxRow
from tests.laid_desk import METTE, a_desk, an_incoming, an_inquiry
from tests.rounds_on_record import answers, opened, parcels

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
ANSWER = "1. Unge hjemløse uden for de store byer bør komme først."
AN_HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
# the Friday before summer time begins, and before it ends, at ten on the wall
CHANGES = [datetime(2026, 3, 27, 9, 0, tzinfo=UTC), datetime(2026, 10, 23, 8, 0, tzinfo=UTC)]


class Slow:
    """Delivers when it is let; what it is told to raise first comes first."""

    part = "a"

    def __init__(self):
        self.delivered, self.raises, self.may_end = [], [], asyncio.Event()

    async def deliver(self, row):
        self.delivered.append(row.key)
        await self.may_end.wait()
        if self.raises:
            raise self.raises.pop()
        return Sent()

    async def given_up(self, *_):
        raise AssertionError


async def nudges(desk):
    async with desk.database.reading() as session:
        found = select(OutboxRow.kind).where(OutboxRow.kind.in_([PERSON, CHANNEL])).order_by(OutboxRow.id)
        return list(await session.scalars(found))


async def ticked_until(desk, hours):
    """Tick every half hour, jumping an hour back now and then, and an hour more ahead."""
    for half in range(2 * hours):
        desk.clock.advance(timedelta(minutes=30))
        await schedule.tick(desk)
        if half % 5 == 0:
            desk.clock.advance(-AN_HOUR)
            await schedule.tick(desk)
            desk.clock.advance(AN_HOUR)
            await schedule.tick(desk)


async def test_a_clock_that_jumps_back_and_forth_reminds_and_escalates_once(desk):
    await claiming.claim(desk, (await an_inquiry(desk)).id, METTE)
    for jump in (4 * A_DAY, -4 * A_DAY, 4 * A_DAY, -A_DAY, 2 * A_DAY):
        desk.clock.advance(jump)
        await schedule.tick(desk)

    assert await nudges(desk) == [PERSON, CHANNEL]


@pytest.mark.parametrize("friday", CHANGES, ids=["summer time begins", "summer time ends"])
async def test_a_digest_comes_once_at_its_hour_on_the_wall(tmp_path, friday):
    async with a_desk(tmp_path, at=friday) as desk:
        await schedule.tick(desk)
        await answers(desk, await opened(desk), "Fonden Nordlys", ANSWER)
        monday = datetime.combine((friday + 3 * A_DAY).date(), datetime.min.time(), COPENHAGEN)
        desk.clock.advance(monday + timedelta(hours=8) - desk.clock.now())
        await schedule.tick(desk)
        assert await parcels(desk, POST) == []

        await ticked_until(desk, 4)

        (digest,) = await parcels(desk, POST)
        at = digest.created_at.astimezone(COPENHAGEN)
        assert at.replace(microsecond=0, second=0) == monday + 9 * AN_HOUR


@pytest.mark.parametrize("friday", CHANGES, ids=["summer time begins", "summer time ends"])
async def test_a_deadline_and_its_reminder_keep_their_hour_on_the_wall(tmp_path, friday):
    async with a_desk(tmp_path, at=friday) as desk:
        inquiry = await an_inquiry(desk, an_incoming(received_at=friday))

        assert inquiry.first_answer_due.astimezone(COPENHAGEN).hour == 15
        assert inquiry.remind_at.astimezone(COPENHAGEN).hour == 9


async def test_a_digest_is_not_put_off_for_a_year_by_a_clock_that_was_a_year_ahead(desk):
    await schedule.tick(desk)
    desk.clock.advance(365 * A_DAY)
    await schedule.tick(desk)
    desk.clock.advance(-365 * A_DAY)
    await schedule.tick(desk)
    await answers(desk, await opened(desk), "Fonden Nordlys", ANSWER)
    desk.clock.advance(A_DAY)
    await schedule.tick(desk)

    assert [each.key for each in await parcels(desk, POST)] == ["digest:indsatser/2026-03-03"]


@pytest.mark.parametrize("jump", [AN_HOUR, -AN_HOUR, A_DAY])
async def test_a_clock_that_jumps_in_the_middle_of_a_delivery_makes_no_second_one(desk, jump):
    carrier = Slow()
    courier = Courier(desk, {"test": carrier}, Bell())
    await put(desk, "one")
    delivering = asyncio.create_task(courier.run_until_empty())
    while not carrier.delivered:
        await asyncio.sleep(0)
    desk.clock.advance(jump)
    again = asyncio.create_task(courier.run_until_empty())
    await asyncio.sleep(0)
    carrier.may_end.set()
    await asyncio.gather(delivering, again)

    assert carrier.delivered == ["one"]
    async with desk.database.reading() as session:
        assert (await outbox.by_key(session, "one")).state == "sent"


async def test_a_clock_that_is_put_back_closes_no_service_for_as_long(desk):
    carrier = Slow()
    carrier.may_end.set()
    carrier.raises.append(Unreachable("a", "gone"))
    courier = Courier(desk, {"test": carrier}, Bell())
    await put(desk, "one")
    await courier.run_until_empty()
    desk.clock.advance(-A_DAY)
    await put(desk, "two", lane="b")

    await courier.run_until_empty()

    assert carrier.delivered == ["one", "two"]


async def test_a_courier_whose_clock_is_put_back_goes_on_leaving_signs_of_life(desk):
    courier = Courier(desk, {}, Bell())
    await courier.show_life()
    desk.clock.advance(-AN_HOUR)
    await courier.show_life()

    async with desk.database.reading() as session:
        (part,) = await service.parts(session)
    assert part.seen_at < desk.clock.now() + BEAT


async def put(desk, key, lane="a"):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        await outbox.put(session, Parcel(key, "test", lane, now), now)
