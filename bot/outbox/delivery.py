"""What a delivery can come to: the words between the courier and those who carry things out.

A carrier returns :class:`Sent`, :class:`Dropped` or :class:`Postponed`, or raises a failure. It never decides
how often to try: that is the courier's.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from sqlalchemy.ext.asyncio import AsyncSession

from storage.leases import Leased

still_ours: ContextVar[Callable[[], bool]] = ContextVar("still_ours", default=lambda: True)
"""Whether the parcel under way is this process's still; asked before what can't be taken back."""


async def _nothing_left() -> None:
    pass


recorded: ContextVar[Callable[[], Awaitable[None]]] = ContextVar("recorded", default=_nothing_left)
"""Returns once what left before is on record; awaited before what may be asked anew leaves."""

Effect = Callable[[AsyncSession, datetime], Awaitable[None]]


@dataclass(frozen=True)
class Alike:
    """An effect that many deliveries have alike: ``of_all`` records it, of all those that end together."""

    of_all: Callable[[AsyncSession, Sequence[Any], datetime], Awaitable[None]]
    of: Any
    """What it is of this one delivery."""

    async def __call__(self, session: AsyncSession, now: datetime) -> None:
        """Record it of this one alone."""
        await self.of_all(session, [self.of], now)


@dataclass(frozen=True)
class Sent:
    """It left. ``effect`` is recorded in the same transaction as the fact."""

    result: Mapping[str, Any] = field(default_factory=dict)
    effect: Effect | Alike | None = None


@dataclass(frozen=True)
class Dropped:
    """It is no longer true, so it does not leave; ``reason`` says why."""

    reason: str
    effect: Effect | None = None


@dataclass(frozen=True)
class Postponed:
    """It is true but not now."""

    until: datetime
    reason: str


Delivery = Sent | Dropped | Postponed
Leave = Callable[[], Awaitable[Delivery]]
"""Lets one parcel leave that was found to be true."""


class DeliveryFailed(Exception):
    """The root of what can go wrong on the way out.

    ``reason`` is kept with the parcel. ``logged`` is what of it a log may say: a server's own words quote
    letters and name people.
    """

    def __init__(self, reason: str, *, logged: str | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.logged = logged or reason


class TemporaryFailure(DeliveryFailed):
    """Worth another try; ``retry_after`` (seconds) is what the other side asked for.

    ``whole_lane`` says that the rest of its lane would meet the same, and waits with it.
    """

    whole_lane = False

    def __init__(self, reason: str, retry_after: float | None = None, *, logged: str | None = None) -> None:
        super().__init__(reason, logged=logged)
        self.retry_after = retry_after
        self.whole_lane = self.whole_lane or retry_after is not None


class PermanentFailure(DeliveryFailed):
    """Trying again would not help: a person has to know."""


class Unreachable(TemporaryFailure):
    """The whole service is out of reach (``part``: ``smtp``, ``slack``), not just this parcel.

    ``may_have_left`` says that the connection was lost while the parcel was on its way.
    """

    whole_lane = True

    def __init__(self, part: str, reason: str, *, may_have_left: bool = False) -> None:
        super().__init__(reason)
        self.part = part
        self.may_have_left = may_have_left


class NotOurs(DeliveryFailed):
    """Another process may have the parcel by now: it does not leave from here."""

    def __init__(self) -> None:
        super().__init__("the process was cut off from the database")


def require_ours() -> None:
    """Raise :class:`NotOurs` unless the parcel under way is this process's still."""
    if not still_ours.get()():
        raise NotOurs


class Carrier(Protocol):
    """Carries parcels of some kinds out into the world."""

    part: str
    """The service that it hands them to, as ``status`` names it: ``smtp``, ``slack``."""

    async def deliver(self, row: Leased) -> Delivery:
        """Deliver one parcel with no transaction open."""

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:
        """Record what follows when a parcel can't be delivered."""


@runtime_checkable
class AsksTogether(Protocol):
    """A carrier of many parcels, which asks about them together before each leaves."""

    async def ask(self, session: AsyncSession, rows: Sequence[Leased]) -> Mapping[int, Delivery | Leave]:
        """Ask of parcels whether they are true still, in the transaction that takes them.

        Returns for each, by number, why it does not leave or how it does; one left out is delivered alone.
        """
