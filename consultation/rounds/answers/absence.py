"""When somebody is back, by the words of an automatic reply."""

import re
from datetime import date, timedelta

from nlp import dates

FURTHEST = timedelta(days=365)
"""A day further off is a year misread."""
_WEEK = re.compile(r"\b(?:uge|week) (?P<week>[1-5]?\d)(?!\d)")
_LAST_DAY = re.compile(
    r"\b(?:til og med|t\.?o\.?m\.?|til|indtil|til udgangen af|until|till|through|up to|between|-|–)"
    r"(?: (?:den|d\.|the|og med|and including|uge|week|(?:man|tirs|ons|tors|fre|lør|søn)dag,?"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day,?))*\s*$"
)
_BEFORE = 40  # characters before a day that say whether it is the last one away


def back_on(text: str, today: date) -> date | None:
    """Return the first day on which the writer is back; None where no day ahead is named.

    "til og med den 4. august" and "until 4 August" name the last day away, "tilbage den 5. august" and
    "back on 5 August" the first day back. A week is away to its Sunday where it is the last one.
    """
    lower = text.lower()
    days = [*_by_date(lower, today), *_by_week(lower, today)]
    ahead = [day for day in days if today < day <= today + FURTHEST]
    return max(ahead, default=None)


def _by_date(text: str, today: date) -> list[date]:
    named = []
    for mention in dates.find(text):
        if day := mention.on(today):
            away = _LAST_DAY.search(text, max(0, mention.span.start - _BEFORE), mention.span.start)
            named.append(day + timedelta(days=1) if away else day)
    return named


def _by_week(text: str, today: date) -> list[date]:
    named = []
    for found in _WEEK.finditer(text):
        monday = _monday(today, int(found["week"]))
        away = _LAST_DAY.search(text, max(0, found.start() - _BEFORE), found.start("week"))
        if monday is not None:
            named.append(monday + timedelta(days=7) if away else monday)
    return named


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
