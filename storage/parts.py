"""The questions that one inquiry is split into, each an inquiry of its own at another office."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, bindparam, func, or_, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.ext.asyncio import AsyncSession

from storage import search
from storage.tables import Inquiry, QuestionPart

_INQUIRY = bindparam("inquiry", type_=Integer)
_WHOLE = select(Inquiry.part_of).where(Inquiry.id == _INQUIRY).scalar_subquery()
_BOTH_FOR_CHANGE = (
    select(Inquiry)
    .where(or_(Inquiry.id == _INQUIRY, Inquiry.id == _WHOLE))
    .order_by(Inquiry.id)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)
_ASKED = (
    select(QuestionPart, Inquiry)
    .join(Inquiry, Inquiry.id == QuestionPart.inquiry_id)
    .where(QuestionPart.main_id == _INQUIRY, QuestionPart.withdrawn_at.is_(None))
    .order_by(QuestionPart.number)
)
_NOT_SETTLED = _ASKED.where(QuestionPart.settled_at.is_(None))


@dataclass(frozen=True)
class Part:
    """A question, and the inquiry in which it is answered."""

    asked: QuestionPart
    inquiry: Inquiry


def whole_of(inquiry: Inquiry) -> int:
    """Name the inquiry that has the letters: mostly itself."""
    return inquiry.part_of or inquiry.id


async def locked(session: AsyncSession, inquiry_id: int) -> tuple[Inquiry, Inquiry | None]:
    """Read an inquiry for a change, and the one that it is a question of, which shows the change too.

    Always in the same order: so that no two wait for each other.
    """
    await session.flush()
    both = await session.scalars(_BOTH_FOR_CHANGE, {"inquiry": inquiry_id})
    found = {inquiry.id: inquiry for inquiry in both}
    if inquiry_id not in found:
        raise NoResultFound
    inquiry = found[inquiry_id]
    return inquiry, found.get(inquiry.part_of) if inquiry.part_of else None


async def add(session: AsyncSession, asked: QuestionPart) -> None:
    """Record a question whose inquiry there is."""
    session.add(asked)
    await session.flush()
    await index_anew(session, asked)


async def index_anew(session: AsyncSession, asked: QuestionPart) -> None:
    """Make a question findable by its words, and by those of its answer while it has one."""
    number = search.question_number(asked.inquiry_id)
    await search.forget(session, number)
    words = [asked.question, (asked.answer or "") if asked.answered_at else ""]
    await search.index(session, number, " ".join(words))


async def get(session: AsyncSession, inquiry_id: int) -> QuestionPart:
    """Read the question that an inquiry is."""
    return await session.get_one(QuestionPart, inquiry_id)


async def asked_in(session: AsyncSession, main_id: int, *, settled: bool = False) -> list[Part]:
    """The questions of an inquiry in their order, without those that were taken back.

    Those of an earlier letter to the foundation are among them where ``settled``.
    """
    rows = await session.execute(_ASKED if settled else _NOT_SETTLED, {"inquiry": main_id})
    return [Part(asked, inquiry) for asked, inquiry in rows]


async def inquiries_of(session: AsyncSession, main_ids: Sequence[int]) -> list[Inquiry]:
    """Read, for a change, every inquiry that is a question of one of these; also those taken back."""
    await session.flush()
    found = select(Inquiry).where(Inquiry.part_of.in_(main_ids)).order_by(Inquiry.id)
    for_change = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return list(await session.scalars(for_change))


async def highest_number(session: AsyncSession, main_id: int) -> int:
    """How many questions of an inquiry there have been."""
    found = select(func.max(QuestionPart.number)).where(QuestionPart.main_id == main_id)
    return (await session.scalars(found)).one() or 0
