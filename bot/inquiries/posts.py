"""What an inquiry shows in Slack: the parcels for its card and its thread.

Only *that* something is to be shown stands here; the card itself is drawn when it is delivered, from what is
true then (``bot.slack.posts``).
"""

from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.outbox import Parcel, Priority
from storage.tables import Inquiry

CARD = "slack.card"
THREAD = "slack.thread"
CHANNEL = "slack.channel"
PERSON = "slack.person"
UPDATE = "slack.update"
EMPTIED = "slack.emptied"
"""Posts of an emptied inquiry are taken away."""

SHOWN = (CARD, THREAD, CHANNEL, PERSON, UPDATE)
"""What shows something of an inquiry to staff."""


async def show_card(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    """Have the card show the inquiry as it is now; a card already on its way shows this change too."""
    inquiry.revision += 1
    await session.flush()
    await put_card(session, inquiry, now)


async def put_card(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    """Put a revision's card in the outbox.

    A card that stands changes in a lane of its own and before new ones: whoever clicks waits for no other
    card of the office.
    """
    office = f"slack:{inquiry.office}"
    await outbox.put_all(
        session,
        [
            Parcel(
                key=f"inquiry:{inquiry.id}/card:{inquiry.revision}",
                kind=CARD,
                lane=f"{office}/{inquiry.id}" if inquiry.card_ts else office,
                due_at=now,
                payload={"revision": inquiry.revision},
                inquiry_id=inquiry.id,
                priority=_priority(inquiry),
            )
        ],
        now,
    )


async def say_in_thread(
    session: AsyncSession, inquiry: Inquiry, about: str, now: datetime, kind: str = THREAD, **payload: Any
) -> None:
    """Say something beside the card; ``about`` names it and makes it unique within the inquiry.

    Where the card stands it waits for no new card of the office: there may be hundreds, a second each.
    """
    what, office = about.partition(":")[0], f"slack:{inquiry.office}"
    await outbox.put_all(
        session,
        [
            Parcel(
                key=f"inquiry:{inquiry.id}/{about}",
                kind=kind,
                lane=f"{office}/threads" if inquiry.card_ts else office,
                due_at=now,
                payload={"what": what, **payload},
                inquiry_id=inquiry.id,
                priority=_priority(inquiry),
            )
        ],
        now,
    )


def _priority(inquiry: Inquiry) -> Priority:
    # what belongs to a card must not come before it
    return Priority.WATCHED if inquiry.card_ts else Priority.USUAL
