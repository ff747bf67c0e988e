"""The tally: every message ever seen against what became of it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import service
from storage.tables import LedgerEntry

SEEN = "mail"
"""The counter of messages ever seen."""


@dataclass(frozen=True)
class Totals:
    """The reconciliation: ``seen`` must equal ``undecided`` plus the sum of ``outcomes``.

    Messages are counted as they are stored, the rest by looking at every row: a row lost or doubled shows.
    """

    seen: int
    undecided: int
    outcomes: dict[str, int]

    @property
    def adds_up(self) -> bool:
        """Whether every message seen is accounted for."""
        return self.seen == self.undecided + sum(self.outcomes.values())


async def totals(session: AsyncSession) -> Totals:
    """Count everything ever seen, and every row of the ledger by outcome."""
    grouped = await session.execute(select(LedgerEntry.outcome, func.count()).group_by(LedgerEntry.outcome))
    counts: dict[str | None, int] = dict(grouped.all())
    return Totals(
        await seen(session), counts.pop(None, 0), {str(outcome): count for outcome, count in counts.items()}
    )


async def seen(session: AsyncSession) -> int:
    """How many messages were ever stored."""
    return await service.last_number(session, SEEN)


async def last_seen(session: AsyncSession) -> datetime | None:
    """When the newest message was seen."""
    newest = select(LedgerEntry.seen_at).order_by(LedgerEntry.id.desc()).limit(1)
    return (await session.scalars(newest)).one_or_none()
