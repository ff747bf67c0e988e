"""Who has which parcel in hand: couriers take what is due, give it back, and inherit what others left.

What a parcel is, and what became of it, is :mod:`storage.outbox`'s.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.giving_way import giving_way
from storage.outbox import IS_PENDING, MAY_HAVE_LEFT, Priority
from storage.tables import OutboxRow
from storage.tables.base import table_of
from storage.upsert import database_of

_LEASING = 7_301_002
"""Names the lock that lets couriers on one PostgreSQL lease one after the other."""
_ROW = table_of(OutboxRow).c


@dataclass(eq=False, slots=True)
class Leased:
    """A parcel in a courier's hands, as it was when it was taken; see `storage.tables.OutboxRow`."""

    id: int
    key: str
    kind: str
    lane: str
    payload: dict[str, Any]
    inquiry_id: int | None
    created_at: datetime
    due_at: datetime
    reason: str | None
    """What the last try met."""
    attempts: int
    """This one counted in."""
    abandoned: int
    """An earlier lease that was left standing counted in."""
    leased_until: datetime | None
    leased_by: str | None

    @property
    def may_have_left(self) -> bool:
        """Whether an earlier try may have delivered it: its courier ended, or the connection was lost."""
        return self.abandoned > 0 or MAY_HAVE_LEFT in self.payload


_READ = [_ROW[field.name] for field in fields(Leased)]


async def next_due(session: AsyncSession, kinds: Collection[str]) -> dict[Priority, datetime]:
    """When the next waiting parcel of some kinds falls due, by priority; left out where none waits."""
    found = (await session.execute(_next_due(frozenset(kinds)))).one()
    return {priority: due for priority, due in zip(Priority, found, strict=True) if due is not None}


@cache
def _next_due(kinds: frozenset[str]) -> Select[Any]:
    waiting = select(func.min(_ROW.due_at)).where(IS_PENDING, _is_of(kinds))
    return select(*(waiting.where(_ROW.priority == each).scalar_subquery() for each in Priority))


async def take(
    session: AsyncSession,
    now: datetime,
    kinds: Collection[str],
    *,
    lasting: timedelta,
    limit: int,
    busy_lanes: Collection[str] = (),
    priorities: Collection[Priority] = tuple(Priority),
    holder: str | None = None,
    suspects: int = 1,
) -> list[Leased]:
    """Take due parcels of some kinds for delivery; nobody else gets from their lanes until the lease ends.

    Those of the first priority come first, whatever waits longer; ``priorities`` says of which there are any.
    A lease with a ``holder`` ends with that process, however long that is (see :func:`end`).
    Couriers lease one after the other, so that none takes what follows on a parcel in another's hands; SQLite
    has one writer anyway. A row that somebody is changing in this moment waits for the next lease.
    Of those over which a courier ended only so many (``suspects``) are taken, the least suspect first: one of
    them may be what ended it, and the others shall not share its fate.
    """
    if database_of(session) == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LEASING)))
    due: list[Leased] = []
    asked = {"now": now, "busy": [*busy_lanes]}
    for priority in sorted(priorities):
        if left := limit - len(due):
            of_it = asked | {"priority": priority, "most": left}
            found = await session.execute(_due(frozenset(kinds)), of_it)
            due += [Leased(*row) async for row in giving_way(found)]
    rows = _with_few_suspects(due, suspects)
    if rows:
        await _mark(session, rows, now + lasting, holder)
    return rows


