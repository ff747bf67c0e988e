"""When somebody is back, by the words of an automatic reply."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta

from consultation.rounds.answers import phrases
from nlp import dates
from nlp.message import lowered

FURTHEST = timedelta(days=365)
"""A day further off is a year misread."""
_MONTH = r"(?:jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec)[a-z]*\.?"
# A dash between two days or weeks: "2.-6. marts", "28. feb. – 6. mar.", "28/2-6/3"; inside a day is none.
_DASH = re.compile(
    rf"((?<![\d-])\d{{1,2}}(?:\.|st|nd|rd|th)?|\b20\d\d|\b{_MONTH})"
    rf"(?: ?[-–—] ?(?=(?:{_MONTH} )?\d{{1,2}}(?![\d-]))| [-–—] (?=\d))"
)
_WITHIN_A_MONTH = re.compile(  # "march 2 til 6"
    rf"\b({_MONTH}) (\d{{1,2}})(?:st|nd|rd|th)? (?:til|to|through|until) "
    rf"(\d{{1,2}})(?:st|nd|rd|th)?(?![\w/]|\.\d| {_MONTH})"
)
_SLASH = re.compile(r"(?<![\d/])(?!24/7)(?=\d{1,2}/\d{1,2}(?![\d/]))")
_WEEKS = re.compile(
    r"\b(?:uger?|ugerne|weeks?) (?P<first>[1-5]?\d)(?!\d)"
    rf"(?:(?:,| til| to| og| and| &)+ (?:med )?(?:uge |week )?(?P<last>[1-5]?\d)(?!\d|\.? {_MONTH}))*"
)
_LONGEST = 15  # weeks
_DAY_WORDS = r"(?: (?:den|d\.|the|og med|on|i|in|\w{2,6}(?:dag|day),?))*\s*$"
_FROM = re.compile(rf"\b(?:fra|from|starting){_DAY_WORDS}")
_AFTER = re.compile(rf"\b(?:efter|after){_DAY_WORDS}")
_KINDS = ("away", "again", "back", "other")  # of words; where two end at one place the later counts
_Words = list[tuple[int, int]]
"""Where the words of a sentence end, each with its kind, in order."""
_BEFORE = 40  # characters before a day that say whether it is the first one away

# Sentences of notices, not of letters: neither "d. 5. august" nor "den 4. August" ends one.
_SENTENCE_END = re.compile(
    r"(?:(?!(?<=\d)\.\s(?:Jan|Feb|Mar|Apr|Maj|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dec))[.!?…]\s+|(?<![:,])\n\s*)"
    r"(?=[A-ZÆØÅÄÖ])"
)


def back_on(text: str, today: date) -> date | None:
    """Return the first day on which the writer is back; None where no day ahead is named.

    Only sentences that tell of an absence or a return are read: "næste ansøgningsfrist er den 15. juni" says
    nothing of either. The nearest word before a day says what it is: in "ferie i uge 29-30" and "lukket til
    den 4. august" the last one away, in "tilbage den 5. august" the first one back. One away that only begins
    ("orlov fra den 2. marts") tells of no return.
    """
    sentences = (_spelled_out(lowered(each)) for each in _SENTENCE_END.split(text))
    days = (day for each in sentences for day in _days(each, today))
    return max((day for day in days if today < day <= today + FURTHEST), default=None)


def _spelled_out(sentence: str) -> str:
    """Write stretches of days as those do who use no marks: "march 2-6" as "march 2 til 6 march"."""
    words = _SLASH.sub("den ", _DASH.sub(r"\1 til ", " ".join(sentence.split())))
    return _WITHIN_A_MONTH.sub(r"\1 \2 til \3 \1", words)


def _days(sentence: str, today: date) -> Iterator[date]:
    words = sorted((end, rank) for rank, kind in enumerate(_KINDS) for end in _ends(kind, sentence))
    if any(_KINDS[rank] in ("away", "back") for _, rank in words):
        yield from _by_date(sentence, words, today)
        yield from _by_week(sentence, words, today)


def _by_date(sentence: str, words: _Words, today: date) -> Iterator[date]:
    for mention in dates.find(sentence):
        day = mention.on(today)
        is_last = _is_last(sentence, words, mention.span.start)
        if day and is_last is not None:
            yield day + timedelta(days=1) if is_last else day


def _by_week(sentence: str, words: _Words, today: date) -> Iterator[date]:
    for found in _WEEKS.finditer(sentence):
        first, last = int(found["first"]), int(found["last"] or found["first"])
        several = first != last and (last - first) % 52 <= _LONGEST
        is_last = _is_last(sentence, words, found.start(), goes_on=several)
        monday = _monday(today, last if is_last and several else first)
        if monday and is_last is not None:
            yield monday + timedelta(days=7) if is_last else monday


def _is_last(sentence: str, words: _Words, at: int, *, goes_on: bool = False) -> bool | None:
    """Say whether the day named at a place is the last one away, or the first one back.

    The nearest word before it says so; where there is none, the next one after it. None of a deadline, and
    of the first day away unless the stretch `goes_on` to its last.
    """
    before = bisect_right(words, (at, len(_KINDS)))
    kind = _KINDS[words[max(0, before - 1)][1]]
    if kind == "other" or (kind == "away" and not goes_on and _follows(_FROM, sentence, at)):
        return None
    return kind == "away" or _follows(_AFTER, sentence, at)


def _ends(kind: str, sentence: str) -> list[int]:
    return [found.end() for found in phrases.any_of(f"absence.{kind}").finditer(sentence)]


def _follows(words: re.Pattern[str], sentence: str, at: int) -> bool:
    return words.search(sentence, max(0, at - _BEFORE), at) is not None


def _monday(today: date, week: int) -> date | None:
    """Return the Monday of the next week of that number."""
    for year in (today.year, today.year + 1):
        try:
            monday = date.fromisocalendar(year, week, 1)
        except ValueError:
            continue
        if monday + timedelta(days=6) >= today:
            return monday
    return None
