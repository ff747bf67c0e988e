"""The counter: what every listener works with."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Protocol

from bot.desk import Desk
from bot.front_desk.quarantine import Opened, Reread
from bot.inquiries.incoming import EnclosedFile
from bot.slack.cards.wording import Wording
from bot.slack.links import Links
from consultation.rounds.feedback_letters import Letter
from consultation.rounds.statements import Reader
from nlp.understanding import Explanation
from storage import staff
from storage.messages import Stored
from storage.tables import Round

Explain = Callable[[str, str], Awaitable[Explanation]]
"""Says why a letter, by subject and text, reads as it does; raises :class:`nlp.errors.NlpError`."""
Enclosed = Callable[[Stored], Sequence[EnclosedFile]]
"""Reads the files in a stored message (:func:`bot.front_desk.incoming_mail.enclosed`)."""

ToRound = Callable[[int, int, str], Awaitable[None]]
"""Hands an inquiry's letters to a round, by their numbers and on somebody's word (`bot.rounds.handover`)."""


class Feedback(Protocol):
    """Draws up what parties are told in the end (``bot.rounds.noting.FeedbackDesk``)."""

    async def draw_up(self, round_id: int, user: str, name: str, content: bytes) -> int:
        """Draw up everybody's letter of a note in a file, and keep them; returns their number."""
        ...

    def words(self, of: Round, letter: Letter) -> str:
        """Write out what one party would read."""
        ...


@dataclass(frozen=True)
class Counter:
    """The desk, and the words that people are answered in.

    ``words`` are the reader's: of whoever clicked. What a whole channel reads is in ``house``.
    """

    desk: Desk
    words: Wording
    reread: Reread
    opened: Opened
    explain: Explain
    enclosed: Enclosed
    to_round: ToRound
    feedback: Feedback
    reader: Reader
    links: Links = field(default_factory=Links)

    @property
    def house(self) -> Wording:
        """The words of what a channel reads."""
        return self.words.for_reader(self.desk.settings.slack.language)

    def in_language(self, language: str | None) -> "Counter":
        """The counter as it is met in a language."""
        return replace(self, words=self.words.for_reader(language))

    async def for_reader(self, user: str | None) -> "Counter":
        """The counter as one person meets it, in their language."""
        if user is None:
            return self
        async with self.desk.database.glance() as session:
            language = await staff.language(session, user)
        return self.in_language(language)

    def now(self) -> datetime:
        """The present moment."""
        return self.desk.clock.now()
