"""When somebody is back, by the words of an automatic reply."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from consultation.rounds.answers import phrases
from nlp import dates
from nlp.message import lowered

FURTHEST = timedelta(days=365)
"""A day further off is a year misread."""
_WEEK = re.compile(r"\b(?:uge|week) (?P<week>[1-5]?\d)(?!\d)")
_LAST_DAY = re.compile(
    r"\b(?:til og med|t\.?o\.?m\.?|til|indtil|til udgangen af|until|till|through|up to|between|-|–)"
    r"(?: (?:den|d\.|the|og med|and including|uge|week|(?:man|tirs|ons|tors|fre|lør|søn)dag,?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?))*\s*$"
)
_BEFORE = 40  # characters before a day that say whether it is the last one away

# Sentences of notices, not of letters: neither "d. 5. august" nor "den 4. August" ends one.
_SENTENCE_END = re.compile(
    r"(?:(?!(?<=\d)\.\s(?:Jan|Feb|Mar|Apr|Maj|May|Jun|Jul|Aug|Sep|Okt|Oct|Nov|Dec))[.!?…]\s+|(?<![:,])\n\s*)"
    r"(?=[A-ZÆØÅÄÖ])"
)


def back_on(text: str, today: date) -> date | None:
    """Return the first day on which the writer is back; None where no day ahead is named.

    Only sentences that tell of an absence or a return are read: "næste ansøgningsfrist er den 15. juni" says
    nothing of either. "til og med den 4. august" and "until 4 August" name the last day away, "tilbage den
    5. august" and "back on 5 August" the first day back. A week that is the last one away ends on its Sunday.
    """
    sentences = (lowered(each) for each in _SENTENCE_END.split(text))
    telling = (each for each in sentences if _away().search(each))
    days = (day for each in telling for day in (*_by_date(each, today), *_by_week(each, today)))
    return max((day for day in days if today < day <= today + FURTHEST), default=None)


def _by_date(sentence: str, today: date) -> Iterator[date]:
    for mention in dates.find(sentence):
        day = mention.on(today)
        if day and not _of_another_matter(sentence, mention.span.start):
            yield day + timedelta(days=1) if _is_the_last(sentence, mention.span.start) else day


def _by_week(sentence: str, today: date) -> Iterator[date]:
    for found in _WEEK.finditer(sentence):
        monday = _monday(today, int(found["week"]))
        if monday and not _of_another_matter(sentence, found.start()):
            yield monday + timedelta(days=7) if _is_the_last(sentence, found.start("week")) else monday


def _is_the_last(sentence: str, at: int) -> bool:
    """Say whether the day named at a place is the last one away."""
    return _LAST_DAY.search(sentence, max(0, at - _BEFORE), at) is not None


def _of_another_matter(sentence: str, at: int) -> bool:
    """Say whether the nearest word before a day that tells what it is for is of a deadline, not absence."""
    others = [other.end() for other in phrases.any_of("absence.other").finditer(sentence, 0, at)]
    away = [away.end() for away in _away().finditer(sentence, 0, at)]
    return max(others, default=-1) >= max(away, default=0)


def _away() -> re.Pattern[str]:
    return phrases.any_of("absence.away")


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
