"""How far this machine's clock is from another's: the database's, else Slack's, told in each of its answers.

IMAP and SMTP don't tell what time it is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from sqlalchemy import func, select

from storage.database import Database

MOST = timedelta(seconds=30)
"""How far clocks may be apart: the leases of several machines and the order of events rest on them."""

Here = Callable[[], datetime]


def by_the_wall() -> datetime:
    """Say what time this machine has it."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Apart:
    """How far this machine's clock is ahead of somebody's; behind where it is less than nothing."""

    ahead: timedelta
    of: str

    @property
    def is_too_far(self) -> bool:
        """Whether somebody has to set it."""
        return abs(self.ahead) > MOST

    def __str__(self) -> str:
        """Say it in words."""
        seconds = round(abs(self.ahead).total_seconds())
        return f"{seconds} seconds {'ahead of' if self.ahead > timedelta() else 'behind'} {self.of}'s"


async def from_database(database: Database, here: Here = by_the_wall) -> Apart | None:
    """Ask the database; None for SQLite, which has this machine's own clock."""
    if database.url.get_backend_name() != "postgresql":
        return None
    async with database.reading() as session:
        before = here()
        there = (await session.scalars(select(func.clock_timestamp()))).one()
        return Apart(_middle(before, here()) - there, "the database")


def from_header(date: str | None, before: datetime, after: datetime) -> Apart | None:
    """Read what an answer's ``Date`` says, which has whole seconds; None where it says nothing."""
    try:
        there = parsedate_to_datetime(date or "").astimezone(UTC) + timedelta(milliseconds=500)
    except ValueError:
        return None
    return Apart(_middle(before, after) - there, "Slack")


def _middle(before: datetime, after: datetime) -> datetime:
    """When the other looked at its clock, as near as can be told from when it was asked and had answered."""
    return before + (after - before) / 2
