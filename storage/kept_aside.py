"""What lies in quarantine: messages that could not be understood, whole, until somebody or something can."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.messages import is_talk
from storage.outcomes import Outcome
from storage.retention import DISCARDED
from storage.tables import LedgerEntry, RawMessage


@dataclass(frozen=True)
class KeptAside:
    """A message in quarantine; ``size`` in bytes."""

    ledger_id: int
    received_at: datetime
    source: str
    size: int
    reason: str

    @property
    def is_talk(self) -> bool:
        """Whether it was said in Slack; everything else is a mail."""
        return is_talk(self.source)

    @property
    def laid_aside(self) -> bool:
        """Whether a person has looked at it and wants it left there."""
        return self.reason.startswith(DISCARDED)


async def quarantined(session: AsyncSession) -> list[KeptAside]:
    """Read what lies in quarantine and has not been emptied, oldest first."""
    found = (
        select(
            LedgerEntry.id, LedgerEntry.received_at, LedgerEntry.source, RawMessage.size, LedgerEntry.reason
        )
        .join(RawMessage, RawMessage.id == LedgerEntry.raw_id)
        .where(LedgerEntry.outcome == Outcome.QUARANTINED, LedgerEntry.emptied_at.is_(None))
        .order_by(LedgerEntry.id)
    )
    rows = (await session.execute(found)).all()
    return [KeptAside(number, at, source, size, reason or "") for number, at, source, size, reason in rows]
