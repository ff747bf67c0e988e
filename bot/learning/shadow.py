"""The model in the shadow: it reads what was decided without it, and what it would have said is kept.

It runs behind the service and never holds it up: what comes faster than it reads is left out, and what goes
wrong is logged.
"""

import asyncio
from contextlib import suppress
from pathlib import Path

import structlog

from bot.desk import Desk
from bot.learning import models
from nlp.model_process import ModelProcess
from nlp.taxonomy import Taxonomy
from nlp.understanding import Understanding
from storage import learning
from storage.tables import SecondOpinion

log = structlog.get_logger(__name__)

MOST_WAITING = 200
"""Letters; with more it could only fall behind further."""


class Shadow:
    """Reads opened inquiries with the model that the registry names as shadow, as long as it names one."""

    def __init__(self, desk: Desk, taxonomy: Taxonomy) -> None:
        self._desk = desk
        self._taxonomy = taxonomy
        self._registry = models.registry(desk.settings)
        self._heard: asyncio.Queue[tuple[int, str, str]] = asyncio.Queue(MOST_WAITING)
        self._path: Path | None = None
        self._process: ModelProcess | None = None

    def hear(self, inquiry_id: int, subject: str, body: str) -> None:
        """Take note of an inquiry that was opened; returns at once."""
        with suppress(asyncio.QueueFull):
            self._heard.put_nowait((inquiry_id, subject, body))

    async def run(self) -> None:
        """Give second opinions until cancelled."""
        try:
            while True:
                inquiry_id, subject, body = await self._heard.get()
                try:
                    await self._give_opinion(inquiry_id, subject, body)
                except Exception:
                    log.exception("no second opinion", inquiry=inquiry_id)
        finally:
            await asyncio.to_thread(self._change_to, None)

    async def _give_opinion(self, inquiry_id: int, subject: str, body: str) -> None:
        said = await asyncio.to_thread(self._read, subject, body)
        if said is None:
            return
        opinion = SecondOpinion(
            model=said.model,
            inquiry_id=inquiry_id,
            at=self._desk.clock.now(),
            initiative=said.initiative,
            confidence=said.confidence,
            accepted=said.confidence >= self._desk.settings.nlp.accept,  # as of the inquiry itself
        )
        async with self._desk.database.transaction() as session:
            await learning.keep_opinion(session, opinion)

    def _read(self, subject: str, body: str) -> Understanding | None:
        self._change_to(self._registry.shadow)
        return self._process.understand(subject, body) if self._process else None

    def _change_to(self, path: Path | None) -> None:
        if path == self._path:
            return
        if self._process:
            self._process.close()
        self._path, self._process = None, None
        if path:
            self._process = ModelProcess(path, self._taxonomy)
        self._path = path
