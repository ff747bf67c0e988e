"""A story's steps: each is waited for, and told once it was seen to happen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

import click

PATIENCE = 20.0  # seconds that a step may take on a busy machine

T = TypeVar("T")


class NotSeenToHappen(Exception):
    """A step of the story did not happen; ``step`` says which."""

    def __init__(self, step: str) -> None:
        super().__init__(step)
        self.step = step


async def step(told: str, seen: Awaitable[T]) -> T:
    """Wait for what a step is about and tell it. Raises :class:`NotSeenToHappen`."""
    began = time.monotonic()
    try:
        async with asyncio.timeout(PATIENCE):
            found = await seen
    except TimeoutError:
        click.echo(click.style("  ✗ ", fg="red") + told)
        raise NotSeenToHappen(told) from None
    took = click.style(f"  {time.monotonic() - began:.2f} s", dim=True)
    click.echo(click.style("  ✓ ", fg="green") + told + took)
    return found


async def until(look: Callable[[], Awaitable[T | None]]) -> T:
    """Ask until there is an answer; the step's own patience ends it."""
    while (found := await look()) is None:  # noqa: ASYNC110 - the record tells nobody of its changes
        await asyncio.sleep(0.05)
    return found
