"""Moments as people type them into a form, in Danish and English; writing moments out is `dates`'."""

import re
from datetime import date, datetime, time, tzinfo

from consultation.rounds.mistakes import YEARS

_DAYS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<day>\d{1,2})[./-](?P<month>\d{1,2})[./-](?P<year>\d{4})(?!\d)"),
    re.compile(r"(?P<day>\d{1,2})\.?\s+(?P<month>[a-z]{3})[a-z]*\.?,?\s+(?P<year>\d{4})(?!\d)"),
)
_CLOCK = re.compile(r"(?:[t,\s]|kl\.?|at)*(?P<hour>\d{1,2})(?:[.:](?P<minute>\d{2}))?(?:[.:]00)?")
_MONTHS = {"jan": 1, "feb": 2, "mar": 3, "apr": 4, "maj": 5, "may": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9}
_MONTHS |= {"okt": 10, "oct": 10, "nov": 11, "dec": 12}
_WEEKDAY = re.compile(r"^[a-zæøå]+dag\s+(?:den\s+)?|^[a-z]+day\s+")


def read_moment(text: str, timezone: tzinfo, otherwise: time) -> datetime | None:
    """Read a local moment such as `2027-03-12 12:00`, `12.3.2027` or `fredag den 12. marts 2027 kl. 12`.

    Without a clock time it is ``otherwise``. None where there is no such moment.
    """
    bare = _WEEKDAY.sub("", " ".join(text.lower().split()))
    for pattern in _DAYS:
        if found := pattern.match(bare):
            return _moment(found, bare[found.end() :].strip(), timezone, otherwise)
    return None


def _moment(found: re.Match[str], rest: str, timezone: tzinfo, otherwise: time) -> datetime | None:
    clock = _CLOCK.fullmatch(rest)
    if rest and clock is None:
        return None
    month = found["month"]
    try:
        day = date(int(found["year"]), _MONTHS.get(month) or int(month), int(found["day"]))
        hour = time(int(clock["hour"]), int(clock["minute"] or 0)) if clock else otherwise
    except ValueError:
        return None
    return datetime.combine(day, hour, timezone) if day.year in YEARS else None
