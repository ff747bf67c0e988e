"""The note as a Word document, block by block; its look is in `paper_styles`, its words in `chapters`.

What people fill in are content controls in a table that also names its point in plain sight, so that the
comments are found again in whatever program wrote the file last (`carry`).
"""

import re
from collections.abc import Callable, Iterator, Sequence
from functools import singledispatchmethod
from io import BytesIO
from itertools import count

from docx.document import Document as Paper
from docx.oxml.ns import qn
from docx.shared import Emu

from consultation.rounds.note.blocks import (
    Block,
    Box,
    Facts,
    Heading,
    Notice,
    Paragraph,
    Picture,
    Post,
    Run,
    Runs,
    Table,
)
from consultation.rounds.note.chapters import body, first_page
from consultation.rounds.note.chapters.opening import facts
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.masking import Piece
from consultation.rounds.note.paper_styles import blank, style_id
from consultation.rounds.note.publication import Sheet
from consultation.rounds.note.word_xml import (
    ACCENT,
    FULL_WIDTH,
    LINE,
    MUTED,
    PAPER,
    Element,
    bookmark,
    border,
    cell,
    choice,
    contents,
    element,
    field_for_text,
    inline,
    legal,
    paragraph,
    row,
    run,
    shade,
    table,
)

SEPARATOR = " · "
"""Between the label of a box and the name of its point."""
_STYLES = {"": "", "lead": "", "small": "NoteSmall", "item": "ListBullet", "quote": "NoteLetter"}
_CONTENTS = 2  # levels of headings in the list of contents
_ON_ONE_PAGE = 26  # entries of the list of contents, below the head of the note
_SMALL = 10  # rows of a table that is kept on one page
_MARKED = "FFF1C2"
_TWIP = 635  # EMU
_BREAKS = re.compile(r"(\n(?:[^\S\n]*\n)+|\n)")


def docx(draft: Draft, chapters: Sequence[Block] | None = None) -> bytes:
    """Write the note out as the bytes of a `.docx`; `chapters` are its `body`, where it has been made."""
    paper = blank(draft)
    writer = _Writer(paper, draft)
    chapters = body(draft) if chapters is None else chapters
    writer.title()
    for block in first_page(draft):
        writer.write(block)
    writer.contents([one for one in chapters if isinstance(one, Heading)])
    for block in chapters:
        writer.write(block)
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


