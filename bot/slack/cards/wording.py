"""The words of a card: the texts of one language, with dates, initiatives and topics in it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time, tzinfo

from bot.dates import deadline_phrase, written, written_month
from bot.texts import Texts, texts_in
from nlp.taxonomy import Label, Taxonomy

SURE = 0.9


@dataclass(frozen=True)
class Wording:
    """Everything a card needs to be put into words."""

    texts: Texts
    taxonomy: Taxonomy
    timezone: tzinfo

    def __call__(self, key: str, **values: str | int) -> str:
        """One text, with its values."""
        return self.texts(key, **values)

    def for_reader(self, language: str | None) -> "Wording":
        """The same in the language of whoever reads; None for somebody who chose none."""
        if language in (None, self.texts.language):
            return self
        return replace(self, texts=texts_in(language))

    def date(self, moment: datetime, now: datetime) -> str:
        """A moment with weekday and clock time."""
        return written(moment, self.texts.language, self.timezone, now)

    def month(self, moment: datetime, now: datetime) -> str:
        """A moment's month: "marts"."""
        return written_month(moment, self.texts.language, self.timezone, now)

    def clock(self, moment: datetime) -> str:
        """A clock time of today, to the second: "10.31.20"."""
        separator = "." if self.texts.language == "da" else ":"
        return moment.astimezone(self.timezone).strftime(f"%H{separator}%M{separator}%S")

    def hour(self, of_day: time) -> str:
        """A time of day, local: "9.00"."""
        separator = "." if self.texts.language == "da" else ":"
        return f"{of_day.hour}{separator}{of_day:%M}"

    def deadline(self, moment: datetime, now: datetime) -> str:
        """A deadline: "senest torsdag den 12. marts kl. 15.00"."""
        return deadline_phrase(moment, self.texts.language, self.timezone, now)

    def initiative(self, key: str) -> str:
        """An initiative's name; a key that the taxonomy no longer has stands for itself."""
        return _name(self.taxonomy.initiative, key, self.texts.language)

    def topic(self, key: str) -> str:
        """A topic's name."""
        return _name(self.taxonomy.topic, key, self.texts.language)

    def confidence(self, share: float, *, accepted: bool) -> str:
        """How sure the model is, in words and in per cent."""
        level = "unsure" if not accepted else "sure" if share >= SURE else "fairly_sure"
        return self.texts(
            "card-confidence", level=self.texts(f"confidence-{level}"), percent=min(99, round(share * 100))
        )


def _name(labels: Callable[[str], Label], key: str, language: str) -> str:
    try:
        return labels(key).name(language)
    except KeyError:
        return key
