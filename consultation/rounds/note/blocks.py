"""The pieces a note is written in, the same for every format.

What a note says is put into blocks once, in `chapters`; `page` and `paper` only set them. So the formats
can't say different things.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

from consultation.rounds.note.publication import Letter
from consultation.rounds.words import Verdict


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one hand; `link` is an anchor in the same document."""

    text: str
    link: str = ""
    strong: bool = False
    muted: bool = False


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is a chapter. `number` is empty in an appendix, and until `numbered`."""

    text: str
    level: int = 1
    anchor: str = ""
    counted: bool = True
    number: str = ""
    kind: ClassVar[str] = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; `style` is "", "lead" (of what comes next), "small", "item" or "quote"."""

    runs: Runs
    style: str = ""
    anchor: str = ""
    kind: ClassVar[str] = "paragraph"


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `widths` are shares of the page. Columns in `centred` hold ticks and figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    widths: tuple[int, ...]
    caption: str
    centred: tuple[int, ...] = ()
    total: bool = False
    """The last row sums up the others."""
    kind: ClassVar[str] = "table"


@dataclass(frozen=True, slots=True)
class Facts:
    """Names and values, in two columns without a frame."""

    rows: tuple[tuple[str, Runs], ...]
    kind: ClassVar[str] = "facts"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart as PNG (paper) and SVG (page); `alt` says in words what it shows."""

    png: bytes
    svg: bytes
    alt: str
    kind: ClassVar[str] = "picture"


@dataclass(frozen=True, slots=True)
class Notice:
    """What a reader must know first; `good` where it needs nothing done."""

    title: str
    lines: tuple[Runs, ...]
    good: bool
    kind: ClassVar[str] = "notice"


@dataclass(frozen=True, slots=True)
class Box:
    """Where the ministry answers a point. `warning` is empty or says that the point has changed since."""

    key: str
    anchor: str
    label: str
    warning: str
    comment: str
    placeholder: str
    verdict: Verdict | None
    verdicts: tuple[tuple[Verdict, str], ...]
    no_verdict: str
    kind: ClassVar[str] = "box"


@dataclass(frozen=True, slots=True)
class Post:
    """An answer in the appendix; `places` names what a passage leads back to."""

    letter: Letter
    annex: str
    """What stands before an annex's name."""
    places: dict[str, Run] = field(default_factory=dict)
    kind: ClassVar[str] = "post"


Block = Heading | Paragraph | Table | Facts | Picture | Notice | Box | Post


def plain(text: str) -> Runs:
    """Return words in one ordinary hand."""
    return (Run(text),)


def listed(runs: Sequence[Run], last: str = "") -> list[Run]:
    """Return runs with commas between them; before the last one stands `last`, where it is given."""
    found: list[Run] = []
    for left, run in zip(range(len(runs) - 1, -1, -1), runs, strict=True):
        between = Run(f" {last} ") if last and left == 1 else Run(", ")
        found += [run, between] if left else [run]
    return found


def paragraph(text: str, style: str = "") -> Paragraph:
    """Return a paragraph of ordinary words."""
    return Paragraph(plain(text), style)


def numbered(blocks: Iterable[Block]) -> list[Block]:
    """Number the headings as they come: 1, 1.1, 1.2, 2."""
    counts: list[int] = []
    done: list[Block] = []
    for block in blocks:
        if isinstance(block, Heading) and block.counted:
            counts = [*counts, *[0] * block.level][: block.level]
            counts[-1] += 1
            done.append(replace(block, number=".".join(map(str, counts))))
        else:
            done.append(block)
    return done


def deeper(blocks: Iterable[Block], levels: int = 1) -> list[Block]:
    """Put chapters under a heading of their own."""
    return [
        replace(block, level=block.level + levels) if isinstance(block, Heading) else block
        for block in blocks
    ]
