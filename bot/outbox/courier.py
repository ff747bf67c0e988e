"""The courier: leases what is due, delivers it with no transaction open, and records the result.

Killed before delivery, a process's parcels are another's as soon as it is seen to be gone
(`bot.outbox.holding`). Killed between delivery and record, the next try finds what was posted in Slack; a
letter goes out once more under the same Message-ID, which mail systems recognise as the same letter. A letter
lost would be worse.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.mail import smtp
from bot.outbox import pauses, undelivered
from bot.outbox.bell import Bell
from bot.outbox.delivery import (
    AsksTogether,
    Carrier,
    Delivery,
    DeliveryFailed,
    Leave,
    NotOurs,
    PermanentFailure,
    TemporaryFailure,
    Unreachable,
    recorded,
    still_ours,
)
from bot.outbox.holding import Holding
from bot.outbox.pace import Pace
from bot.outbox.pauses import Pause, is_given_up, wait_before_retry
from bot.outbox.record import DeliveryRecord
from bot.pulse import COURIER
from storage import leases, rate, service
from storage.database import is_in_trouble
from storage.giving_way import give_way
from storage.leases import Leased

log = structlog.get_logger(__name__)

_Leaves = Mapping[int, Leave]
"""How parcels leave that were asked about, by number."""

LONGEST = timedelta(seconds=smtp.TAKING) + timedelta(minutes=5)
"""How long a delivery may take before it is broken off, to be tried again. A mail server has its time for a
yes within that: a letter broken off before could be withdrawn though it has been taken."""
LEASE = LONGEST + timedelta(minutes=5)
"""Of a process that can't show others that it lives."""
LIVES = 5
"""How many processes may end with a parcel in their hands before it is taken for what ends them."""
BEAT = timedelta(seconds=20)
"""How often it leaves a sign of life."""
ROUND = 300.0
"""Seconds that taking what is due may take; deliveries go on by themselves."""
POLL = 0.5  # seconds: how soon a parcel written by another process is noticed


class LaneBroke(Exception):
    """A lane ended with parcels in its hands, which leave nowhere while we live; its error is in the log."""


