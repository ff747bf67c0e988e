"""The letters of inquiries: put on record, made findable, and found by their threads.

What may be written, and to whom, is decided in ``bot.inquiries``.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, bindparam, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, search, upsert
from storage.many import among
from storage.merged import family
from storage.tables import Correspondence, Inquiry
from storage.tables.base import table_of

_FIRST_RECEIVED = (
    select(Correspondence)
    .where(Correspondence.inquiry_id == bindparam("inquiry", type_=Integer), Correspondence.direction == "in")
    .order_by(Correspondence.id)
    .limit(1)
)
_LETTER = table_of(Correspondence).c
_THREADS = (
    select(_LETTER.message_id, _LETTER.id, _LETTER.inquiry_id)
    .where(among(_LETTER.message_id, "messages"))
    .order_by(_LETTER.id)
)
_THREAD = "thread"
"""The newest letter with a message's id, by its number, and that letter's inquiry."""


async def add(session: AsyncSession, letter: Correspondence) -> Correspondence:
    """Add a letter and, unless it is our own acknowledgement, make it findable."""
    await upsert.add_new(session, letter)
    if letter.kind != "acknowledgement":
        await _index(session, letter)
    return letter


async def index_anew(session: AsyncSession, letter: Correspondence) -> None:
    """Make a letter findable by the words that it has now."""
    await search.forget(session, letter.id)
    await _index(session, letter)


async def _index(session: AsyncSession, letter: Correspondence) -> None:
    words = f"{letter.subject} {letter.sender} {letter.full_text or letter.text}"
    await search.index(session, letter.id, words)


async def letter(session: AsyncSession, correspondence_id: int) -> Correspondence:
    """Read one letter."""
    return await session.get_one(Correspondence, correspondence_id)


async def of_inquiry(session: AsyncSession, inquiry_id: int) -> list[Correspondence]:
    """Every letter of an inquiry, oldest first."""
    found = select(Correspondence).where(Correspondence.inquiry_id == inquiry_id).order_by(Correspondence.id)
    return list(await session.scalars(found))


async def first_received(session: AsyncSession, inquiry_id: int) -> Correspondence:
    """The letter that opened the inquiry."""
    return (await session.scalars(_FIRST_RECEIVED, {"inquiry": inquiry_id})).one()


async def last_received(session: AsyncSession, inquiry_id: int) -> Correspondence:
    """The newest letter from outside, to the inquiry or to one that goes on in it."""
    found = (
        select(Correspondence)
        .where(Correspondence.inquiry_id.in_(family(inquiry_id)), Correspondence.direction == "in")
        .order_by(Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one()


async def last_from(session: AsyncSession, inquiry_id: int, sender: str) -> Correspondence:
    """The newest letter of one writer, to the inquiry or one that goes on in it; else of anybody outside."""
    found = (
        select(Correspondence)
        .where(Correspondence.inquiry_id.in_(family(inquiry_id)), Correspondence.direction == "in")
        .order_by((Correspondence.sender == sender).desc(), Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one()


async def with_message(session: AsyncSession, message_ids: Collection[str]) -> int | None:
    """Find the inquiry in whose thread one of these messages stands; the newest letter wins."""
    if not message_ids:
        return None
    known = batch.known(session, _THREAD)
    if known.keys() >= set(message_ids):
        newest = max((found for each in message_ids if (found := known[each])), default=None)
        return newest[1] if newest else None
    found = (
        select(Correspondence.inquiry_id)
        .where(Correspondence.message_id.in_(message_ids))
        .order_by(Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def foreknow(session: AsyncSession, message_ids: Collection[str]) -> None:
    """Ask for the threads of several letters at once."""
    found = await session.execute(_THREADS, {"messages": [*message_ids]})
    newest = {message_id: (number, inquiry_id) for message_id, number, inquiry_id in found}
    batch.known(session, _THREAD).update({each: newest.get(each) for each in message_ids})


async def threads(
    session: AsyncSession, beginning: str, statuses: Collection[str], answered_since: datetime | None = None
) -> list[str]:
    """The threads, by how their names begin, in which inquiries of some statuses stand.

    Those first answered since a moment are among them, whatever has become of them. Of inquiries that were
    merged, the one that they go on in counts too.
    """
    wanted: list[ColumnElement[bool]] = [Inquiry.status.in_(statuses)]
    if answered_since is not None:
        wanted.append(Inquiry.answered_at >= answered_since)
    here = Correspondence.message_id.startswith(beginning, autoescape=True)
    of = (
        select(Correspondence.message_id.label("thread"), Inquiry.id, Inquiry.merged_into)
        .join(Inquiry, Inquiry.id == Correspondence.inquiry_id)
        .where(here)
        .cte("of", recursive=True)
    )
    of = of.union(select(of.c.thread, Inquiry.id, Inquiry.merged_into).where(Inquiry.id == of.c.merged_into))
    found = select(of.c.thread).join(Inquiry, Inquiry.id == of.c.id).where(or_(*wanted)).distinct()
    return [thread for thread in await session.scalars(found) if thread]
