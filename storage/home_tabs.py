"""Home tabs that are open: what shows on each, and whose may show something else than is true by now.

Drawing and publishing them is `bot.slack.home.pages`' and `bot.slack.home.watch`'s work.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Event, HomeTab, Inquiry
from storage.upsert import insert

MOST_EVENTS = 500
"""More than these since the last look, and everybody is meant."""


@dataclass(frozen=True)
class News:
    """What happened since an event: the newest one's number, and whom it may concern.

    ``names`` are offices and Slack users, and what else histories name beside them; None means everybody.
    """

    newest: int
    names: frozenset[str] | None = frozenset()


async def opened_since(session: AsyncSession, moment: datetime) -> list[HomeTab]:
    """The tabs that somebody had before them since a moment, the latest first."""
    found = select(HomeTab).where(HomeTab.seen_at >= moment).order_by(HomeTab.seen_at.desc(), HomeTab.user)
    return list(await session.scalars(found))


async def keep(
    session: AsyncSession, user: str, place: str, drawn: str, guard: str | None, now: datetime, *, seen: bool
) -> None:
    """Keep what shows on somebody's tab; ``seen`` says that they asked for it themselves."""
    values = {"place": place, "drawn": drawn, "drawn_at": now, "guard": guard}
    if not seen:
        await session.execute(update(HomeTab).where(HomeTab.user == user).values(values))
        return
    kept = insert(session, HomeTab).values(user=user, seen_at=now, **values)
    await session.execute(kept.on_conflict_do_update(index_elements=["user"], set_=values | {"seen_at": now}))


async def lower_guard(session: AsyncSession, user: str, guard: str) -> None:
    """Publish without a guard the next time, unless another publishing was recorded meanwhile."""
    found = update(HomeTab).where(HomeTab.user == user, HomeTab.guard == guard)
    await session.execute(found.values(guard=None))


async def forget(session: AsyncSession, user: str) -> None:
    """Draw somebody's tab no more until they open it."""
    await session.execute(delete(HomeTab).where(HomeTab.user == user))


async def newest_event(session: AsyncSession) -> int:
    """The number of the newest event of all inquiries; 0 before there is any."""
    return (await session.scalars(select(func.max(Event.id)))).one() or 0


async def news_since(session: AsyncSession, event_id: int) -> News:
    """What happened to inquiries after an event."""
    found = select(Event.id, Event.actor, Event.details, Inquiry.office, Inquiry.claimed_by)
    found = found.join(Inquiry, Inquiry.id == Event.inquiry_id).where(Event.id > event_id)
    rows = (await session.execute(found.order_by(Event.id).limit(MOST_EVENTS + 1))).all()
    if len(rows) > MOST_EVENTS:
        return News(await newest_event(session), None)
    names = {
        name
        for row in rows
        for name in (row.actor, row.office, row.claimed_by, *row.details.values())
        if isinstance(name, str)
    }
    return News(rows[-1].id if rows else event_id, frozenset(names))


async def became_late(
    session: AsyncSession, since: datetime, now: datetime, statuses: Collection[str]
) -> set[str]:
    """The offices with an inquiry whose deadline passed after a moment."""
    passed = Inquiry.first_answer_due >= since, Inquiry.first_answer_due < now
    found = select(Inquiry.office).where(Inquiry.status.in_(statuses), *passed)
    return set(await session.scalars(found.distinct()))
