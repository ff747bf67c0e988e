"""The outbox's questions: put a parcel in, lease what is due, record what became of it.

A parcel is written in the transaction of the decision behind it. Delivering it is ``bot.outbox.courier``'s
work.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import IntEnum, StrEnum
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
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from storage import batch
from storage.many import among
from storage.tables import OutboxRow
from storage.tables.base import table_of
from storage.upsert import add, add_all, database_of

_LEASING = 7_301_002
"""Names the lock that lets couriers on one PostgreSQL lease one after the other."""
_MANY = 1000


class ParcelState(StrEnum):
    """Where a parcel stands; only ``pending`` is ever delivered."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


class Priority(IntEnum):
    """Which of the parcels that are due leaves first."""

    WATCHED = 0
    """Somebody who clicked looks at what it changes."""
    USUAL = 1
    MASS = 2
    """One of many that are written at once, such as a round's invitations."""


# in so many words, not as parameters: it is what the indexes over the few such rows are made for
_PENDING: ColumnElement[str] = literal_column(f"'{ParcelState.PENDING}'")
_IS_PENDING = OutboxRow.state == _PENDING
_ROW = table_of(OutboxRow).c
_AUTOMATIC = (
    select(func.count())
    .select_from(table_of(OutboxRow))
    .where(_ROW.recipient == bindparam("recipient"), _ROW.created_at >= bindparam("since"))
    .where(_ROW.state != ParcelState.DROPPED)
)
_AUTOMATIC_TO_EACH = (
    select(_ROW.recipient, func.count())
    .where(among(_ROW.recipient, "all"), _ROW.created_at >= bindparam("since"))
    .where(_ROW.state != ParcelState.DROPPED)
    .group_by(_ROW.recipient)
)
_AUTOMATIC_SO_FAR = "automatic"
_HAS_FAILED = OutboxRow.state == literal_column(f"'{ParcelState.FAILED}'")


_END = (
    update(table_of(OutboxRow))
    .where(among(_ROW.id, "parcels"), _ROW.state != ParcelState.SENT)
    .values(
        state=bindparam("became"),
        ended_at=bindparam("at"),
        reason=bindparam("because"),
        result=bindparam("came_to"),
        leased_until=None,
        leased_by=None,
    )
)


@dataclass(frozen=True)
class Parcel:
    """One thing to deliver. ``key`` says what it is, so that it can exist only once."""

    key: str
    kind: str
    lane: str
    due_at: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)
    recipient: str | None = None
    inquiry_id: int | None = None
    priority: Priority = Priority.USUAL


@dataclass(frozen=True)
class Ended:
    """How a parcel ended; a dropped or failed one always has a reason."""

    row_id: int
    state: ParcelState
    reason: str | None = None
    result: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Queue:
    """The outbox at a glance."""

    waiting: int
    failed: int
    oldest_due: datetime | None


async def put(session: AsyncSession, parcel: Parcel, now: datetime) -> bool:
    """Put a parcel in the outbox; False when one with its key is or was there already."""
    _count(session, parcel)
    return await add(session, OutboxRow, _row(parcel, now)) is not None


async def put_all(session: AsyncSession, parcels: Sequence[Parcel], now: datetime) -> None:
    """Put many parcels in the outbox, those left out whose key is or was there already."""
    if not parcels:
        return
    for parcel in parcels:
        _count(session, parcel)
    await add_all(session, OutboxRow, [_row(parcel, now) for parcel in parcels])
    if len(parcels) >= _MANY and database_of(session) == "postgresql":
        # they are leased at once: a database that doesn't know how many there are sorts them all each time
        await session.execute(text("ANALYZE outbox"))


def _count(session: AsyncSession, parcel: Parcel) -> None:
    so_far = batch.known(session, _AUTOMATIC_SO_FAR)
    if parcel.recipient in so_far:
        so_far[parcel.recipient] += 1


def _row(parcel: Parcel, now: datetime) -> dict[str, Any]:
    return {
        "key": parcel.key,
        "kind": parcel.kind,
        "lane": parcel.lane,
        "priority": parcel.priority,
        "payload": dict(parcel.payload),
        "recipient": parcel.recipient,
        "inquiry_id": parcel.inquiry_id,
        "state": ParcelState.PENDING,
        "created_at": now,
        "due_at": parcel.due_at,
        "attempts": 0,
    }


async def lease(
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
) -> list[OutboxRow]:
    """Take due parcels of some kinds for delivery; nobody else gets from their lanes until the lease ends.

    Those of the first priority come first, whatever waits longer; ``priorities`` says of which there are any.
    A lease with a ``holder`` ends with that process, however long that is (see :func:`end_leases`).
    Couriers lease one after the other, so that none takes what follows on a parcel in another's hands; SQLite
    has one writer anyway. A row that somebody is changing in this moment waits for the next lease.
    Of those over which a courier ended only so many (``suspects``) are taken, the least suspect first: one of
    them may be what ended it, and the others shall not share its fate.
    """
    if database_of(session) == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LEASING)))
    due: list[OutboxRow] = []
    asked = {"now": now, "busy": [*busy_lanes]}
    for priority in sorted(priorities):
        if left := limit - len(due):
            of_it = asked | {"priority": priority, "most": left}
            due += await session.scalars(_due(frozenset(kinds)), of_it)
    rows = _with_few_suspects(due, suspects)
    if rows:
        await _take(session, rows, now + lasting, holder)
    return rows


