"""While the database is out of reach no card can be recorded: people are told straight away, past the record.

Each process sees for itself whether the database can be read and written, and holds in memory that it has
told: a house with several may hear of it from each. One that is started anew looks for what an earlier one on
its machine had told. Every other trouble is told through the record (``bot.monitoring.alarms``).
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import structlog
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.desk import Desk
from bot.monitoring.subjects import Subject
from bot.outbox.delivery import PermanentFailure, TemporaryFailure, Unreachable
from storage import service
from storage.database import FileGone
from storage.postgresql import NotLetIn
from storage.tables import Alarm

log = structlog.get_logger(__name__)

PART = "database gone"
LOOK = 5.0  # seconds
ROUND = 300.0
"""Seconds that a look and what follows may take."""
ANSWER = 10.0
"""Seconds that a tiny change may take."""
GRACE = 120.0
"""Seconds that the database may be out of reach before people are told."""


class Way(Protocol):
    """A way to tell people that needs no database: Slack, or mail."""

    async def standing(self) -> Alarm | None:
        """Find what an earlier process of this machine told and never said to be over, where that shows.

        From then on it is what is told here. Raises as :meth:`tell` does.
        """

    async def tell(self, alarm: Alarm) -> None:
        """Tell it, or that it is over; raises a failure of ``bot.outbox.delivery`` when it could not."""


class Say(StrEnum):
    """What people are to be told."""

    GONE = "gone"
    BACK = "back"


@dataclass(frozen=True)
class _Outage:
    since: datetime
    began: float
    reason: str


def to_say(gone_for: float | None, *, told: bool, grace: float) -> Say | None:
    """Say what to tell: that it has been gone for long enough, or that what was told is over."""
    if gone_for is None:
        return Say.BACK if told else None
    return Say.GONE if not told and gone_for >= grace else None


class DatabaseGone:
    """Tells by the first of the ways that works; ``clock`` counts seconds and never jumps."""

    def __init__(self, desk: Desk, ways: Sequence[Way], clock: Callable[[], float] = time.monotonic) -> None:
        self._desk, self._ways, self._clock = desk, ways, clock
        self._outage: _Outage | None = None
        self._told: tuple[Way, Alarm] | None = None
        self._unsought = [*ways]

    async def run(self) -> None:
        """Ask for ever."""
        pulse = self._desk.pulse
        with pulse.of(PART, ROUND):
            while True:
                pulse.beat(PART)
                await self.look()
                await asyncio.sleep(LOOK)

    async def look(self) -> None:
        """Change something tiny in the database, and tell what there is to tell."""
        reason, now = await self._trouble(), self._clock()
        await self._take_up_what_stands()
        if reason is None:
            self._outage = None
        else:
            self._outage = self._outage or _Outage(self._desk.clock.now(), now, reason)
        gone_for = now - self._outage.began if self._outage else None
        say = to_say(gone_for, told=self._told is not None, grace=GRACE)
        if say is Say.GONE and self._outage:
            await self._tell(self._outage)
        elif say is Say.BACK and self._told:
            await self._say_it_is_back(*self._told)

    async def _take_up_what_stands(self) -> None:
        for way in [*self._unsought]:
            try:
                alarm = await way.standing()
            except Unreachable:
                continue  # asked again at the next look
            except (TemporaryFailure, PermanentFailure) as error:
                log.warning("not known what was told", way=type(way).__name__, reason=type(error).__name__)
                alarm = None
            self._unsought.remove(way)
            if alarm and self._told is None:
                self._told = way, alarm

    async def _trouble(self) -> str | None:
        try:
            async with asyncio.timeout(ANSWER), self._desk.database.transaction() as session:
                await service.try_writing(session)
        except (SQLAlchemyError, OSError) as error:
            return _in_words(error)
        return None

    async def _tell(self, outage: _Outage) -> None:
        alarm = Alarm(what=Subject.GONE, reason=outage.reason, since=outage.since)
        for way in self._ways:
            if await _told_by(way, alarm):
                log.error("database gone", since=outage.since.isoformat(), reason=outage.reason)
                self._told = way, alarm
                return

    async def _say_it_is_back(self, way: Way, alarm: Alarm) -> None:
        alarm.over_at = alarm.over_at or self._desk.clock.now()
        if await _told_by(way, alarm):
            log.info("database back", since=alarm.since.isoformat())
            self._told = None


def _in_words(error: Exception) -> str:
    # the driver's own words say more than its error's name: the disk is full, the file is read-only
    words = (
        str(error.orig)
        if isinstance(error, DBAPIError)
        else str(error)
        if isinstance(error, (NotLetIn, FileGone))
        else ""
    )
    said = words.strip().partition("\n")[0]
    return f"the database can't be used ({said or type(error).__name__})"


async def _told_by(way: Way, alarm: Alarm) -> bool:
    try:
        await way.tell(alarm)
    except (TemporaryFailure, PermanentFailure) as error:
        log.warning("not told that the database is gone", way=type(way).__name__, reason=type(error).__name__)
        return False
    return True
