"""The look of a note on paper: page, styles, numbered headings, header and footer.

What is written in these styles is in `paper`.
"""

from typing import Any

from docx import Document
from docx.document import Document as Paper
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from consultation.rounds.note.draft import Draft
from consultation.rounds.note.word_xml import (
    ACCENT,
    FULL_WIDTH,
    LINE,
    MUTED,
    Element,
    border,
    element,
    legal,
    page_number,
    run,
    shade,
)

_FONT = "Arial"
_INK = "1F2A37"
_LEVELS = 5
_GOOD, _BAD = ("2E7D4F", "EFF7F2"), ("B4470F", "FDF3EC")
_NUMBERING = 77  # an id that the default template doesn't use
_PROPERTY_LIMIT = 255
_LOCALES = {"da": "da-DK", "en": "en-GB"}
# name: size in points, colour, bold, space before and after in points
_STYLES = {
    "Normal": (10, _INK, False, 0, 6),
    "Title": (24, _INK, True, 14, 2),
    "Subtitle": (14, _INK, False, 0, 2),
    "Heading 1": (16, ACCENT, True, 22, 6),
    "Heading 2": (12.5, _INK, True, 16, 4),
    "Heading 3": (10.5, _INK, True, 12, 3),
    "Heading 4": (10, _INK, True, 10, 3),
    "Heading 5": (10, MUTED, True, 8, 3),
    "List Bullet": (10, _INK, False, 0, 4),
    "Note Small": (9, MUTED, False, 0, 5),
    "Note Cell": (9, _INK, False, 2, 2),
    "Note Letter": (9.5, _INK, False, 0, 5),
    "Note Letter Title": (11.5, _INK, True, 18, 3),
    "Note Annex": (9.5, _INK, True, 8, 3),
    "Note Good": (10, _INK, False, 0, 0),
    "Note Bad": (10, _INK, False, 0, 0),
    "toc 1": (10, _INK, True, 4, 0),
    "toc 2": (9.5, _INK, False, 0, 0),
    "Header": (8.5, MUTED, False, 0, 0),
    "Footer": (8.5, MUTED, False, 0, 0),
}


def blank(draft: Draft) -> Paper:
    """Return an empty document in the note's look, with its header and footer."""
    paper = Document()
    _page(paper)
    for name, look in _STYLES.items():
        _style(paper, name, *look)
    _details(paper)
    _number_headings(paper)
    _speak(paper, _LOCALES[draft.note.language])
    _running_heads(paper, draft)
    _properties(paper, draft)
    return paper


def style_id(name: str) -> str:
    """Return the id by which a paragraph names its style."""
    return name.replace(" ", "")


def _page(paper: Paper) -> None:
    page = paper.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin, page.bottom_margin = Cm(2.3), Cm(2)
    page.header_distance = page.footer_distance = Cm(1.1)


def _style(paper: Paper, name: str, size: float, colour: str, bold: bool, before: int, after: int) -> None:  # noqa: FBT001 - a row of the table above
    known = {style.name for style in paper.styles}
    style = paper.styles[name] if name in known else paper.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 - all of the table are
    style.font.size, style.font.bold, style.font.italic = Pt(size), bold, False
    style.font.color.rgb = RGBColor.from_string(colour)
    _font(style)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.line_spacing = 1.15


def _font(style: ParagraphStyle) -> None:
    """Name the font plainly; the default template's are of a theme, which would win."""
    details = style.element.get_or_add_rPr()
    for old in details.findall(qn("w:rFonts")):
        details.remove(old)
    details.insert(0, element("rFonts", ascii=_FONT, hAnsi=_FONT, cs=_FONT, eastAsia=_FONT))
    for old in details.findall(qn("w:spacing")):  # letter spacing of the template's title
        details.remove(old)


def _details(paper: Paper) -> None:
    for name, unwanted in {"Title": "w:pBdr", "Header": "w:tabs", "Footer": "w:tabs"}.items():
        details = paper.styles[name].element.get_or_add_pPr()
        for old in details.findall(qn(unwanted)):
            details.remove(old)
    for name, (line, ground) in {"Note Good": _GOOD, "Note Bad": _BAD}.items():
        _framed(paper, name, border("left", line, 24), shade(ground))
    _framed(paper, "Note Letter", border("left", LINE, 18))
    for name, left in {"Note Good": 180, "Note Bad": 180, "Note Letter": 180, "toc 2": 340}.items():
        paper.styles[name].element.get_or_add_pPr().append(element("ind", left=left))
    letter = paper.styles["Note Letter Title"].element.get_or_add_pPr()
    letter.insert(0, element("keepNext"))
    letter.append(element("outlineLvl", val=1))


def _framed(paper: Paper, name: str, line: Element, *ground: Element) -> None:
    """Draw a line at the left and a ground; both stand before the spacing in the schema's order."""
    line.set(qn("w:space"), "8")
    details = paper.styles[name].element.get_or_add_pPr()
    for at, one in enumerate([element("pBdr", line), *ground]):
        details.insert(at, one)


def _number_headings(paper: Paper) -> None:
    """Let Word count the headings, so that one put in by hand is counted too."""
    levels = [
        element(
            "lvl",
            element("start", val=1),
            element("numFmt", val="decimal"),
            element("pStyle", val=f"Heading{level + 1}"),
            element("suff", val="space"),
            element("lvlText", val=".".join(f"%{number}" for number in range(1, level + 2))),
            element("lvlJc", val="left"),
            element("pPr", element("ind", left=0, firstLine=0)),
            ilvl=level,
        )
        for level in range(_LEVELS)
    ]
    kind = element(
        "abstractNum", element("multiLevelType", val="multilevel"), *levels, abstractNumId=_NUMBERING
    )
    numbering: Any = paper.part.numbering_part.element
    numbering.find(qn("w:num")).addprevious(kind)
    numbering.append(element("num", element("abstractNumId", val=_NUMBERING), numId=_NUMBERING))
    for level in range(_LEVELS):
        details = paper.styles[f"Heading {level + 1}"].element.get_or_add_pPr()
        number = element("numPr", element("ilvl", val=level), element("numId", val=_NUMBERING))
        details.find(qn("w:spacing")).addprevious(number)


def _speak(paper: Paper, locale: str) -> None:
    """Say which language the words are in: for spelling, hyphens and readers aloud."""
    for one in paper.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), locale)


def _running_heads(paper: Paper, draft: Draft) -> None:
    words, section = draft.words, paper.sections[0]
    page, of = words("page", page="\0", pages="\0").split("\0")[:2]
    head = section.header.paragraphs[0]._p  # noqa: SLF001 - python-docx's own way to its element
    foot = section.footer.paragraphs[0]._p  # noqa: SLF001 - the same
    for one in (head, foot):
        one.get_or_add_pPr().append(element("tabs", element("tab", val="right", pos=FULL_WIDTH)))
    head.extend([run(draft.note.ministry), element("r", element("tab")), run(words("draft"), element("b"))])
    foot.extend(
        [
            run(f"{draft.name} · {draft.note.key}"),
            element("r", element("tab")),
            run(page),
            page_number("PAGE"),
            run(of),
            page_number("NUMPAGES"),
        ]
    )


def _properties(paper: Paper, draft: Draft) -> None:
    about = paper.core_properties
    about.title = legal(f"{draft.name}: {draft.note.title}")[:_PROPERTY_LIMIT]
    about.author, about.comments = legal(draft.note.office)[:_PROPERTY_LIMIT], ""
    about.language = _LOCALES[draft.note.language]
    about.created = about.modified = draft.note.written_at.astimezone(draft.note.timezone).replace(
        tzinfo=None
    )
