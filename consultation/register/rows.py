"""A list of contacts as it was read from CSV: rules only, nothing is looked up.

Whether a row is new to the register is `importing`'s to say.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from consultation import sheets
from consultation.rounds.invitees import LANGUAGE_NAMES, is_address
from consultation.rounds.mistakes import is_one_line
from consultation.sheets import SheetRow

COLUMNS = {
    "organisation": ("organisation", "organization", "fond", "part", "virksomhed"),
    "address": ("address", "adresse", "email", "e-mail", "mail", "mailadresse"),
    "name": ("name", "navn", "contact", "kontakt", "kontaktperson"),
    "language": ("language", "sprog"),
    "tags": ("tags", "tag", "mærker", "grupper"),
    "cvr": ("cvr", "cvr-nr", "cvr-nr.", "cvr nr", "cvrnr", "cvr-nummer"),
}
NEEDED = ("organisation", "address")
_CVR = re.compile(r"(?:DK)?\s*(\d{2}\s?\d{2}\s?\d{2}\s?\d{2})", re.IGNORECASE)
_BETWEEN_TAGS = re.compile(r"[,;|\n]")


class Problem(StrEnum):
    """Why a row can't be used."""

    ORGANISATION_MISSING = "organisation_missing"
    NOT_ONE_LINE = "not_one_line"
    ADDRESS_MISSING = "address_missing"
    BAD_ADDRESS = "bad_address"
    DOUBLED_ADDRESS = "doubled_address"
    UNKNOWN_LANGUAGE = "unknown_language"
    BAD_CVR = "bad_cvr"
    CVR_OF_ANOTHER = "cvr_of_another"
    TOO_MANY_FIELDS = "too_many_fields"


@dataclass(frozen=True, slots=True)
class Entry:
    """One person at one organisation; the address and the tags are in lower case.

    `tags` are None where the list has no such column, and `cvr` and `name` empty where they are not given.
    """

    organisation: str
    address: str
    name: str = ""
    language: str = "da"
    tags: tuple[str, ...] | None = None
    cvr: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: the line on which it ends, and the entry or what was wrong."""

    line: int
    entry: Entry | None
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactList:
    """A list as it was read, and the columns that mean nothing to us."""

    rows: tuple[Row, ...]
    ignored: tuple[str, ...] = ()

    @property
    def wrong(self) -> tuple[Row, ...]:
        """The rows that can't be used."""
        return tuple(row for row in self.rows if row.problems)


def read(path: Path) -> ContactList:
    """Read a list of contacts; raises `sheets.Unreadable` and `sheets.ColumnsMissing`."""
    sheet = sheets.read(path, COLUMNS, NEEDED)
    return ContactList(tuple(_rows(sheet.rows)), sheet.ignored)


def tag_of(text: str) -> str:
    """Return a tag as it is kept: in lower case, with single spaces."""
    return " ".join(text.split()).casefold()


def _rows(rows: tuple[SheetRow, ...]) -> Iterator[Row]:
    seen: set[str] = set()
    owners: dict[str, str] = {}
    for each in rows:
        problems = tuple(_problems(each.values, seen, owners, surplus=each.surplus))
        if problems:
            yield Row(each.line, None, problems)
            continue
        entry = _entry(each.values)
        seen.add(entry.address)
        if entry.cvr:
            owners[entry.cvr] = entry.organisation.casefold()
        yield Row(each.line, entry)


def _entry(values: Mapping[str, str]) -> Entry:
    tags = values.get("tags")
    kept = (
        None if tags is None else tuple(dict.fromkeys(filter(None, map(tag_of, _BETWEEN_TAGS.split(tags)))))
    )
    return Entry(
        values["organisation"],
        values["address"].lower(),
        values.get("name", ""),
        LANGUAGE_NAMES[values.get("language", "").lower()],
        kept,
        _cvr(values.get("cvr", "")),
    )


def _cvr(text: str) -> str:
    found = _CVR.fullmatch(text.strip())
    return re.sub(r"\s", "", found[1]) if found else ""


def _problems(
    values: Mapping[str, str], seen: set[str], owners: Mapping[str, str], *, surplus: bool
) -> Iterator[Problem]:
    address, cvr = values["address"].lower(), values.get("cvr", "").strip()
    if not values["organisation"]:
        yield Problem.ORGANISATION_MISSING
    if not is_one_line(values["organisation"] + values.get("name", "")):
        yield Problem.NOT_ONE_LINE
    if not address:
        yield Problem.ADDRESS_MISSING
    elif not is_address(address):
        yield Problem.BAD_ADDRESS
    elif address in seen:
        yield Problem.DOUBLED_ADDRESS
    if values.get("language", "").lower() not in LANGUAGE_NAMES:
        yield Problem.UNKNOWN_LANGUAGE
    if cvr and not _cvr(cvr):
        yield Problem.BAD_CVR
    elif (
        cvr and owners.get(_cvr(cvr), values["organisation"].casefold()) != values["organisation"].casefold()
    ):
        yield Problem.CVR_OF_ANOTHER
    if surplus:
        yield Problem.TOO_MANY_FIELDS
