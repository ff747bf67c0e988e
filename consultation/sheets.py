"""A list that somebody made in a spreadsheet, read from CSV: its rows by column, whatever program wrote it.

What a row means, and what is wrong with it, is for those who asked.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

_DELIMITERS = ";,\t"


class Unreadable(Exception):
    """The file is not there, or no list."""


class ColumnsMissing(Exception):
    """The list has no column for something that is needed."""

    def __init__(self, columns: Sequence[str]) -> None:
        super().__init__(columns)
        self.columns = tuple(columns)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row that is not blank: the line on which it ends, and its values by column.

    `surplus` says that it has values beyond the last column.
    """

    line: int
    values: Mapping[str, str]
    surplus: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """A list as it was read, and the names of the columns that mean nothing to whoever asked."""

    columns: frozenset[str]
    rows: tuple[SheetRow, ...]
    ignored: tuple[str, ...]


def read(path: Path, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Sheet:
    """Read a list whose first row names its columns; `columns` are the names that each may have.

    Semicolons, commas or tabs; UTF-8 with or without its mark, UTF-16 with it, else as Windows
    writes it (cp1252), else Latin-1. Raises `Unreadable`, and `ColumnsMissing` where one of `needed` is not
    there.
    """
    try:
        return parse(_text(path.read_bytes()), columns, needed)
    except (OSError, UnicodeError):
        raise Unreadable from None


def parse(text: str, columns: Mapping[str, Sequence[str]], needed: Sequence[str]) -> Sheet:
    """Read a list of a text; see :func:`read`."""
    try:
        records = _records(text)
    except csv.Error:
        raise Unreadable from None
    header = [name.strip().lower() for name in records[0][1]] if records else []
    places = _places(header, columns, needed)
    ignored = tuple(name for at, name in enumerate(header) if name and at not in places.values())
    return Sheet(frozenset(places), tuple(_row(each, places, len(header)) for each in records[1:]), ignored)


def _row(record: "_Record", places: Mapping[str, int], width: int) -> SheetRow:
    line, fields = record
    values = {column: fields[at].strip() if at < len(fields) else "" for column, at in places.items()}
    return SheetRow(line, values, surplus=any(field.strip() for field in fields[width:]))


def _text(raw: bytes) -> str:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16")
    for encoding in ("utf-8-sig", "cp1252"):
        with suppress(UnicodeDecodeError):
            return raw.decode(encoding)
    return raw.decode("latin-1")  # which has a sign for every byte


_Record = tuple[int, list[str]]


def _records(text: str) -> list[_Record]:
    """Split into records that are not blank, each with the line on which it ends.

    Where a quotation mark is never closed each line is read by itself, so that it swallows only its own.
    """
    if "\0" in text:
        raise csv.Error
    first, _, rest = text.partition("\n")
    text = f"\n{rest}" if first.lower().startswith("sep=") else text  # Excel's way of naming the delimiter
    lines = list(StringIO(text, newline=""))  # str.splitlines() would end lines at a vertical tab too
    header = next((line for line in lines if line.strip()), "")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        found = list(_split(StringIO(text, newline=""), delimiter, strict=True))
    except csv.Error:
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


def _places(
    header: Sequence[str], columns: Mapping[str, Sequence[str]], needed: Sequence[str]
) -> Mapping[str, int]:
    """Find which column is which."""
    found = {
        column: header.index(name)
        for column, names in columns.items()
        for name in reversed(names)
        if name in header
    }
    if missing := [column for column in needed if column not in found]:
        raise ColumnsMissing(missing)
    return found
