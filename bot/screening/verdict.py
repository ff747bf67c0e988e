"""What the screening is told, what it answers, and the words that it knows."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.mail.reports import Bounce
from bot.phrasebook import Phrasebook
from storage.outcomes import Outcome

BOOK = Phrasebook("bot.screening", "phrases.toml")


@dataclass(frozen=True, slots=True)
class Facts:
    """What the screening cannot read from the message itself.

    `own_addresses` are lower case and without tags; `is_own_message_id` is asked with `<>`;
    `duplicate_of` is the ledger id of the same message, seen before; sizes are in bytes.
    """

    own_addresses: frozenset[str]
    is_own_message_id: Callable[[str], bool]
    duplicate_of: int | None
    size: int
    max_size: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """A message that is not handed on: what it is, why, and which of our messages it is about."""

    outcome: Outcome
    reason: str
    about: tuple[str, ...] = ()
    bounce: Bounce | None = None
