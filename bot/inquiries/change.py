"""Changing an inquiry: one transaction, one person who may, one line of history, one card.

Every action of staff goes through :func:`changing`, so that none can forget the lock, the permission, the
history or the card.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.errors import MergedAlready, OnlyWhole
from bot.inquiries.posts import show_card
from bot.staff import permissions
from storage import inquiries, parts
from storage.tables import Inquiry


@dataclass(frozen=True)
class Change:
    """An inquiry, locked, in an open transaction."""

    session: AsyncSession
    inquiry: Inquiry
    actor: str
    now: datetime
    main: Inquiry | None = None
    """The inquiry that this one is a question of, locked as well."""

    async def record(self, what: str, **details: Any) -> None:
        """Append to the history, and have the card show what is true now; so does that of the main one."""
        await inquiries.record(self.session, self.inquiry.id, self.now, self.actor, what, **details)
        await show_card(self.session, self.inquiry, self.now)
        if self.main is not None:
            await show_card(self.session, self.main, self.now)


@asynccontextmanager
async def changing(desk: Desk, inquiry_id: int, user: str) -> AsyncIterator[Change]:
    """Open one inquiry for a change by ``user``.

    Raises what ``bot.staff.permissions`` raises, or :class:`~bot.inquiries.errors.MergedAlready`.
    """
    async with desk.database.transaction() as session:
        yield await opened(session, desk, inquiry_id, user)
    desk.nudge()


async def opened(session: AsyncSession, desk: Desk, inquiry_id: int, user: str) -> Change:
    """Open one inquiry for a change in a transaction that holds more than it; see :func:`changing`."""
    inquiry, main = await parts.locked(session, inquiry_id)
    await permissions.require(session, desk, inquiry, user)
    await require_main(session, inquiry)
    return Change(session, inquiry, user, desk.clock.now(), main)


async def looked_at(session: AsyncSession, desk: Desk, inquiry_id: int, user: str) -> Inquiry:
    """Read an inquiry that ``user`` is about to change, under the same conditions as :func:`changing`."""
    inquiry = await inquiries.get(session, inquiry_id)
    await permissions.require(session, desk, inquiry, user)
    await require_main(session, inquiry)
    return inquiry


async def require_main(session: AsyncSession, inquiry: Inquiry) -> None:
    """Raise :class:`~bot.inquiries.errors.MergedAlready` where an inquiry goes on in another one."""
    if inquiry.merged_into is not None:
        raise MergedAlready((await inquiries.get(session, inquiry.merged_into)).reference)


async def require_whole(session: AsyncSession, inquiry: Inquiry) -> None:
    """Raise :class:`~bot.inquiries.errors.OnlyWhole` where an inquiry is a question of another one."""
    if inquiry.part_of is not None:
        raise OnlyWhole((await inquiries.get(session, inquiry.part_of)).reference)
