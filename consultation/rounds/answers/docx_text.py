"""The text of a DOCX: paragraphs, lists with their numbers, tables, text boxes, notes.

Word's forms hold their answers in content controls and tables, its letters their numbers in list formats,
which python-docx does not show as text: the XML is walked. What was deleted with changes tracked is not read.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from lxml.etree import LxmlError

from consultation.rounds.answers.unreadable import Unreadable

MAX_UNPACKED = 200_000_000  # bytes: a small archive may unpack to any size
_SHORT_CELL = 40  # characters: a table of longer ones is a form, its cells one below the other
_NOTES = ("/footnotes", "/endnotes")
_SKIPPED = {qn("w:moveFrom"), qn("w:del"), qn("w:txbxContent"), qn("w:instrText")}
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}


def read(content: bytes) -> str:
    """Return the text of a document; raises Unreadable (`not_a_document`, `too_large`)."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MAX_UNPACKED:
                raise Unreadable("too_large")
        document = docx.Document(io.BytesIO(content))
        numbers = _Numbers(document)
        pieces = [*_blocks(document.element.body, numbers), *_notes(document, numbers)]
    except (zipfile.BadZipFile, LxmlError, KeyError, ValueError, NotImplementedError, RuntimeError) as error:
        # docx raises ValueError for another kind of package, zipfile RuntimeError for an encrypted entry
        raise Unreadable("not_a_document") from error
    return "\n\n".join(pieces)


class _Numbers:
    """The numbers that Word shows before the paragraphs of numbered lists."""

    def __init__(self, document: Any) -> None:
        self._counts: dict[str, Counter[int]] = {}
        self._formats: dict[tuple[str, int], tuple[str, str]] = {}
        part = next(
            (r.target_part for r in document.part.rels.values() if r.reltype.endswith("/numbering")), None
        )
        if part is not None:
            self._learn(parse_xml(part.blob))

    def before(self, paragraph: Any) -> str:
        """Return what stands before a paragraph: "2. ", "- " or nothing."""
        found = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        number = None if found is None else found.find(qn("w:numId"))
        if found is None or number is None:
            return ""
        level = found.find(qn("w:ilvl"))
        depth = 0 if level is None else int(level.get(qn("w:val")))
        return self._shown(number.get(qn("w:val")), depth)

    def _shown(self, number: str, depth: int) -> str:
        form, text = self._formats.get((number, depth), ("", ""))
        indent = "   " * depth
        if form != "decimal":
            return f"{indent}- " if form else ""
        counts = self._counts.setdefault(number, Counter())
        counts[depth] += 1
        for deeper in [d for d in counts if d > depth]:
            del counts[deeper]
        for place in range(depth + 1):
            text = text.replace(f"%{place + 1}", str(counts[place] or 1))
        return f"{indent}{text} "

    def _learn(self, numbering: Any) -> None:
        abstract = {
            of.get(qn("w:abstractNumId")): {
                int(lvl.get(qn("w:ilvl"))): _format(lvl) for lvl in of.findall(qn("w:lvl"))
            }
            for of in numbering.findall(qn("w:abstractNum"))
        }
        for number in numbering.findall(qn("w:num")):
            of = number.find(qn("w:abstractNumId"))
            levels = {} if of is None else abstract.get(of.get(qn("w:val")), {})
            self._formats.update({(number.get(qn("w:numId")), depth): form for depth, form in levels.items()})


def _format(level: Any) -> tuple[str, str]:
    form, text = level.find(qn("w:numFmt")), level.find(qn("w:lvlText"))
    return (
        "" if form is None else form.get(qn("w:val"), ""),
        "%1." if text is None else text.get(qn("w:val"), ""),
    )


def _blocks(element: Any, numbers: _Numbers) -> Iterator[str]:
    """Yield the paragraphs and tables of a body, a cell, a content control or a text box."""
    for child in element:
        if child.tag == qn("w:p"):
            text = "".join(_runs(child)).strip()
            if text:
                yield numbers.before(child) + text
            for box in child.iter(qn("w:txbxContent")):
                if not any(above.tag == _FALLBACK for above in box.iterancestors()):
                    yield from _blocks(box, numbers)
        elif child.tag == qn("w:tbl"):
            yield from _rows(child, numbers)
        elif child.tag in {qn("w:sdt"), qn("w:sdtContent"), qn("w:ins"), qn("w:customXml")}:
            yield from _blocks(child, numbers)


def _rows(table: Any, numbers: _Numbers) -> Iterator[str]:
    for row in table.iter(qn("w:tr")):
        if next(row.iterancestors(qn("w:tbl"))) is not table:
            continue  # a table within a cell comes with its cell
        cells = ["\n".join(_blocks(cell, numbers)) for cell in _cells(row)]
        short = all(len(cell) <= _SHORT_CELL and "\n" not in cell for cell in cells)
        text = ("\t" if short else "\n").join(cell for cell in cells if cell)
        if text:
            yield text


def _cells(row: Any) -> Iterator[Any]:
    for cell in row.iter(qn("w:tc")):
        if next(cell.iterancestors(qn("w:tr"))) is row:
            yield cell


def _runs(element: Any) -> Iterator[str]:
    for child in element:
        if child.tag == qn("w:t"):
            yield child.text or ""
        elif child.tag in _BREAKS:
            yield _BREAKS[child.tag]
        elif child.tag not in _SKIPPED and child.tag != _FALLBACK:
            yield from _runs(child)


def _notes(document: Any, numbers: _Numbers) -> Iterator[str]:
    """Yield footnotes and endnotes; those with a type are Word's own lines between text and notes."""
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith(_NOTES):
            for note in parse_xml(relation.target_part.blob):
                if note.get(qn("w:type")) is None:
                    yield from _blocks(note, numbers)
