"""Whether the service's loops live, by the signs of life that they leave in the record: a rule."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from bot.pulse import CLOCK, COURIER, MAILBOX
from storage.tables import PartState

LOOPS = (MAILBOX, COURIER, CLOCK)
"""Parts that leave a sign of life however little there is to do."""
SILENCE = timedelta(minutes=5)
"""How long a loop may be silent: several times what each of them takes between two signs."""


def in_words(hung: Mapping[str, float]) -> str | None:
    """Say which loops of a process hang, and for how many minutes; None where none does."""
    said = ", ".join(f"{loop} for {seconds // 60:.0f} minutes" for loop, seconds in hung.items())
    return f"no sign of life from {said}" if hung else None


def is_silent(part: PartState, now: datetime) -> bool:
    """Whether a loop has left no sign of life for too long."""
    return part.part in LOOPS and now - part.seen_at > SILENCE


def silent(parts: Iterable[PartState], now: datetime) -> list[PartState]:
    """The loops that have left no sign of life for too long."""
    return [part for part in parts if is_silent(part, now)]
