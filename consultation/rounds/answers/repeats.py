"""Where a letter repeats the questions: quoted with `>`, copied, wrapped anew or shortened.

Questions are followed word by word, so that line breaks, marks and small changes do not hide them.
"""

import re
from collections.abc import Iterator, Sequence
from difflib import Match, SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from consultation.rounds.answers import consent, layout, phrases
from consultation.rounds.words import Question
from nlp.message import lowered
from nlp.understanding import Span

_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(
    r"[\s>*#_•–-]*(?:(?:til sidst|til slut|finally|lastly)\s*:?\s*)?"
    r"(?:(?:spørgsmål|spm\.?|question|q)?\s*\(?\d{1,2}\s?[).:–-]*\s*)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[?:.!)\"”»*_ \t]*")
_OFFERS = re.compile(r"\s*(?:\([^)\n]*\)|(?:svar|reply|answer|skriv|angiv)\s[^\n]*)")
_WHOLE = 0.8  # of a question's words, in order
_PART = 0.85  # of the words of a shortened question, those that the question holds, in order
_FEWEST = 4  # words of a question that is known by a part
_FEWEST_AT_START = 3  # if they are those it begins with, and asked
_MOST = 0.6  # of a question's words stand before its last question mark
_FAR = 3  # words
_MOST_LINES = 4_000  # no letter with answers inline is longer
_LONGEST = 120  # words of a question that are followed


class Repeat(NamedTuple):
    """One question as it stands in the letter, and how many of its words were found."""

    span: Span
    key: str
    matched: int


class _Word(NamedTuple):
    word: str
    start: int
    end: int


class _Asked(NamedTuple):
    key: str
    words: tuple[_Word, ...]
    marks: int  # question marks
    asks: bool  # it ends with one
    length: int
    core: int  # words up to its last question mark; behind it stand the answers to choose from


def repeats(text: str, questions: Sequence[Question]) -> list[Repeat]:
    """Return the repeated questions, in order; none overlaps another."""
    found: list[Repeat] = []
    lower = lowered(text)
    asked = [_asked(question) for question in questions if _WORD.search(question.text)]
    for row in layout.lines(text)[:_MOST_LINES]:
        if found and row.start < found[-1].span.end:
            continue
        candidates = (_repeat(lower, row, question) for question in asked)
        best = max((c for c in candidates if c), key=lambda c: c.matched, default=None)
        best = best or _on_publishing(lower, row, questions)
        if best and text.startswith(">", row.start):
            best = best._replace(
                span=Span(row.start, max(row.end, best.span.end))
            )  # nobody answers within a quote
        if best:
            found.append(best)
    return found


def _on_publishing(text: str, row: Span, questions: Sequence[Question]) -> Repeat | None:
    """Know the question on publication in any words: letters in two languages ask it."""
    key = consent.question(questions)
    label = _LABEL.match(text, row.start, row.end)
    asked = phrases.any_of("consent.asks", r"(?:{})").match(
        text, label.end() if label else row.start, row.end
    )
    if key is None or asked is None:
        return None
    offers = _OFFERS.match(text, asked.end(), row.end)
    return Repeat(Span(row.start, offers.end() if offers else asked.end()), key, len(asked[0].split()))


def quoted(text: str) -> list[Span]:
    """Return the runs of lines marked with `>`."""
    runs: list[Span] = []
    for row in layout.lines(text):
        if not text.startswith(">", row.start):
            continue
        if runs and not text[runs[-1].end : row.start].strip():
            runs[-1] = Span(runs[-1].start, row.end)
        else:
            runs.append(row)
    return runs


def _asked(question: Question) -> _Asked:
    words = _words(lowered(question.text), 0, len(question.text))[:_LONGEST]
    text = question.text
    core = sum(word.end <= text.rfind("?") for word in words) or len(words)
    return _Asked(question.key, tuple(words), text.count("?"), text.endswith("?"), len(text), core)


