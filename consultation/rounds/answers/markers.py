"""Where a letter turns to a question: by repeating it, by its number, by a heading of its words.

A number may as well be a list's: a bare one ("2.") counts only where the numbers of the letter, read in
order, can be those of the questions.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import IntEnum
from itertools import chain, pairwise
from typing import NamedTuple

from consultation.rounds.answers import consent, layout, numbers, phrases
from consultation.rounds.answers.repeats import repeats
from consultation.rounds.answers.similarity import Likeness
from consultation.rounds.words import OTHER, Question
from nlp.message import lowered
from nlp.understanding import Span


class Origin(IntEnum):
    """By what a letter turns to a question."""

    REPEATED = 1
    NAMED = 2
    NUMBERED = 3
    HEADING = 4
    LABEL = 5  # a heading on the line of its answer: it holds for one paragraph


class Marker(NamedTuple):
    """A place from which on a letter speaks to `keys`; `span` holds the label itself, maybe nothing."""

    span: Span
    keys: tuple[str, ...]
    origin: Origin

    @property
    def start(self) -> int:
        """Where the label begins."""
        return self.span.start


class _Item(NamedTuple):
    span: Span
    number: int
    style: str
    indent: int


_LINE_ITEM = re.compile(
    r"(?m)^(?P<indent>[ \t>*_]*)(?P<style>\(?)(?P<number>\d{1,2})(?P<mark>[).:]+|\s?[-–](?=\s))[*_]*(?=\s|$)"
)
_INNER_ITEM = re.compile(r"(?<![^\s;,.(])(?P<indent>)(?P<style>\(?)(?P<number>\d{1,2})(?P<mark>[):])(?=\s)")
_NEXT_WORD = re.compile(r"[\s*_]*([^\W\d_]+)")
_HEADING = re.compile(
    r"[ \t#*_>-]*(?:\(?\d{1,2}[.):]\s*)?(?P<words>[^\n:?]{3,90}?)[ \t]*(?:(?P<end>[:?][*_]*)(?=\s|$)|[*_]*$)"
)
_HEADING_WORDS = 9
_LABEL_WORDS = 5  # before a colon, on the line of the answer itself
_MARKS = " \t\n>*#-0123456789.)("  # between questions that are repeated in a row
_GAP = 80  # characters before an item in which an empty line is looked for
_LIST_OF_QUESTIONS = 3  # repeated in a row, without a word between, they are the invitation's


def markers(text: str, questions: Sequence[Question], likeness: Likeness) -> list[Marker]:
    """Return the places where the letter turns to another question, in order; labels do not overlap."""
    repeated = _repeated(text, questions)
    names = [Marker(*name, Origin.NAMED) for name in numbers.named(text, questions)]
    sure = _joined(repeated, names)
    certain = _joined(sure, _numbered(text, questions, sure, likeness))
    return _joined(certain, _headings(text, questions, likeness, certain))


def _joined(first: Sequence[Marker], more: Sequence[Marker]) -> list[Marker]:
    """Put markers in order, leaving out of `more` those within one of the first."""
    fresh = (m for m in more if not any(_overlap(m.span, other.span) for other in first))
    return sorted(chain(first, fresh), key=lambda marker: (marker.start, marker.span.end))


def _overlap(one: Span, other: Span) -> bool:
    return one.start < max(other.end, other.start + 1) and other.start < max(one.end, one.start + 1)


def _repeated(text: str, questions: Sequence[Question]) -> list[Marker]:
    """Return the repeated questions; those of a whole invitation, answered below it, speak to none."""
    found = repeats(text, questions)
    between = (text[one.span.end : other.span.start] for one, other in pairwise(found))
    at_once = len(found) > 1 and not any(words.strip(_MARKS) for words in between)
    listed = at_once and len(found) >= min(len(questions), _LIST_OF_QUESTIONS)
    return [Marker(repeat.span, () if listed else (repeat.key,), Origin.REPEATED) for repeat in found]


def _numbered(
    text: str, questions: Sequence[Question], sure: Sequence[Marker], likeness: Likeness
) -> list[Marker]:
    """Return the bare numbers that can be the questions'."""
    keys = numbers.keys_by_number(questions)
    of = {key: number for number, key in keys.items()}
    items = list(_items(text, _LINE_ITEM)) or list(_items(text, _INNER_ITEM))
    free = [item for item in items if not any(_overlap(item.span, marker.span) for marker in sure)]
    if not sure:
        chosen = _sequence(text, free, max(keys, default=0))
    else:
        edges = [(0, 0), *((m.start, _last(m, of)) for m in sure), (len(text), max(keys) + 1)]
        chosen = [item for edge in pairwise(edges) for item in _between(free, *edge)]
    return [
        Marker(item.span, (key,), Origin.NUMBERED)
        for item in chosen
        if (key := _key(text, item, keys, likeness))
    ]


def _last(marker: Marker, numbers_of: Mapping[str, int]) -> int:
    return numbers_of.get(marker.keys[-1], 0) if marker.keys else 0


def _key(text: str, item: _Item, keys: dict[int, str], likeness: Likeness) -> str | None:
    """Return the question of a number, but where its heading names another one: a numbering of their own."""
    end = text.find("\n", item.span.end)
    line = text[item.span.end : end if end >= 0 else len(text)].strip()
    if 0 < len(line.split()) <= _LABEL_WORDS and not line.endswith((".", "!")):
        return _named_by(line, keys.values(), likeness) or numbers.key_of(item.number, keys)
    return numbers.key_of(item.number, keys)


