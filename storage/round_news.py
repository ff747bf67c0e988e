"""What is asked of the rounds beside their work: what is new for a digest, and when something falls due."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import OfficeState, Party, Round, RoundEvent, Submission


async def of_office(
    session: AsyncSession, office: str, states: Sequence[str], since: datetime
) -> list[Round]:
    """An office's rounds in some states, and those to which something happened after a moment."""
    happened = exists().where(RoundEvent.round_id == Round.id, RoundEvent.at > since)
    found = select(Round).where(Round.office == office, or_(Round.state.in_(states), happened))
    return list(await session.scalars(found.order_by(Round.id)))


async def events_since(session: AsyncSession, round_id: int, since: datetime) -> list[RoundEvent]:
    """What happened to a round after a moment, oldest first."""
    found = select(RoundEvent).where(RoundEvent.round_id == round_id, RoundEvent.at > since)
    return list(await session.scalars(found.order_by(RoundEvent.id)))


async def first_answers(session: AsyncSession, round_id: int) -> list[datetime]:
    """When each invited party first answered, in a letter of its own or in one that it signed."""
    counting = (
        select(Submission.id, Submission.party_id, Submission.received_at)
        .where(Submission.round_id == round_id, Submission.version > 0, Submission.set_aside.is_(None))
        .order_by(Submission.received_at.desc())
    )
    answers = (await session.execute(counting)).all()
    came = {number: at for number, _, at in answers}
    first = {author: at for _, author, at in answers}
    asked = select(Party.id, Party.joined).where(Party.round_id == round_id, Party.invited.is_(True))
    found = [
        [at for at in (first.get(party), *map(came.get, signed or ())) if at]
        for party, signed in await session.execute(asked)
    ]
    return sorted(map(min, filter(None, found)))


async def earlier(session: AsyncSession, of: Round, limit: int) -> list[Round]:
    """The rounds of the same kind that were sent out before this one, newest first."""
    found = select(Round).where(Round.id < of.id, Round.kind == of.kind, Round.opened_at.is_not(None))
    return list(await session.scalars(found.order_by(Round.id.desc()).limit(limit)))


async def next_moment(session: AsyncSession) -> datetime | None:
    """When the ticker next has something to ask of rounds: to move one, remind a party, write a digest."""
    columns = (Round.clock_at, Party.remind_at, OfficeState.digest_at)
    # that the moment is not null is what the indexes are made for
    earliest = [select(func.min(column)).where(column.is_not(None)) for column in columns]
    moments = [(await session.scalars(each)).one() for each in earliest]
    return min((moment for moment in moments if moment is not None), default=None)