class Courier:
    """Delivers what is due until it is told to stop."""

    def __init__(self, desk: Desk, carriers: Mapping[str, Carrier], bell: Bell) -> None:
        self._desk = desk
        self._carriers = carriers
        # what nobody here can carry waits for a process that can
        self._kinds = tuple(carriers)
        self._bell = bell
        self._pace = Pace()
        self._busy: dict[str, str] = {}  # lane: the part that it is carried by
        self._resting: dict[str, Pause] = {}
        self._closed: dict[str, Pause] = {}  # part: when nothing is handed to it
        self._a_minute = {smtp.PART: desk.settings.smtp.per_minute}
        self._holding = Holding(desk)
        self._record = DeliveryRecord(desk, carriers)
        self._runs: set[asyncio.Task[None]] = set()
        self._suspects: set[str] = set()  # lanes with a parcel over which a courier ended
        self._stopping = False
        self._broken = False
        self._seen: datetime | None = None

    async def run(self) -> None:
        """Deliver for ever; cancelling lets deliveries under way end first."""
        holding = asyncio.create_task(self._holding.hold())
        pulse = self._desk.pulse
        try:
            with pulse.of(COURIER, ROUND):
                while True:
                    pulse.beat(COURIER)
                    self._bell.muffle()
                    await self.show_life()
                    if not (self._holding.may_lease and await self._started()):
                        await self._bell.heard(POLL)
        finally:
            self._stopping = True
            await self._settle()
            holding.cancel()
            await asyncio.wait([holding])

    async def show_life(self) -> None:
        """Leave a sign of life every now and then; `status` says when the last one was."""
        now = self._desk.clock.now()
        if self._seen and Pause(self._seen, BEAT).lasts(now):
            return
        self._seen = now
        with contextlib.suppress(SQLAlchemyError):  # the database is gone, and says so elsewhere
            async with self._desk.database.transaction() as session:
                await service.report_part(session, COURIER, None, now)

    async def take_over(self) -> None:
        """Deliver at once what an earlier courier held: there is no other one, and it is gone."""
        async with self._desk.database.transaction() as session:
            await leases.end(session, self._desk.clock.now())

    async def run_until_empty(self) -> None:
        """Deliver everything that is due now, and what follows from it."""
        while True:
            # those that end while we look make room for more
            self._bell.muffle()
            under_way = bool(self._busy)
            if await self._start_what_is_due():
                continue
            if not under_way:
                return
            await self._bell.heard(POLL)

    async def _started(self) -> bool:
        """Start what is due; while the database is gone the courier waits for it."""
        try:
            await self._holding.take_over()
            return await self._start_what_is_due()
        except (SQLAlchemyError, OSError) as error:  # refused connections come as they are
            log.warning("outbox not read", reason=type(error).__name__)
            return False

    async def _start_what_is_due(self) -> bool:
        if self._broken:
            raise LaneBroke
        now = self._desk.clock.now()
        room = self._room(now)
        kinds = [kind for kind in self._kinds if room[self._carriers[kind].part]]
        if not kinds:
            return False
        async with self._desk.database.glance() as session:
            due = await leases.next_due(session, kinds)
        priorities = [priority for priority, at in due.items() if at <= now]
        if not priorities:
            return False
        self._resting = {lane: pause for lane, pause in self._resting.items() if pause.lasts(now)}
        ours = self._holding.hold_of()
        await give_way()
        async with self._desk.database.transaction() as session:
            rows = await leases.take(
                session,
                now,
                kinds,
                lasting=LEASE,
                limit=max(room.values()),
                busy_lanes=self._busy.keys() | self._resting.keys(),
                priorities=priorities,
                holder=self._holding.holder,
                suspects=0 if self._suspects else 1,
            )
            fitting = await self._keep_to_room(session, rows, room)
            true, leaves = await self._ask(session, fitting, now)
            may_leave = await self._keep_to_rate(session, true, now)
        self._start(may_leave, leaves, ours)
        return bool(rows)

    def _room(self, now: datetime) -> dict[str, int]:
        """Say how many parcels each part can take."""
        under_way = Counter(self._busy.values())
        parts = {carrier.part for carrier in self._carriers.values()}
        closed = {part for part, pause in self._closed.items() if pause.lasts(now)}
        return {part: 0 if part in closed else self._pace.room(part, under_way[part]) for part in parts}

    async def _keep_to_room(
        self, session: AsyncSession, rows: Sequence[Leased], room: Mapping[str, int]
    ) -> list[Leased]:
        """Give back what is more than a part can take, where another can take more."""
        by_part: dict[str, list[Leased]] = defaultdict(list)
        for row in rows:
            by_part[self._carriers[row.kind].part].append(row)
        if too_many := [row.id for part, theirs in by_part.items() for row in theirs[room[part] :]]:
            await leases.give_back(session, too_many, self._holding.holder)
        return [row for part, theirs in by_part.items() for row in theirs[: room[part]]]

    async def _ask(
        self, session: AsyncSession, rows: Sequence[Leased], now: datetime
    ) -> tuple[list[Leased], _Leaves]:
        """Have carriers of many ask about all of theirs at once; what is not true any more ends here."""
        found: dict[int, Delivery | Leave] = {}
        for carrier in {self._carriers[row.kind] for row in rows}:
            if isinstance(carrier, AsksTogether):
                found |= await carrier.ask(
                    session, [row for row in rows if self._carriers[row.kind] is carrier]
                )
        untrue = {row: came_to for row in rows if isinstance(came_to := found.get(row.id), Delivery)}
        await self._record.put_down(session, untrue, now)
        leaves = {number: came_to for number, came_to in found.items() if not isinstance(came_to, Delivery)}
        return [row for row in rows if row not in untrue], leaves

    async def _keep_to_rate(
        self, session: AsyncSession, rows: Sequence[Leased], now: datetime
    ) -> list[Leased]:
        """Give back what is too much for this minute, that of every other process counted in."""
        may_leave = [row for row in rows if not self._a_minute.get(self._carriers[row.kind].part)]
        for part, a_minute in self._a_minute.items():
            theirs = [row for row in rows if self._carriers[row.kind].part == part]
            if not a_minute or not theirs:
                continue
            granted, more_at = await rate.take(session, part, len(theirs), a_minute, now)
            may_leave += theirs[:granted]
            if too_many := theirs[granted:]:
                self._closed[part] = Pause(now, more_at - now)
                await leases.give_back(session, [row.id for row in too_many], self._holding.holder)
        return may_leave

    def _start(self, rows: Sequence[Leased], leaves: _Leaves, ours: Callable[[], bool]) -> None:
        for lane, parcels in _by_lane(rows).items():
            self._busy[lane] = self._carriers[parcels[0].kind].part
            if any(row.abandoned for row in parcels):
                self._suspects.add(lane)
            run = asyncio.create_task(self._run_lane(lane, parcels, leaves, ours))
            self._runs.add(run)
            run.add_done_callback(self._ended)

    def _ended(self, run: asyncio.Task[None]) -> None:
        self._runs.discard(run)
        if not run.cancelled() and (error := run.exception()):
            log.critical("lane broke", exc_info=error)
            self._broken = True

    async def _run_lane(
        self, lane: str, rows: Sequence[Leased], leaves: _Leaves, ours: Callable[[], bool]
    ) -> None:
        still_ours.set(ours)
        recorded.set(self._record.caught_up)
        try:
            for position, row in enumerate(rows):
                if self._stopping or not ours():
                    await self._give_back(rows[position:])
                    return
                if row.abandoned >= LIVES:
                    await self._give_up(row, DeliveryFailed("no process survived delivering it"))
                    continue
                leave = leaves.get(row.id) or partial(self._carriers[row.kind].deliver, row)
                try:
                    goes_on = await self._carry(row, leave)
                except NotOurs:
                    await self._give_back(rows[position:])
                    return
                if not goes_on:
                    await self._give_back(rows[position + 1 :])
                    return
        finally:
            del self._busy[lane]
            self._suspects.discard(lane)
            self._bell.ring()

    async def _carry(self, row: Leased, leave: Leave) -> bool:
        """Deliver one parcel and record it; False when what is behind it in its lane should wait."""
        try:
            async with asyncio.timeout(LONGEST.total_seconds()):
                delivery = await leave()
        except NotOurs:
            raise
        except PermanentFailure as failure:
            await self._give_up(row, failure)
            return True
        except TemporaryFailure as failure:
            return await self._retry(row, failure)
        except DeliveryFailed as failure:
            await self._give_up(row, failure)
            return True
        except Exception as error:
            # one of the three catch-alls: a fault in one parcel stops no other
            if not (isinstance(error, SQLAlchemyError) and is_in_trouble(error)):  # that is told elsewhere
                log.exception("delivery broke", parcel=row.key)
            return await self._retry(row, TemporaryFailure(type(error).__name__))
        await self._record.ended(row, delivery)
        self._pace.took(self._carriers[row.kind].part)
        return True

    async def _retry(self, row: Leased, failure: TemporaryFailure) -> bool:
        now = self._desk.clock.now()
        # a server that is gone for a week is no fault of the letter: it waits for the server
        if is_given_up(row, now) and not isinstance(failure, Unreachable):
            await self._give_up(row, failure)
            return True
        is_the_services = isinstance(failure, Unreachable) and not failure.may_have_left
        longest = pauses.LONGEST_WAIT_FOR_A_SERVICE if is_the_services else pauses.LONGEST_WAIT
        wait = wait_before_retry(row.attempts, failure.retry_after, longest)
        await self._record.surely(partial(undelivered.postpone, row, failure, now, now + wait))
        if isinstance(failure, Unreachable):
            self._record.in_trouble(failure.part)
            if not failure.may_have_left:
                # the others wait too: each would meet the same
                self._closed[failure.part] = Pause(now, pauses.FIRST_WAIT)
        log.warning("delivery postponed", parcel=row.key, reason=failure.logged, seconds=wait.total_seconds())
        if failure.whole_lane:
            self._resting[row.lane] = Pause(now, wait)
        return not failure.whole_lane

    async def _give_up(self, row: Leased, failure: DeliveryFailed) -> None:
        now, reason = self._desk.clock.now(), failure.reason
        try:
            await self._record.surely(partial(undelivered.fail, self._carriers[row.kind], row, reason, now))
        except Exception:
            # it has ended all the same: held for ever it would keep its lane waiting
            log.exception("what follows a delivery given up broke", parcel=row.key)
            await self._record.surely(partial(undelivered.fail, None, row, reason, now))
        log.error("delivery given up", parcel=row.key, reason=failure.logged)
        self._bell.ring()

    async def _give_back(self, rows: Sequence[Leased]) -> None:
        for holder in {row.leased_by for row in rows}:
            await self._record.surely(partial(undelivered.release, [row.id for row in rows], holder))

    async def _settle(self) -> None:
        if self._runs:
            await asyncio.wait(self._runs, timeout=30)


def _by_lane(rows: Sequence[Leased]) -> dict[str, list[Leased]]:
    """Sort parcels into lanes; the lane of what is to leave first comes first."""
    lanes: dict[str, list[Leased]] = defaultdict(list)
    for row in rows:
        lanes[row.lane].append(row)
    # in the order they were put there: one that had to wait still goes before what came after it
    return {lane: sorted(parcels, key=lambda row: row.id) for lane, parcels in lanes.items()}
