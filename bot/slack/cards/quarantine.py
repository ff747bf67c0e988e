"""The card of a message that could not be read."""

import re

from bot.slack.cards.blocks import actions, button, context, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.messages import TALK, is_talk
from storage.tables import LedgerEntry

KILOBYTE = 1024
_CHANNEL = re.compile(rf"{TALK}([CDG][0-9A-Z]+)")
SOURCE_SHOWN = 200
REASON_SHOWN = 300


def draw(entry: LedgerEntry, size: int, words: Wording) -> Post:
    """What came, why it could not be read, and what can be done."""
    facts = words(
        "quarantine-facts",
        when=words.date(entry.seen_at, entry.seen_at),
        source=_place(entry.source, words),
        size=f"{max(1, size // KILOBYTE)} KB",
        reason=words("quarantine-reason", reason=safe_line(entry.reason or "", REASON_SHOWN)),
    )
    value = str(entry.id)
    buttons = [
        button(words("button-create"), "quarantine.create", value, "primary"),
        button(words("button-retry"), "quarantine.retry", value),
        button(words("button-discard"), "quarantine.discard", value, "danger"),
    ]
    head = words("quarantine-card-talk" if is_talk(entry.source) else "quarantine-card")
    return Post(head, [section(head), context(facts), actions(buttons, f"ledger:{entry.id}/actions")])


def _place(source: str, words: Wording) -> str:
    """Where it came from: a mailbox, a channel, or somebody's direct messages."""
    channel = _CHANNEL.fullmatch(source)
    if channel is None:
        return safe_line(source, SOURCE_SHOWN)
    return words("quarantine-direct") if channel[1].startswith("D") else f"<#{channel[1]}>"


def settled(text: str) -> Post:
    """What became of it."""
    return Post(text, [section(text)])
