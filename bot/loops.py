"""A loop of the service: it runs while a block lasts, and none ends by itself."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager

import structlog

from bot.settings import SettingsError

log = structlog.get_logger(__name__)


class LoopBroke(Exception):
    """A loop of the service ended, which none does by itself; its error is in the log."""

    def __init__(self, loop: str) -> None:
        super().__init__(loop)
        self.loop = loop


@asynccontextmanager
async def loop(
    name: str, work: Coroutine[object, object, None], broken: asyncio.Future[None]
) -> AsyncIterator[None]:
    """Have a loop run while the block lasts; one that ends before is told of."""

    def ended(task: asyncio.Task[None]) -> None:
        if task.cancelled() or broken.done():
            return
        if isinstance(error := task.exception(), SettingsError):
            broken.set_exception(error)  # says itself what to put right
        else:
            log.critical("loop broke", loop=name, exc_info=error)
            broken.set_exception(LoopBroke(name))

    task = asyncio.create_task(work)
    task.add_done_callback(ended)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])
