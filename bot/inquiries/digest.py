"""An office's morning: what is new, free, due and late, and how long first answers have taken of late.

When it is put in the outbox is `bot.digests.due`' matter; it is made in the moment it leaves.
"""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import start_of
from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.lifecycle import OPEN, Status
from storage import finding, kept_aside
from storage.finding import NOBODY, Line, Sought

WEEKS = 6
"""How many weeks are looked back on, the one that has just begun not among them."""
_A_DAY = timedelta(days=1)
_A_WEEK = timedelta(weeks=1)
_LONGEST = timedelta(weeks=4)
"""What was received longer before those weeks is left out: an archive is not read for a chart."""


@dataclass(frozen=True)
class Week:
    """How many first answers left in the week that begins on a day, and what half of them took at most."""

    begins: date
    answered: int = 0
    median: timedelta | None = None


@dataclass(frozen=True)
class Morning:
    """What an office is told; ``oldest`` is what has waited longest for its answer, of what all may see."""

    since: datetime
    new: int
    unclaimed: int
    due_today: int
    late: int
    by_machines: int
    """Mails set aside as machines' that are shown nowhere; triage is told, and can look through them."""
    oldest: Line | None
    weeks: tuple[Week, ...]

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to tell."""
        return not (self.new or self.unclaimed or self.due_today or self.late or self.by_machines)


def since_when(calendar: WorkCalendar, at: time, now: datetime) -> datetime:
    """The morning before: the same time on the last working day before today."""
    day = now.astimezone(calendar.timezone).date() - _A_DAY
    while not calendar.is_working_day(day):
        day -= _A_DAY
    return datetime.combine(day, at, calendar.timezone)


def weeks_of(
    answers: Sequence[tuple[datetime, datetime]], today: date, calendar: WorkCalendar
) -> tuple[Week, ...]:
    """The last whole weeks, oldest first, from when each inquiry came and was first answered."""
    this_week = today - timedelta(days=today.weekday())
    took: dict[date, list[timedelta]] = {this_week - _A_WEEK * back: [] for back in range(WEEKS, 0, -1)}
    for received, answered in answers:
        day = answered.astimezone(calendar.timezone).date()
        monday = day - timedelta(days=day.weekday())
        if monday in took:
            took[monday].append(max(answered - received, timedelta()))
    return tuple(Week(monday, len(each), _median(each)) for monday, each in took.items())


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    return timedelta(seconds=statistics.median(span.total_seconds() for span in spans)) if spans else None


async def morning(
    session: AsyncSession,
    calendar: WorkCalendar,
    office: str,
    since: datetime,
    now: datetime,
    *,
    is_triage: bool = False,
) -> Morning:
    """Make an office's morning from what is true now."""
    today = now.astimezone(calendar.timezone).date()
    tomorrow = start_of(today + _A_DAY, calendar.timezone)
    first_week = start_of(today, calendar.timezone) - _A_WEEK * (WEEKS + 1)
    is_open = Sought(statuses=OPEN, offices=[office], seen_by=NOBODY)
    late = await finding.count(session, Sought(statuses=OPEN, offices=[office], due_before=now))
    due = await finding.count(session, Sought(statuses=OPEN, offices=[office], due_before=tomorrow))
    return Morning(
        since=since,
        new=await finding.count(session, Sought(offices=[office], since=since)),
        unclaimed=await finding.count(session, Sought(statuses=[Status.NEW], offices=[office])),
        due_today=due - late,
        late=late,
        by_machines=await kept_aside.count_by_machines(session, since) if is_triage else 0,
        oldest=next(iter(await finding.listed(session, is_open, limit=1)), None),
        weeks=weeks_of(await finding.first_answers(session, office, first_week - _LONGEST), today, calendar),
    )
