"""The courier: leases what is due, delivers it with no transaction open, and records the result.

Killed before delivery, a parcel's lease runs out and somebody delivers it. Killed between delivery and
record, the next try finds what was posted in Slack; a letter goes out once more under the same Message-ID,
which mail systems recognise as the same letter. A letter lost would be worse.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import (
    Carrier,
    Delivery,
    DeliveryFailed,
    Dropped,
    PermanentFailure,
    Postponed,
    TemporaryFailure,
    Unreachable,
)
from bot.desk import Desk
from storage import outbox, service
from storage.outbox import ParcelState
from storage.tables import OutboxRow

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
MARGIN = timedelta(minutes=2)
"""How long before a lease ends the last delivery under it may begin: longer than any delivery takes."""
BATCH = 50
POLL = 0.5  # seconds: how soon a parcel written by another process is noticed
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
PATIENCE = timedelta(days=4)
"""How long a parcel is tried (RFC 5321, 4.5.4.1 asks for at least 4 to 5 days for mail)."""


def wait_before_retry(attempts: int, asked: float | None = None) -> timedelta:
    """How long to wait after a number of attempts: what the other side asked for, else doubling."""
    if asked is not None:
        return timedelta(seconds=asked)
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, LONGEST_WAIT)


def is_given_up(row: OutboxRow, now: datetime) -> bool:
    """Whether a parcel has been tried long enough."""
    return now - row.created_at > PATIENCE


class Bell:
    """Rung by whoever puts something in the outbox, heard by the courier of the same process."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Have the courier look at once."""
        self._rung.set()

    def muffle(self) -> None:
        """Forget earlier rings: what they were about is looked at now."""
        self._rung.clear()

    async def heard(self, seconds: float) -> None:
        """Wait for a ring, at most so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._rung.wait()


class Courier:
    """Delivers what is due until it is told to stop."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], bell: Bell) -> None:
        self._desk = desk
        self._carriers = carriers
        # what nobody here can carry waits for a process that can
        self._kinds = tuple(carriers)
        self._bell = bell
        self._busy: set[str] = set()
        self._resting: dict[str, datetime] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._stopping = False

    async def run(self) -> None:
        """Deliver for ever; cancelling lets deliveries under way end first."""
        try:
            while True:
                self._bell.muffle()
                if not await self._started():
                    await self._bell.heard(POLL)
        finally:
            self._stopping = True
            await self._settle()

    async def run_until_empty(self) -> None:
        """Deliver everything that is due now, and what follows from it."""
        while await self._start_what_is_due() or self._runs:
            await asyncio.gather(*self._runs)

    async def _started(self) -> bool:
        """Start what is due; while the database is gone the courier waits for it."""
        try:
            return await self._start_what_is_due()
        except SQLAlchemyError as error:
            log.warning("outbox not read", reason=type(error).__name__)
            return False

    async def _start_what_is_due(self) -> bool:
        now = self._desk.clock.now()
        async with self._desk.database.reading() as session:
            due = await outbox.next_due(session, self._kinds)
        if due is None or due > now:
            return False
        self._resting = {lane: until for lane, until in self._resting.items() if until > now}
        closed = self._busy | self._resting.keys()
        async with self._desk.database.transaction() as session:
            rows = await outbox.lease(
                session, now, self._kinds, lasting=LEASE, limit=BATCH, busy_lanes=closed
            )
        for lane, parcels in _by_lane(rows).items():
            self._busy.add(lane)
            run = asyncio.create_task(self._run_lane(lane, parcels))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)
        return bool(rows)

    async def _run_lane(self, lane: str, rows: Sequence[OutboxRow]) -> None:
        try:
            for position, row in enumerate(rows):
                if self._stopping or self._is_late(row):
                    await self._give_back(rows[position:])
                    return
                if not await self._carry(row):
                    await self._give_back(rows[position + 1 :])
                    return
        except SQLAlchemyError as error:
            # nothing is recorded: the lease runs out, and the parcel is delivered or found delivered
            log.warning("delivery not recorded", lane=lane, reason=type(error).__name__)
        finally:
            self._busy.discard(lane)
            self._bell.ring()

    def _is_late(self, row: OutboxRow) -> bool:
        """Whether the lease might end before a delivery does: a slow service was met with many parcels."""
        return row.leased_until is not None and self._desk.clock.now() > row.leased_until - MARGIN

    async def _carry(self, row: OutboxRow) -> bool:
        """Deliver one parcel and record it; False when what is behind it in its lane should wait."""
        try:
            delivery = await self._carriers[row.kind].deliver(row)
        except PermanentFailure as failure:
            await self._give_up(row, failure.reason)
            return True
        except TemporaryFailure as failure:
            return await self._retry(row, failure)
        except DeliveryFailed as failure:
            await self._give_up(row, failure.reason)
            return True
        except Exception as error:
            # one of the three catch-alls: a fault in one parcel stops no other
            log.exception("delivery broke", parcel=row.key)
            return await self._retry(row, TemporaryFailure(type(error).__name__))
        await self._record(row, delivery)
        return True

    async def _record(self, row: OutboxRow, delivery: Delivery) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            if isinstance(delivery, Postponed):
                await outbox.postpone(session, row.id, delivery.until, delivery.reason)
                return
            if delivery.effect:
                await delivery.effect(session, now)
            if isinstance(delivery, Dropped):
                await outbox.end(session, row.id, ParcelState.DROPPED, now, reason=delivery.reason)
            else:
                await outbox.end(session, row.id, ParcelState.SENT, now, result=delivery.result)
                await service.report_part(session, self._carriers[row.kind].part, None, now)
        log.info("delivered", parcel=row.key, outcome=type(delivery).__name__)

    async def _retry(self, row: OutboxRow, failure: TemporaryFailure) -> bool:
        now = self._desk.clock.now()
        # a server that is gone for a week is no fault of the letter: it waits for the server
        if is_given_up(row, now) and not isinstance(failure, Unreachable):
            await self._give_up(row, failure.reason)
            return True
        wait = wait_before_retry(row.attempts, failure.retry_after)
        async with self._desk.database.transaction() as session:
            may_have_left = isinstance(failure, Unreachable) and failure.may_have_left
            await outbox.postpone(session, row.id, now + wait, failure.reason, may_have_left=may_have_left)
            if isinstance(failure, Unreachable):
                await service.report_part(session, failure.part, failure.reason, now)
        log.warning("delivery postponed", parcel=row.key, reason=failure.reason, seconds=wait.total_seconds())
        if failure.whole_lane:
            self._resting[row.lane] = now + wait
        return not failure.whole_lane

    async def _give_up(self, row: OutboxRow, reason: str) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            await outbox.end(session, row.id, ParcelState.FAILED, now, reason=reason)
            await self._carriers[row.kind].given_up(session, row, reason, now)
        log.error("delivery given up", parcel=row.key, reason=reason)
        self._bell.ring()

    async def _give_back(self, rows: Sequence[OutboxRow]) -> None:
        if not rows:
            return
        async with self._desk.database.transaction() as session:
            await outbox.release(session, [row.id for row in rows])

    async def _settle(self) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=30)


def _by_lane(rows: Sequence[OutboxRow]) -> dict[str, list[OutboxRow]]:
    lanes: dict[str, list[OutboxRow]] = defaultdict(list)
    # in the order they were put there: one that had to wait still goes before what came after it
    for row in sorted(rows, key=lambda row: row.id):
        lanes[row.lane].append(row)
    return lanes
