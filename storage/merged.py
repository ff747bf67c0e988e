"""Inquiries that are one matter: each one of them names the inquiry in which it goes on.

No letter, participant or draft is moved: an inquiry's questions are asked of its whole family, so that it can
be parted again. Only what came while they were one was written into the main one, and is given back.
"""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Integer, Select, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Correspondence, Inquiry, LedgerEntry


def family(inquiry_id: int | ColumnElement[int]) -> Select[tuple[int]]:
    """Name an inquiry and all that go on in it, however deep, for a condition of another question."""
    tree = select(Inquiry.id).where(Inquiry.id == inquiry_id).cte("family", recursive=True)
    tree = tree.union(select(Inquiry.id).where(Inquiry.merged_into == tree.c.id))
    return select(tree.c.id)


async def members(session: AsyncSession, inquiry_id: int) -> list[Inquiry]:
    """The inquiries that go on in this one, however deep."""
    found = select(Inquiry).where(Inquiry.id.in_(family(inquiry_id)), Inquiry.id != inquiry_id)
    return list(await session.scalars(found.order_by(Inquiry.id)))


def _upwards() -> Select[int]:
    asked = select(Inquiry.id, Inquiry.merged_into).where(Inquiry.id == bindparam("inquiry", type_=Integer))
    up = asked.cte("up", recursive=True)
    up = up.union(select(Inquiry.id, Inquiry.merged_into).where(Inquiry.id == up.c.merged_into))
    return select(up.c.id).where(up.c.merged_into.is_(None))


# each letter, click and receipt asks it, and to write it down costs more than to ask it
_MAIN = _upwards()


async def main_of(session: AsyncSession, inquiry_id: int) -> int:
    """The inquiry in which one goes on: mostly itself."""
    return (await session.scalars(_MAIN, {"inquiry": inquiry_id})).one()


async def is_emptied(session: AsyncSession, inquiry_id: int) -> bool:
    """Whether an inquiry, or the one in which it goes on, was emptied when its time was up."""
    main = await session.get_one(Inquiry, await main_of(session, inquiry_id))
    return main.emptied_at is not None


async def locked(session: AsyncSession, inquiry_ids: Collection[int]) -> dict[int, Inquiry]:
    """Read several inquiries for a change, always in the same order: so that no two wait for each other."""
    await session.flush()
    found = select(Inquiry).where(Inquiry.id.in_(inquiry_ids)).order_by(Inquiry.id)
    for_change = found.with_for_update(key_share=True).execution_options(populate_existing=True)
    return {inquiry.id: inquiry for inquiry in await session.scalars(for_change)}


async def locked_main(session: AsyncSession, inquiry_id: int) -> Inquiry:
    """Read the inquiry in which one goes on for a change, as it is now."""
    while True:
        main_id = await main_of(session, inquiry_id)
        main = (await locked(session, [main_id]))[main_id]
        if main.merged_into is None and await main_of(session, inquiry_id) == main_id:
            return main  # else they were merged or parted in this moment


async def letters(session: AsyncSession, inquiry_id: int) -> list[Correspondence]:
    """Every letter of an inquiry and of those that go on in it, oldest first."""
    found = select(Correspondence).where(Correspondence.inquiry_id.in_(family(inquiry_id)))
    return list(await session.scalars(found.order_by(Correspondence.id)))


async def give_back(session: AsyncSession, main_id: int, parted_id: int) -> list[Correspondence]:
    """Move what was written to a parted inquiry, or to one that goes on in it, out of the main one."""
    found = select(Correspondence).where(
        Correspondence.inquiry_id == main_id, Correspondence.came_for.in_(family(parted_id))
    )
    given = list(await session.scalars(found.order_by(Correspondence.id)))
    for letter in given:
        letter.inquiry_id = parted_id
        letter.came_for = None if letter.came_for == parted_id else letter.came_for
    mails = [letter.ledger_id for letter in given if letter.ledger_id is not None]
    await session.execute(update(LedgerEntry).where(LedgerEntry.id.in_(mails)).values(inquiry_id=parted_id))
    await session.flush()
    return given
