"""Moments as people write them, in Danish and English."""

from datetime import date, datetime, time, tzinfo
from functools import lru_cache

from babel.dates import format_date, format_datetime

_THIS_YEAR = {
    "da": "EEEE 'den' d. MMMM 'kl.' HH.mm",
    "en": "EEEE d MMMM 'at' HH:mm",
}
_ANOTHER_YEAR = {
    "da": "EEEE 'den' d. MMMM y 'kl.' HH.mm",
    "en": "EEEE d MMMM y 'at' HH:mm",
}
_DAY = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_BY = {"da": "senest", "en": "by"}


def written(moment: datetime, language: str, timezone: tzinfo, now: datetime) -> str:
    """Write an aware moment out in local time: `torsdag den 12. marts kl. 15.00`.

    The year is added where it is not the local year of `now`. `language` is "da" or "en".
    """
    local = moment.astimezone(timezone)
    this_year = local.year == now.astimezone(timezone).year
    pattern = (_THIS_YEAR if this_year else _ANOTHER_YEAR)[language]
    return format_datetime(local, pattern, locale=language)


def written_month(moment: datetime, language: str, timezone: tzinfo, now: datetime) -> str:
    """Write the month of an aware moment: `marts`, with the year where it is not that of `now`."""
    local = moment.astimezone(timezone)
    pattern = "MMMM" if local.year == now.astimezone(timezone).year else "MMMM y"
    return format_date(local.date(), pattern, locale=language)


def written_day(day: date, language: str) -> str:
    """Write a day out: `fredag den 13. marts 2026`."""
    return format_date(day, _DAY[language], locale=language)


def start_of(day: date, timezone: tzinfo) -> datetime:
    """The moment at which a local day begins."""
    return datetime.combine(day, time(), timezone)


@lru_cache(maxsize=64)  # a round's letters all name the same one
def deadline_phrase(moment: datetime, language: str, timezone: tzinfo, now: datetime) -> str:
    """Write an aware moment as a deadline: `senest torsdag den 12. marts kl. 15.00`."""
    return f"{_BY[language]} {written(moment, language, timezone, now)}"
