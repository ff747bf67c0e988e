"""The outbox's questions: put a parcel in, take it back, record what became of it.

A parcel is written in the transaction of the decision behind it. Who has it in hand meanwhile is
:mod:`storage.leases`'; delivering it is ``bot.outbox.courier``'s work.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum, StrEnum
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    bindparam,
    func,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch
from storage.many import among
from storage.tables import OutboxRow
from storage.tables.base import table_of
from storage.upsert import add, add_all, database_of

MAY_HAVE_LEFT = "may_have_left"
"""What a parcel says from then on that a try may have delivered."""
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


_ROW = table_of(OutboxRow).c
# in so many words, not as parameters: it is what the indexes over the few such rows are made for
IS_PENDING = _ROW.state == literal_column(f"'{ParcelState.PENDING}'")
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


def unnamed(address: str) -> str:
    """What stands for a mail address in a parcel's key: keys are logged, and outlive what they are about."""
    return sha256(address.lower().encode()).hexdigest()[:16]


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


async def withdraw(session: AsyncSession, key: str, now: datetime, reason: str) -> bool:
    """Take a parcel back; False when it has left, is leaving in this moment, or may have left.

    The last of these is what a lease that ran out says: its courier died, perhaps just after delivering.
    """
    taken = (
        update(OutboxRow)
        .where(OutboxRow.key == key, IS_PENDING, OutboxRow.leased_until.is_(None))
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
    found = select(OutboxRow).where(OutboxRow.inquiry_id == inquiry_id, IS_PENDING, OutboxRow.kind == kind)
    return list(await session.scalars(found.order_by(OutboxRow.due_at)))


async def automatic_since(session: AsyncSession, recipient: str, since: datetime) -> int:
    """Count the automatic letters put in the outbox for an address since a moment, dropped ones left out."""
    known: int | None = batch.known(session, _AUTOMATIC_SO_FAR).get(recipient)
    if known is not None:
        return known
    return (await session.scalars(_AUTOMATIC, {"recipient": recipient, "since": since})).one()


async def automatic_to_each(
    session: AsyncSession, recipients: Collection[str], since: datetime
) -> dict[str, int]:
    """Count as :func:`automatic_since` does for several addresses at once; who got none is left out."""
    asked = {"all": [*recipients], "since": since}
    return dict((await session.execute(_AUTOMATIC_TO_EACH, asked)).all())


async def foreknow(session: AsyncSession, recipients: Collection[str], since: datetime) -> None:
    """Count the automatic letters for several addresses at once; the moment is that of every later count."""
    counted = await automatic_to_each(session, recipients, since)
    batch.known(session, _AUTOMATIC_SO_FAR).update({each: counted.get(each, 0) for each in recipients})


async def ended_among(session: AsyncSession, row_ids: Collection[int]) -> set[int]:
    """Those of some parcels that wait no more."""
    found = select(OutboxRow.id).where(OutboxRow.id.in_(row_ids), OutboxRow.state != ParcelState.PENDING)
    return set(await session.scalars(found))


async def queue(session: AsyncSession) -> Queue:
    """Say how many parcels wait or were given up, and since when the oldest should have left."""
    waiting = select(func.count(), func.min(OutboxRow.due_at)).where(IS_PENDING)
    count, oldest = (await session.execute(waiting)).one()
    failed = select(func.count()).select_from(OutboxRow).where(_HAS_FAILED)
    return Queue(count, (await session.scalars(failed)).one(), oldest)
