"""The counter: what every listener works with."""

from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.quarantine import Opened, Reread
from bot.slack.cards.wording import Wording


@dataclass(frozen=True)
class Counter:
    """The desk, and the words that people are answered in."""

    desk: Desk
    words: Wording
    reread: Reread
    opened: Opened

    def now(self) -> datetime:
        """The present moment."""
        return self.desk.clock.now()