class _Writer:
    """Puts blocks at the end of a document."""

    def __init__(self, paper: Paper, draft: Draft) -> None:
        self._paper = paper
        self._draft = draft
        self._numbers = count(1)
        self._end = paper.element.body.find(qn("w:sectPr"))
        self._first_chapter = True

    def _put(self, *elements: Element) -> None:
        for one in elements:
            self._end.addprevious(one)

    def _bookmark(self, anchor: str) -> list[Element]:
        return bookmark(anchor, next(self._numbers)) if anchor else []

    def title(self) -> None:
        note, words = self._draft.note, self._draft.words
        for style, text in {
            "Title": self._draft.name,
            "Subtitle": note.title,
            "Note Small": words(f"kind-{note.kind}"),
        }.items():
            self._put(paragraph([run(text)], style_id(style)))
        self.write(facts(self._draft))

    def contents(self, headings: Sequence[Heading]) -> None:
        listed = [one for one in headings if one.level <= (_CONTENTS if one.counted else 1)]
        # where the contents run on to a second page the first chapter goes on below them
        self._first_chapter = len(listed) <= _ON_ONE_PAGE
        entries = [
            paragraph(
                [inline(Run(f"{one.number} {one.text}".strip(), one.anchor, muted=True))], f"toc{one.level}"
            )
            for one in listed
        ]
        self._put(
            paragraph(
                [run(self._draft.words("contents"), element("b"))],
                "",
                element("keepNext"),
                element("spacing", before=240),
            )
        )
        self._put(*contents(entries))

    @singledispatchmethod
    def write(self, block: Block) -> None:
        """Put one block down."""
        raise TypeError(block)

    @write.register
    def _heading(self, block: Heading) -> None:
        style = f"Heading{block.level}" if block.counted or block.level == 1 else "NoteLetterTitle"
        details = []
        if block.level == 1 and (self._first_chapter or not block.counted):
            details.append(element("pageBreakBefore"))
            self._first_chapter = False
        if not block.counted and block.level == 1:
            details.append(element("numPr", element("ilvl", val=0), element("numId", val=0)))
        self._put(paragraph([*self._bookmark(block.anchor), run(block.text)], style, *details))

    @write.register
    def _paragraph(self, block: Paragraph) -> None:
        ahead = [element("keepNext")] if block.style == "lead" else []
        inside = [*self._bookmark(block.anchor), *map(inline, block.runs)]
        self._put(paragraph(inside, _STYLES[block.style], *ahead))

    @write.register
    def _table(self, block: Table) -> None:
        widths = [FULL_WIDTH * width // sum(block.widths) for width in block.widths]

        def cells(values: Sequence[Runs], *, head: bool = False) -> Iterator[Element]:
            last = values is block.rows[-1]
            together = [element("keepNext")] if len(block.rows) <= _SMALL and not last else []
            for at, (value, width) in enumerate(zip(values, widths, strict=True)):
                middle = [element("jc", val="center")] if at in block.centred else []
                below = [element("tcBorders", border("bottom", ACCENT, 12))] if head else []
                yield cell(
                    [
                        paragraph(
                            map(inline, _strong(value) if last and block.total else value),
                            "NoteCell",
                            *together,
                            *middle,
                        )
                    ],
                    width,
                    *below,
                )

        head = row(cells([(Run(name, strong=True),) for name in block.head], head=True), head=True)
        rows = [row(cells(one)) for one in block.rows]
        lines = [border("bottom", LINE), border("insideH", LINE)]
        self._put(table([head, *rows], widths, *lines, caption=block.caption), _gap())

    @write.register
    def _facts(self, block: Facts) -> None:
        widths = [FULL_WIDTH // 4, FULL_WIDTH * 3 // 4]
        rows = [
            row(
                [
                    cell(
                        [
                            paragraph(
                                [run(name, element("color", val=MUTED))], "NoteCell", element("keepNext")
                            )
                        ],
                        widths[0],
                    ),
                    cell([paragraph(map(inline, value), "NoteCell")], widths[1]),
                ]
            )
            for name, value in block.rows
        ]
        self._put(table(rows, widths), _gap())

    @write.register
    def _notice(self, block: Notice) -> None:
        style = "NoteGood" if block.good else "NoteBad"
        self._put(paragraph([run(block.title, element("b"))], style, element("keepNext")))
        for line in block.lines:
            bullet = [] if block.good else [run("– ")]
            self._put(paragraph([*bullet, *map(inline, line)], style))
        self._put(_gap())

    @write.register
    def _picture(self, block: Picture) -> None:
        drawn = self._paper.add_picture(BytesIO(block.png), width=Emu(FULL_WIDTH * _TWIP))
        about = drawn._inline.docPr  # noqa: SLF001 - python-docx has no other way to a picture's text
        about.set("descr", legal(block.alt))

    @write.register
    def _box(self, block: Box) -> None:
        named = self._draft.words("point", key=block.key)
        left, right = FULL_WIDTH * 2 // 3, FULL_WIDTH // 3
        head = [
            *self._bookmark(block.anchor),
            run(block.label, element("b")),
            run(SEPARATOR + named, element("color", val=MUTED)),
        ]
        verdict = dict(block.verdicts)[block.verdict] if block.verdict else block.no_verdict
        options = [("none", block.no_verdict), *((one.value, text) for one, text in block.verdicts)]
        chosen = choice(f"verdict:{block.key}", block.no_verdict, options, verdict)
        together = element("keepNext")
        rows = [
            row(
                [
                    cell([paragraph(head, "NoteCell", together)], left, shade(PAPER)),
                    cell([paragraph([chosen], "NoteCell", element("jc", val="right"))], right, shade(PAPER)),
                ]
            ),
            row([cell(_comment(block), FULL_WIDTH, element("gridSpan", val=2))]),
        ]
        frame = [border(side, LINE) for side in ("top", "left", "bottom", "right")]
        self._put(table(rows, [left, right], *frame, caption=f"{block.label}, {named}", inset=120), _gap())

    @write.register
    def _post(self, block: Post) -> None:
        for sheet in block.letter.sheets:
            if sheet.source:
                self._put(paragraph([run(block.annex + sheet.source)], "NoteAnnex", element("keepNext")))
            self._put(*_letter(sheet, block.places, self._bookmark))


def _gap() -> Element:
    """Return the small empty paragraph that keeps two tables from growing together."""
    return paragraph([], "", element("spacing", before=0, after=0, line=160, lineRule="exact"))


def _strong(value: Runs) -> Runs:
    return tuple(Run(one.text, one.link, strong=True) for one in value)


def _comment(block: Box) -> list[Element]:
    lines = [line for line in block.comment.splitlines() if line.strip()]
    shown = [run(line) for line in lines] or [run(block.placeholder, element("color", val=MUTED))]
    field = field_for_text(
        f"comment:{block.key}",
        block.label,
        [paragraph([one], "NoteCell") for one in shown],
        empty=not lines,
    )
    if not block.warning:
        return [field]
    return [paragraph([run(block.warning, element("color", val="B4470F"))], "NoteCell"), field]


def _letter(sheet: Sheet, places: dict[str, Run], mark: Callable[[str], list[Element]]) -> list[Element]:
    """Return the paragraphs of a letter, with its passages marked; a link leads back to the point."""
    done: list[list[Element]] = [[]]
    for piece in sheet.pieces:
        done[-1] += [end for anchor in piece.begins for end in mark(anchor)]
        for part in _BREAKS.split(_lines(piece)):
            if not part.startswith("\n"):
                done[-1] += [run(part, *_ground(piece))] if part else []
            elif part == "\n":
                done[-1].append(element("r", element("br")))
            else:
                done.append([])
        for key in piece.ends:
            if key in places:
                done[-1].append(_back(places[key]))
    return [paragraph(one, "NoteLetter") for one in done if one]


def _lines(piece: Piece) -> str:
    return piece.text.replace("\r\n", "\n").replace("\r", "\n")


def _ground(piece: Piece) -> list[Element]:
    return [shade(_MARKED)] if piece.statements else []


def _back(place: Run) -> Element:
    # a point's number is not broken at the end of a line
    unbroken = place.text.replace(" ", "\u00a0").replace("-", "\u2011")
    link = inline(Run(f" {unbroken}", place.link))
    link[0].find(qn("w:rPr")).append(element("sz", val=14))
    return link
