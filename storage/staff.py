"""The staff's questions: what somebody has set for themselves."""

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import StaffMember
from storage.upsert import insert

_LANGUAGE = select(StaffMember.language).where(StaffMember.user == bindparam("user"))


async def member(session: AsyncSession, user: str) -> StaffMember | None:
    """Read somebody's settings; None where nothing was ever set."""
    return await session.get(StaffMember, user)


async def language(session: AsyncSession, user: str) -> str | None:
    """Read the language that somebody chose; asked at every click."""
    return (await session.scalars(_LANGUAGE, {"user": user})).one_or_none()


async def keep(session: AsyncSession, user: str, **settings: str | None) -> None:
    """Keep some of somebody's settings; the others stay as they are."""
    kept = insert(session, StaffMember).values(user=user, **settings)
    await session.execute(kept.on_conflict_do_update(index_elements=["user"], set_=settings))
