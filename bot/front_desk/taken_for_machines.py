"""What was taken for a machine's mail and is tied to nothing: people look through it, and may disagree.

What comes back to an inquiry or a round is shown there. The rest was decided on by rules (`bot.screening`),
and a person whose letter looks like a machine's shall not be lost for that.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.desk import Desk
from bot.front_desk.quarantine import Opened
from bot.inquiries import intake, routing
from bot.inquiries.errors import NotNow
from bot.inquiries.lifecycle import Status
from storage import kept_aside, ledger
from storage.kept_aside import Spot
from storage.ledger import AlreadyDecided
from storage.tables import LedgerEntry

BACK = timedelta(days=30)
"""How far is looked back."""


@dataclass(frozen=True)
class Taken:
    """One mail: what it was taken for, and as much of it as tells whether that is right."""

    ledger_id: int
    received_at: datetime
    outcome: str
    sender: str
    subject: str
    text: str


@dataclass(frozen=True)
class Page:
    """Some of them, newest first; ``older`` is where those follow that are not on it."""

    mails: Sequence[Taken]
    older: Spot | None = None
    is_first: bool = True


async def page(desk: Desk, user: str, opened: Opened, size: int, after: Spot | None = None) -> Page:
    """Some of them, for whoever belongs to triage; raises :class:`~bot.inquiries.errors.NotAMember`."""
    desk.members.require(user, routing.triage(desk.offices).key)
    async with desk.database.reading() as session:
        found = await kept_aside.by_machines(session, desk.clock.now() - BACK, size + 1, after)
    shown, last = found[:size], found[size - 1 : size]
    older = Spot(last[0].decided_at, last[0].id) if len(found) > size and last[0].decided_at else None
    return Page([await _taken(desk, each, opened) for each in shown], older, after is None)


async def make_inquiry(desk: Desk, ledger_id: int, user: str, subject: str, opened: Opened) -> str:
    """Open an inquiry from one of them; returns its number. ``subject`` is for one that has none.

    Nothing automatic goes back: should it be a machine's after all, the two would write to each other.
    """
    office = routing.triage(desk.offices)
    desk.members.require(user, office.key)
    async with desk.database.reading() as session:
        stored = await ledger.load(session, ledger_id)
    letter = await asyncio.to_thread(opened, stored)
    if letter is None:
        raise NotNow(Status.CLOSED)
    letter = replace(letter, subject=letter.subject or subject, may_be_answered=False)
    now = desk.clock.now()
    try:
        async with desk.database.transaction() as session:
            inquiry = await intake.open_inquiry(session, desk, letter, intake.NOT_UNDERSTOOD, now)
            reason = f"made an inquiry by {user}"
            await kept_aside.make_a_letter_of(session, ledger_id, inquiry.id, now, reason)
    except AlreadyDecided:
        raise NotNow(Status.CLOSED) from None  # somebody was quicker, maybe by this click
    desk.nudge()
    return inquiry.reference


async def _taken(desk: Desk, entry: LedgerEntry, opened: Opened) -> Taken:
    async with desk.database.reading() as session:
        stored = await ledger.load(session, entry.id)
    letter = await asyncio.to_thread(opened, stored)
    sender, subject, text = (letter.sender, letter.subject, letter.text) if letter else ("", "", "")
    return Taken(entry.id, entry.received_at, entry.outcome or "", sender, subject, text)
