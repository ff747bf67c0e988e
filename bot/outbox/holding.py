"""Holding parcels: what a process leased stays its own as long as it lives, and is another's soon after that.

A process's life is its turn at a name of its own (:mod:`storage.turns`), which the database ends with it. The
embedded database has one service: what an earlier one held is taken over at the start (`Courier.take_over`).
"""

import os
import secrets
import socket
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import structlog

from bot.desk import Desk
from bot.standing_by import in_turn
from storage import leases, turns
from storage.turns import Turn

log = structlog.get_logger(__name__)

LOOK = 1.0
"""Seconds between two looks at whether somebody died."""
GRACE = 10.0
"""Seconds for a process on another machine to take up its turn again, as after a restart of the database."""


class Holding:
    """This process's hold on its parcels, and its eye on the others."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._shared = desk.database.engine.dialect.name == "postgresql"
        self._name = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._turn: Turn | None = None
        self._looked = 0.0
        self._free_since: dict[str, float] = {}

    @property
    def holder(self) -> str | None:
        """Under which name parcels are leased; None where a lease ends by the clock."""
        return self._name if self._turn else None

    @property
    def may_lease(self) -> bool:
        """Whether parcels may be taken: others must be able to see that their holder lives."""
        return bool(self._turn and self._turn.is_certain) or not self._shared

    def hold_of(self) -> Callable[[], bool]:
        """Tell of what is leased now whether it is ours still, as long as anybody asks.

        Cut off from the database, a process can't know whether another has taken over what it holds. Nor can
        it once it is back under a new turn.
        """
        turn = self._turn
        # without a turn a lease ends by the clock, and nobody takes it over before that
        return lambda: turn is None or (turn is self._turn and turn.is_certain)

    async def hold(self) -> None:
        """Show for ever that this process lives, wherever there may be others."""
        if self._shared:
            await in_turn(self._desk.database, _turn_of(self._name), self._alive, self._have)

    def _have(self, turn: Turn) -> None:
        self._turn = turn

    @asynccontextmanager
    async def _alive(self) -> AsyncIterator[None]:
        try:
            yield
        finally:
            self._turn = None

    async def take_over(self) -> None:
        """Have the leases of processes end that are gone; looks once in a while only."""
        if not self._turn or time.monotonic() - self._looked < LOOK:
            return
        self._looked = time.monotonic()
        async with self._desk.database.glance() as session:
            others = await leases.holders(session) - {self._name}
        self._free_since = {name: since for name, since in self._free_since.items() if name in others}
        for name in sorted(others):
            await self._take_over(name)

    async def _take_over(self, name: str) -> None:
        async with self._desk.database.transaction() as session:
            if not await turns.is_free(session, _turn_of(name)):
                self._free_since.pop(name, None)
                return
            since = self._free_since.setdefault(name, time.monotonic())
            if time.monotonic() - since >= GRACE or is_gone_here(name):
                await leases.end(session, self._desk.clock.now(), name)
                log.warning("parcels taken over", holder=name)


def _turn_of(name: str) -> str:
    return f"courier:{name}"


def is_gone_here(name: str) -> bool:
    """Whether a holder was a process of this machine that runs no more; then nobody need wait for it."""
    machine, process, _ = name.rsplit(":", 2)
    if machine != socket.gethostname():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
