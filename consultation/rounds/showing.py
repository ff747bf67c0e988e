"""What a round shows the office: parcels for its card and those of its answers, written with what they show.

Only *that* something is to be shown stands here: a card is drawn when it is delivered, of what is then true.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from storage import outbox
from storage.outbox import Parcel
from storage.tables import Round, Submission

ROUND = "slack.round"
"""The kind of parcel that shows a round to its office."""
ANSWER = "slack.submission"
"""The kind of parcel that shows an answer to a round."""


async def show(session: AsyncSession, of: Round, now: datetime) -> None:
    """Have the card show the round as it is now; a card already on its way shows this change too."""
    of.revision += 1
    await session.flush()
    payload = {"round": of.id, "revision": of.revision}
    await _put(session, of, f"round:{of.id}/card:{of.revision}", ROUND, now, payload)


async def show_answer(session: AsyncSession, of: Round, made: Submission, now: datetime) -> None:
    """Show an answer that came in."""
    await _put(session, of, _key(of, made), ANSWER, now, {"submission": made.id})


async def show_answer_anew(session: AsyncSession, of: Round, changed: Submission, now: datetime) -> None:
    """Have an answer's card show what has been decided on it, and the round's card what follows."""
    await show(session, of, now)
    key = _key(of, changed)
    await _put(session, of, f"{key}/{of.revision}", ANSWER, now, {"submission": changed.id, "of": key})


async def _put(
    session: AsyncSession, of: Round, key: str, kind: str, now: datetime, payload: Mapping[str, str | int]
) -> None:
    await outbox.put(session, Parcel(key, kind, f"slack:{of.office}", now, payload), now)


def _key(of: Round, submission: Submission) -> str:
    return f"round:{of.id}/submission:{submission.id}"