@cache
def _due(kinds: frozenset[str]) -> Select[OutboxRow]:
    """Parcels of a priority that are due and in nobody's hands, and whose lane is in nobody's."""
    now: BindParameter[datetime] = bindparam("now")
    is_leased = or_(OutboxRow.leased_until > now, OutboxRow.leased_by.is_not(None))
    leased_lanes = select(OutboxRow.lane).where(OutboxRow.leased_until.is_not(None), is_leased)
    return (
        select(OutboxRow)
        .where(_IS_PENDING, OutboxRow.priority == bindparam("priority"), OutboxRow.due_at <= now)
        .where(_is_of(kinds), OutboxRow.lane.not_in(bindparam("busy", expanding=True)))
        .where(OutboxRow.lane.not_in(leased_lanes))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
    )


def _is_of(kinds: frozenset[str]) -> ColumnElement[bool]:
    # in so many words: the outbox is asked all the time, always for the same few sets of kinds
    return _ROW.kind.in_([literal_column(f"'{kind}'") for kind in sorted(kinds)])


async def _take(
    session: AsyncSession, rows: Sequence[OutboxRow], until: datetime, holder: str | None
) -> None:
    """Lease rows in one statement, and have those that were read say so."""
    # a lease that was left standing: whoever had it ended. One that may have left is marked with its due time
    was_left = and_(_ROW.leased_until.is_not(None), _ROW.leased_until != _ROW.due_at)
    counted = {"attempts": _ROW.attempts + 1, "abandoned": _ROW.abandoned + case((was_left, 1), else_=0)}
    lease = {"leased_until": until, "leased_by": holder}
    of_these = _ROW.id.in_([row.id for row in rows])
    await session.execute(update(table_of(OutboxRow)).where(of_these).values(lease | counted))
    for row in rows:
        told = {"attempts": row.attempts + 1, "abandoned": row.abandoned + _was_left(row)}
        for name, value in (lease | told).items():
            set_committed_value(row, name, value)


def _was_left(row: OutboxRow) -> bool:
    return row.leased_until not in (None, row.due_at)


def _with_few_suspects(rows: Sequence[OutboxRow], suspects: int) -> list[OutboxRow]:
    suspected = sorted((row for row in rows if row.abandoned or _was_left(row)), key=lambda row: row.id)
    first_of_lane: dict[str, OutboxRow] = {}
    for row in suspected:
        first_of_lane.setdefault(row.lane, row)
    chosen = sorted(first_of_lane.values(), key=lambda row: (row.abandoned, row.id))[:suspects]
    left_out: dict[str, int] = {}
    for row in suspected:
        if row not in chosen:
            left_out.setdefault(row.lane, row.id)
    # what stands behind one in its lane waits with it
    return [row for row in rows if row.lane not in left_out or row.id < left_out[row.lane]]


async def end(
    session: AsyncSession,
    row_id: int,
    state: ParcelState,
    now: datetime,
    *,
    reason: str | None = None,
    result: Mapping[str, Any] | None = None,
) -> None:
    """Record how one parcel ended; see :func:`end_all`."""
    await end_all(session, [Ended(row_id, state, reason, result)], now)


async def end_all(session: AsyncSession, ended: Sequence[Ended], now: datetime) -> None:
    """Record how parcels ended, in one statement for those that ended alike.

    What was sent stays sent, whatever a courier says whose lease ran out meanwhile.
    """
    alike: defaultdict[tuple[ParcelState, str | None], list[int]] = defaultdict(list)
    for each in ended:
        if each.result is None:
            alike[each.state, each.reason].append(each.row_id)
    for (state, reason), row_ids in alike.items():
        await _end(session, row_ids, Ended(row_ids[0], state, reason), now)
    for each in ended:
        if each.result is not None:
            await _end(session, [each.row_id], each, now)


async def _end(session: AsyncSession, row_ids: Sequence[int], as_one: Ended, now: datetime) -> None:
    values = {
        "parcels": row_ids,
        "became": as_one.state,
        "at": now,
        "because": as_one.reason,
        "came_to": as_one.result,
    }
    await (await session.connection()).execute(_END, values)


async def postpone(
    session: AsyncSession, row_id: int, due_at: datetime, reason: str, *, may_have_left: bool = False
) -> None:
    """Give a parcel back, to be tried again later; one that may have left can't be withdrawn until then."""
    values = {"due_at": due_at, "reason": reason, "leased_until": due_at if may_have_left else None}
    values |= {"leased_by": None}
    await session.execute(update(OutboxRow).where(OutboxRow.id == row_id, _IS_PENDING).values(values))