@cache
def _due(kinds: frozenset[str]) -> Select[Any]:
    """Parcels of a priority that are due and in nobody's hands, and whose lane is in nobody's."""
    now: BindParameter[datetime] = bindparam("now")
    is_leased = or_(_ROW.leased_until > now, _ROW.leased_by.is_not(None))
    leased_lanes = select(_ROW.lane).where(_ROW.leased_until.is_not(None), is_leased)
    return (
        select(*_READ)
        .where(IS_PENDING, _ROW.priority == bindparam("priority"), _ROW.due_at <= now)
        .where(_is_of(kinds), _ROW.lane.not_in(bindparam("busy", expanding=True)))
        .where(_ROW.lane.not_in(leased_lanes))
        .order_by(_ROW.due_at, _ROW.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


def _is_of(kinds: frozenset[str]) -> ColumnElement[bool]:
    # in so many words: the outbox is asked all the time, always for the same few sets of kinds
    return _ROW.kind.in_([literal_column(f"'{kind}'") for kind in sorted(kinds)])


async def _mark(session: AsyncSession, rows: Sequence[Leased], until: datetime, holder: str | None) -> None:
    """Lease rows in one statement, and have those that were read say so."""
    # a lease that was left standing: whoever had it ended. One that may have left is marked with its due time
    was_left = and_(_ROW.leased_until.is_not(None), _ROW.leased_until != _ROW.due_at)
    counted = {"attempts": _ROW.attempts + 1, "abandoned": _ROW.abandoned + case((was_left, 1), else_=0)}
    lease = {"leased_until": until, "leased_by": holder}
    of_these = _ROW.id.in_([row.id for row in rows])
    await session.execute(update(table_of(OutboxRow)).where(of_these).values(lease | counted))
    for row in rows:
        row.attempts, row.abandoned = row.attempts + 1, row.abandoned + _was_left(row)
        row.leased_until, row.leased_by = until, holder


def _was_left(row: Leased) -> bool:
    return row.leased_until not in (None, row.due_at)


def _with_few_suspects(rows: Sequence[Leased], suspects: int) -> list[Leased]:
    suspected = sorted((row for row in rows if row.abandoned or _was_left(row)), key=lambda row: row.id)
    first_of_lane: dict[str, Leased] = {}
    for row in suspected:
        first_of_lane.setdefault(row.lane, row)
    chosen = sorted(first_of_lane.values(), key=lambda row: (row.abandoned, row.id))[:suspects]
    left_out: dict[str, int] = {}
    for row in suspected:
        if row not in chosen:
            left_out.setdefault(row.lane, row.id)
    # what stands behind one in its lane waits with it
    return [row for row in rows if row.lane not in left_out or row.id < left_out[row.lane]]


async def give_back(session: AsyncSession, row_ids: Collection[int], holder: str | None) -> None:
    """Give parcels back untouched that a holder leased, as a courier does when it is told to stop."""
    untouched = {"leased_until": None, "leased_by": None, "attempts": OutboxRow.attempts - 1}
    theirs = OutboxRow.id.in_(row_ids), OutboxRow.leased_by.is_not_distinct_from(holder), IS_PENDING
    await session.execute(update(OutboxRow).where(*theirs).values(untouched))


async def postpone(
    session: AsyncSession, row: Leased, due_at: datetime, reason: str, *, may_have_left: bool = False
) -> None:
    """Give a parcel back, to be tried again later; one that may have left can't be withdrawn until then.

    What another has taken over meanwhile stays in its hands.
    """
    if may_have_left:
        await outbox.note(session, row.id, **{MAY_HAVE_LEFT: True})
    later = {"due_at": due_at, "reason": reason, "leased_until": due_at if may_have_left else None}
    ours = OutboxRow.id == row.id, OutboxRow.leased_by.is_not_distinct_from(row.leased_by), IS_PENDING
    await session.execute(update(OutboxRow).where(*ours).values(later | {"leased_by": None}))


async def holders(session: AsyncSession) -> set[str]:
    """The processes that have parcels in their hands, alive or not."""
    held = select(OutboxRow.leased_by).where(OutboxRow.leased_until.is_not(None)).distinct()
    return {holder for holder in await session.scalars(held) if holder}


async def end(session: AsyncSession, now: datetime, holder: str | None = None) -> None:
    """Have a holder's leases run out now, or all: whoever held them is known to be gone.

    What it may have delivered can't be withdrawn all the same.
    """
    is_leased = or_(OutboxRow.leased_until > now, OutboxRow.leased_by.is_not(None))
    held = is_leased if holder is None else OutboxRow.leased_by == holder
    over = {"leased_until": now, "leased_by": None}
    await session.execute(update(OutboxRow).where(OutboxRow.leased_until.is_not(None), held).values(over))
