"""Builders of the record's rows, with plain defaults: a test names only what it is about.

Each adds its row to an open session and flushes, so that it has its number. Moments count from :data:`NOON`.
"""

import itertools
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import correspondence, ledger, outbox
from storage.messages import Arrival, Place
from storage.outbox import Parcel
from storage.tables import Contact, Correspondence, Draft, Inquiry, LedgerEntry, Note, Organisation, OutboxRow

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
"""A Wednesday."""

_numbers = itertools.count(1)


def after(**span: float) -> datetime:
    """A moment so long after :data:`NOON`, such as ``after(minutes=5)``."""
    return NOON + timedelta(**span)


async def an_organisation(session: AsyncSession, **over: Any) -> Organisation:
    """An organisation without a mail domain."""
    return await _added(session, Organisation(**{"name": "Fonden Nordlys", "created_at": NOON} | over))


async def a_contact(session: AsyncSession, **over: Any) -> Contact:
    """A person at no organisation."""
    values = {
        "email": f"person{next(_numbers)}@fondennordlys.example",
        "name": "Mette Berg",
        "language": "da",
        "created_at": NOON,
    }
    return await _added(session, Contact(**values | over))


async def an_inquiry(session: AsyncSession, **over: Any) -> Inquiry:
    """A new inquiry that nobody has claimed, its card not yet shown."""
    return await _added(session, an_unrecorded_inquiry(**over))


def an_unrecorded_inquiry(**over: Any) -> Inquiry:
    """The same, not in the record yet."""
    values = {
        "reference": f"FD-2026-{next(_numbers):05d}",
        "status": "new",
        "office": "uip",
        "subject": "Overnatning for unge",
        "language": "da",
        "sender": "mette.berg@fondennordlys.example",
        "sender_name": "Mette Berg",
        "initiative": "uip",
        "confidence": 0.9,
        "accepted": True,
        "scores": {"uip": 0.9, "none": 0.1},
        "topics": [],
        "model": "test",
        "received_at": NOON,
        "first_answer_due": after(days=5),
    }
    return Inquiry(**values | over)


async def a_letter(session: AsyncSession, inquiry: Inquiry, **over: Any) -> Correspondence:
    """A letter from outside, findable by its words."""
    values = {
        "inquiry_id": inquiry.id,
        "direction": "in",
        "kind": "letter",
        "state": "received",
        "at": NOON,
        "sender": inquiry.sender,
        "recipients": ["fonde@ministerium.example"],
        "copies": [],
        "subject": inquiry.subject,
        "text": "Vi vil gerne høre, om ordningen også gælder os.",
        "language": "da",
        "message_id": f"<{next(_numbers)}@fondennordlys.example>",
        "references": [],
        "attachments": [],
    }
    return await correspondence.add(session, Correspondence(**values | over))


async def an_answer(session: AsyncSession, inquiry: Inquiry, **over: Any) -> Correspondence:
    """A letter of ours, held before it leaves."""
    values = {
        "direction": "out",
        "state": "held",
        "sender": "fonde@ministerium.example",
        "recipients": [inquiry.sender],
        "author": "U1ANNE",
    }
    return await a_letter(session, inquiry, **values | over)


async def a_note(session: AsyncSession, inquiry: Inquiry, **over: Any) -> Note:
    """An internal note."""
    values = {"inquiry_id": inquiry.id, "at": NOON, "author": "U1ANNE", "text": "Jeg ringer til dem."}
    return await _added(session, Note(**values | over))


def a_draft(inquiry: Inquiry, **over: Any) -> Draft:
    """An unfinished answer, not yet kept."""
    values = {
        "inquiry_id": inquiry.id,
        "author": "U1ANNE",
        "recipients": inquiry.sender,
        "subject": f"Re: {inquiry.subject}",
        "body": "Kære Mette",
        "saved_at": NOON,
    }
    return Draft(**values | over)


def raw_mail(**over: str) -> bytes:
    """A small mail as it comes over the wire; no two are the same unless ``message_id`` is given."""
    values = {
        "message_id": f"{next(_numbers)}@fondennordlys.example",
        "subject": "Overnatning for unge",
        "text": "Vi vil gerne høre, om ordningen også gælder os.",
    } | over
    return (
        "From: Mette Berg <mette.berg@fondennordlys.example>\r\n"
        "To: fonde@ministerium.example\r\n"
        f"Message-ID: <{values['message_id']}>\r\n"
        f"Subject: {values['subject']}\r\n"
        "Content-Type: text/plain; charset=utf-8\r\n"
        "\r\n"
        f"{values['text']}\r\n"
    ).encode()


def an_arrival(raw: bytes | None = None, **over: Any) -> Arrival:
    """A message from a file, ready to be stored."""
    return Arrival.pack(raw_mail() if raw is None else raw, **{"source": "INBOX", "received_at": NOON} | over)


def in_inbox(raw: bytes, uid: int, uidvalidity: int = 1, mailbox: str = "INBOX") -> Arrival:
    """A message as it lies in a mailbox."""
    return an_arrival(raw, place=Place(mailbox, uidvalidity, uid))


async def a_ledger_entry(session: AsyncSession, arrival: Arrival | None = None) -> LedgerEntry:
    """A message stored and not yet decided."""
    [number] = await ledger.store(session, [arrival or an_arrival()], NOON)
    return await ledger.entry(session, number)


def a_parcel(**over: Any) -> Parcel:
    """A parcel due at :data:`NOON`, in a lane of its own."""
    number = next(_numbers)
    values = {"key": f"parcel:{number}", "kind": "slack.card", "lane": f"slack:{number}", "due_at": NOON}
    return Parcel(**values | over)


async def an_outbox_row(session: AsyncSession, **over: Any) -> OutboxRow:
    """A parcel that lies in the outbox."""
    parcel = a_parcel(**over)
    await outbox.put(session, parcel, NOON)
    row = await outbox.by_key(session, parcel.key)
    if row is None:
        raise LookupError(parcel.key)
    return row


async def _added(session: AsyncSession, row: Any) -> Any:
    session.add(row)
    await session.flush()
    return row
