"""How far apart messages are posted: Slack takes one a second in each channel, and answers more with 429.

To be refused costs a try, and a look through the channel for what the try may have left: it is better to
wait. Each channel is taken by itself. What another process posts there is not known here: where two meet,
Slack's 429 says how long to wait, and the courier does.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class _Channel:
    """Whose turn it is in one channel, and from when on, by the loop's clock."""

    def __init__(self) -> None:
        self.turn = asyncio.Lock()
        self.free_at = 0.0


class Spacing:
    """Gives out turns in each channel, in the order that they are asked for, so many seconds apart."""

    def __init__(self, seconds: float = 0) -> None:
        self._seconds = seconds
        self._channels: defaultdict[str, _Channel] = defaultdict(_Channel)

    @asynccontextmanager
    async def turn(self, channel: str) -> AsyncIterator[None]:
        """Wait for a turn to post in a channel, and have it while the block lasts."""
        if not self._seconds:
            yield
            return
        clock, here = asyncio.get_running_loop().time, self._channels[channel]
        async with here.turn:
            await asyncio.sleep(max(0.0, here.free_at - clock()))
            try:
                yield
            finally:
                # counted from when it was there: two that are sent a second apart may arrive closer together
                here.free_at = clock() + self._seconds
