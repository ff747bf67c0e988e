import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot import retention, schedule
from bot.inquiries import claiming, handling
from bot.inquiries.lifecycle import Status
from bot.inquiries.posts import CHANNEL, PERSON
from storage import inquiries, seals
from storage.tables import OutboxRow
from tests.builders import an_inquiry as an_inquiry_in
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


@pytest.mark.parametrize("work", ["tick", "sweep"])
async def test_what_hangs_is_rolled_back_when_the_service_stops(desk, monkeypatch, work):
    monkeypatch.setattr(schedule, work.upper(), 0.05)
    monkeypatch.setattr(schedule, "LEAVING", 0.2)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def hang(desk, *_):
        try:
            async with desk.database.transaction() as session:
                await an_inquiry_in(session)
                begun.set()
                await asyncio.Event().wait()
        finally:
            ended.set()

    monkeypatch.setattr(*{"tick": (schedule, "tick"), "sweep": (retention, "sweep")}[work], hang)

    async with asyncio.timeout(10), schedule.ticking(desk):
        await begun.wait()

    assert ended.is_set()
    async with desk.database.reading() as session:
        assert await inquiries.listed(session) == []


async def test_what_is_under_way_ends_before_the_service_stops(desk, monkeypatch):
    monkeypatch.setattr(schedule, "TICK", 0.05)
    begun, ended = asyncio.Event(), asyncio.Event()

    async def slow(_desk):
        begun.set()
        await asyncio.sleep(0.3)
        ended.set()

    monkeypatch.setattr(schedule, "tick", slow)

    async with schedule.ticking(desk):
        await begun.wait()

    assert ended.is_set()
