"""What can be wrong with a file that somebody wrote by hand, and reading one so that all of it is found.

A mistake is data: where, what, what was given and what is allowed; its sentence is where people read it.
Which keys a round's file has is in `roundfile`.
"""

from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from difflib import get_close_matches
from enum import StrEnum
from typing import Any
from unicodedata import category

_LONGEST_GIVEN = 60
_NO_PART_OF_A_LINE = frozenset({"Cc", "Zl", "Zp"})
"""The categories of control characters and of what ends a line."""
YEARS = range(2000, 2100)
"""In which a round may lie: another is a slip of the hand, and days can't be counted to the end of time."""


class Wrong(StrEnum):
    """What is wrong; in brackets what `allowed` holds then."""

    UNREADABLE = "unreadable"
    """The file is not there, or not text."""
    NOT_TOML = "not_toml"
    """`given` says where."""
    UNKNOWN_KEY = "unknown_key"
    """(the key that may have been meant, else all)"""
    MISSING = "missing"
    WRONG_KIND = "wrong_kind"
    """(one of `Shape`)"""
    EMPTY = "empty"
    NOT_ONE_LINE = "not_one_line"
    NOT_ONE_OF = "not_one_of"
    """(the words)"""
    BAD_KEY = "bad_key"
    """A key is letters, digits, hyphens and underscores."""
    DOUBLED = "doubled"
    BAD_ADDRESS = "bad_address"
    PAST = "past"
    NOT_BEFORE_DEADLINE = "not_before_deadline"
    NOT_AFTER_DEADLINE = "not_after_deadline"
    NO_SUCH_FILE = "no_such_file"
    NO_SUCH_COLUMN = "no_such_column"
    """(the names it may have)"""


class Shape(StrEnum):
    """What kind of value a key takes."""

    TEXT = "text"
    TEXTS = "texts"
    FLAG = "flag"
    MOMENT = "moment"
    DAY = "day"
    TABLES = "tables"
    FLAG_OR_TEXT = "flag_or_text"


@dataclass(frozen=True, slots=True)
class Mistake:
    """One thing to put right; `key` is dotted, with entries counted from 1 (`invitee[2].address`)."""

    key: str
    wrong: Wrong
    given: str = ""
    allowed: tuple[str, ...] = ()


class RoundFileError(Exception):
    """A file that can't be used; `mistakes` holds every one that was found."""

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(self.mistakes)


def is_one_line(text: str) -> bool:
    """Tell whether a text is free of line breaks and other control characters, as a mail's head must be."""
    return _NO_PART_OF_A_LINE.isdisjoint(map(category, text))


class Table:
    """One table of a file being read: hands out what it holds, and notes what is wrong with it.

    Where a value can't be used the mistake is noted and something of the right type returned, so that
    reading goes on; nobody may use what was read before looking whether there are mistakes.
    """

    def __init__(self, values: Mapping[str, Any], mistakes: list[Mistake], path: str = "") -> None:
        self._values, self._mistakes, self._path = values, mistakes, path
        self._known: list[str] = []

    def wrong(self, name: str, wrong: Wrong, given: object = "", allowed: Iterable[str] = ()) -> None:
        """Note a mistake with the value of a key."""
        shown = str(given)
        cut = shown if len(shown) <= _LONGEST_GIVEN else shown[:_LONGEST_GIVEN] + "…"
        self._mistakes.append(Mistake(self._path + name, wrong, cut, tuple(allowed)))

    def get(self, name: str) -> Any:
        """Return a value as it stands, None where there is none."""
        self._known.append(name)
        return self._values.get(name)

    def text(self, name: str) -> str:
        """Return a text that must be there and not be blank."""
        value = self.get(name)
        if value is None:
            self.wrong(name, Wrong.MISSING)
        return self._text(name, value) if value is not None else ""

    def text_or_none(self, name: str) -> str | None:
        """Return a text that may be left out."""
        value = self.get(name)
        return None if value is None else self._text(name, value)

    def line(self, name: str) -> str:
        """Return a text of one line that must be there: it may stand in the head of a mail."""
        return self._line(name, self.text(name))

    def line_or_none(self, name: str) -> str | None:
        """Return a text of one line that may be left out."""
        text = self.text_or_none(name)
        return None if text is None else self._line(name, text)

    def word(self, name: str, words: Collection[str], otherwise: str | None = None) -> str:
        """Return one of some words; the first of them stands in for a mistake."""
        if otherwise is not None and name not in self._values:
            self._known.append(name)
            return otherwise
        before = len(self._mistakes)
        value = self.text(name)
        if value in words:
            return value
        if len(self._mistakes) == before:
            self.wrong(name, Wrong.NOT_ONE_OF, value, words)
        return next(iter(words), "")

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty where there is none."""
        value = self.get(name)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.wrong(name, Wrong.WRONG_KIND, value, [Shape.TEXTS])
            return ()
        return tuple(item.strip() for item in value)

    def flag(self, name: str) -> bool:
        """Return true or false, false where there is none."""
        value = self.get(name)
        if value is not None and not isinstance(value, bool):
            self.wrong(name, Wrong.WRONG_KIND, value, [Shape.FLAG])
        return value is True

    def moment(self, name: str) -> datetime | date | None:
        """Return a date with or without a time, None where there is none; texts in ISO form are read too."""
        value = self.get(name)
        found = _moment(value)
        if value is not None and (found is None or found.year not in YEARS):
            self.wrong(name, Wrong.WRONG_KIND, value, [Shape.MOMENT])
            return None
        return found

    def tables(self, name: str) -> list["Table"]:
        """Return the tables of a list, to be read one by one."""
        value = self.get(name)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.wrong(name, Wrong.WRONG_KIND, value, [Shape.TABLES])
            return []
        return [
            Table(item, self._mistakes, f"{self._path}{name}[{place}].")
            for place, item in enumerate(value, start=1)
        ]

    def no_more(self) -> None:
        """Note every key that nobody asked for."""
        for name in self._values:
            if name not in self._known:
                near = get_close_matches(name, self._known, n=1)
                self.wrong(name, Wrong.UNKNOWN_KEY, name, near or self._known)

    def _line(self, name: str, text: str) -> str:
        if not is_one_line(text):
            self.wrong(name, Wrong.NOT_ONE_LINE, text)
        return text

    def _text(self, name: str, value: object) -> str:
        if not isinstance(value, str):
            self.wrong(name, Wrong.WRONG_KIND, value, [Shape.TEXT])
            return ""
        if not value.strip():
            self.wrong(name, Wrong.EMPTY)
        return value.strip()


def _moment(value: object) -> datetime | date | None:
    if isinstance(value, date):
        return value
    if isinstance(value, str):
        for read in (date.fromisoformat, datetime.fromisoformat):
            with suppress(ValueError):
                return read(value)
    return None
