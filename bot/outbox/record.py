"""What deliveries came to, put on record: those that end while one commit is under way share the next.

A commit waits for the disk, and a round's letters end by the hundred a second. What is known of a delivery is
kept until it is on record, however long the database is away: a letter that left shall not leave again.
"""

import asyncio
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.outbox.delivery import Alike, Carrier, Delivery, Dropped, Postponed, Sent
from bot.shared_work import SharedWork
from storage import leases, outbox, service
from storage.database import is_in_trouble
from storage.giving_way import give_way, giving_way
from storage.leases import Leased
from storage.outbox import Ended, ParcelState

log = structlog.get_logger(__name__)

PAUSE = 0.02
"""Seconds for more of what comes in masses to end before a commit; a disk takes about as long."""
BEHIND = 0.25
"""Seconds that what has left may take to be on record before nothing more leaves: if the process were to end,
all that left meanwhile would leave once more."""
AGAIN = 0.5
"""Seconds until a database that was away is tried again."""
_SAID_WELL = timedelta(seconds=1)
"""How often it is noted that a service does well, while it does."""


@dataclass(frozen=True)
class _Ending:
    row: Leased
    delivery: Delivery


class DeliveryRecord:
    """Records each delivery with its effect, in one transaction."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier]) -> None:
        self._desk = desk
        self._carriers = carriers
        self._put = SharedWork(self._put_down)
        self._put_alike = SharedWork(self._put_down, PAUSE)
        self._well: dict[str, datetime] = {}
        self._unrecorded: dict[int, float] = {}  # the oldest first, and when it ended
        self._progress = asyncio.Event()

    async def caught_up(self) -> None:
        """Return once nothing that has left waits long to be on record."""
        while self._is_behind():
            self._progress.clear()
            await self._progress.wait()

    def _is_behind(self) -> bool:
        since = next(iter(self._unrecorded.values()), None)
        return since is not None and time.monotonic() - since > BEHIND

    async def ended(self, row: Leased, delivery: Delivery) -> None:
        """Record how a parcel ended; returns once that is committed.

        Where what follows from it breaks, that alone is left out: the parcel has left all the same.
        """
        are_many = isinstance(delivery, Sent) and isinstance(delivery.effect, Alike)
        self._unrecorded[row.id] = time.monotonic()
        try:
            await (self._put_alike if are_many else self._put)(_Ending(row, delivery))
        except Exception:
            if isinstance(delivery, Postponed) or delivery.effect is None:
                raise
            log.exception("what follows a delivery broke", parcel=row.key)
            await self._put(_Ending(row, replace(delivery, effect=None)))
        finally:
            del self._unrecorded[row.id]
            self._progress.set()

    async def surely(self, write: Callable[[AsyncSession, bool], Awaitable[None]]) -> None:
        """Write in one transaction, again if the database goes away; ``write`` is told if it is again."""
        again = False
        while True:
            try:
                async with self._desk.database.transaction() as session:
                    await write(session, again)
            except Exception as error:
                if not is_in_trouble(error):
                    raise
                log.warning("delivery not recorded yet", reason=type(error).__name__)
                again = True
                await asyncio.sleep(AGAIN)
            else:
                return

    def in_trouble(self, part: str) -> None:
        """Have it noted again that a service does well, once it does."""
        self._well.pop(part, None)

    async def put_down(
        self, session: AsyncSession, endings: Mapping[Leased, Delivery], now: datetime
    ) -> None:
        """Record how parcels ended, in the caller's transaction."""
        alike: dict[Callable[..., Awaitable[None]], list[Any]] = defaultdict(list)
        async for row, delivery in giving_way(endings.items()):
            if isinstance(delivery, Postponed):
                await leases.postpone(session, row, delivery.until, delivery.reason)
            elif isinstance(delivery.effect, Alike):
                alike[delivery.effect.of_all].append(delivery.effect.of)
            elif delivery.effect:
                await delivery.effect(session, now)
        for of_all, every in alike.items():
            await of_all(session, every, now)
        await give_way()
        await outbox.end_all(session, list(filter(None, map(_end, endings.items()))), now)

    async def _put_down(self, endings: Sequence[_Ending]) -> list[None]:
        await self.surely(partial(self._commit, endings))
        for each in endings:
            log.info("delivered", parcel=each.row.key, outcome=type(each.delivery).__name__)
        return [None] * len(endings)

    async def _commit(self, endings: Sequence[_Ending], session: AsyncSession, again: bool) -> None:  # noqa: FBT001 - see surely
        now = self._desk.clock.now()
        left = {each.row: each.delivery for each in endings}
        if again:
            # the connection was lost as it committed: perhaps it did
            known = await outbox.ended_among(session, [row.id for row in left])
            left = {row: delivery for row, delivery in left.items() if row.id not in known}
        await self.put_down(session, left, now)
        delivering = {
            self._carriers[row.kind].part for row, came_to in left.items() if isinstance(came_to, Sent)
        }
        # in one order, so that two processes don't wait for each other
        for part in sorted(delivering):
            await self._is_well(session, part, now)

    async def _is_well(self, session: AsyncSession, part: str, now: datetime) -> None:
        if (said := self._well.get(part)) and now - said < _SAID_WELL:
            return
        await service.report_part(session, part, None, now)
        self._well[part] = now


def _end(ending: tuple[Leased, Delivery]) -> Ended | None:
    row, delivery = ending
    if isinstance(delivery, Postponed):
        return None
    if isinstance(delivery, Dropped):
        return Ended(row.id, ParcelState.DROPPED, delivery.reason)
    return Ended(row.id, ParcelState.SENT, result=delivery.result or None)