async def release(session: AsyncSession, row_ids: Collection[int], holder: str | None) -> None:
    """Give parcels back untouched that a holder leased, as a courier does when it is told to stop."""
    untouched = {"leased_until": None, "leased_by": None, "attempts": OutboxRow.attempts - 1}
    theirs = OutboxRow.id.in_(row_ids), OutboxRow.leased_by.is_not_distinct_from(holder), _IS_PENDING
    await session.execute(update(OutboxRow).where(*theirs).values(untouched))


async def holders(session: AsyncSession) -> set[str]:
    """The processes that have parcels in their hands, alive or not."""
    held = select(OutboxRow.leased_by).where(OutboxRow.leased_until.is_not(None)).distinct()
    return {holder for holder in await session.scalars(held) if holder}


async def end_leases(session: AsyncSession, now: datetime, holder: str | None = None) -> None:
    """Have a holder's leases run out now, or all: whoever held them is known to be gone.

    What it may have delivered can't be withdrawn all the same.
    """
    is_leased = or_(OutboxRow.leased_until > now, OutboxRow.leased_by.is_not(None))
    held = is_leased if holder is None else OutboxRow.leased_by == holder
    over = {"leased_until": now, "leased_by": None}
    await session.execute(update(OutboxRow).where(OutboxRow.leased_until.is_not(None), held).values(over))


async def withdraw(session: AsyncSession, key: str, now: datetime, reason: str) -> bool:
    """Take a parcel back; False when it has left, is leaving in this moment, or may have left.

    The last of these is what a lease that ran out says: its courier died, perhaps just after delivering.
    """
    taken = (
        update(OutboxRow)
        .where(OutboxRow.key == key, _IS_PENDING, OutboxRow.leased_until.is_(None))
        .values(state=ParcelState.DROPPED, ended_at=now, reason=reason)
        .returning(OutboxRow.id)
    )
    return (await session.scalars(taken)).one_or_none() is not None


async def note(session: AsyncSession, row_id: int, **found: Any) -> None:
    """Add to what a parcel says, for whoever delivers it the next time."""
    row = await session.get_one(OutboxRow, row_id)
    row.payload = {**row.payload, **found}


async def by_key(session: AsyncSession, key: str) -> OutboxRow | None:
    """Find a parcel by what it is."""
    return (await session.scalars(select(OutboxRow).where(OutboxRow.key == key))).one_or_none()


async def waiting_of(session: AsyncSession, inquiry_id: int, kind: str) -> list[OutboxRow]:
    """Parcels of one kind that wait to leave for an inquiry, the first to leave first."""
    found = select(OutboxRow).where(OutboxRow.inquiry_id == inquiry_id, _IS_PENDING, OutboxRow.kind == kind)
    return list(await session.scalars(found.order_by(OutboxRow.due_at)))


async def next_due(session: AsyncSession, kinds: Collection[str]) -> dict[Priority, datetime]:
    """When the next waiting parcel of some kinds falls due, by priority; left out where none waits."""
    found = (await session.execute(_next_due(frozenset(kinds)))).one()
    return {priority: due for priority, due in zip(Priority, found, strict=True) if due is not None}


@cache
def _next_due(kinds: frozenset[str]) -> Select[Any]:
    waiting = select(func.min(_ROW.due_at)).where(_ROW.state == _PENDING, _is_of(kinds))
    return select(*(waiting.where(_ROW.priority == each).scalar_subquery() for each in Priority))


async def automatic_since(session: AsyncSession, recipient: str, since: datetime) -> int:
    """Count the automatic letters put in the outbox for an address since a moment, dropped ones left out."""
    known: int | None = batch.known(session, _AUTOMATIC_SO_FAR).get(recipient)
    if known is not None:
        return known
    return (await session.scalars(_AUTOMATIC, {"recipient": recipient, "since": since})).one()


async def foreknow(session: AsyncSession, recipients: Collection[str], since: datetime) -> None:
    """Count the automatic letters for several addresses at once; the moment is that of every later count."""
    asked = {"all": [*recipients], "since": since}
    counted: dict[str, int] = dict((await session.execute(_AUTOMATIC_TO_EACH, asked)).all())
    batch.known(session, _AUTOMATIC_SO_FAR).update({each: counted.get(each, 0) for each in recipients})


async def ended_among(session: AsyncSession, row_ids: Collection[int]) -> set[int]:
    """Those of some parcels that wait no more."""
    found = select(OutboxRow.id).where(OutboxRow.id.in_(row_ids), OutboxRow.state != ParcelState.PENDING)
    return set(await session.scalars(found))


async def queue(session: AsyncSession) -> Queue:
    """Say how many parcels wait or were given up, and since when the oldest should have left."""
    waiting = select(func.count(), func.min(OutboxRow.due_at)).where(_IS_PENDING)
    count, oldest = (await session.execute(waiting)).one()
    failed = select(func.count()).select_from(OutboxRow).where(_HAS_FAILED)
    return Queue(count, (await session.scalars(failed)).one(), oldest)
