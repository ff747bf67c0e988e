"""The watch: each process looks at all parts, and people are told of what stays wrong.

Every process watches, so that none need be told that another one has fallen silent. A short trouble makes no
noise: what is told of has been seen unchanged for a while by somebody who was there all the time.
"""

import asyncio
import platform
import time
from collections.abc import Callable, Mapping
from contextlib import suppress

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.desk import Desk
from bot.inquiries import routing
from bot.monitoring import alarms
from bot.monitoring.lasting import Lasting
from bot.monitoring.life import SILENCE, in_words
from bot.monitoring.room import no_room
from bot.monitoring.subjects import Subject, Trouble
from bot.monitoring.troubles import is_over, troubles
from storage import alarms as record
from storage import service
from storage.tables import PartState

log = structlog.get_logger(__name__)

PART = "watch"
LOOK = 10.0  # seconds
GRACE = 120.0
"""Seconds that something may be wrong before people are told."""
SLOW = 2.0
"""Seconds that a small change of the record may take."""
LEAVING = 2.0
"""Seconds that whoever stops the service need wait for a database that is away."""


class Watch:
    """Looks after the service, from one process of it; ``clock`` counts seconds and never jumps."""

    def __init__(self, desk: Desk, clock: Callable[[], float] = time.monotonic) -> None:
        self._desk = desk
        self._clock = clock
        self._machine = platform.node()
        self._heard = Lasting(clock)
        self._wrong = Lasting(clock)
        self._took = 0.0

    async def run(self) -> None:
        """Look for ever; while the database is gone ``bot.monitoring.database_gone`` tells."""
        pulse = self._desk.pulse
        try:
            with pulse.of(PART, SILENCE.total_seconds()):
                while True:
                    pulse.beat(PART)
                    await self._look_if_it_can()
                    await asyncio.sleep(LOOK)
        finally:
            # this machine's own parts are well or not only as long as somebody looks
            with suppress(SQLAlchemyError, OSError):
                await self._leave()

    async def _look_if_it_can(self) -> None:
        try:
            await self.look()
        except (SQLAlchemyError, OSError) as error:
            log.warning("not watched", reason=type(error).__name__)

    async def look(self) -> None:
        """Say how this machine is doing, then tell people of what has begun or ended."""
        await self._say_how_it_is()
        async with self._desk.database.glance() as session:
            parts = await service.parts(session)
            channels = await service.channels_in_trouble(session)
            told = {alarm.what: alarm for alarm in await record.lasting(session)}
        found = troubles(parts, channels, self._quiet(parts))
        over = [alarm for alarm in told.values() if is_over(alarm, found, parts)]
        begun = [each for each in self._lasting(found) if each.what not in told]
        if over or begun:
            # a card in the triage office's channel is seen by nobody while that takes no posts
            triage = f"{Subject.CHANNEL} {routing.triage(self._desk.offices).key}"
            without_slack = Subject.SLACK in found or triage in found
            await alarms.tell(self._desk, begun, over, without_slack=without_slack)

    def _quiet(self, parts: list[PartState]) -> set[str]:
        heard = self._heard.seconds({part.part: part.seen_at for part in parts})
        configured = self._desk.settings.imap.host is not None
        return {
            name
            for name, seconds in heard.items()
            if seconds > SILENCE.total_seconds() and (configured or name != Subject.MAIL)
        }

    def _lasting(self, found: Mapping[str, Trouble]) -> list[Trouble]:
        seconds = self._wrong.seconds({what: trouble.since for what, trouble in found.items()})
        # a loop has been silent for minutes before that is trouble at all
        return [
            trouble
            for what, trouble in found.items()
            if seconds[what] >= GRACE or what.startswith(Subject.SILENT)
        ]

    async def _say_how_it_is(self) -> None:
        now, began = self._desk.clock.now(), self._clock()
        slow = f"a small change took {self._took:.0f} seconds" if self._took > SLOW else None
        async with self._desk.database.transaction() as session:
            await service.report_part(session, f"{Subject.DATABASE} {self._machine}", slow, now)
            await service.report_part(session, f"{Subject.HUNG} {self._machine}", self._hung(), now)
            disk = no_room(self._desk.settings)
            await service.report_part(session, f"{Subject.DISK} {self._machine}", disk, now)
        self._took = self._clock() - began

    def _hung(self) -> str | None:
        return in_words(self._desk.pulse.hung())

    async def _leave(self) -> None:
        own = [f"{each} {self._machine}" for each in (Subject.DATABASE, Subject.DISK, Subject.HUNG)]
        async with asyncio.timeout(LEAVING), self._desk.database.transaction() as session:
            await service.forget_parts(session, own)
