"""Lines of a round's history that its office is told of at once, in its channel.

Only *that* something is to be told stands here; what is said is drawn when it is delivered.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.outbox import Parcel
from storage.tables import Round, RoundEvent

NOTICE = "slack.round_notice"
"""The kind of parcel that tells an office what happened to a round."""


async def tell(session: AsyncSession, of: Round, event: RoundEvent, now: datetime) -> None:
    """Have an office told of one line of a round's history, once."""
    parcel = Parcel(
        key=f"round:{of.id}/told:{event.id}",
        kind=NOTICE,
        lane=f"slack:{of.office}",
        due_at=now,
        payload={"event": event.id},
    )
    await outbox.put(session, parcel, now)
