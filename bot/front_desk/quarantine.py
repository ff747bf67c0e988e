"""Messages that could not be understood: shown to triage, who decides with one click.

The message itself lies whole in the ledger; nothing here can lose it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import intake, routing
from bot.inquiries.errors import EndsProcesses, NotNow
from bot.inquiries.incoming import Incoming
from bot.inquiries.lifecycle import Status
from storage import ledger, outbox
from storage.messages import Stored
from storage.outbox import Parcel
from storage.outcomes import Outcome
from storage.retention import DISCARDED
from storage.tables import LedgerEntry

CARD = "slack.quarantine"
LIVES = 2
"""How many starts may take up a message before it is taken for what ends them."""
ENDS_PROCESSES, TOO_SLOW = "ends_processes", "too_slow"

Reread = Callable[[int], Awaitable[Outcome]]
"""Reads a stored message again and decides on it (:meth:`bot.front_desk.reception.Reception.read_again`)."""
Opened = Callable[[Stored], Incoming | None]
"""Reads a stored message as a letter, or finds that it can't be (`bot.front_desk.reading.ReadingRoom`)."""

EXCERPT = 20_000  # bytes of an unreadable message that are worth showing


async def show_to_triage(session: AsyncSession, desk: Desk, ledger_id: int, now: datetime) -> None:
    """Have triage see a quarantined message, with what can be done about it."""
    await outbox.put(session, _parcel(desk, card_key(ledger_id), ledger_id, now), now)


async def show_again(session: AsyncSession, desk: Desk, ledger_id: int, now: datetime) -> None:
    """Have the card of a message that was read once more say what became of it."""
    key = f"{card_key(ledger_id)}/again:{now.isoformat()}"
    await outbox.put(session, _parcel(desk, key, ledger_id, now, of=card_key(ledger_id)), now)


def once_more(reason: str | None, before: str, outcome: Outcome) -> str | None:
    """Say in the ledger that a message was read again; one that stays has the reason that it has now."""
    if outcome == Outcome.QUARANTINED:
        return reason
    return "; ".join(filter(None, (reason, f"read again, was quarantined: {before}")))


def card_key(ledger_id: int) -> str:
    """The key of the parcel that posts a message's card, and of the card."""
    return f"ledger:{ledger_id}/quarantined"


def _parcel(desk: Desk, key: str, ledger_id: int, now: datetime, **more: str) -> Parcel:
    lane = f"slack:{routing.triage(desk.offices).key}"
    return Parcel(key=key, kind=CARD, lane=lane, due_at=now, payload={"ledger": ledger_id, **more})


async def make_inquiry(desk: Desk, ledger_id: int, user: str, subject: str, opened: Opened) -> str:
    """Open an inquiry from a message that could not be read; returns its number.

    A person's decision stands in for the model's: it goes to triage. ``subject`` is for one that has none.
    """
    office = routing.triage(desk.offices)
    desk.members.require(user, office.key)
    letter = await _letter(desk, ledger_id, subject, opened)
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        await _require_quarantined(session, ledger_id)
        inquiry = await intake.open_inquiry(session, desk, letter, intake.NOT_UNDERSTOOD, now)
        reason = f"made an inquiry by {user}"
        await ledger.decide(session, ledger_id, Outcome.INQUIRY, now, reason=reason, inquiry_id=inquiry.id)
    desk.nudge()
    return inquiry.reference


async def discard(desk: Desk, ledger_id: int, user: str) -> None:
    """Leave a message in quarantine for good; it stays in the archive, whole."""
    desk.members.require(user, routing.triage(desk.offices).key)
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        await _require_quarantined(session, ledger_id)
        await ledger.decide(session, ledger_id, Outcome.QUARANTINED, now, reason=DISCARDED + user)


async def require_survivable(desk: Desk, ledger_id: int, user: str) -> None:
    """Refuse to read a message again within the service that no process survived reading."""
    desk.members.require(user, routing.triage(desk.offices).key)
    async with desk.database.reading() as session:
        entry = await ledger.entry(session, ledger_id)
    if entry.tries > LIVES:
        raise EndsProcesses(ledger_id)


async def _letter(desk: Desk, ledger_id: int, subject: str, opened: Opened) -> Incoming:
    """As much of a message as can be read, or its first bytes as they are; nothing is locked meanwhile."""
    async with desk.database.reading() as session:
        entry = await _require_quarantined(session, ledger_id)
        stored = await ledger.load(session, ledger_id)
    letter = await asyncio.to_thread(opened, stored) if may_be_read(entry) else None
    return replace(letter, subject=letter.subject or subject) if letter else _as_it_came(stored, subject)


def may_be_read(entry: LedgerEntry) -> bool:
    """Whether a message may be read on a click: not one that no process survived, or that took too long."""
    return entry.tries <= LIVES and entry.reason != TOO_SLOW


def _as_it_came(stored: Stored, subject: str) -> Incoming:
    text = stored.raw[:EXCERPT].decode("utf-8", "replace").replace("\0", "")
    return Incoming(
        sender="",
        sender_name="",
        subject=subject,
        text=text,
        full_text=None,
        received_at=stored.received_at,
        ledger_id=stored.ledger_id,
        may_be_answered=False,
    )


async def _require_quarantined(session: AsyncSession, ledger_id: int) -> LedgerEntry:
    """Return a message's row; raises :class:`NotNow` where somebody decided already, maybe by this click."""
    entry = await ledger.entry(session, ledger_id)
    if entry.outcome != Outcome.QUARANTINED:
        raise NotNow(Status.CLOSED)
    return entry
