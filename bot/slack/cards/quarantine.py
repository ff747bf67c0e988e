"""The card of a message that could not be read."""

from bot.slack.cards.blocks import actions, button, context, section
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from storage.tables import LedgerEntry

KILOBYTE = 1024
SOURCE_SHOWN = 200
REASON_SHOWN = 300


def draw(entry: LedgerEntry, size: int, words: Wording) -> Post:
    """What came, why it could not be read, and what can be done."""
    facts = words(
        "quarantine-facts",
        when=words.date(entry.seen_at, entry.seen_at),
        source=safe_line(entry.source, SOURCE_SHOWN),
        size=f"{max(1, size // KILOBYTE)} KB",
        reason=words("quarantine-reason", reason=safe_line(entry.reason or "", REASON_SHOWN)),
    )
    value = str(entry.id)
    buttons = [
        button(words("button-create"), "quarantine.create", value, "primary"),
        button(words("button-retry"), "quarantine.retry", value),
        button(words("button-discard"), "quarantine.discard", value, "danger"),
    ]
    head = words("quarantine-card")
    return Post(head, [section(head), context(facts), actions(buttons, f"ledger:{entry.id}/actions")])


def settled(text: str) -> Post:
    """What became of it."""
    return Post(text, [section(text)])
