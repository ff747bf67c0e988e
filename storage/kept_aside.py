"""What was kept aside, whole: what could not be understood, and what a machine seems to have sent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Boolean, ColumnElement, and_, func, literal_column, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.ledger import AlreadyDecided
from storage.messages import is_talk
from storage.outcomes import Outcome
from storage.retention import DISCARDED, in_a_round
from storage.tables import LedgerEntry, RawMessage
from storage.tables.mail import KEPT_ASIDE

BY_MACHINES = (Outcome.AUTO_REPLY, Outcome.BOUNCE, Outcome.RECEIPT, Outcome.LIST_MAIL)


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


@dataclass(frozen=True)
class Spot:
    """A place in the list of what machines seem to have sent: after this one, the older follow."""

    decided_at: datetime
    ledger_id: int


async def by_machines(
    session: AsyncSession, since: datetime, limit: int, after: Spot | None = None
) -> Sequence[LedgerEntry]:
    """Read what machines seem to have sent since a moment and nobody was shown, newest first.

    What came back to an inquiry or a round is shown there. ``after`` is where the page before ended.
    """
    found = select(LedgerEntry).where(*_shown_nowhere(since))
    if after is not None:
        same, older = LedgerEntry.decided_at == after.decided_at, LedgerEntry.decided_at < after.decided_at
        found = found.where(or_(older, and_(same, LedgerEntry.id < after.ledger_id)))
    newest_first = found.order_by(LedgerEntry.decided_at.desc(), LedgerEntry.id.desc())
    return (await session.scalars(newest_first.limit(limit))).all()


async def count_by_machines(session: AsyncSession, since: datetime) -> int:
    """Count what :func:`by_machines` reads."""
    return (await session.scalars(select(func.count(LedgerEntry.id)).where(*_shown_nowhere(since)))).one()


async def make_a_letter_of(
    session: AsyncSession, ledger_id: int, inquiry_id: int, now: datetime, reason: str
) -> None:
    """Have what was taken for a machine's open an inquiry; raises :class:`storage.ledger.AlreadyDecided`."""
    values = {"outcome": Outcome.INQUIRY, "inquiry_id": inquiry_id, "decided_at": now, "reason": reason}
    taken_for_one = (LedgerEntry.id == ledger_id, *_shown_nowhere(None))
    anew = update(LedgerEntry).where(*taken_for_one).values(values).returning(LedgerEntry.id)
    if not (await session.execute(anew.execution_options(synchronize_session=False))).all():
        raise AlreadyDecided(ledger_id)


def _shown_nowhere(since: datetime | None) -> list[ColumnElement[bool]]:
    alone = [LedgerEntry.emptied_at.is_(None), LedgerEntry.inquiry_id.is_(None), ~in_a_round()]
    # the first in the index's own words: what is a part of it SQLite would not see
    by_one = literal_column(f"outcome IN ({KEPT_ASIDE})", Boolean), LedgerEntry.outcome.in_(BY_MACHINES)
    return [*by_one, *alone, *([LedgerEntry.decided_at >= since] if since else [])]
