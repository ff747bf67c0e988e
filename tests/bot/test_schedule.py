from datetime import timedelta

from sqlalchemy import select

from bot import schedule
from bot.inquiries import claiming, handling
from bot.inquiries.lifecycle import Status
from bot.inquiries.posts import CHANNEL, PERSON
from storage import inquiries, seals
from storage.tables import OutboxRow
from tests.laid_desk import METTE, an_inquiry


async def kinds(desk):
    async with desk.database.reading() as session:
        rows = await session.scalars(
            select(OutboxRow.kind).where(OutboxRow.kind.in_([PERSON, CHANNEL])).order_by(OutboxRow.id)
        )
        return list(rows)


async def test_nothing_is_due_on_the_first_day(desk):
    await an_inquiry(desk)

    await schedule.tick(desk)

    assert await kinds(desk) == []


async def test_first_the_claimer_is_reminded_then_the_channel_is_told_once_each(desk):
    await claiming.claim(desk, (await an_inquiry(desk)).id, METTE)
    desk.clock.advance(timedelta(days=3))
    await schedule.tick(desk)
    await schedule.tick(desk)
    assert await kinds(desk) == [PERSON]

    desk.clock.advance(timedelta(days=1))
    await schedule.tick(desk)
    await schedule.tick(desk)

    assert await kinds(desk) == [PERSON, CHANNEL]


async def test_what_is_closed_is_not_reminded_of(desk):
    inquiry = await an_inquiry(desk)
    await handling.close(desk, inquiry.id, METTE)
    desk.clock.advance(timedelta(days=10))

    await schedule.tick(desk)

    assert await kinds(desk) == []


async def test_a_snoozed_inquiry_wakes_and_is_reminded_of_only_then(desk):
    inquiry = await an_inquiry(desk)
    await handling.snooze(desk, inquiry.id, METTE, desk.clock.now() + timedelta(days=7))
    desk.clock.advance(timedelta(days=4))
    await schedule.tick(desk)
    assert await kinds(desk) == []

    desk.clock.advance(timedelta(days=4))
    await schedule.tick(desk)

    async with desk.database.reading() as session:
        assert (await inquiries.get(session, inquiry.id)).status == Status.NEW
    assert set(await kinds(desk)) == {PERSON, CHANNEL}


async def test_what_happened_is_sealed_with_the_next_tick(desk):
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)

    await schedule.tick(desk)

    async with desk.database.reading() as session:
        found = await seals.verify(session, "event")
        happened = await inquiries.history(session, inquiry.id)
    assert (found.sealed, found.unsealed, found.broken) == (len(happened), 0, [])
