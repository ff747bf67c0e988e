"""WordprocessingML's pieces: runs, links, bookmarks, paragraphs, tables, content controls.

Elements only, as ECMA-376 part 1 names them; what they look like together is in `paper`.
"""

import re
from collections.abc import Iterable, Sequence
from copy import copy
from functools import lru_cache
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from consultation.rounds.note.blocks import Run

Element = Any
"""An lxml element, which ships no types."""

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_MAP = {"w": _W}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NAME_LIMIT = 40  # characters of a bookmark's name in Word
_TAG_LIMIT = 64  # characters of a content control's tag
FULL_WIDTH = 9640
"""Twips between the margins of an A4 page."""
ACCENT, MUTED, LINE, PAPER = "0F6E84", "5D6975", "D5DBE1", "F4F7F8"


def element(name: str, /, *children: Element, **attributes: object) -> Element:
    """Return `w:name` with its children; attributes are in the same namespace."""
    made = copy(_bare(name, *attributes.items()))
    if children:
        made.extend(children)
    return made


@lru_cache(maxsize=512)
def _bare(name: str, *attributes: tuple[str, object]) -> Element:
    """Return an element to copy: a note has a million of them, and making one takes six times as long."""
    made = etree.Element(f"{{{_W}}}{name}", nsmap=_MAP)
    for key, value in attributes:
        made.set(f"{{{_W}}}{key}", str(value))
    return made


def legal(text: str) -> str:
    """Return text with a replacement sign for each character that XML can't hold."""
    return _NOT_IN_XML.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def bookmark_name(anchor: str) -> str:
    """Return an anchor as a name that Word accepts."""
    return re.sub(r"\W", "_", anchor, flags=re.ASCII)[:_NAME_LIMIT]


def run(text: str, *looks: Element) -> Element:
    """Return a run; line ends become breaks."""
    made = element("r")
    if looks:
        made.append(element("rPr", *looks))
    for number, line in enumerate(legal(text).split("\n")):
        if number:
            made.append(element("br"))
        if line:
            words = element("t")
            words.text = line
            words.set(qn("xml:space"), "preserve")
            made.append(words)
    return made


def looks(one: Run) -> list[Element]:
    """Return how a run is written; the order is the schema's."""
    colour = ACCENT if one.link and not one.muted else MUTED if one.muted else ""
    bold = [element("b")] if one.strong else []
    return [*bold, *([element("color", val=colour)] if colour else [])]


def inline(one: Run) -> Element:
    """Return a run, within a link where it leads somewhere."""
    words = run(one.text, *looks(one))
    return element("hyperlink", words, anchor=bookmark_name(one.link), history=1) if one.link else words


def bookmark(anchor: str, number: int) -> list[Element]:
    """Return the two ends of a bookmark; `number` is unique in the document."""
    return [
        element("bookmarkStart", id=number, name=bookmark_name(anchor)),
        element("bookmarkEnd", id=number),
    ]


def paragraph(children: Iterable[Element], style: str = "", *details: Element) -> Element:
    """Return a paragraph in a style, by its id."""
    made = element("p")
    own = [*([element("pStyle", val=style)] if style else []), *details]
    if own:
        made.append(element("pPr", *own))
    made.extend(children)
    return made


def table(
    rows: Sequence[Element], widths: Sequence[int], *borders: Element, caption: str = "", inset: int = 0
) -> Element:
    """Return a table of rows; `widths` are shares of the page, borders as in `w:tblBorders`."""
    total = sum(widths)
    details = [
        element("tblW", w=FULL_WIDTH, type="dxa"),
        element("tblBorders", *borders),
        element("tblLayout", type="fixed"),
        element("tblCellMar", *(element(side, w=inset or 80, type="dxa") for side in ("left", "right"))),
    ]
    if caption:
        details.append(element("tblCaption", val=legal(caption)))
    columns = [element("gridCol", w=FULL_WIDTH * width // total) for width in widths]
    return element("tbl", element("tblPr", *details), element("tblGrid", *columns), *rows)


def row(cells: Iterable[Element], *, head: bool = False) -> Element:
    """Return a row that stays on one page; a head is repeated on each page."""
    details = [element("cantSplit"), *([element("tblHeader")] if head else [])]
    return element("tr", element("trPr", *details), *cells)


def cell(content: Iterable[Element], width: int, *details: Element) -> Element:
    """Return a cell of so many twips; its content is paragraphs or content controls."""
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa"), *details), *content)


def border(side: str, colour: str, size: int = 4) -> Element:
    """Return one border; `size` is in eighths of a point, 0 for none."""
    return element(side, val="single" if size else "nil", sz=size, space=0, color=colour)


def shade(colour: str) -> Element:
    """Return a ground colour."""
    return element("shd", val="clear", color="auto", fill=colour)


def choice(tag: str, name: str, options: Sequence[tuple[str, str]], chosen: str) -> Element:
    """Return a list to choose from, in a line; options are (value, text)."""
    details = _control(tag, name, copy(_listed(tuple(options))))
    return element("sdt", details, element("sdtContent", run(chosen, element("i"))))


@lru_cache(maxsize=8)
def _listed(options: Sequence[tuple[str, str]]) -> Element:
    return element(
        "dropDownList",
        *(element("listItem", displayText=legal(text), value=value) for value, text in options),
    )


def field_for_text(tag: str, name: str, paragraphs: Sequence[Element], *, empty: bool) -> Element:
    """Return a field that people write in; an empty one shows its words until they do."""
    details = _control(tag, name)
    if empty:
        details.append(element("showingPlcHdr"))
    return element("sdt", details, element("sdtContent", *paragraphs))


def _control(tag: str, name: str, *kind: Element) -> Element:
    return element(
        "sdtPr", element("alias", val=legal(name)), element("tag", val=legal(tag)[:_TAG_LIMIT]), *kind
    )


def page_number(which: str) -> Element:
    """Return a field: `PAGE` or `NUMPAGES`."""
    return element("fldSimple", run("1"), instr=which)


def contents(entries: Sequence[Element]) -> list[Element]:
    """Return paragraphs as a list of contents that Word can make anew; without page numbers none is wrong."""
    first, last = entries[0], entries[-1]
    instruction = element("instrText")
    instruction.text = ' TOC \\o "1-2" \\h \\n '
    instruction.set(qn("xml:space"), "preserve")
    opening = [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", instruction),
        element("r", element("fldChar", fldCharType="separate")),
    ]
    at = 1 if len(first) and first[0].tag == qn("w:pPr") else 0
    for number, one in enumerate(opening):
        first.insert(at + number, one)
    last.append(element("r", element("fldChar", fldCharType="end")))
    return list(entries)
