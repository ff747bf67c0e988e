"""When an inquiry is due: working days on the Danish calendar, in the office's own time.

Rules only: whether a reminder still holds is asked by the one who sends it. Moments go in aware,
in any zone, and come out in UTC.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from bot.settings import Settings

_SATURDAY = 5
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def _public_holidays(year: int) -> frozenset[date]:
    # the library's default language follows the machine and the version of Python
    return frozenset(holidays.country_holidays("DK", years=year, language="da"))


@dataclass(frozen=True, slots=True)
class WorkCalendar:
    """The days and hours in which the ministry works, and what it promises in them.

    `closing_days` are dates of its own; `closed_every_year` are (month, day) pairs on which it is
    closed although they are no public holidays.
    """

    timezone: ZoneInfo
    day_starts: time
    day_ends: time
    first_answer_days: int
    remind_after_days: int
    escalate_after_days: int
    closing_days: Collection[date] = ()
    closed_every_year: Collection[tuple[int, int]] = ()

    def is_working_day(self, day: date) -> bool:
        """Tell whether the ministry is open at all on a local date."""
        return (
            day.weekday() < _SATURDAY
            and (day.month, day.day) not in self.closed_every_year
            and day not in self.closing_days
            and day not in _public_holidays(day.year)
        )

    def is_working_time(self, moment: datetime) -> bool:
        """Tell whether a moment lies in working hours; the end of the day no longer does."""
        local = moment.astimezone(self.timezone)
        return self.is_working_day(local.date()) and self.day_starts <= local.time() < self.day_ends

    def next_working_moment(self, moment: datetime) -> datetime:
        """Return the moment itself in working hours, else the start of the next working day."""
        if self.is_working_time(moment):
            return moment.astimezone(UTC)
        return self._at(self.counts_from(moment), self.day_starts)

    def counts_from(self, moment: datetime) -> date:
        """Return day 0 of something received then: that day while it lasts, else the next one."""
        local = moment.astimezone(self.timezone)
        if self.is_working_day(local.date()) and local.time() < self.day_ends:
            return local.date()
        return self._working_day_after(local.date())

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """Return the end of the n-th working day after the day that the moment counts from."""
        return self._at(self._working_day(moment, days), self.day_ends)

    def start_of_working_day(self, moment: datetime, days: int) -> datetime:
        """Return the start of the n-th working day after the day that the moment counts from."""
        return self._at(self._working_day(moment, days), self.day_starts)

    def working_day_before(self, moment: datetime) -> date:
        """Return the last working day before the day that a moment falls on."""
        day = moment.astimezone(self.timezone).date() - _ONE_DAY
        while not self.is_working_day(day):
            day -= _ONE_DAY
        return day

    def start_of(self, day: date) -> datetime:
        """Return when a day's work begins."""
        return self._at(day, self.day_starts)

    def end_of(self, day: date) -> datetime:
        """Return when a day's work ends."""
        return self._at(day, self.day_ends)

    def first_answer_due(self, received_at: datetime) -> datetime:
        """Return the last moment for a first answer: the end of a working day."""
        return self.add_working_days(received_at, self.first_answer_days)

    def remind_at(self, received_at: datetime) -> datetime:
        """Return when to remind the one who has it: the start of a working day."""
        return self.start_of_working_day(received_at, self.remind_after_days)

    def escalate_at(self, received_at: datetime) -> datetime:
        """Return when to tell the office's channel: the start of a working day."""
        return self.start_of_working_day(received_at, self.escalate_after_days)

    def _working_day(self, moment: datetime, days: int) -> date:
        day = self.counts_from(moment)
        for _ in range(days):
            day = self._working_day_after(day)
        return day

    def _working_day_after(self, day: date) -> date:
        day += _ONE_DAY
        while not self.is_working_day(day):
            day += _ONE_DAY
        return day

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.timezone).astimezone(UTC)


def work_calendar(settings: Settings) -> WorkCalendar:
    """Take the calendar and the promises from the configuration."""
    sla = settings.sla
    return WorkCalendar(
        timezone=settings.service.timezone,
        day_starts=sla.day_starts,
        day_ends=sla.day_ends,
        first_answer_days=sla.first_answer_days,
        remind_after_days=sla.remind_after_days,
        escalate_after_days=sla.escalate_after_days,
        closing_days=frozenset(sla.closing_days),
        closed_every_year=frozenset(sla.closed_every_year),
    )
