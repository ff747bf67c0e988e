"""What members of staff set for themselves: language, working hours, and who stands in while they are away.

How a setting is chosen and shown is in ``bot.slack``.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.deadlines import WorkCalendar
from storage import staff
from storage.tables import StaffMember


@dataclass(frozen=True)
class Away:
    """An absence: its first day, the first day back, and who is reminded meanwhile, where somebody is."""

    since: date
    until: date
    deputy: str | None = None

    def covers(self, day: date) -> bool:
        """Whether the absence lasts on a day."""
        return self.since <= day < self.until


@dataclass(frozen=True)
class Preferences:
    """What somebody has set; None stands for what the house has."""

    user: str
    language: str | None = None
    day_starts: time | None = None
    day_ends: time | None = None
    away: Away | None = None

    def hours(self, house: WorkCalendar) -> WorkCalendar:
        """The house's calendar with somebody's own working hours in it."""
        return replace(
            house,
            day_starts=self.day_starts or house.day_starts,
            day_ends=self.day_ends or house.day_ends,
        )

    def deputy_on(self, day: date) -> str | None:
        """Who is reminded on a day: the person, or the deputy; None where nobody stands in."""
        if self.away is None or not self.away.covers(day):
            return self.user
        return self.away.deputy


def why_not_hours(starts: time, ends: time) -> str | None:
    """Name what is wrong with working hours: a key of the texts; None where nothing is."""
    return None if starts < ends else "refused-hours"


def why_not_away(
    user: str, away: Away, today: date, works_here: Callable[[str], bool]
) -> tuple[str, str] | None:
    """Name what is wrong with an absence: the field and a key of the texts; None where nothing is."""
    if away.until <= max(away.since, today):
        return "until", "refused-back-too-early"
    if away.deputy == user:
        return "deputy", "refused-own-deputy"
    if away.deputy and not works_here(away.deputy):
        return "deputy", "refused-stranger-deputy"
    return None


async def preferences(session: AsyncSession, user: str) -> Preferences:
    """Read what somebody has set."""
    kept = await staff.member(session, user)
    return _preferences(kept) if kept else Preferences(user)


async def choose(desk: Desk, user: str, language: str, starts: time, ends: time) -> None:
    """Keep somebody's language and working hours; hours as the house's follow the house."""
    house = desk.calendar
    async with desk.database.transaction() as session:
        await staff.keep(
            session,
            user,
            language=language,
            day_starts=None if starts == house.day_starts else starts.isoformat(),
            day_ends=None if ends == house.day_ends else ends.isoformat(),
        )


async def go_away(desk: Desk, user: str, away: Away | None) -> None:
    """Keep somebody's absence; None when they are back."""
    async with desk.database.transaction() as session:
        await staff.keep(
            session,
            user,
            away_from=away.since.isoformat() if away else None,
            away_until=away.until.isoformat() if away else None,
            deputy=away.deputy if away else None,
        )


async def who_hears(
    session: AsyncSession, desk: Desk, user: str | None, office: str, now: datetime
) -> Preferences | None:
    """Find who is to hear of what ``user`` has: themselves, or who stands in today, or that one's deputy.

    None where nobody does, or only somebody who may not act for the office: then the office hears it.
    """
    day, asked = now.astimezone(desk.calendar.timezone).date(), set[str]()
    while user is not None and user not in asked:
        asked.add(user)
        found = await preferences(session, user)
        hears = found.deputy_on(day)
        if hears == user:
            return found if desk.members.may_act(user, office) else None
        user = hears
    return None


def _preferences(kept: StaffMember) -> Preferences:
    return Preferences(
        user=kept.user,
        language=kept.language,
        day_starts=time.fromisoformat(kept.day_starts) if kept.day_starts else None,
        day_ends=time.fromisoformat(kept.day_ends) if kept.day_ends else None,
        away=_away(kept),
    )


def _away(kept: StaffMember) -> Away | None:
    if not kept.away_from or not kept.away_until:
        return None
    return Away(date.fromisoformat(kept.away_from), date.fromisoformat(kept.away_until), kept.deputy)
