"""What is past its time is emptied: once an hour, a few at a time, as `[retention]` says.

How it is done, and what stays, is in ``storage.retention``. Rounds keep what was sent to them.
"""

from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk import quarantine
from bot.inquiries import emptied_posts
from bot.inquiries.intake import SERVICE
from bot.inquiries.posts import SHOWN, show_card
from consultation.rounds.lifecycle import OVER
from consultation.rounds.words import RoundState
from storage import inquiries
from storage import retention as record

log = structlog.get_logger(__name__)

AT_ONCE = 20
"""How many one transaction empties: others write between two of them."""
AT_MOST = 500
"""How many transactions one sweep makes: the clock has other things to do. The rest waits for the next."""

Emptying = Callable[[AsyncSession, datetime, datetime], Awaitable[int]]
"""Empties some of what ended before the first moment; the second is now. Returns how many there were."""


async def sweep(desk: Desk) -> None:
    """Empty what is past its time."""
    days, due = desk.settings.retention, emptied_posts.moments(desk.clock.now())
    await _empty(desk, "closed inquiries", days.closed_inquiries_days, partial(_inquiries, due))
    await _empty(desk, "contacts", days.closed_inquiries_days, _contacts)
    await _empty(desk, "quarantined messages", days.quarantine_days, partial(_quarantine, due))
    await _empty(desk, "machine mail", days.machine_mail_days, _machine_mail)


async def _empty(desk: Desk, what: str, days: int, some: Emptying) -> None:
    if not days:
        return
    now, count = desk.clock.now(), 0
    for _ in range(AT_MOST):
        async with desk.database.long_transaction() as session:
            done = await some(session, now - timedelta(days=days), now)
        count += done
        if not done:
            break
    if count:
        log.info("emptied", what=what, count=count, older_than_days=days)
        desk.nudge()


async def _inquiries(due: Iterator[datetime], session: AsyncSession, moment: datetime, now: datetime) -> int:
    ended = (*OVER, RoundState.CANCELLED)
    found = await record.closed_before(session, moment, ended, AT_ONCE)
    for number in found:
        shown = await record.places(session, number, SHOWN)
        for inquiry in await record.empty_inquiry(session, number, now):
            await inquiries.record(session, inquiry.id, now, SERVICE, "emptied")
            if inquiry.card_ts:
                await show_card(session, inquiry, now)
        await emptied_posts.take_away(session, f"inquiry:{number}", shown, due, now, number)
    return len(found)


async def _contacts(session: AsyncSession, moment: datetime, _now: datetime) -> int:
    return await record.forget_contacts(session, moment, AT_ONCE)


async def _quarantine(due: Iterator[datetime], session: AsyncSession, moment: datetime, now: datetime) -> int:
    emptied = await record.empty_quarantine(session, moment, now, AT_ONCE)
    if emptied:
        cards = await record.places_of(session, [quarantine.card_key(each) for each in emptied])
        await emptied_posts.take_away(session, f"ledger:{emptied[0]}", cards, due, now)
    return len(emptied)


async def _machine_mail(session: AsyncSession, moment: datetime, now: datetime) -> int:
    return await record.empty_machine_mail(session, moment, now, AT_ONCE)
