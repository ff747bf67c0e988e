"""What one member of staff has before them: which lists there are, and what is in each.

How it looks is in ``bot.slack.cards.home``.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.lifecycle import OPEN, Status
from consultation.rounds.ledger import SETTLED
from consultation.rounds.words import RoundState
from storage import finding, round_counts, rounds
from storage.finding import Deed, Line, Sought
from storage.tables import Round

ON_OVERVIEW = 6
ON_A_PAGE = 20
ROUNDS_SHOWN = 8
DEEDS_SHOWN = 6


class Section(StrEnum):
    """The lists of somebody's own, in the order in which they are shown."""

    MINE = "mine"
    UNCLAIMED = "unclaimed"
    FOUNDATION = "foundation"
    LATE = "late"


@dataclass(frozen=True)
class Listing:
    """A part of a list, from ``offset`` on, and how long the whole is."""

    section: Section
    lines: Sequence[Line]
    count: int
    offset: int = 0
    size: int = ON_OVERVIEW

    @property
    def goes_on(self) -> bool:
        """Whether there is more after this part."""
        return self.offset + self.size < self.count


@dataclass(frozen=True)
class RoundLine:
    """A round as a list shows it: how many were asked, and how many of them have answered."""

    key: str
    title: str
    state: RoundState
    deadline: datetime
    asked: int
    answered: int


@dataclass(frozen=True)
class Overview:
    """Everything on the first page."""

    listings: Sequence[Listing]
    rounds: Sequence[RoundLine]
    deeds: Sequence[Deed]


def sought(section: Section, user: str, offices: Sequence[str], now: datetime) -> Sought:
    """What is in a list of ``user``, who belongs to some offices.

    Waits for the foundation: what ``user`` has and has answered, or put aside. Late is what the offices have
    not answered in time, whoever has it.
    """
    match section:
        case Section.MINE:
            return Sought(statuses=[Status.CLAIMED], claimed_by=user)
        case Section.UNCLAIMED:
            return Sought(statuses=[Status.NEW], offices=offices)
        case Section.FOUNDATION:
            return Sought(statuses=[Status.ANSWERED, Status.WAITING], claimed_by=user, whole=True)
        case Section.LATE:
            return Sought(statuses=OPEN, offices=offices, due_before=now)


async def overview(session: AsyncSession, desk: Desk, user: str, now: datetime) -> Overview:
    """The first page: the beginning of each list, the rounds that are out, and what ``user`` did last."""
    return Overview(
        listings=[await listing(session, desk, user, section, now) for section in Section],
        rounds=await open_rounds(session, desk.members.may_see(user), ROUNDS_SHOWN),
        deeds=await finding.deeds_of(session, user, DEEDS_SHOWN, desk.members.barred_from(user)),
    )


async def listing(
    session: AsyncSession,
    desk: Desk,
    user: str,
    section: Section,
    now: datetime,
    offset: int = 0,
    size: int = ON_OVERVIEW,
) -> Listing:
    """A part of one list; beyond its end it is its last part."""
    own = sought(section, user, desk.members.offices_of(user), now)
    asked = replace(own, barred=desk.members.barred_from(user), seen_by=user)
    count = await finding.count(session, asked)
    start = min(offset, max(0, count - 1) // size * size)
    newest = section == Section.FOUNDATION
    found = await finding.listed(session, asked, limit=size, offset=start, latest_first=newest)
    return Listing(section, found, count, start, size)


async def open_rounds(
    session: AsyncSession, offices: Sequence[str] | None, limit: int
) -> Sequence[RoundLine]:
    """The rounds that are out, the next deadline first; of all offices where ``offices`` is None."""
    found = await rounds.by_deadline(session, RoundState.OPEN, offices, limit)
    return await round_lines(session, found)


async def round_lines(session: AsyncSession, found: Sequence[Round]) -> list[RoundLine]:
    """Rounds as lists show them, in one question to the record however many they are."""
    counts = await round_counts.answers_in(session, [each.id for each in found], SETTLED)
    return [
        RoundLine(each.key, each.title, RoundState(each.state), each.deadline, *counts.get(each.id, (0, 0)))
        for each in found
    ]
