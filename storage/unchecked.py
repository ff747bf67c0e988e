"""Files in letters and answers that nobody could look into when they came: which are left.

Only the newest letters and answers are asked about: a file that waited for longer is looked into when
somebody has it brought.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import AnswerFile, Correspondence, Submission

NEWEST = 20_000
"""How many rows of each are looked through, by their numbers."""


async def letters(
    session: AsyncSession, mark: str, without: Collection[int], limit: int
) -> list[Correspondence]:
    """Letters of inquiries with a file that bears a mark, the newest first."""
    return list(await session.scalars(_marked(Correspondence, mark, without).limit(limit)))


async def answers(session: AsyncSession, mark: str, without: Collection[int], limit: int) -> list[Submission]:
    """Messages to rounds with a file that bears a mark, the newest first."""
    return list(await session.scalars(_marked(Submission, mark, without).limit(limit)))


async def file_is(session: AsyncSession, file_id: int, mark: str | None, *, keep: bool) -> None:
    """Write down what is known of a file now; without ``keep`` what it holds is let go of."""
    file = await session.get_one(AnswerFile, file_id)
    file.mark = mark
    if not keep:
        file.content = file.sha256 = None
    await session.flush()


def _marked(table: Any, mark: str, without: Collection[int]) -> Select[Any]:
    newest = select(func.max(table.id)).scalar_subquery()
    found = select(table).where(table.id > newest - NEWEST, table.id.not_in(without))
    return found.where(cast(table.attachments, Text).contains(f'"{mark}"')).order_by(table.id.desc())
