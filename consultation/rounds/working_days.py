"""The days and hours that a round's rules reckon with: the office's, and the schools'.

The office's calendar is passed in by whoever runs the rules; nothing here knows a holiday.
"""

from calendar import SATURDAY
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Protocol

_LAST_OF_JUNE = (6, 30)
_UNTIL_SCHOOL_STARTS = timedelta(days=44)


class WorkingDays(Protocol):
    """When the office works; local dates in, aware moments in and out."""

    @property
    def timezone(self) -> tzinfo:
        """Where it works."""
        ...

    @property
    def day_starts(self) -> time:
        """When its working day begins, local time."""
        ...

    def is_working_day(self, day: date) -> bool:
        """Tell whether it is open at all on a local date."""
        ...

    def is_working_time(self, moment: datetime) -> bool:
        """Tell whether a moment lies in working hours."""
        ...


def local_day(moment: datetime, calendar: WorkingDays) -> date:
    """Return the local date of a moment."""
    return moment.astimezone(calendar.timezone).date()


def working_day_from(day: date, calendar: WorkingDays) -> date:
    """Return the day itself where it is a working day, else the next one."""
    while not calendar.is_working_day(day):
        day += timedelta(days=1)
    return day


def working_days_before(day: date, count: int, calendar: WorkingDays) -> date:
    """Return the working day that lies so many working days before a date."""
    while count:
        day -= timedelta(days=1)
        count -= calendar.is_working_day(day)
    return day


def start_of(day: date, calendar: WorkingDays) -> datetime:
    """Return the moment in which work begins on a local date."""
    return datetime.combine(day, calendar.day_starts, calendar.timezone)


def in_school_summer_holiday(day: date) -> bool:
    """Tell whether Danish schools have their summer holiday on a date.

    It begins on the last Saturday in June (folkeskoleloven § 14 a). Each municipality decides when it ends;
    taken here is the usual Monday six weeks and two days later.
    """
    last = date(day.year, *_LAST_OF_JUNE)
    begins = last - timedelta(days=(last.weekday() - SATURDAY) % 7)
    return begins <= day < begins + _UNTIL_SCHOOL_STARTS
