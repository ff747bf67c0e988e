"""What somebody said to us in Slack, as values, and the rules over it.

How Slack writes it is in ``bot.slack.said``.

A thread is named like a mail's Message-ID is, and its people like mail addresses are, so that a letter that
was said joins the record beside those that were written.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.phrasebook import Phrasebook
from storage.messages import TALK, Place

SUBJECT = 80  # characters
_SIGNS = re.compile(r":[a-z0-9_+'-]+:|[^\w\s?]", re.IGNORECASE)
_GREETING = re.compile(
    r"(hej|hejsa|halløj|goddag|godmorgen|davs|hi|hello|dear|kære|good morning|god morgen)\b(\s+\S+){0,3}\W*",
    re.IGNORECASE,
)
_BOOK = Phrasebook("bot.inquiries", "nods.toml")


class Deed(StrEnum):
    """What was done with a message."""

    WROTE = "wrote"
    EDITED = "edited"
    DELETED = "deleted"


@dataclass(frozen=True)
class Said:
    """A message to us, its edit or its deletion. ``text`` is plain, without Slack's own marks."""

    channel: str
    ts: str
    """Of the message itself, also where it was edited or deleted."""
    event_ts: str
    """Of what was done; the message's own when it was written."""
    user: str
    text: str
    thread_ts: str | None = None
    deed: Deed = Deed.WROTE
    addressed: bool = False
    """Whether it is meant for us wherever it stands: a direct message, a mention, or brought by staff."""
    brought_by: str | None = None
    """The member of staff who made an inquiry of it."""
    files: Sequence[Mapping[str, Any]] = ()

    @property
    def source(self) -> str:
        """Where it was said, as the ledger names it."""
        return f"{TALK}{self.channel}"

    @property
    def place(self) -> Place:
        """Where it lies in the ledger, so that it is there once however often Slack tells of it."""
        return place(self.channel, self.event_ts, brought=self.brought_by is not None)

    @property
    def thread(self) -> str:
        """The thread that it stands in, or begins."""
        return thread_id(self.channel, self.thread_ts or self.ts)

    @property
    def writer(self) -> str:
        """The writer, as an address."""
        return address_of(self.user)


def place(channel: str, ts: str, *, brought: bool = False) -> Place:
    """Where a message lies in the ledger: Slack's ``ts`` is unique within a channel.

    One that staff bring lies apart: it may have been heard, and nothing made of it.
    """
    return Place(f"{TALK}{channel}{'/brought' if brought else ''}", 0, int(ts.replace(".", "")))


def thread_id(channel: str, ts: str) -> str:
    """Name a thread: ``slack:C0FOND101/1767000000.000100``."""
    return f"{TALK}{channel}/{ts}"


def spot(thread: str) -> tuple[str, str]:
    """The channel and ``ts`` that a thread's name is made of."""
    channel, _, ts = thread.removeprefix(TALK).partition("/")
    return channel, ts


def address_of(user: str) -> str:
    """How somebody who wrote in Slack is named among mail addresses, which are lower case."""
    return f"{TALK}{user.lower()}"


def user_of(address: str) -> str | None:
    """The Slack user that an address names; None for a mail address."""
    return address.removeprefix(TALK).upper() if address.startswith(TALK) else None


def is_nod(text: str) -> bool:
    """Whether a message only says thanks or yes, in words or signs: nobody waits for an answer to it.

    A figure is more than that: it may be what somebody was asked for.
    """
    words, known = _SIGNS.sub(" ", text.casefold()).split(), _BOOK.table("nod")
    if "?" in text or not {*words} <= {*known["enough"], *known["beside"]}:
        return False
    return bool(text.strip()) and (not words or not {*words}.isdisjoint(known["enough"]))


def subject_of(text: str) -> str:
    """The first line that says something, cut at a word."""
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    line = next((each for each in lines if not _GREETING.fullmatch(each)), lines[0] if lines else "")
    if len(line) <= SUBJECT:
        return line
    return line[:SUBJECT].rsplit(" ", 1)[0].rstrip() + "…"
