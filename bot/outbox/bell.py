"""The bell between whoever puts something in the outbox and the courier of the same process."""

import asyncio
import contextlib


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
