"""Letters cut into pieces: what is hidden, what a statement rests on, and the rest.

Rules on text and positions. Which letters are hidden from, and why, is in `publication`; how a person's
name or a CPR number is found comes from outside.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.understanding import Span

Finder = Callable[[str], Iterable[Span]]
"""Returns where in a text something stands that is to be hidden."""

_SHORTEST = 3  # a hidden word shorter than this is too common to be looked for elsewhere


@dataclass(frozen=True, slots=True)
class Masks:
    """How CPR numbers, and persons' names, addresses and telephones, are found in a text."""

    cpr: Finder
    persons: Finder


@dataclass(frozen=True, slots=True)
class Hidden:
    """A stretch of a text that is not shown, and the mark that stands for it."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters of a letter, and the statements that rest on them; `begins` are those that start here."""

    text: str
    statements: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()


def merged(spans: Iterable[tuple[Span, str]]) -> list[Hidden]:
    """Put overlapping stretches together, in order; the first one's mark stands for all."""
    found: list[Hidden] = []
    for span, mark in sorted(spans, key=lambda one: (one[0].start, -one[0].end)):
        if span.start >= span.end:
            continue
        if found and span.start < found[-1].end:
            last = found.pop()
            found.append(Hidden(last.start, max(last.end, span.end), last.mark))
        else:
            found.append(Hidden(span.start, span.end, mark))
    return found


def masked(text: str, hidden: Sequence[Hidden], start: int = 0, end: int | None = None) -> str:
    """Return `text[start:end]` with marks for what is hidden in it, wholly or in part."""
    end = len(text) if end is None else end
    shown, at = [], start
    for stretch in hidden:
        if stretch.end <= start or stretch.start >= end:
            continue
        shown += [text[at : max(at, stretch.start)], stretch.mark]
        at = min(end, stretch.end)
    return "".join([*shown, text[at:end]])


def named_elsewhere(text: str, words: Iterable[str]) -> list[Span]:
    """Return where words that are hidden in one text stand in another."""
    known = sorted({word for word in words if len(word) >= _SHORTEST}, key=len, reverse=True)
    if not known:
        return []
    either = "|".join(map(re.escape, known))
    return [Span(*found.span()) for found in re.finditer(rf"(?<!\w)(?:{either})(?!\w)", text)]


def pieces(text: str, hidden: Sequence[Hidden], passages: Sequence[tuple[str, int, int]]) -> list[Piece]:
    """Cut a text where a passage or a hidden stretch begins or ends.

    `passages` are (statement, start, end). One that begins or ends inside what is hidden is taken to begin
    or end with it, so that no part of it shows.
    """
    spread = [(key, *_outside(start, end, hidden)) for key, start, end in passages]
    cuts = {0, len(text)} | {at for _, start, end in spread for at in (start, end)}
    cuts |= {at for stretch in hidden for at in (stretch.start, stretch.end)}
    marks = {stretch.start: stretch.mark for stretch in hidden}
    return [
        Piece(
            marks.get(a, text[a:b]),
            tuple(key for key, start, end in spread if start <= a < end),
            tuple(key for key, start, _ in spread if start == a),
            tuple(key for key, _, end in spread if end == b),
        )
        for a, b in pairwise(sorted(cuts))
    ]


def _outside(start: int, end: int, hidden: Sequence[Hidden]) -> tuple[int, int]:
    first = bisect_right(hidden, start, key=lambda stretch: stretch.end)
    if first < len(hidden) and hidden[first].start < start:
        start = hidden[first].start
    last = bisect_left(hidden, end, key=lambda stretch: stretch.end)
    if last < len(hidden) and hidden[last].start < end:
        end = hidden[last].end
    return start, end
