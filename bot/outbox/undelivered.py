"""What is put on record of parcels that did not leave, each as `DeliveryRecord.surely` writes it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.outbox.delivery import Carrier, TemporaryFailure, Unreachable
from storage import leases, outbox, service
from storage.leases import Leased
from storage.outbox import ParcelState


async def postpone(
    row: Leased,
    failure: TemporaryFailure,
    now: datetime,
    due_at: datetime,
    session: AsyncSession,
    _again: bool,  # noqa: FBT001 - see DeliveryRecord.surely
) -> None:
    """Have a parcel tried again later, and its service said to be in trouble where that is out of reach."""
    may_have_left = isinstance(failure, Unreachable) and failure.may_have_left
    await leases.postpone(session, row, due_at, failure.reason, may_have_left=may_have_left)
    if isinstance(failure, Unreachable):
        await service.report_part(session, failure.part, failure.reason, now)


async def fail(
    carrier: Carrier | None,
    row: Leased,
    reason: str,
    now: datetime,
    session: AsyncSession,
    _again: bool,  # noqa: FBT001 - see DeliveryRecord.surely
) -> None:
    """End a parcel that is given up, with what follows for its carrier; one that another ended stays so."""
    if await outbox.ended_among(session, [row.id]):
        return
    await outbox.end(session, row.id, ParcelState.FAILED, now, reason=reason)
    if carrier:
        await carrier.given_up(session, row, reason, now)


async def release(
    row_ids: Sequence[int],
    holder: str | None,
    session: AsyncSession,
    _again: bool,  # noqa: FBT001 - see DeliveryRecord.surely
) -> None:
    """Give parcels back untouched, those that another has taken over left out."""
    await leases.give_back(session, row_ids, holder)
