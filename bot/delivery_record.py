"""What deliveries came to, put on record: those that end while one commit is under way share the next.

A commit waits for the disk, and a round's letters end by the hundred a second.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import Carrier, Delivery, Dropped, Postponed, Sent
from bot.desk import Desk
from storage import outbox, service
from storage.outbox import ParcelState
from storage.tables import OutboxRow

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Ended:
    row: OutboxRow
    delivery: Delivery
    recorded: "asyncio.Future[None]"
    again: bool


class DeliveryRecord:
    """Records each delivery with its effect, in one transaction."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier]) -> None:
        self._desk = desk
        self._carriers = carriers
        self._waiting: list[_Ended] = []
        self._pen = asyncio.Lock()

    async def ended(self, row: OutboxRow, delivery: Delivery, *, again: bool = False) -> None:
        """Record how a parcel ended; returns once that is committed, and raises what kept it from being.

        ``again`` says that it was tried before, and perhaps only the answer was lost.
        """
        ended = _Ended(row, delivery, asyncio.get_running_loop().create_future(), again)
        self._waiting.append(ended)
        async with self._pen:
            together, self._waiting = self._waiting, []
            if together:
                await self._record(together)
        await ended.recorded

    async def _record(self, together: Sequence[_Ended]) -> None:
        try:
            await self._commit(together)
        except Exception as error:  # noqa: BLE001 - the courier's: it is raised where the parcel is waited for
            if len(together) == 1:
                together[0].recorded.set_exception(error)
                return
            # one spoilt it for the others
            for each in together:
                await self._record([each])
        else:
            for each in together:
                each.recorded.set_result(None)
                log.info("delivered", parcel=each.row.key, outcome=type(each.delivery).__name__)

    async def _commit(self, together: Sequence[_Ended]) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            again = [each.row.id for each in together if each.again]
            known = await outbox.ended_among(session, again) if again else ()
            for each in together:
                # where only the answer to an earlier commit was lost, everything is on record
                if each.row.id not in known:
                    await _put_down(session, each.row, each.delivery, now)
            delivering = {
                self._carriers[each.row.kind].part for each in together if isinstance(each.delivery, Sent)
            }
            # in one order, so that two processes don't wait for each other
            for part in sorted(delivering):
                await service.report_part(session, part, None, now)


async def _put_down(session: AsyncSession, row: OutboxRow, delivery: Delivery, now: datetime) -> None:
    if isinstance(delivery, Postponed):
        await outbox.postpone(session, row.id, delivery.until, delivery.reason)
        return
    if delivery.effect:
        await delivery.effect(session, now)
    if isinstance(delivery, Dropped):
        await outbox.end(session, row.id, ParcelState.DROPPED, now, reason=delivery.reason)
    else:
        await outbox.end(session, row.id, ParcelState.SENT, now, result=delivery.result)
