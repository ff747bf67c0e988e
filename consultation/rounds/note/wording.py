"""The note's own words, Danish and English side by side in `words.toml`, and dates and figures as written.

What the words say of a round is in `chapters`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal, format_percent

_DAY = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_MOMENT = {"da": "EEEE 'den' d. MMMM y 'kl.' HH.mm", "en": "EEEE d MMMM y 'at' HH:mm"}
_SHORT = {"da": "d. MMM y 'kl.' HH.mm", "en": "d MMM y 'at' HH:mm"}
LANGUAGES = ("da", "en")

Phrase = str | list[str]
"""A phrase, or two: for one and for any other count."""


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language, in one place's local time."""

    language: str
    timezone: tzinfo

    def __call__(self, key: str, /, **values: Any) -> str:
        """Write a phrase out; a phrase that counts takes its form from `count`."""
        phrase = table()[key][self.language]
        if isinstance(phrase, list):
            phrase = phrase[0 if values["count"] == 1 else 1]
        shown = {
            name: self.number(value) if isinstance(value, int) else value for name, value in values.items()
        }
        return phrase.format(**shown)

    def number(self, value: int) -> str:
        """Write a figure: 2.000 in Danish, 2,000 in English."""
        return _figure(value, self.language)

    def percent(self, share: float) -> str:
        """Write a share: 45 % in Danish, 45% in English."""
        return format_percent(share, locale=self.language)

    def day(self, moment: datetime) -> str:
        """Write a local day: fredag den 3. april 2026."""
        return format_date(self._local(moment).date(), _DAY[self.language], locale=self.language)

    def moment(self, moment: datetime) -> str:
        """Write a local moment: fredag den 3. april 2026 kl. 15.00."""
        return format_datetime(self._local(moment), _MOMENT[self.language], locale=self.language)

    def short(self, moment: datetime) -> str:
        """Write a local moment for a table: 3. apr. 2026 kl. 15.00."""
        return format_datetime(self._local(moment), _SHORT[self.language], locale=self.language)

    def _local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.timezone)

    def joined(self, names: Iterable[str]) -> str:
        """Join names as one says them: A, B og C."""
        *most, last = names
        return f"{', '.join(most)} {self('and')} {last}" if most else last


@lru_cache(maxsize=4096)
def _figure(value: int, language: str) -> str:
    return format_decimal(value, locale=language)


@cache
def table() -> Mapping[str, Mapping[str, Phrase]]:
    """Return all phrases, by key and language."""
    text = files(__package__).joinpath("words.toml").read_text("utf-8")
    found: Mapping[str, Mapping[str, Phrase]] = tomllib.loads(text)
    return found


def in_any_language(key: str) -> frozenset[str]:
    """Return a phrase in each language, to know it again in a file that comes back."""
    return frozenset(str(table()[key][language]) for language in LANGUAGES)
