"""A letter in words, and what it says otherwise than others: its own passages, those it leaves out.

Words are compared in shingles, three in a row, so that order does not matter. Which letters are
copies of one another is `campaigns`'.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np
from numpy.typing import NDArray

from nlp import parts
from nlp.message import lowered
from nlp.parts import Part
from nlp.understanding import Span

Numbers = NDArray[np.int64]
Mask = NDArray[np.bool_]

_SHINGLE = 3  # words
_BITS = 21  # of a word's number in that of a shingle: two million different words
_QUOTED = 6  # words in a row that stand in a known text: less may be chance
_CHANCE = 2  # words between two new ones that are new as well
_MISREAD = 3  # words in a row that may be one misreading
_LIKE = 0.7
_LEFT_OUT = 4  # words; less is an edit and seen as such
_TURN = 20  # words that a word weighs which turns a sentence round
_TURNS = frozenset(("ikke", "ej", "aldrig", "ingen", "uden", "not", "no", "never", "without", "cannot"))
_WORD = re.compile(r"\w+(?:-[ \t]*\r?\n\s*\w+)*")  # one hyphenated at a line's end is one
_HYPHEN = re.compile(r"-\s+")
_BLANK_LINE = re.compile(r"\n\s*\n")
_SENTENCE_END = re.compile(r"[.!?:]|\n\s*\n")
_TRAILING = re.compile(r"[^\w\s]*")


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter's words, where they stand, and its shingles: one for each word but the last two."""

    text: str
    words: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    shingles: Numbers
    quoted: Mask  # of shingles


def read(text: str, numbers: dict[str, int], quotable: Numbers | None = None) -> Letter:
    """Read a letter; `numbers` gives each word its own and grows with every new one.

    `quotable` are the shingles that anybody may quote.
    """
    found = list(_WORD.finditer(lowered(text)))
    words = tuple(_HYPHEN.sub("", word) if "\n" in (word := match[0]) else word for match in found)
    row = np.array([numbers.setdefault(word, len(numbers)) for word in words], dtype=np.int64)
    shingles = (row[:-2] << 2 * _BITS) | (row[1:-1] << _BITS) | row[2:]
    known = np.isin(shingles, quotable) if quotable is not None else np.zeros(len(shingles), dtype=bool)
    return Letter(text, words, tuple(match.span() for match in found), shingles, known)


def own(
    letter: Letter, common: Numbers, centre: Letter, ends: Mapping[tuple[str, ...], list[int]]
) -> list[tuple[tuple[int, int], Span]]:
    """Return the passages of `letter` that are not common, each after its rank: frame or not, then weight.

    `common` are the shingles of the campaign's text, `ends` the `contexts` of its `centre`.
    """
    count = len(letter.words)
    new = ~_covered(np.isin(letter.shingles, common), count)
    for start, end in _runs(_covered(letter.quoted, count)):
        if end - start >= _QUOTED:
            new[start:end] = False
    for start, end in _runs(new):
        if end - start <= _MISREAD and _misread(letter.words, start, end, centre, ends):
            new[start:end] = False
    frame = _frame(letter.text)
    ranked = []
    for start, end in _paragraphs(letter, _joined(_runs(new))):
        span = _span(letter, start, end)
        ranked.append(((int(_inside(span, frame)), -_weight(letter.words[start:end])), span))
    return sorted(ranked, key=lambda one: (one[0], one[1].start))


def left_out(centre: Letter, letter: Letter, common: Numbers) -> Iterable[Span]:
    """Yield what `letter` lacks of the common text, passages of `centre`; a word or two only if they deny."""
    count = len(centre.words)
    there = _covered(np.isin(centre.shingles, letter.shingles), count)
    missing = _covered(np.isin(centre.shingles, common), count) & ~there
    for start, end in _paragraphs(centre, _runs(missing)):
        if end - start >= _LEFT_OUT or _TURNS.intersection(centre.words[start:end]):
            yield _span(centre, start, end)


def _covered(hits: Mask, words: int) -> Mask:
    """Return which of `words` words stand in a shingle that is hit."""
    covered = np.zeros(words, dtype=bool)
    for step in range(_SHINGLE):
        covered[step : step + len(hits)] |= hits
    return covered


def _runs(mask: Mask) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], mask.astype(np.int8), [0])))).tolist()
    return list(zip(edges[::2], edges[1::2], strict=True))


def _joined(runs: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in runs:
        if joined and start - joined[-1][1] <= _CHANCE:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _paragraphs(letter: Letter, runs: Iterable[tuple[int, int]]) -> Iterable[tuple[int, int]]:
    """Cut runs of words where a blank line stands between two."""
    for start, end in runs:
        first = start
        for word in range(start + 1, end):
            if _BLANK_LINE.search(letter.text, letter.places[word - 1][1], letter.places[word][0]):
                yield first, word
                first = word
        yield first, end


def _span(letter: Letter, start: int, end: int) -> Span:
    """Return where words stand, with the rest of their sentences where only a word or two is missing."""
    if end - start >= _LEFT_OUT:
        before = range(start, max(-1, start - _CHANCE - 1), -1)
        behind = range(end, min(len(letter.words), end + _CHANCE) + 1)
        start = next((word for word in before if _opens(letter, word)), start)
        end = next((word for word in behind if _opens(letter, word)), end)
    trailing = _TRAILING.match(letter.text, letter.places[end - 1][1])
    return Span(letter.places[start][0], trailing.end() if trailing else letter.places[end - 1][1])


def _opens(letter: Letter, word: int) -> bool:
    """Say whether a sentence opens with that word, or ended before it."""
    if word in (0, len(letter.words)):
        return True
    between = letter.text[letter.places[word - 1][1] : letter.places[word][0]]
    return bool(_SENTENCE_END.search(between))


def _weight(words: Sequence[str]) -> int:
    return len(words) + _TURN * sum(word in _TURNS for word in words)


def _frame(text: str) -> list[Span]:
    outside = (Part.GREETING, Part.SIGNATURE, Part.SMALL_PRINT)
    return [line.span for line in parts.lines(text, has_subject=False) if line.part in outside]


def _inside(span: Span, frame: Iterable[Span]) -> bool:
    return any(line.start <= span.start < line.end for line in frame)


def contexts(letter: Letter) -> dict[tuple[str, ...], list[int]]:
    """Return where in `letter` each pair of words ends."""
    ends: dict[tuple[str, ...], list[int]] = {}
    for place in range(2, len(letter.words) + 1):
        ends.setdefault(letter.words[place - 2 : place], []).append(place)
    return ends


def _misread(
    words: Sequence[str],
    start: int,
    end: int,
    centre: Letter,
    ends: Mapping[tuple[str, ...], list[int]],
) -> bool:
    """Say whether the words there are those of `centre` between the same neighbours, misread by a machine."""
    after = tuple(words[end : end + 2])
    for place in ends.get(tuple(words[start - 2 : start]) if start > 1 else (), ()):
        for last in range(place + 1, place + _MISREAD + 1):
            if len(after) > 1 and centre.words[last : last + 2] == after:
                return _alike(words[start:end], centre.words[place:last])
    return False


def _alike(one: Sequence[str], other: Sequence[str]) -> bool:
    """Say whether words are the same, misread.

    Not where it may be meant: a figure, or what begins otherwise (include, exclude).
    """
    said, meant = "".join(one), "".join(other)
    if said[0] != meant[0] or any(word.isdigit() for word in (*one, *other)):
        return False
    return SequenceMatcher(None, said, meant, autojunk=False).ratio() >= _LIKE
