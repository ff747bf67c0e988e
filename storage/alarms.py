"""What people were told to be wrong: each trouble once while it lasts, however many processes see it.

What is wrong is judged in ``bot.monitoring``; telling people of it is ``bot.monitoring.alarms``'.
"""

from datetime import datetime

from sqlalchemy import select, text, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Alarm
from storage.upsert import insert


async def begin(session: AsyncSession, what: str, reason: str, since: datetime, now: datetime) -> int | None:
    """Note that a trouble has begun; returns its number, None where somebody has noted it already."""
    row = insert(session, Alarm).values(what=what, reason=reason, since=since, raised_at=now)
    lasting = text("over_at IS NULL")
    fresh = row.on_conflict_do_nothing(index_elements=["what"], index_where=lasting).returning(Alarm.id)
    made: int | None = (await session.execute(fresh)).scalar_one_or_none()
    return made


async def end(session: AsyncSession, alarm_id: int, now: datetime) -> bool:
    """Note that a trouble is over; False where somebody has noted it already."""
    over = update(Alarm).where(Alarm.id == alarm_id, Alarm.over_at.is_(None)).values(over_at=now)
    return (await session.scalars(over.returning(Alarm.id))).one_or_none() is not None


async def lasting(session: AsyncSession) -> list[Alarm]:
    """Every trouble that is not over, the oldest first."""
    return list(await session.scalars(select(Alarm).where(Alarm.over_at.is_(None)).order_by(Alarm.id)))


async def get(session: AsyncSession, alarm_id: int) -> Alarm:
    """One of them, over or not."""
    return await session.get_one(Alarm, alarm_id)
