"""Signs of life of this process's loops, in memory: one that hangs is told from one that has nothing to do.

A loop that dies ends its process (:mod:`bot.loops`); one that waits for ever would go unseen.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

MAILBOX, COURIER, CLOCK = "imap", "courier", "clock"
"""Loops that leave a sign of life in the record, however little there is to do, as ``status`` names them."""


@dataclass(frozen=True)
class _Sign:
    at: float
    within: float


class Pulse:
    """Keeps each loop's last sign of life; ``clock`` counts seconds and never jumps. Any thread may beat."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._signs: dict[str, _Sign] = {}

    def beat(self, loop: str) -> None:
        """Have a loop say that it lives; of one that is not expected to, it means nothing."""
        if sign := self._signs.get(loop):
            self._signs[loop] = _Sign(self._clock(), sign.within)

    @contextmanager
    def of(self, loop: str, within: float) -> Iterator[None]:
        """Expect a sign of life of a loop every so many seconds, while the block lasts.

        After that it may be another process's turn at the same work.
        """
        self._signs[loop] = _Sign(self._clock(), within)
        try:
            yield
        finally:
            self._signs.pop(loop, None)

    def hung(self) -> dict[str, float]:
        """The loops that left no sign of life when they should have, with the seconds since the last."""
        now = self._clock()
        return {
            loop: now - sign.at
            for loop, sign in sorted({**self._signs}.items())
            if now - sign.at > sign.within
        }
