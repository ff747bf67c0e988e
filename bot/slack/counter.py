"""The counter: what every listener works with."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.quarantine import Opened, Reread
from bot.slack.cards.wording import Wording
from nlp.understanding import Explanation

Explain = Callable[[str, str], Awaitable[Explanation]]
"""Says why a letter, by subject and text, reads as it does; raises :class:`nlp.errors.NlpError`."""


@dataclass(frozen=True)
class Counter:
    """The desk, and the words that people are answered in."""

    desk: Desk
    words: Wording
    reread: Reread
    opened: Opened
    explain: Explain

    def now(self) -> datetime:
        """The present moment."""
        return self.desk.clock.now()
