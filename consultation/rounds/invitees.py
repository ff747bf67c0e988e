"""Who is invited to a round: an address checked, and a list read from CSV with a report of each row.

Nothing is looked up here: whether a party is known, or its address has failed, is asked elsewhere.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from consultation import sheets
from consultation.rounds.mistakes import Mistake, RoundFileError, Wrong, is_one_line
from consultation.sheets import SheetRow

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
LANGUAGE_NAMES = {
    "": "da",
    "da": "da",
    "dansk": "da",
    "danish": "da",
    "en": "en",
    "engelsk": "en",
    "english": "en",
}


class RowProblem(StrEnum):
    """Why a row of a list gives no invitee."""

    ORGANISATION_MISSING = "organisation_missing"
    NOT_ONE_LINE = "not_one_line"
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

    The first row names the columns, in Danish or English.
    """
    try:
        sheet = sheets.read(path, _COLUMNS, _NEEDED)
    except sheets.Unreadable:
        raise RoundFileError([Mistake("", Wrong.UNREADABLE, path.name)]) from None
    except sheets.ColumnsMissing as missing:
        raise RoundFileError(
            Mistake(column, Wrong.NO_SUCH_COLUMN, allowed=_COLUMNS[column]) for column in missing.columns
        ) from None
    return InviteeList(tuple(_rows(sheet.rows)), sheet.ignored)


def invitees_typed(text: str) -> InviteeList:
    """Read a list as somebody types it, or pastes it from a spreadsheet.

    Where the first line does not name the columns, they are organisation, address, language and contact.
    """
    text = text.replace("\0", "").strip("\ufeff\r\n")
    first = text.partition("\n")[0]
    delimiter = next((each for each in ";\t," if each in first), ";")
    names = {name.strip().lower() for name in first.split(delimiter)}
    is_headed = all(names.intersection(_COLUMNS[column]) for column in _NEEDED)
    head = "" if is_headed else f"{delimiter.join(_COLUMNS)}\n"
    sheet = sheets.parse(head + text, _COLUMNS, _NEEDED)
    rows = (replace(row, line=row.line - head.count("\n")) for row in _rows(sheet.rows))
    return InviteeList(tuple(rows), sheet.ignored)


def _rows(records: Sequence[SheetRow]) -> Iterator[Row]:
    seen: set[str] = set()
    for each in records:
        row = _row(each.line, each.values, surplus=each.surplus, seen=seen)
        if row.invitee:
            seen.add(row.invitee.address)
        yield row


def _row(line: int, values: Mapping[str, str], *, surplus: bool, seen: set[str]) -> Row:
    problems = tuple(_problems(values, surplus=surplus, seen=seen))
    if problems:
        return Row(line, None, problems)
    language = LANGUAGE_NAMES[values.get("language", "").lower()]
    invitee = Invitee(values["organisation"], values["address"].lower(), language, values.get("contact", ""))
    return Row(line, invitee)


def _problems(values: Mapping[str, str], *, surplus: bool, seen: set[str]) -> Iterator[RowProblem]:
    address = values["address"].lower()
    if not values["organisation"]:
        yield RowProblem.ORGANISATION_MISSING
    if not is_one_line(values["organisation"] + values.get("contact", "")):
        yield RowProblem.NOT_ONE_LINE
    if not address:
        yield RowProblem.ADDRESS_MISSING
    elif not is_address(address):
        yield RowProblem.BAD_ADDRESS
    elif address in seen:
        yield RowProblem.DOUBLED_ADDRESS
    if values.get("language", "").lower() not in LANGUAGE_NAMES:
        yield RowProblem.UNKNOWN_LANGUAGE
    if surplus:
        yield RowProblem.TOO_MANY_FIELDS
