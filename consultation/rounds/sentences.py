"""A passage of a letter cut into sentences, Danish and English: where each starts.

A list stays with the line that leads into it ("Vi foreslår:"), a heading with what stands below
it, a wrapped line with its sentence. Which lines are greeting or signature is told, not found here.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.parts import Line

_MARKER = re.compile(r"\s*(?:[-–—•*▪◦·‣]\s+|\(?\d{1,2}(?:\.\d{1,2})*[.)]\s+|\(?[a-zæøå][.)]\s+)")
_MAY_PRECEDE_ITEM = ".:;?!,"
_ENDS = ".:;?!…"
_BOUNDARY = re.compile(r"(?<=[.!?…])[\"”»’)\]]*\s+(?=[\"“”«(\[]?[A-ZÆØÅÉÖÄ0-9§])")
_UNENDED = re.compile(
    r"(?:^|[\s(\"“])(?:[a-zæøå]|bl\.a|f\.eks|fx|jf|nr|ca|stk|pkt|kap|dr|hr|fr|e\.g|i\.e|no|mrs?|ms|vs|cf|evt|inkl"
    r"|ekskl|hhv|dvs|vedr|tlf|art|sml|st|p|s|prof|adv|d|kl|§|iflg|spm|sec|para|approx)\.$",
    re.IGNORECASE,
)
_LONGEST_HEADING = 80
_LOOKED_BACK = 12  # characters; no abbreviation is longer


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of a passage: ``start`` included, ``end`` not; ``frame`` says nothing of the matter."""

    start: int
    end: int
    frame: bool


@dataclass(frozen=True, slots=True)
class _Block:
    """Lines that belong together: a paragraph, one item of a list, or frame."""

    start: int
    end: int
    item: bool
    frame: bool


def cut(text: str, start: int, end: int, lines: Sequence[Line], frame: Sequence[bool]) -> list[Sentence]:
    """Return the sentences of `text[start:end]`; every character is in exactly one.

    `lines` are those of the whole text (`nlp.parts.lines`), `frame` says of each whether it is frame.
    """
    if not text[start:end].strip():
        return [Sentence(start, end, frame=True)] if start < end else []
    starts = list(_starts(text, _blocks(text, start, end, lines, frame)))
    starts[0] = (start, starts[0][1])  # white space before the first goes with it
    return [
        Sentence(first, last, outside) for (first, outside), (last, _) in pairwise([*starts, (end, False)])
    ]


def _blocks(text: str, start: int, end: int, lines: Sequence[Line], frame: Sequence[bool]) -> list[_Block]:
    blocks: list[_Block] = []
    for line, outside in zip(lines, frame, strict=True):
        first, last = max(start, line.span.start), min(end, line.span.end)
        if not text[first:last].strip():
            continue
        before = blocks[-1] if blocks else None
        item = not outside and _opens_item(text, first, last, before)
        if before and not item and before.end == first and before.frame == outside:
            blocks[-1] = _Block(before.start, last, before.item, outside)
        else:
            blocks.append(_Block(first, last, item, outside))
    return blocks


def _opens_item(text: str, start: int, end: int, before: _Block | None) -> bool:
    if not _MARKER.match(text, start, end):
        return False
    wrapped = before is not None and before.end == start and not before.item and not before.frame
    return not wrapped or before is None or text[before.start : before.end].rstrip()[-1] in _MAY_PRECEDE_ITEM


def _starts(text: str, blocks: Sequence[_Block]) -> Iterator[tuple[int, bool]]:
    """Yield where each sentence starts, and whether it is frame."""
    leads = False  # the block before leads into this one
    listed = False  # it is an item of a list that has a lead-in
    for place, block in enumerate(blocks):
        if block.frame:
            yield block.start, True
            leads = listed = False
            continue
        listed = block.item and (leads or listed)
        own = [] if listed else list(_sentences(text, block))
        yield from ((start, False) for start in (own[1:] if leads and not block.item else own))
        leads = _leads(text, block, blocks[place + 1 : place + 2])


def _sentences(text: str, block: _Block) -> Iterator[int]:
    yield block.start
    marker = _MARKER.match(text, block.start, block.end)
    body = marker.end() if marker and block.item else block.start
    for match in _BOUNDARY.finditer(text, body, block.end):
        if not _UNENDED.search(text, max(body, match.start() - _LOOKED_BACK), match.start()):
            yield match.end()


def _leads(text: str, block: _Block, following: Sequence[_Block]) -> bool:
    """Say whether `block` is a heading of, or leads into, what follows."""
    if not following or following[0].frame or block.item:
        return False
    own, below = (text[one.start : one.end].strip() for one in (block, following[0]))
    if own.endswith(":"):
        return following[0].item or len(own) <= _LONGEST_HEADING
    if "\n" in own or len(own) > _LONGEST_HEADING or own[-1] in _ENDS:
        return False
    return following[0].item or below[-1] in _ENDS
