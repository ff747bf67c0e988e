"""What goes back into the Slack thread that somebody asked in: a word that it was received, and the answer.

Nothing else ever goes there: what staff say among themselves stands beside the card, in the office's channel.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.incoming import Incoming
from bot.inquiries.said import spot, user_of
from storage import inquiries, outbox
from storage.outbox import Parcel
from storage.tables import Correspondence, Inquiry

RECEIVED = "slack.received"
DUE = "slack.answer_due"
"""An answer that goes into a thread, perhaps by mail as well: its moment comes without a mail server."""
ANSWER = "slack.answer"


async def acknowledge(session: AsyncSession, inquiry: Inquiry, letter: Incoming, now: datetime) -> None:
    """Have the writer told that we have it, and when an answer is due."""
    reply = await inquiries.add_correspondence(
        session,
        Correspondence(
            inquiry_id=inquiry.id,
            direction="out",
            kind="acknowledgement",
            state="held",
            at=now,
            sender="",
            recipients=[letter.sender],
            copies=[],
            subject=letter.subject,
            text="",
            language=inquiry.language,
            references=[],
            attachments=[],
        ),
    )
    key = f"inquiry:{inquiry.id}/acknowledgement"
    parcel = _parcel(key, RECEIVED, reply, letter.message_id or "", now)
    # counted by its recipient, as other automatic letters are
    await outbox.put(session, replace(parcel, recipient=letter.sender), now)


def answers_to(letter: Correspondence, key: str, threads: dict[str, str], now: datetime) -> list[Parcel]:
    """The parcels that an answer is for the courier to Slack, one for each address's thread."""
    return [_parcel(f"{key}/{address}", ANSWER, letter, thread, now) for address, thread in threads.items()]


def split(recipients: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part mail addresses from those who are answered in their thread."""
    in_threads = [each for each in recipients if user_of(each)]
    return [each for each in recipients if each not in in_threads], in_threads


def threads_of(letters: Sequence[Correspondence], addresses: Sequence[str]) -> dict[str, str]:
    """The thread that each address wrote in last; one that never wrote is left out."""
    found = {
        each.sender: each.message_id
        for each in letters
        if each.direction == "in" and each.sender in addresses
    }
    return {address: thread for address, thread in found.items() if thread}


def _parcel(key: str, kind: str, letter: Correspondence, thread: str, now: datetime) -> Parcel:
    channel, ts = spot(thread)
    return Parcel(
        key=key,
        kind=kind,
        lane=f"slack:thread:{channel}",
        due_at=now,
        payload={"letter": letter.id, "channel": channel, "thread": ts},
        inquiry_id=letter.inquiry_id,
    )
