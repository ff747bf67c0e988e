"""The outbox's questions: put a parcel in, lease what is due, record what became of it.

A parcel is written in the transaction of the decision behind it. Delivering it is ``bot.courier``'s work.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import several
from storage.tables import OutboxRow
from storage.tables.base import table_of
from storage.upsert import add, add_all

_LEASING = 7_301_002
"""Names the lock that lets couriers on one PostgreSQL lease one after the other."""


class ParcelState(StrEnum):
    """Where a parcel stands; only ``pending`` is ever delivered."""

    PENDING = "pending"
    SENT = "sent"
    DROPPED = "dropped"
    FAILED = "failed"


# in so many words, not as parameters: it is what the indexes over the few such rows are made for
_IS_PENDING = OutboxRow.state == literal_column(f"'{ParcelState.PENDING}'")
_ROW = table_of(OutboxRow).c
_AUTOMATIC = (
    select(func.count())
    .select_from(table_of(OutboxRow))
    .where(_ROW.recipient == bindparam("recipient"), _ROW.created_at >= bindparam("since"))
    .where(_ROW.state != ParcelState.DROPPED)
)
_AUTOMATIC_TO_EACH = (
    select(_ROW.recipient, func.count())
    .where(_ROW.recipient.in_(bindparam("all", expanding=True)), _ROW.created_at >= bindparam("since"))
    .where(_ROW.state != ParcelState.DROPPED)
    .group_by(_ROW.recipient)
)
_AUTOMATIC_SO_FAR = "automatic"
_HAS_FAILED = OutboxRow.state == literal_column(f"'{ParcelState.FAILED}'")


_END = (
    update(OutboxRow)
    .where(OutboxRow.id == bindparam("parcel"), OutboxRow.state != ParcelState.SENT)
    .values(
        state=bindparam("became"),
        ended_at=bindparam("at"),
        reason=bindparam("because"),
        result=bindparam("came_to"),
        leased_until=None,
    )
    .execution_options(synchronize_session=False)
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
    if parcels:
        for parcel in parcels:
            _count(session, parcel)
        await add_all(session, OutboxRow, [_row(parcel, now) for parcel in parcels])


def _count(session: AsyncSession, parcel: Parcel) -> None:
    so_far = several.known(session, _AUTOMATIC_SO_FAR)
    if parcel.recipient in so_far:
        so_far[parcel.recipient] += 1


def _row(parcel: Parcel, now: datetime) -> dict[str, Any]:
    return {
        "key": parcel.key,
        "kind": parcel.kind,
        "lane": parcel.lane,
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
) -> list[OutboxRow]:
    """Take due parcels of some kinds for delivery; nobody else gets from their lanes until the lease ends.

    Couriers lease one after the other, so that none takes what follows on a parcel in another's hands; SQLite
    has one writer anyway. A row that somebody is changing in this moment waits for the next lease.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_LEASING)))
    leased_lanes = select(OutboxRow.lane).where(OutboxRow.leased_until > now)
    due = (
        select(OutboxRow)
        .where(_IS_PENDING, OutboxRow.due_at <= now)
        .where(OutboxRow.kind.in_(kinds), OutboxRow.lane.not_in([*busy_lanes]))
        .where(OutboxRow.lane.not_in(leased_lanes))
        .order_by(OutboxRow.due_at, OutboxRow.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = list(await session.scalars(due))
    for row in rows:
        row.leased_until = now + lasting
        row.attempts += 1
    await session.flush()
    return rows


async def end(
    session: AsyncSession,
    row_id: int,
    state: ParcelState,
    now: datetime,
    *,
    reason: str | None = None,
    result: Mapping[str, Any] | None = None,
) -> None:
    """Record how a parcel ended; a dropped or failed one always has a reason.

    What was sent stays sent, whatever a courier says whose lease ran out meanwhile.
    """
    values = {
        "parcel": row_id,
        "became": state,
        "at": now,
        "because": reason,
        "came_to": dict(result) if result is not None else None,
    }
    await session.execute(_END, values)


async def postpone(
    session: AsyncSession, row_id: int, due_at: datetime, reason: str, *, may_have_left: bool = False
) -> None:
    """Give a parcel back, to be tried again later; one that may have left can't be withdrawn until then."""
    values = {"due_at": due_at, "reason": reason, "leased_until": due_at if may_have_left else None}
    await session.execute(update(OutboxRow).where(OutboxRow.id == row_id, _IS_PENDING).values(values))


async def release(session: AsyncSession, row_ids: Collection[int]) -> None:
    """Give leased parcels back untouched, as a courier does when it is told to stop."""
    untouched = {"leased_until": None, "attempts": OutboxRow.attempts - 1}
    await session.execute(update(OutboxRow).where(OutboxRow.id.in_(row_ids), _IS_PENDING).values(untouched))


async def end_leases(session: AsyncSession, now: datetime) -> None:
    """Have every lease run out now: whoever held it is known to be gone.

    What it may have delivered can't be withdrawn all the same.
    """
    await session.execute(update(OutboxRow).where(OutboxRow.leased_until > now).values(leased_until=now))


async def end_these_leases(
    session: AsyncSession, leases: Mapping[int, datetime | None], now: datetime
) -> None:
    """Have leases run out now that their courier can't use; one that has run out may be another's by now."""
    for row_id, until in leases.items():
        ours = update(OutboxRow).where(OutboxRow.id == row_id, OutboxRow.leased_until == until)
        await session.execute(ours.values(leased_until=now))


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


async def by_key(session: AsyncSession, key: str) -> OutboxRow | None:
    """Find a parcel by what it is."""
    return (await session.scalars(select(OutboxRow).where(OutboxRow.key == key))).one_or_none()


async def next_due(session: AsyncSession, kinds: Collection[str]) -> datetime | None:
    """When the next waiting parcel of some kinds falls due."""
    due = select(func.min(OutboxRow.due_at)).where(_IS_PENDING, OutboxRow.kind.in_(kinds))
    return (await session.scalars(due)).one()


async def automatic_since(session: AsyncSession, recipient: str, since: datetime) -> int:
    """Count the automatic letters put in the outbox for an address since a moment, dropped ones left out."""
    known: int | None = several.known(session, _AUTOMATIC_SO_FAR).get(recipient)
    if known is not None:
        return known
    return (await session.scalars(_AUTOMATIC, {"recipient": recipient, "since": since})).one()


async def foreknow(session: AsyncSession, recipients: Collection[str], since: datetime) -> None:
    """Count the automatic letters for several addresses at once; the moment is that of every later count."""
    asked = {"all": [*recipients], "since": since}
    counted: dict[str, int] = dict((await session.execute(_AUTOMATIC_TO_EACH, asked)).all())
    several.known(session, _AUTOMATIC_SO_FAR).update({each: counted.get(each, 0) for each in recipients})


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
