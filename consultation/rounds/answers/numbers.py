"""Questions named by number: "Spørgsmål 2", "Ad 1.", "Til spm. 2 og 3", "the second question".

Which number a question bears is decided here; bare numbers ("2.") are weighed in `markers`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from consultation.rounds.answers import phrases
from consultation.rounds.words import OTHER, Question
from nlp.message import lowered
from nlp.understanding import Span

EXTRA = 2
"""Numbers beyond the questions' that a letter may count on to, for consent and the rest."""

_KEY_NUMBER = re.compile(r"\D*(\d{1,2})\D*")
_DIGITS = re.compile(r"\d{1,2}")
_DIGIT = r"\d{1,2}(?!\d|[.,]\d|\s*20\d\d)"


class Named(NamedTuple):
    """A label at the head of a line or sentence; empty where the sentence goes on with it."""

    span: Span
    keys: tuple[str, ...]


def keys_by_number(questions: Sequence[Question]) -> dict[int, str]:
    """Return the number that a party gives each question: that in its key, or else its place."""
    found = [match for question in questions if (match := _KEY_NUMBER.fullmatch(question.key))]
    numbers = [int(match[1]) for match in found]
    if len(set(numbers)) < len(questions):
        numbers = list(range(1, len(questions) + 1))
    return {number: question.key for number, question in zip(numbers, questions, strict=True)}


def key_of(number: int, keys: dict[int, str]) -> str | None:
    """Return the question's key, OTHER for a number that counts on beyond them, or None."""
    if number in keys:
        return keys[number]
    return OTHER if 0 < number - max(keys, default=0) <= EXTRA else None


def named(text: str, questions: Sequence[Question]) -> Iterator[Named]:
    """Yield where a line or sentence begins with the name of a question."""
    lower, keys = lowered(text), keys_by_number(questions)
    for match in _at_beginning().finditer(lower):
        found = _keys(match, keys)
        labelled = match["mark"] or not lower[match.end() : match.end() + 1].strip(" \t")
        start = match.end() - len(match[0].lstrip())
        if found:
            yield Named(Span(start, match.end() if labelled else start), found)


def referred(text: str, questions: Sequence[Question]) -> tuple[str, ...]:
    """Return the questions that a text names by number anywhere, in the order of its words."""
    keys = keys_by_number(questions)
    found = (key for match in _anywhere().finditer(lowered(text)) for key in _keys(match, keys))
    return tuple(dict.fromkeys(key for key in found if key != OTHER))


def _keys(match: re.Match[str], keys: dict[int, str]) -> tuple[str, ...]:
    numbers = _in_words(match["ordinal"] or match["word"]) or _in_digits(match["digits"])
    found = (key_of(number, keys) for number in numbers)
    return tuple(dict.fromkeys(key for key in found if key))


def _in_words(word: str | None) -> list[int]:
    return [number for words in _ordinals() for number, forms in enumerate(words, start=1) if word in forms]


def _in_digits(digits: str) -> list[int]:
    numbers = [int(number) for number in _DIGITS.findall(digits)]
    if len(numbers) == 2 and phrases.any_of("splitting.through", r"\d+\s*(?:{})\s*\d+").fullmatch(digits):  # noqa: PLR2004 - from one to another
        return list(range(numbers[0], numbers[1] + 1))
    return numbers


@cache
def _ordinals() -> tuple[tuple[tuple[str, ...], ...], ...]:
    return tuple(
        tuple(tuple(row.split("|")) for row in phrases.words(f"splitting.ordinals.{language}"))
        for language in ("danish", "english")
    )


def _name() -> str:
    danish, english = ("|".join(form for forms in words for form in forms) for words in _ordinals())
    between = "|".join((*phrases.words("splitting.between"), *phrases.words("splitting.through")))
    digits = rf"(?P<digits>{_DIGIT}(?:\s*(?:{between})\s*{_DIGIT})*)"
    nouns = "|".join(phrases.words("splitting.nouns"))
    return (
        rf"(?:(?:{nouns}|ad\.?)\s*(?:nr\.?\s*)?{digits}"
        rf"|(?:spørgsmål (?=(?:{danish})\b)|question (?=(?:{english})\b))(?P<word>\w+)"
        rf"|(?P<ordinal>(?:{danish})(?= spørgsmål)|(?:{english})(?= question)) \w+)(?!\w)"
    )


@cache
def _at_beginning() -> re.Pattern[str]:
    leads = "|".join(sorted(phrases.words("splitting.lead_ins"), key=len, reverse=True)).replace(" ", r"\s+")
    before = rf"(?:(?:{leads})\s+){{0,3}}(?:(?:det|jeres|the|your)\s+)?"
    return re.compile(rf"(?:^|\n|(?<=[.!?;]\s))[\s>*#_–-]*{before}{_name()}(?P<mark>\s*[).:–*_-]+(?=\s|$))?")


@cache
def _anywhere() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){_name()}")
