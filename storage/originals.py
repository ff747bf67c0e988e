"""How messages are stored as they come: each whole and once, with its one row in the mail ledger.

Here and nowhere else a message gets its row. What counts them, and what becomes of each, is in
``storage.ledger``, whose ``store`` is what is asked for.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch
from storage.many import among
from storage.messages import Arrival, Place, is_talk
from storage.tables import LedgerEntry, RawMessage
from storage.tables.base import table_of
from storage.upsert import add, add_numbered

_ALONE = 256 * 1024
"""Bytes: a larger one is written by itself, as a statement for many has them in memory once more."""

# Asked for each mail: built once, and of the tables.
_ROW, _RAW = table_of(LedgerEntry).c, table_of(RawMessage).c
_SEEN_BYTES = select(_RAW.sha256).where(among(_RAW.sha256, "digests"))
_SEEN_AT = (
    select(_ROW.uid)
    .where(_ROW.mailbox == bindparam("mailbox"), _ROW.uidvalidity == bindparam("uidvalidity"))
    .where(among(_ROW.uid, "uids"))
)


async def unseen(session: AsyncSession, arrivals: Sequence[Arrival]) -> set[str]:
    """Digests of the messages whose bytes nobody has seen, nor anything else at their place."""
    times = Counter(arrival.sha256 for arrival in arrivals)
    seen = set(await session.scalars(_SEEN_BYTES, {"digests": [*times]}))
    places = [arrival.place for arrival in arrivals if arrival.place]
    taken = set()
    for of in {(place.mailbox, place.uidvalidity) for place in places}:
        numbers = [place.uid for place in places if (place.mailbox, place.uidvalidity) == of]
        asked = {"mailbox": of[0], "uidvalidity": of[1], "uids": numbers}
        taken |= {Place(*of, uid) for uid in await session.scalars(_SEEN_AT, asked)}
    return {
        each.sha256
        for each in arrivals
        if times[each.sha256] == 1
        and each.sha256 not in seen
        and each.place not in taken
        and len(each.packed) <= _ALONE
    }


async def store_unseen(
    session: AsyncSession, arrivals: Sequence[Arrival], now: datetime
) -> list[tuple[int, bool]]:
    """Store many messages in few statements; one that another process stores in this moment, by itself."""
    raw_ids, row_ids = await batch.free_ids(session, [RawMessage, LedgerEntry], len(arrivals))
    messages = [_message(each, now) | {"id": number} for each, number in zip(arrivals, raw_ids, strict=True)]
    kept = await add_numbered(session, RawMessage, messages)
    rows = [
        _entry(each, raw_id, now) | {"id": number}
        for each, raw_id, number in zip(arrivals, raw_ids, row_ids, strict=True)
        if raw_id in kept
    ]
    made = await add_numbered(session, LedgerEntry, rows)
    return [
        (number, True) if number in made else await _store_one(session, arrival, now)
        for arrival, number in zip(arrivals, row_ids, strict=True)
    ]


async def store_each(
    session: AsyncSession, arrivals: Sequence[Arrival], now: datetime
) -> list[tuple[int, bool]]:
    """Store messages one by one; returns the row of each, and whether it is new."""
    return [await _store_one(session, arrival, now) for arrival in arrivals]


async def _store_one(session: AsyncSession, arrival: Arrival, now: datetime) -> tuple[int, bool]:
    """Return a message's row, and whether the message is new."""
    if arrival.place and (known := await at_place(session, arrival.place)):
        if await _lies_there(session, known, arrival):
            return known.id, False
        known.mailbox = known.uidvalidity = known.uid = None
        await session.flush()
    raw_id = await _raw_id(session, arrival, now)
    if arrival.place and (moved := await _moved_here(session, arrival.place, raw_id)):
        return moved, False
    if (made := await add(session, LedgerEntry, _entry(arrival, raw_id, now))) is not None:
        return made, True
    # another process read the same place in this moment
    return await _store_one(session, arrival, now)


async def _lies_there(session: AsyncSession, known: LedgerEntry, arrival: Arrival) -> bool:
    if is_talk(arrival.source):
        return True  # Slack tells of one message in several ways
    theirs = select(RawMessage.sha256).where(RawMessage.id == known.raw_id)
    return (await session.scalars(theirs)).one() == arrival.sha256


def _message(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {"sha256": arrival.sha256, "size": arrival.size, "content": arrival.packed, "stored_at": now}


def _entry(arrival: Arrival, raw_id: int, now: datetime) -> dict[str, Any]:
    row = {"raw_id": raw_id, "source": arrival.source, "seen_at": now, "received_at": arrival.received_at}
    place = arrival.place
    return row | {name: getattr(place, name, None) for name in ("mailbox", "uidvalidity", "uid")}


async def at_place(session: AsyncSession, place: Place) -> LedgerEntry | None:
    """Find the ledger row of the message that lies at a place."""
    found = select(LedgerEntry).where(
        LedgerEntry.mailbox == place.mailbox,
        LedgerEntry.uidvalidity == place.uidvalidity,
        LedgerEntry.uid == place.uid,
    )
    return (await session.scalars(found)).one_or_none()


async def _raw_id(session: AsyncSession, arrival: Arrival, now: datetime) -> int:
    made: int | None = await add(session, RawMessage, _message(arrival, now))
    return (
        made
        or (await session.scalars(select(RawMessage.id).where(RawMessage.sha256 == arrival.sha256))).one()
    )


async def _moved_here(session: AsyncSession, place: Place, raw_id: int) -> int | None:
    older = (
        select(LedgerEntry)
        .where(
            LedgerEntry.raw_id == raw_id,
            LedgerEntry.mailbox == place.mailbox,
            LedgerEntry.uidvalidity != place.uidvalidity,
        )
        .order_by(LedgerEntry.id)
        .limit(1)
        .with_for_update()
    )
    entry = (await session.scalars(older)).one_or_none()
    if entry is None:
        return None
    # filed_at is cleared: under the new numbering the message lies in the inbox and is to be moved again
    entry.uidvalidity, entry.uid, entry.filed_at = place.uidvalidity, place.uid, None
    await session.flush()
    return entry.id
