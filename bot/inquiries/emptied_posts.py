"""What an emptied inquiry or message had shown in Slack is taken away: a few posts at a time, with pauses.

The card stays and says that the inquiry is emptied. What colleagues wrote themselves is not ours to delete,
and what was answered into a foundation's own channel is theirs, as a letter would be.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.posts import EMPTIED
from storage import outbox
from storage.outbox import Parcel, Priority
from storage.retention import Place

LANE = "slack:emptied"
"""One after the other, and nobody else waits for them."""
AT_ONCE = 10
PAUSE = timedelta(seconds=15)
"""Between two parcels: forty posts a minute, of the fifty that Slack lets an app delete."""


def moments(now: datetime) -> Iterator[datetime]:
    """Say when the parcels of one sweep are due, one after the other."""
    return (now + number * PAUSE for number in count())


async def take_away(
    session: AsyncSession,
    whose: str,
    places: Sequence[Place],
    due: Iterator[datetime],
    now: datetime,
    inquiry_id: int | None = None,
) -> None:
    """Have posts taken away; ``whose`` names what was emptied, within a parcel's key."""
    parcels = [
        Parcel(
            key=f"{whose}/emptied:{start}",
            kind=EMPTIED,
            lane=LANE,
            due_at=next(due),
            payload={"places": [list(place) for place in places[start : start + AT_ONCE]]},
            inquiry_id=inquiry_id,
            priority=Priority.MASS,
        )
        for start in range(0, len(places), AT_ONCE)
    ]
    await outbox.put_all(session, parcels, now)
