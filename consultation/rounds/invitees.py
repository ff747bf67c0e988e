"""Who is invited to a round: an address checked, and a list read from CSV with a report of each row.

Nothing is looked up here: whether a party is known, or its address has failed, is asked elsewhere.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import StringIO
from pathlib import Path

from consultation.rounds.mistakes import Mistake, RoundFileError, Wrong

LANGUAGES = ("da", "en")
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3, without the brackets
_ADDRESS = re.compile(
    r"[^\s@<>,;:()\[\]\"\\.]+(?:\.[^\s@<>,;:()\[\]\"\\.]+)*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_][\w-]*[^\W_]"
)
_COLUMNS = {
    "organisation": ("organisation", "organization", "part", "fond"),
    "address": ("address", "adresse", "email", "e-mail", "mail", "mailadresse"),
    "language": ("language", "sprog"),
    "contact": ("contact", "kontakt", "kontaktperson", "navn", "name"),
}
_NEEDED = ("organisation", "address")
_LANGUAGE_NAMES = {
    "": "da",
    "da": "da",
    "dansk": "da",
    "danish": "da",
    "en": "en",
    "engelsk": "en",
    "english": "en",
}
_DELIMITERS = ";,\t"


class RowProblem(StrEnum):
    """Why a row of a list gives no invitee."""

    ORGANISATION_MISSING = "organisation_missing"
    ADDRESS_MISSING = "address_missing"
    BAD_ADDRESS = "bad_address"
    DOUBLED_ADDRESS = "doubled_address"
    UNKNOWN_LANGUAGE = "unknown_language"
    TOO_MANY_FIELDS = "too_many_fields"


@dataclass(frozen=True, slots=True)
class Invitee:
    """One address to be invited, in lower case, empty where none is known; several may be of one party."""

    organisation: str
    address: str
    language: str = "da"
    contact: str = ""
    must_hear: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a list: the line on which it ends, and the invitee or what was wrong."""

    line: int
    invitee: Invitee | None
    problems: tuple[RowProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class InviteeList:
    """A list as it was read: every row that was not blank, and the columns that mean nothing to us."""

    rows: tuple[Row, ...]
    ignored_columns: tuple[str, ...] = ()

    @property
    def invitees(self) -> tuple[Invitee, ...]:
        """Those that can be invited."""
        return tuple(row.invitee for row in self.rows if row.invitee)


def is_address(text: str) -> bool:
    """Tell whether a text is one plain mail address."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def invitees_csv(path: Path) -> InviteeList:
    """Read a list of invitees; raises `RoundFileError` where it can't be read at all.

    Semicolons, commas or tabs; UTF-8 with or without its mark, UTF-16 with it, else Latin-1. The first row
    names the columns, in Danish or English.
    """
    try:
        records = _records(_text(path.read_bytes()))
    except (OSError, UnicodeError, csv.Error):
        raise RoundFileError([Mistake("", Wrong.UNREADABLE, path.name)]) from None
    header = [name.strip().lower() for name in records[0][1]] if records else []
    places = _places(header)
    return InviteeList(tuple(_rows(records[1:], places, len(header))), _ignored(header, places))


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


_Record = tuple[int, list[str]]


def _records(text: str) -> list[_Record]:
    """Split into records that are not blank, each with the line on which it ends.

    Where a quotation mark is never closed each line is read by itself, so that it swallows only its own.
    """
    if "\0" in text:
        raise csv.Error
    first, _, rest = text.partition("\n")
    text = f"\n{rest}" if first.lower().startswith("sep=") else text  # Excel's way of naming the delimiter
    header = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        found = list(_split(StringIO(text, newline=""), delimiter, strict=True))
    except csv.Error:
        lines = text.splitlines()
        found = [
            (line, fields)
            for line, one in enumerate(lines, 1)
            for _, fields in _split([one], delimiter, strict=False)
        ]
    return [(line, fields) for line, fields in found if any(field.strip() for field in fields)]


def _split(lines: Iterable[str], delimiter: str, *, strict: bool) -> Iterator[_Record]:
    reader = csv.reader(lines, delimiter=delimiter, strict=strict)
    for fields in reader:
        yield reader.line_num, fields


def _places(header: Sequence[str]) -> Mapping[str, int]:
    """Find which column is which; raises where one is missing that is needed."""
    found = {
        column: header.index(name)
        for column, names in _COLUMNS.items()
        for name in reversed(names)
        if name in header
    }
    missing = [
        Mistake(column, Wrong.NO_SUCH_COLUMN, allowed=_COLUMNS[column])
        for column in _NEEDED
        if column not in found
    ]
    if missing:
        raise RoundFileError(missing)
    return found


def _ignored(header: Sequence[str], places: Mapping[str, int]) -> tuple[str, ...]:
    return tuple(name for place, name in enumerate(header) if name and place not in places.values())


def _rows(records: Sequence[_Record], places: Mapping[str, int], width: int) -> Iterator[Row]:
    seen: set[str] = set()
    for line, fields in records:
        values = {
            column: fields[place].strip() if place < len(fields) else "" for column, place in places.items()
        }
        row = _row(line, values, surplus=any(field.strip() for field in fields[width:]), seen=seen)
        if row.invitee:
            seen.add(row.invitee.address)
        yield row


def _row(line: int, values: Mapping[str, str], *, surplus: bool, seen: set[str]) -> Row:
    problems = tuple(_problems(values, surplus=surplus, seen=seen))
    if problems:
        return Row(line, None, problems)
    language = _LANGUAGE_NAMES[values.get("language", "").lower()]
    invitee = Invitee(values["organisation"], values["address"].lower(), language, values.get("contact", ""))
    return Row(line, invitee)


def _problems(values: Mapping[str, str], *, surplus: bool, seen: set[str]) -> Iterator[RowProblem]:
    address = values["address"].lower()
    if not values["organisation"]:
        yield RowProblem.ORGANISATION_MISSING
    if not address:
        yield RowProblem.ADDRESS_MISSING
    elif not is_address(address):
        yield RowProblem.BAD_ADDRESS
    elif address in seen:
        yield RowProblem.DOUBLED_ADDRESS
    if values.get("language", "").lower() not in _LANGUAGE_NAMES:
        yield RowProblem.UNKNOWN_LANGUAGE
    if surplus:
        yield RowProblem.TOO_MANY_FIELDS
