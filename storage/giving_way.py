"""Giving way: long work on the event loop goes in pieces, and between them what is ready goes on.

A click, or a mail server's answer, does not wait for a whole batch of rows.
"""

import asyncio
from collections.abc import AsyncIterator, Iterable
from typing import TypeVar

T = TypeVar("T")

PIECE = 12
"""Rows that are gone through at a time: a few tenths of a millisecond."""


async def give_way() -> None:
    """Let what is ready go on."""
    # once around the loop what came in is heard, the second time whoever waits for it goes on
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def giving_way(many: Iterable[T]) -> AsyncIterator[T]:
    """Go through many, and give way before each piece of them and after the last."""
    for number, each in enumerate(many):
        if number % PIECE == 0:
            await give_way()
        yield each
    await give_way()