def _repeat(text: str, row: Span, question: _Asked) -> Repeat | None:
    """Follow one question from the beginning of a line on."""
    label = _LABEL.match(text, row.start, row.end)
    begin = label.end() if label else row.start
    window = _words(text, begin, begin + 2 * question.length + 80)[: int(len(question.words) * 1.35) + 2]
    own = {word.word for word in question.words}
    if sum(word.word in own for word in window[:5]) < min(2, len(question.words)):
        return None
    return _whole(text, row, question, window) or _part(text, row, question, window)


def _whole(text: str, row: Span, question: _Asked, window: Sequence[_Word]) -> Repeat | None:
    window = _without_answer(text, list(_until_asked(text, window, question)), question)
    blocks = list(_near(_matches(question, window)))
    matched = sum(size for _, _, size in blocks)
    if not blocks or window[blocks[0].b].start >= row.end or blocks[0].a >= question.core:
        return None  # it begins on a later line, or is an answer in the words that the question offers
    if matched < _WHOLE * min(len(question.words), max(question.core, len(window))):
        return None
    reach = blocks[-1].b + blocks[-1].size
    last = window[reach - 1]
    if matched < _WHOLE * reach or (question.asks and text[last.end : last.end + 1] in {".", "!"}):
        return None  # a statement, be it in the words of the question
    return Repeat(Span(row.start, _past_marks(text, last.end)), question.key, matched)


def _without_answer(text: str, window: Sequence[_Word], question: _Asked) -> Sequence[_Word]:
    """Cut a window at the question mark, where an answer in the words that the question offers follows."""
    asked = text.find("?", window[0].start, window[-1].end) if window else -1
    if asked < 0 or question.core == len(question.words):
        return window
    offered = [word.word for word in question.words[question.core :]]
    behind = [word.word for word in window if word.start > asked][: len(offered)]
    return window if behind == offered else [word for word in window if word.start <= asked]


def _part(text: str, row: Span, question: _Asked, window: Sequence[_Word]) -> Repeat | None:
    """Know a shortened question: a line, or what stands before its first `?` or `:`."""
    end = next((i for i in range(window[0].start, row.end) if text[i] in "?:"), row.end)
    if end == row.end and text[row.end - 1] == ".":
        return None  # a statement, be it in the words of the question
    part = [word for word in window if word.end <= end]
    blocks = _matches(question, part)
    if not any(block.a < question.core for block in blocks):
        return None  # an answer, in the words that the question offers
    matched = sum(block.size for block in blocks)
    opens = _opens(part, question) and text[end : end + 1] in {"?", ":"}
    if matched < max(_FEWEST_AT_START if opens else _FEWEST, _PART * len(part)):
        return None
    return Repeat(Span(row.start, _past_marks(text, end)), question.key, matched)


def _opens(part: Sequence[_Word], question: _Asked) -> bool:
    return [word.word for word in part] == [word.word for word in question.words[: len(part)]]


def _until_asked(text: str, window: Sequence[_Word], question: _Asked) -> Iterator[_Word]:
    """Yield the words up to the last question mark that the question itself has."""
    left = question.marks
    for number, (word, following) in enumerate(pairwise(window), start=1):
        yield word
        asked = "?" in text[word.end : following.start]
        left -= asked
        if asked and left == 0 and number >= _MOST * len(question.words):
            return
    yield from window[-1:]


def _near(blocks: Sequence[Match]) -> Iterator[Match]:
    """Leave out single words found far behind the rest: they belong to the answer."""
    for number, block in enumerate(blocks):
        if number and block.size == 1 and block.b - sum(blocks[number - 1][1:]) > _FAR:
            return
        yield block


def _matches(question: _Asked, window: Sequence[_Word]) -> list[Match]:
    ours, theirs = [w.word for w in question.words], [w.word for w in window]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_matching_blocks()
    return [block for block in blocks if block.size]


def _past_marks(text: str, end: int) -> int:
    marks = _AFTER.match(text, end)
    return marks.end() if marks else end


def _words(text: str, start: int, end: int) -> list[_Word]:
    return [_Word(found[0], *found.span()) for found in _WORD.finditer(text, start, end)]
