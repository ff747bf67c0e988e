"""A round at a glance, counted in the database: a card costs the same for ten parties and ten thousand."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables.rounds import Party, PartyAddress, RoundEvent, Submission


async def by_state(session: AsyncSession, round_id: int) -> Mapping[tuple[bool, str], int]:
    """How many parties there are, by whether they were asked and by state."""
    found = select(Party.invited, Party.state, func.count()).where(Party.round_id == round_id)
    rows = await session.execute(found.group_by(Party.invited, Party.state))
    return {(invited, state): count for invited, state, count in rows}


async def asked(session: AsyncSession, round_id: int) -> int:
    """How many parties were asked."""
    found = select(func.count()).select_from(Party).where(Party.round_id == round_id, Party.invited.is_(True))
    return (await session.scalars(found)).one()


async def reachable(session: AsyncSession, round_id: int, first: int) -> tuple[int, list[str]]:
    """How many of those asked can be written to, and the names of the first of them."""
    writable = select(PartyAddress.party_id).where(PartyAddress.active.is_(True))
    to_write_to: list[ColumnElement[Any]] = [
        Party.round_id == round_id,
        Party.invited.is_(True),
        Party.id.in_(writable),
    ]
    count = (await session.scalars(select(func.count()).select_from(Party).where(*to_write_to))).one()
    names = select(Party.organisation).where(*to_write_to).order_by(Party.organisation, Party.id).limit(first)
    return count, list(await session.scalars(names))


async def waiting(session: AsyncSession, round_id: int, wanting_time: str) -> list[Submission]:
    """The messages that a person has to look at: undecided, or of the kind that asks for time."""
    open_to_us = or_(Submission.undecided.is_not(None), Submission.kind == wanting_time)
    found = select(Submission).where(
        and_(Submission.round_id == round_id, Submission.set_aside.is_(None), open_to_us)
    )
    return list(await session.scalars(found.order_by(Submission.id)))


async def messages(session: AsyncSession, round_id: int) -> list[tuple[str, bool, bool, int]]:
    """How many messages there are, by kind, whether a person has yet to decide, and whether they count."""
    undecided, aside = Submission.undecided.is_not(None), Submission.set_aside.is_not(None)
    found = select(Submission.kind, undecided, aside, func.count()).where(Submission.round_id == round_id)
    rows = await session.execute(found.group_by(Submission.kind, undecided, aside))
    return [(kind, bool(open_to_us), bool(left_out), count) for kind, open_to_us, left_out, count in rows]


async def taken_in(session: AsyncSession, round_id: int, kinds: Collection[str]) -> int:
    """How many messages the history saw come in, of some kinds."""
    found = select(func.count()).select_from(RoundEvent)
    found = found.where(RoundEvent.round_id == round_id, RoundEvent.what.in_(kinds))
    return (await session.scalars(found)).one()


async def answers_in(
    session: AsyncSession, round_ids: Sequence[int], states: Collection[str]
) -> dict[int, tuple[int, int]]:
    """How many parties were asked in each round, and how many of them are in some states."""
    settled = func.sum(case((Party.state.in_(states), 1), else_=0))
    found = select(Party.round_id, func.count(), settled).where(
        Party.round_id.in_(round_ids), Party.invited.is_(True)
    )
    rows = await session.execute(found.group_by(Party.round_id))
    return {round_id: (asked, answered) for round_id, asked, answered in rows}
