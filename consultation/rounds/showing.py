"""What a round shows the office: parcels for its card and those of its answers, written with what they show.

Only *that* something is to be shown stands here: a card is drawn when it is delivered, of what is then true.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.outbox import Parcel, Priority
from storage.tables import Round, Submission

ROUND = "slack.round"
"""The kind of parcel that shows a round to its office."""
ANSWER = "slack.submission"
"""The kind of parcel that shows an answer to a round."""


async def show(session: AsyncSession, of: Round, now: datetime) -> None:
    """Have the card show the round as it is now; a card already on its way shows this change too.

    A card that stands changes in a lane of its own: whoever clicks waits for no new card of the office.
    """
    of.revision += 1
    await session.flush()
    parcel = Parcel(
        key=f"round:{of.id}/card:{of.revision}",
        kind=ROUND,
        lane=f"slack:{of.office}/round:{of.id}" if of.card_ts else f"slack:{of.office}",
        due_at=now,
        payload={"round": of.id, "revision": of.revision},
        priority=Priority.WATCHED if of.card_ts else Priority.USUAL,
    )
    await outbox.put(session, parcel, now)


async def show_answer(session: AsyncSession, of: Round, made: Submission, now: datetime) -> None:
    """Show an answer that came in."""
    parcel = Parcel(_key(of, made), ANSWER, f"slack:{of.office}", now, {"submission": made.id})
    await outbox.put(session, parcel, now)


async def show_answer_anew(session: AsyncSession, of: Round, changed: Submission, now: datetime) -> None:
    """Have an answer's card show what has been decided on it, and the round's card what follows."""
    await show(session, of, now)
    first = _key(of, changed)
    parcel = Parcel(
        key=f"{first}/{of.revision}",
        kind=ANSWER,
        lane=f"slack:{of.office}/{first}",
        due_at=now,
        payload={"submission": changed.id, "of": first},
        priority=Priority.WATCHED,
    )
    await outbox.put(session, parcel, now)


def _key(of: Round, submission: Submission) -> str:
    return f"round:{of.id}/submission:{submission.id}"
