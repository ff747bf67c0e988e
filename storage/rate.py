"""How much of something may happen in a minute, however many processes do it.

Counted by slots of a few seconds, so that no minute whatever has more in it; the slots are `Counter` rows.
Asked by one transaction at a time: on PostgreSQL by that which leases (`storage.leases.take`).
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.service import next_number
from storage.tables import Counter

SLOT = 5
"""Seconds."""
_COUNTED = 60 // SLOT + 1
"""Slots that a minute before this moment may touch."""


async def take(
    session: AsyncSession, what: str, wanted: int, a_minute: int, now: datetime
) -> tuple[int, datetime]:
    """Take some of what may happen now; returns how many are granted, and when there will be more."""
    slot = int(now.timestamp()) // SLOT
    taken = await _taken(session, what, slot)
    granted = max(0, min(wanted, a_minute - sum(taken.values())))
    if granted:
        await next_number(session, _series(what, slot), by=granted)
    oldest = min(taken, default=slot)
    return granted, datetime.fromtimestamp((oldest + _COUNTED) * SLOT, UTC)


async def _taken(session: AsyncSession, what: str, slot: int) -> Mapping[int, int]:
    """What was taken by slot, so far as it counts; what does no longer is forgotten."""
    found = select(Counter.name, Counter.value).where(
        Counter.name.startswith(_series(what, ""), autoescape=True)
    )
    by_slot = {int(name.rpartition("/")[2]): value for name, value in await session.execute(found)}
    over = [_series(what, each) for each in by_slot if each <= slot - _COUNTED]
    if over:
        await session.execute(delete(Counter).where(Counter.name.in_(over)))
    return {each: value for each, value in by_slot.items() if each > slot - _COUNTED}


def _series(what: str, slot: int | str) -> str:
    return f"minute/{what}/{slot}"
