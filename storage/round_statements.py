"""What people said of single statements of answers, and how many wait for it: questions to the record.

Which statements an answer has, and which of them wait, are rules of `consultation.rounds`.
"""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables.rounds import Round, StatementReview, Submission


async def of_round(session: AsyncSession, round_id: int) -> list[StatementReview]:
    """What was said of every statement of a round's answers."""
    found = select(StatementReview).join(Submission, Submission.id == StatementReview.submission_id)
    found = found.where(Submission.round_id == round_id)
    return list(await session.scalars(found.order_by(StatementReview.id)))


async def of_submissions(session: AsyncSession, numbers: Sequence[int]) -> list[StatementReview]:
    """What was said of the statements of some messages to a round."""
    found = select(StatementReview).where(StatementReview.submission_id.in_(numbers))
    return list(await session.scalars(found.order_by(StatementReview.id)))


async def waiting(session: AsyncSession, round_id: int) -> int:
    """How many statements of a round's answers wait for a person."""
    found = select(func.sum(Submission.waiting)).where(
        Submission.round_id == round_id, Submission.waiting > 0
    )
    return (await session.scalars(found)).one() or 0


async def waiting_in_all(session: AsyncSession, states: Sequence[str]) -> int:
    """How many statements wait for a person in all rounds in these states."""
    found = select(func.sum(Submission.waiting)).join(Round, Round.id == Submission.round_id)
    found = found.where(Submission.waiting > 0, Round.state.in_(states))
    return (await session.scalars(found)).one() or 0


async def waiting_in(session: AsyncSession, round_id: int) -> list[tuple[int, int]]:
    """The messages of a round with statements that wait for a person, and how many, oldest first."""
    found = select(Submission.id, Submission.waiting).where(
        Submission.round_id == round_id, Submission.waiting > 0
    )
    return [(number, count) for number, count in await session.execute(found.order_by(Submission.id))]


async def set_waiting(session: AsyncSession, counts: Mapping[int, int]) -> None:
    """Write down how many statements wait, by message, where that is another number than stands there."""
    found = select(Submission.id, Submission.waiting).where(Submission.id.in_(counts))
    for number, stands in (await session.execute(found)).all():
        if stands != counts[number]:
            await session.execute(
                update(Submission).where(Submission.id == number).values(waiting=counts[number])
            )
