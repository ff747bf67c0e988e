"""The ministry's remarks carried from an earlier file of the note to the next run, by point.

Reading only; whether a point has changed since is seen in `points`. A remark whose point is gone is kept,
and the note shows it apart.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import BadZipFile

from docx import Document
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn

from consultation.rounds.note.content import Note, Remark
from consultation.rounds.note.paper import SEPARATOR
from consultation.rounds.note.sheet import unguarded
from consultation.rounds.note.word_xml import Element
from consultation.rounds.note.wording import in_any_language
from consultation.rounds.words import Verdict

_EDITION = re.compile(r"_([0-9a-f]{8})$")
_LINES = 2  # rows of a box: its head and the comment


@dataclass
class Unreadable(Exception):
    """An earlier file is not a note that was written here."""

    name: str


def over(note: Note, earlier: Iterable[Remark]) -> Note:
    """Return the note with remarks from an earlier file; what the file says of a point goes before."""
    remarks = {remark.point: remark for remark in note.remarks} | {one.point: one for one in earlier}
    return replace(note, remarks=tuple(remarks.values()))


def read(path: Path) -> tuple[Remark, ...]:
    """Read the remarks in a `.docx` or `.csv` of a note. Raises `Unreadable`."""
    return in_file(path.name, path.read_bytes())


def in_file(name: str, content: bytes) -> tuple[Remark, ...]:
    """Read the remarks in a `.docx` or `.csv` of a note, by what it is called. Raises `Unreadable`."""
    readers = {".docx": from_docx, ".csv": from_csv}
    reader = readers.get(Path(name).suffix.lower())
    if reader is None:
        raise Unreadable(name)
    try:
        return reader(content)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, csv.Error) as error:
        raise Unreadable(name) from error


def from_docx(content: bytes) -> tuple[Remark, ...]:
    """Read the remarks in a Word document: from its boxes, whatever program saved it last."""
    tables = Document(BytesIO(content)).element.body.iter(qn("w:tbl"))
    return _together(remark for table in tables if (remark := _from_table(table)))


def from_csv(content: bytes) -> tuple[Remark, ...]:
    """Read the remarks in a CSV file, also one that a spreadsheet has saved with commas or tabs."""
    return _together(_from_line(line) for _, line in lines_of(content) if line["point"])


def lines_of(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield a CSV file's rows, each with the number that it has in a spreadsheet."""
    text = content.decode("utf-8-sig")
    head = text.partition("\n")[0]
    lines = csv.DictReader(StringIO(text, newline=""), delimiter=max(";,\t", key=head.count))
    if not {"point", "comment", "verdict"} <= set(lines.fieldnames or ()):
        raise ValueError(head)
    yield from enumerate(lines, 2)


def remembered(cells: Mapping[str, str]) -> tuple[str, str, str]:
    """Return how a row was written, the edition and the point: from where no spreadsheet changes them."""
    stamp, _, named = cells.get("written", "").partition("/")
    edition, _, point = named.partition("/")
    return (stamp, edition, point) if point else (stamp, cells.get("edition", ""), cells["point"])


def verdict_named(text: str) -> Verdict | None:
    """Return the verdict by its code or its name in any language; None for any other words."""
    said = " ".join(text.split()).casefold()
    for verdict in Verdict:
        if said in {verdict.value, *(name.casefold() for name in in_any_language(f"verdict-{verdict}"))}:
            return verdict
    return None


def _together(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Put the remarks on one point together: no comment is lost where two differ, and no verdict guessed.

    Points that nobody has written on are left out: an empty box takes nothing away.
    """
    found: dict[str, Remark] = {}
    for one in remarks:
        first = found.setdefault(one.point, one)
        if one.comment.strip() not in first.comment:
            comment = "\n".join(filter(None, (first.comment, one.comment)))
            first = found[one.point] = replace(first, comment=comment)
        if first.verdict is not one.verdict:
            agreed = (first.verdict or one.verdict) if None in {first.verdict, one.verdict} else None
            found[one.point] = replace(first, verdict=agreed, stale=first.stale or agreed is None)
    return tuple(one for one in found.values() if one.comment.strip() or one.verdict)


def _from_line(line: dict[str, str]) -> Remark:
    cells = {name: unguarded(value or "") for name, value in line.items() if isinstance(name, str)}
    _, edition, point = remembered(cells)
    return Remark(
        point,
        verdict_named(cells["verdict"]),
        cells["comment"].strip(),
        edition,
        stale=bool(cells.get("changed", "").strip()),
    )


def _from_table(table: Element) -> Remark | None:
    rows = list(table.iter(qn("w:tr")))
    if len(rows) < _LINES:
        return None
    head = [_text(cell) for cell in rows[0].iter(qn("w:tc"))]
    key = _key(head[0])
    if key is None:
        return None
    lines = [line for cell in rows[1].iter(qn("w:tc")) for line in _text(cell).split("\n") if line.strip()]
    warnings, empty = in_any_language("changed"), in_any_language("comment-empty")
    said = [line for line in lines if line.strip() not in warnings | empty]
    return Remark(
        key,
        verdict_named(head[-1]),
        "\n".join(said),
        _edition(table),
        stale=len(warnings & {line.strip() for line in lines}) > 0,
    )


def _key(head: str) -> str | None:
    """Return the name of the point in a box's head: `Ministeriets bemærkning · punkt 4-2`."""
    label, _, named = head.strip().partition(SEPARATOR)
    if label not in in_any_language("comment"):
        return None
    openings = {phrase.partition("{")[0] for phrase in in_any_language("point")}
    return next((named.removeprefix(one) for one in openings if named.startswith(one)), None)


def _edition(table: Element) -> str:
    names = (mark.get(qn("w:name"), "") for mark in table.iter(qn("w:bookmarkStart")))
    return next((found[1] for name in names if (found := _EDITION.search(name))), "")


def _text(cell: Element) -> str:
    """Return a cell's words, a line for each paragraph; of tracked changes, those put in."""
    return "\n".join("".join(_words(one)) for one in cell.iter(qn("w:p")))


def _words(paragraph: Element) -> Iterator[str]:
    if any(_shows_placeholder(one) for one in paragraph.iterancestors(qn("w:sdt"))):
        return
    for one in paragraph.iter(qn("w:t"), qn("w:br"), qn("w:tab")):
        yield {qn("w:br"): "\n", qn("w:tab"): "\t"}.get(one.tag) or one.text or ""


def _shows_placeholder(control: Element) -> bool:
    return control.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}") is not None
