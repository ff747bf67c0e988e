"""What staff write beside an inquiry: internal notes, and drafts of answers."""

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.merged import family
from storage.tables import Draft, Note


async def of_inquiry(session: AsyncSession, inquiry_id: int) -> list[Note]:
    """The internal notes on an inquiry, oldest first."""
    return list(await session.scalars(select(Note).where(Note.inquiry_id == inquiry_id).order_by(Note.id)))


async def get(session: AsyncSession, note_id: int) -> Note:
    """Read one note."""
    return await session.get_one(Note, note_id)


async def drafts(session: AsyncSession, inquiry_id: int, author: str) -> list[Draft]:
    """The answers somebody took back or left unfinished: to the inquiry, then to those that go on in it."""
    found = select(Draft).where(Draft.inquiry_id.in_(family(inquiry_id)), Draft.author == author)
    own_first = (Draft.inquiry_id != inquiry_id, Draft.inquiry_id)
    return list(await session.scalars(found.order_by(*own_first)))


async def keep_draft(session: AsyncSession, kept: Draft) -> None:
    """Keep an unfinished answer; it replaces the author's earlier one."""
    await session.merge(kept)
    await session.flush()


async def forget_draft(session: AsyncSession, inquiry_id: int, author: str) -> None:
    """Drop the unfinished answers to an inquiry and to those that go on in it."""
    theirs = Draft.inquiry_id.in_(family(inquiry_id)), Draft.author == author
    await session.execute(delete(Draft).where(*theirs).execution_options(synchronize_session="fetch"))
