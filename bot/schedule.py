"""The ticks: what has come due in the record becomes a parcel.

APScheduler only ticks. Due times live in the inquiries' own rows; whether a reminder is still called for is
asked once more in the moment it leaves (``bot.slack.posts``).
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import retention
from bot.desk import Desk
from bot.digests import due as digests
from bot.front_desk.rescanning import Rescan
from bot.inquiries import lifecycle
from bot.inquiries.intake import SERVICE
from bot.inquiries.posts import CHANNEL, PERSON, say_in_thread, show_card
from bot.pulse import CLOCK
from bot.rounds.letterheads import letterhead
from consultation.rounds import clockwork, reminding
from storage import inquiries, rounds, seals, service
from storage.tables import Inquiry, Seal

log = structlog.get_logger(__name__)

TICK = 20  # seconds
LOOK = 60  # seconds between two looks for files that clamd could not look into
ROUND = 1800.0
"""Seconds that a tick may wait for a sweep under way and take itself."""
SWEEP = 3600  # seconds between two looks for what is past its time
LEAVING = 5.0
"""Seconds that whoever stops the service waits for a tick or a sweep under way; then it is rolled back."""


@asynccontextmanager
async def ticking(desk: Desk) -> AsyncIterator[None]:
    """Tick while the block lasts; a tick under way ends before it is left, unless it takes long or hangs."""
    under_way = asyncio.Lock()

    async def one_tick() -> None:
        async with under_way:
            desk.pulse.beat(CLOCK)
            try:
                await tick(desk)
            except SQLAlchemyError as error:  # the database is away: what is due is still due the next time
                log.warning("not ticked", reason=type(error).__name__)

    async def one_sweep() -> None:
        async with under_way:
            await retention.sweep(desk)

    async def over() -> None:
        async with under_way:
            pass

    rescan = Rescan(desk)

    async def one_look() -> None:
        try:
            await rescan.look()
        except SQLAlchemyError as error:
            log.warning("files not looked into again", reason=type(error).__name__)

    scheduler = AsyncIOScheduler(timezone=str(desk.calendar.timezone))
    scheduler.add_job(
        one_tick, "interval", seconds=TICK, coalesce=True, max_instances=1, misfire_grace_time=None
    )
    scheduler.add_job(one_look, "interval", seconds=LOOK, coalesce=True, misfire_grace_time=None)
    scheduler.add_job(one_sweep, "interval", seconds=SWEEP, coalesce=True, misfire_grace_time=None)
    scheduler.start()
    try:
        with desk.pulse.of(CLOCK, ROUND):
            yield
    finally:
        scheduler.pause()
        with suppress(TimeoutError):
            await asyncio.wait_for(over(), LEAVING)
        scheduler.shutdown(wait=False)  # which breaks off what is still under way
        await over()


async def tick(desk: Desk) -> None:
    """Act on everything that has come due."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        for inquiry in await inquiries.due(session, "snoozed_until", now):
            await _wake(session, inquiry, now)
        for inquiry in await inquiries.due(session, "remind_at", now):
            await _remind(session, inquiry, now)
        for inquiry in await inquiries.due(session, "escalate_at", now):
            await _escalate(session, inquiry, now)
    await _turn_rounds(desk, now)
    await _remind_parties(desk, now)
    await digests.send(desk, now)
    await _seal_histories(desk, now)
    async with desk.database.transaction() as session:
        await service.report_part(session, CLOCK, None, now)
    desk.nudge()


async def _remind_parties(desk: Desk, now: datetime) -> None:
    """Remind everybody who is due, some at a time, so that others may write between."""
    written = True
    while written:
        async with desk.database.transaction() as session:
            written = bool(await reminding.remind(session, desk.calendar, letterhead(desk), now))


async def _turn_rounds(desk: Desk, now: datetime) -> None:
    """Open and close rounds, each in a transaction of its own."""
    async with desk.database.glance() as session:
        due = await rounds.due_by_the_clock(session, now)
    for round_id in due:
        async with desk.database.transaction() as session:
            move = await clockwork.turn(session, round_id, desk.calendar, letterhead(desk), now)
        if move is not None:
            log.info("round moved by the clock", round=round_id, move=move.act)


async def _seal_histories(desk: Desk, now: datetime) -> None:
    """Seal what was written since the last tick, some lines at a time."""
    for history in seals.HISTORIES:
        newest = None
        while made := await _sealed(desk, history, now):
            newest = made
        if newest:
            # whoever keeps the log elsewhere can tell by it whether the whole chain was made anew
            log.info("history sealed", history=history, seal=newest.id, digest=newest.digest)


async def _sealed(desk: Desk, history: str, now: datetime) -> Seal | None:
    async with desk.database.transaction() as session:
        return await seals.seal(session, history, now)


async def _wake(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    lifecycle.wake(inquiry)
    await inquiries.record(session, inquiry.id, now, SERVICE, "woken")
    await show_card(session, inquiry, now)


async def _remind(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    about = f"reminder:{inquiry.first_answer_due:%Y%m%d%H%M}"
    inquiry.remind_at = None
    await say_in_thread(session, inquiry, about, now, PERSON)
    await inquiries.record(session, inquiry.id, now, SERVICE, "reminded")


async def _escalate(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    about = f"escalation:{inquiry.first_answer_due:%Y%m%d%H%M}"
    inquiry.escalate_at = None
    await say_in_thread(session, inquiry, about, now, CHANNEL)
    await inquiries.record(session, inquiry.id, now, SERVICE, "escalated")
    await show_card(session, inquiry, now)
