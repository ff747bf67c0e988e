"""The courier: leases what is due, delivers it with no transaction open, and records the result.

Killed before delivery, a parcel's lease runs out and somebody delivers it. Killed between delivery and
record, the next try finds what was posted in Slack; a letter goes out once more under the same Message-ID,
which mail systems recognise as the same letter. A letter lost would be worse.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.delivery import (
    Carrier,
    Delivery,
    DeliveryFailed,
    Full,
    PermanentFailure,
    TemporaryFailure,
    Unreachable,
)
from bot.delivery_record import DeliveryRecord
from bot.desk import Desk
from storage import outbox, service
from storage.database import is_in_trouble
from storage.outbox import ParcelState
from storage.tables import OutboxRow

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=3)
MARGIN = timedelta(minutes=2)
"""How long before a lease ends the last delivery under it may begin: longer than any delivery takes."""
LANES = 32
"""How many lanes of one service are under way at once: what it can take within a lease, and no more."""
PART = "courier"
"""The courier itself, as ``status`` names it."""
BEAT = timedelta(seconds=20)
"""How often it leaves a sign of life."""
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
        self._busy: dict[str, str] = {}  # lane: the part that it is carried by
        self._resting: dict[str, datetime] = {}
        self._closed: dict[str, datetime] = {}  # part: until when nothing is handed to it
        self._record = DeliveryRecord(desk, carriers)
        self._runs: set[asyncio.Task[None]] = set()
        self._lost: dict[int, datetime | None] = {}  # parcel: until when it is leased to us in vain
        self._stopping = False
        self._seen: datetime | None = None

    async def run(self) -> None:
        """Deliver for ever; cancelling lets deliveries under way end first."""
        try:
            while True:
                self._bell.muffle()
                await self.show_life()
                if not await self._started():
                    await self._bell.heard(POLL)
        finally:
            self._stopping = True
            await self._settle()

    async def show_life(self) -> None:
        """Leave a sign of life every now and then; `status` says when the last one was."""
        now = self._desk.clock.now()
        if self._seen and now - self._seen < BEAT:
            return
        self._seen = now
        with contextlib.suppress(SQLAlchemyError):  # the database is gone, and says so elsewhere
            async with self._desk.database.transaction() as session:
                await service.report_part(session, PART, None, now)

    async def take_over(self) -> None:
        """Deliver at once what an earlier courier held: there is no other one, and it is gone."""
        async with self._desk.database.transaction() as session:
            await outbox.end_leases(session, self._desk.clock.now())

    async def run_until_empty(self) -> None:
        """Deliver everything that is due now, and what follows from it."""
        while True:
            # those that end while we look make room for more
            under_way = {*self._runs}
            if await self._start_what_is_due():
                continue
            if not under_way:
                return
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)

    async def _started(self) -> bool:
        """Start what is due; while the database is gone the courier waits for it."""
        try:
            return await self._start_what_is_due()
        except SQLAlchemyError as error:
            log.warning("outbox not read", reason=type(error).__name__)
            return False

    async def _start_what_is_due(self) -> bool:
        await self._give_up_leases()
        now = self._desk.clock.now()
        room = self._room(now)
        kinds = [kind for kind in self._kinds if room[self._carriers[kind].part]]
        if not kinds:
            return False
        async with self._desk.database.glance() as session:
            due = await outbox.next_due(session, kinds)
        if due is None or due > now:
            return False
        self._resting = {lane: until for lane, until in self._resting.items() if until > now}
        async with self._desk.database.transaction() as session:
            rows = await outbox.lease(
                session,
                now,
                kinds,
                lasting=LEASE,
                limit=min(filter(None, room.values())),
                busy_lanes=self._busy.keys() | self._resting.keys(),
            )
        self._start(rows)
        return bool(rows)

    def _room(self, now: datetime) -> dict[str, int]:
        """Say how many parcels each part can take; it is given more once half of what it had has gone."""
        under_way = Counter(self._busy.values())
        parts = {carrier.part for carrier in self._carriers.values()}
        is_open = {part: self._closed.get(part, now) <= now for part in parts}
        return {
            part: LANES - under_way[part] if is_open[part] and under_way[part] <= LANES // 2 else 0
            for part in parts
        }

    def _start(self, rows: Sequence[OutboxRow]) -> None:
        for lane, parcels in _by_lane(rows).items():
            self._busy[lane] = self._carriers[parcels[0].kind].part
            run = asyncio.create_task(self._run_lane(lane, parcels))
            self._runs.add(run)
            run.add_done_callback(self._runs.discard)

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
            # nothing is recorded: the lease ends, and the parcel is delivered or found delivered
            log.warning("delivery not recorded", lane=lane, reason=type(error).__name__)
            self._lost |= {row.id: row.leased_until for row in rows}
        finally:
            del self._busy[lane]
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
        except Full as full:
            self._closed[full.part] = self._desk.clock.now() + timedelta(seconds=full.seconds)
            await self._give_back([row])
            return False
        except TemporaryFailure as failure:
            return await self._retry(row, failure)
        except DeliveryFailed as failure:
            await self._give_up(row, failure.reason)
            return True
        except Exception as error:
            # one of the three catch-alls: a fault in one parcel stops no other
            log.exception("delivery broke", parcel=row.key)
            return await self._retry(row, TemporaryFailure(type(error).__name__))
        await self._put_on_record(row, delivery)
        return True

    async def _put_on_record(self, row: OutboxRow, delivery: Delivery) -> None:
        """Record a delivery; while the database is away, try as long as the parcel is ours.

        Whoever delivered it knows that it left: the next one could only do it once more.
        """
        again = False
        while True:
            try:
                await self._record.ended(row, delivery, again=again)
            except SQLAlchemyError as error:
                if not is_in_trouble(error) or self._stopping or not self._is_ours(row):
                    raise
                log.warning("delivery not recorded yet", parcel=row.key, reason=type(error).__name__)
            else:
                return
            again = True
            await asyncio.sleep(POLL)

    def _is_ours(self, row: OutboxRow) -> bool:
        return row.leased_until is None or self._desk.clock.now() < row.leased_until

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
        if isinstance(failure, Unreachable) and not failure.may_have_left:
            # the others wait too: each would meet the same
            self._closed[failure.part] = now + FIRST_WAIT
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

    async def _give_up_leases(self) -> None:
        """End the leases of what could not be recorded, now that the database is there again."""
        if not self._lost:
            return
        async with self._desk.database.transaction() as session:
            await outbox.end_these_leases(session, self._lost, self._desk.clock.now())
        self._lost = {}

    async def _settle(self) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=30)


def _by_lane(rows: Sequence[OutboxRow]) -> dict[str, list[OutboxRow]]:
    lanes: dict[str, list[OutboxRow]] = defaultdict(list)
    # in the order they were put there: one that had to wait still goes before what came after it
    for row in sorted(rows, key=lambda row: row.id):
        lanes[row.lane].append(row)
    return lanes
