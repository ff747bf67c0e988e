"""Shared work: what comes while others are worked on is worked on at once with the rest, next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")


class SharedWork(Generic[T, R]):
    """Does one kind of work for many who ask; ``work`` gives one result for each item, in their order.

    Where it fails for several, each is done alone, so that none spoils it for the others. ``pause`` is how
    many seconds are waited for more to come.
    """

    def __init__(self, work: Callable[[Sequence[T]], Awaitable[Sequence[R]]], pause: float = 0) -> None:
        self._work = work
        self._pause = pause
        self._waiting: list[tuple[T, asyncio.Future[R]]] = []
        self._worker: asyncio.Task[None] | None = None

    async def __call__(self, item: T) -> R:
        """Return the result for one item, or raise what kept it from being."""
        done: asyncio.Future[R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, done))
        if self._worker is None:
            self._worker = asyncio.create_task(self._go_on())
        return await done

    async def _go_on(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._pause)
                batch, self._waiting = self._waiting, []
                await self._do(batch)
        finally:
            self._worker = None

    async def _do(self, batch: Sequence[tuple[T, asyncio.Future[R]]]) -> None:
        try:
            results = await self._work([item for item, _ in batch])
        except Exception as error:  # noqa: BLE001 - it is raised where the item is waited for
            if len(batch) > 1:
                for each in batch:
                    await self._do([each])
                return
            _tell(batch[0][1], error)
        else:
            for (_, done), result in zip(batch, results, strict=True):
                if not done.done():  # whoever asked may have been told to stop
                    done.set_result(result)


def _tell(done: "asyncio.Future[R]", error: Exception) -> None:
    if not done.done():
        done.set_exception(error)
