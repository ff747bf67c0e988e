"""Addresses that letters of ours do not reach, each with why and since when.

Of a round's own addresses `consultation.rounds` keeps account by itself.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import RefusedAddress
from storage.upsert import insert

_AMONG = (
    select(RefusedAddress)
    .where(RefusedAddress.email.in_(bindparam("emails", expanding=True)))
    .where(RefusedAddress.at > bindparam("since"))
    .order_by(RefusedAddress.email)
)


async def mark(session: AsyncSession, email: str, cause: str, at: datetime) -> None:
    """Mark an address, or mark it anew."""
    marked = insert(session, RefusedAddress).values(email=email.lower(), cause=cause, at=at)
    anew = {"cause": marked.excluded.cause, "at": marked.excluded.at}
    await session.execute(marked.on_conflict_do_update(index_elements=["email"], set_=anew))


async def among(session: AsyncSession, emails: Collection[str], since: datetime) -> list[RefusedAddress]:
    """Find those of some addresses that were marked after a moment, such as the last letter from them."""
    asked = {"emails": [each.lower() for each in emails], "since": since}
    return list((await session.scalars(_AMONG, asked)).all())
