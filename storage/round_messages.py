"""What parties wrote to rounds; what a message is, is a rule of `consultation.rounds`."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import defer

from storage.tables.rounds import Party, Submission


async def get(session: AsyncSession, submission_id: int) -> Submission:
    """Read one message to a round."""
    return await session.get_one(Submission, submission_id)


async def of_round(session: AsyncSession, round_id: int) -> list[Submission]:
    """Every message to a round, oldest first."""
    found = select(Submission).where(Submission.round_id == round_id).order_by(Submission.id)
    return list(await session.scalars(found))


async def of_kind(session: AsyncSession, round_id: int, kind: str) -> list[Submission]:
    """The messages of a kind to a round, oldest first."""
    found = select(Submission).where(Submission.round_id == round_id, Submission.kind == kind)
    return list(await session.scalars(found.order_by(Submission.id)))


async def of_party(session: AsyncSession, party_id: int) -> list[Submission]:
    """Every message of one party, oldest first."""
    found = select(Submission).where(Submission.party_id == party_id).order_by(Submission.id)
    return list(await session.scalars(found))


async def numbered(session: AsyncSession, numbers: Sequence[int]) -> list[Submission]:
    """Some messages to rounds, by their numbers, oldest first."""
    found = select(Submission).where(Submission.id.in_(numbers)).order_by(Submission.id)
    return list(await session.scalars(found))


async def of_parties(session: AsyncSession, parties: Sequence[Party]) -> list[Submission]:
    """What several parties wrote or signed, oldest first; without the texts, which can't be asked for."""
    written = Submission.party_id.in_([party.id for party in parties])
    signed = Submission.id.in_([number for party in parties for number in party.joined or ()])
    found = select(Submission).where(or_(written, signed)).order_by(Submission.id)
    return list(await session.scalars(found.options(defer(Submission.texts, raiseload=True))))
