"""What goes back into the Slack thread that somebody asked in: a word that it was received, and the answer.

Nothing else ever goes there: what staff say among themselves stands beside the card, in the office's channel.
"""

from collections.abc import Sequence
from datetime import datetime

from bot.inquiries.acknowledging import Way
from bot.inquiries.incoming import Incoming
from bot.inquiries.said import spot, user_of
from storage.outbox import Parcel
from storage.tables import Correspondence

RECEIVED = "slack.received"
DUE = "slack.answer_due"
"""An answer that goes into a thread, perhaps by mail as well: its moment comes without a mail server."""
ANSWER = "slack.answer"


def way_to(letter: Incoming) -> Way:
    """How the writer of a message is told in its thread that we have it."""
    channel, ts = spot(letter.message_id or "")
    place = {"channel": channel, "thread": ts}
    return Way(RECEIVED, f"slack:thread:{channel}", letter.subject, place=place)


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
