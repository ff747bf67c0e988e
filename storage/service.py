"""What the service asks about itself: numbers given out, and how each of its parts is doing."""

import uuid
from collections.abc import Callable, Collection
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch
from storage.tables import Counter, OfficeState, PartState
from storage.tables.base import table_of
from storage.upsert import database_of, insert, insert_into

_OFFICE = table_of(OfficeState)
_WORKS_AGAIN = (
    update(_OFFICE)
    .where(_OFFICE.c.office == bindparam("works"), _OFFICE.c.channel_trouble.is_not(None))
    .values(channel_trouble=None, trouble_since=None)
)


async def next_number(session: AsyncSession, series: str, by: int = 1) -> int:
    """Give out the next number of a series, from 1; two transactions never get the same.

    ``by`` takes so many at once and returns the last. Who else wants one waits until the transaction ends.
    """
    bumped = _bumped(database_of(session))
    return int((await session.scalars(bumped, {"name": series, "value": by})).one())


async def number(session: AsyncSession, series: str, tell: Callable[[int], None]) -> None:
    """Have an inquiry told its number: at once; of several letters, just before its row is written."""
    if (group := batch.of(session)) is not None:
        group.wait_for_number(series, _bumped(database_of(session)), tell)
    else:
        tell(await next_number(session, series))


def once_numbered(session: AsyncSession, tell: Callable[[], None]) -> None:
    """Have something done once everything so far has its number: at once where nothing waits for one."""
    if (group := batch.of(session)) is not None:
        group.once_numbered(tell)
    else:
        tell()


@cache
def _bumped(database: str) -> Any:
    row = insert_into(database, Counter)
    value = row.table.c.value
    return row.on_conflict_do_update(
        index_elements=["name"], set_={"value": value + row.excluded.value}
    ).returning(value)


async def last_number(session: AsyncSession, series: str) -> int:
    """The last number of a series that was given out; 0 before the first."""
    return (await session.scalars(select(Counter.value).where(Counter.name == series))).one_or_none() or 0


async def try_writing(session: AsyncSession) -> None:
    """Write something and take it away again: what can't be written to may be read all the same."""
    name = f"written:{uuid.uuid4()}"
    await session.execute(insert(session, Counter).values(name=name, value=0))
    await session.execute(delete(Counter).where(Counter.name == name))


async def report_part(session: AsyncSession, part: str, trouble: str | None, now: datetime) -> None:
    """Record how a part is doing (``trouble`` None: well).

    ``since`` moves only when trouble begins or ends, so that it stays true however often a part reports.
    """
    values = {"trouble": trouble, "since": now, "seen_at": now}
    row = insert(session, PartState).values(part=part, **values)
    is_well = PartState.trouble.is_(None)
    as_before = is_well if trouble is None else ~is_well
    since = case((as_before, PartState.since), else_=row.excluded.since)
    await session.execute(row.on_conflict_do_update(index_elements=["part"], set_=values | {"since": since}))


async def parts(session: AsyncSession) -> list[PartState]:
    """Every part that ever reported, by name."""
    return list(await session.scalars(select(PartState).order_by(PartState.part)))


async def forget_parts(session: AsyncSession, parts: Collection[str]) -> None:
    """Forget parts that nobody reports on any more."""
    await session.execute(delete(PartState).where(PartState.part.in_(parts)))


async def report_channel(session: AsyncSession, office: str, trouble: str, now: datetime) -> None:
    """Record why an office's channel takes no posts; ``trouble_since`` is when it stopped to."""
    values = {"channel_trouble": trouble, "trouble_since": now}
    row = insert(session, OfficeState).values(office=office, **values)
    in_trouble = OfficeState.channel_trouble.is_not(None)
    since = case((in_trouble, OfficeState.trouble_since), else_=row.excluded.trouble_since)
    await session.execute(
        row.on_conflict_do_update(index_elements=["office"], set_=values | {"trouble_since": since})
    )


async def channel_works(session: AsyncSession, office: str) -> None:
    """Record that an office's channel takes posts, as most always do: then there is nothing to change."""
    await session.execute(_WORKS_AGAIN, {"works": office})


async def channels_in_trouble(session: AsyncSession) -> list[OfficeState]:
    """Offices whose channel does not take posts."""
    return list(await session.scalars(select(OfficeState).where(OfficeState.channel_trouble.is_not(None))))


async def offices(session: AsyncSession) -> dict[str, OfficeState]:
    """What is remembered of each office, by its key."""
    return {each.office: each for each in await session.scalars(select(OfficeState))}


async def locked_office(session: AsyncSession, office: str) -> OfficeState:
    """What is remembered of one office, that nobody else changes until this transaction ends."""
    row = insert(session, OfficeState).values(office=office)
    await session.execute(row.on_conflict_do_nothing(index_elements=["office"]))
    found = select(OfficeState).where(OfficeState.office == office).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).one()