def _items(text: str, form: re.Pattern[str]) -> Iterator[_Item]:
    lower = lowered(text)
    for match in form.finditer(text):
        word = _NEXT_WORD.match(lower, match.end())
        if word and word[1] in phrases.words("splitting.months"):
            continue
        indent = len(match["indent"].expandtabs())
        yield _Item(Span(*match.span()), int(match["number"]), match["style"] + match["mark"][-1], indent)


def _sequence(text: str, items: Sequence[_Item], last: int) -> Sequence[_Item]:
    """Return the outermost numbers if they can be the questions': rising, few enough, not a plain list."""
    if not items or _is_list(text, items[0]):
        return ()
    outer = [i for i in items if i.style == items[0].style and i.indent <= items[0].indent + 1]
    for run in (
        items,
        outer,
        _without_restarts(items),
        [i for i in outer if i is outer[0] or _after_gap(text, i)],
    ):
        if _rising(run) and run[-1].number <= last + numbers.EXTRA and run[0].number <= last:
            return run
    return ()


def _without_restarts(items: Sequence[_Item]) -> list[_Item]:
    """Leave out the lists within answers: those that begin at 1 again, as far as they count on."""
    kept: list[_Item] = []
    within = 0
    for item in items:
        restarts = item.number == 1 and bool(kept)
        within = item.number if restarts or (within and item.number == within + 1) else 0
        if not within:
            kept.append(item)
    return kept


def _rising(items: Sequence[_Item]) -> bool:
    return all(one.number < other.number for one, other in pairwise(items))


def _after_gap(text: str, item: _Item) -> bool:
    return text[max(0, item.span.start - _GAP) : item.span.start].rstrip(" \t").endswith("\n\n")


def _is_list(text: str, item: _Item) -> bool:
    """Say whether the line above announces a list of something else than answers."""
    above = text[: item.span.start].rstrip()
    line = lowered(above[above.rfind("\n\n") + 1 :])[-300:]
    greeting = len(line.split()) <= _LABEL_WORDS
    return (
        above.endswith(":") and not greeting and not phrases.any_of("splitting.before_answers").search(line)
    )


def _between(items: Sequence[_Item], one: tuple[int, int], other: tuple[int, int]) -> Sequence[_Item]:
    """Return the numbers between two markers if all of them belong between their numbers."""
    here = [item for item in items if one[0] <= item.span.start < other[0]]
    fits = here and _rising(here) and one[1] < here[0].number and here[-1].number < other[1]
    return here if fits else ()


def _headings(
    text: str, questions: Sequence[Question], likeness: Likeness, certain: Sequence[Marker]
) -> list[Marker]:
    """Return headings that name a question; among numbers only that on publication, or the rest."""
    apart = {OTHER, consent.question(questions) or OTHER}
    numbered = any(marker.origin is not Origin.REPEATED for marker in certain)
    taken = {key for marker in certain for key in marker.keys}
    found: list[Marker] = []
    rows = layout.lines(text)
    for above, row in pairwise([None, *rows]):
        if row and (heading := _heading(text, above, row)):
            key = _named_by(text[heading.start : heading.end], (q.key for q in questions), likeness)
            if key in apart or (key and not numbered and key not in taken):
                found.append(_titled(row, heading, key))
            elif key is None and found and _stands_alone(text, heading):
                found.append(Marker(Span(heading.start, heading.start), (OTHER,), Origin.HEADING))
    return found if any(marker.keys not in {(), (OTHER,)} for marker in (*found, *certain)) else []


def _titled(row: Span, heading: Span, key: str) -> Marker:
    """Make a heading a label of its own, or leave it to the sentence that it opens."""
    if heading.end == row.end:
        return Marker(heading, (key,), Origin.HEADING)
    return Marker(Span(heading.start, heading.start), (key,), Origin.LABEL)


def _heading(text: str, above: Span | None, row: Span) -> Span | None:
    """Return the heading that a line is or begins with, if it looks like one."""
    match = _HEADING.match(text, row.start, row.end)
    if not match or not match["words"].strip():
        return None
    if not match["end"] and _wishes(text[row.start : row.end]):
        return None
    words = len(match["words"].split())
    whole = match.end() == row.end
    marked = match["end"] or text[row.start] in "#*_"
    apart = above is None or "\n\n" in text[above.end : row.start].replace(" ", "")
    if not whole and match["end"].startswith("?") and words > 1:
        return None  # asked by the way, and not a label
    if (whole and text[row.end - 1] in ".,;!") or words > (_HEADING_WORDS if whole else _LABEL_WORDS):
        return None
    return Span(row.start, match.end()) if (marked or apart) and (whole or match["end"]) else None


def _wishes(line: str) -> bool:
    """Say whether a line says what may be published, whoever signs it there; a heading only asks it."""
    sentences = (line[span.start : span.end] for span in layout.sentences(line, Span(0, len(line))))
    return any(
        consent.says(each) and not phrases.any_of("consent.asks_briefly").match(phrases.said(each))
        for each in sentences
    )


def _named_by(heading: str, keys: Iterable[str], likeness: Likeness) -> str | None:
    """Return what a heading names: a question, the rest (OTHER), or nothing known."""
    words = lowered(heading).strip(" \t#*_>-:?.0123456789")
    if phrases.any_of("splitting.other_headings").fullmatch(words):
        return OTHER
    exact = next((key for key in keys if key.lower() == words), None)
    return exact or likeness.heading(words)


def _stands_alone(text: str, heading: Span) -> bool:
    return (
        text[heading.end : heading.end + 2].replace(" ", "").startswith("\n\n") or text[heading.start] == "#"
    )
