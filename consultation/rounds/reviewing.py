"""Somebody says something of an answer's statements: recorded with who and when, and counted.

What may be said of one, and what follows for it, is in `reviews`; what waits is counted in `waiting`.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import unreadable, waiting
from consultation.rounds.errors import DecidedAlready, ReasonMissing
from consultation.rounds.reviews import Decision, Saying, own_place
from consultation.rounds.words import Passage
from storage import round_parties, round_statements, rounds
from storage.tables import StatementReview, Submission

STATEMENTS = "statements"
"""What the history calls it when people say something of statements."""


async def say(
    session: AsyncSession,
    message: Submission,
    sayings: Iterable[Saying],
    by: str,
    now: datetime,
    *,
    because: str = "",
) -> int:
    """Record what somebody says of one message's statements; returns of how many that is news.

    `because` says what it follows from, where that is not the statements themselves. Raises
    :class:`ReasonMissing`, and :class:`DecidedAlready` where somebody said otherwise meanwhile.
    """
    await round_parties.locked(session, message.party_id)
    known = await said_of(session, message)
    news = [each for each in sayings if not says_so(known.get(each.passage), each)]
    for each in news:
        _require(known.get(each.passage), each)
    for each in news:
        _put(session, known.get(each.passage), each, by, now)
    if news:
        await session.flush()
        await waiting.count_anew(session, message.party_id)
        await _recorded(session, message, news, by, now, because)
    return len(news)


async def said_of(session: AsyncSession, message: Submission) -> Mapping[Passage, StatementReview]:
    """Return what people said of one message's statements, by their place."""
    return {own_place(each): each for each in await round_statements.of_submissions(session, [message.id])}


def overtaken(before: StatementReview | None, saying: Saying) -> bool:
    """Whether somebody has said something of a statement since it was looked at."""
    return before is not None and saying.seen is not None and before.times != saying.seen


def says_so(before: StatementReview | None, saying: Saying) -> bool:
    """Whether what somebody says is on record already."""
    if before is None:
        return saying.decision is Decision.PROPOSED
    given = {
        "stance": saying.stance,
        "topics": _list(saying.topics),
        "target_groups": _list(saying.target_groups),
    }
    same = all(value is None or getattr(before, name) == value for name, value in given.items())
    return before.decision == saying.decision and before.reason == saying.reason.strip() and same


def _require(before: StatementReview | None, saying: Saying) -> None:
    read_by_person = unreadable.is_place(saying.passage) and saying.decision is not Decision.PROPOSED
    if (read_by_person or saying.decision is Decision.SET_ASIDE) and not saying.reason.strip():
        raise ReasonMissing("set_aside")
    if before is not None and overtaken(before, saying):
        raise DecidedAlready(before.by)


def _put(
    session: AsyncSession, before: StatementReview | None, saying: Saying, by: str, now: datetime
) -> None:
    place = saying.passage
    row = before or StatementReview(
        submission_id=saying.submission, source=place.source, start=place.start, end=place.end, times=0
    )
    row.decision, row.by, row.at, row.times = saying.decision, by, now, row.times + 1
    row.reason = saying.reason.strip() if saying.decision is Decision.SET_ASIDE else ""
    row.stance = saying.stance or row.stance
    row.topics = row.topics if saying.topics is None else list(saying.topics)
    row.target_groups = row.target_groups if saying.target_groups is None else list(saying.target_groups)
    session.add(row)


async def _recorded(
    session: AsyncSession, message: Submission, news: Sequence[Saying], by: str, now: datetime, because: str
) -> None:
    said = [[each.decision, each.passage.source, each.passage.start, each.passage.end] for each in news]
    await rounds.record(
        session,
        message.round_id,
        now,
        by,
        STATEMENTS,
        party_id=message.party_id,
        answer=message.id,
        because=because,
        said=said,
    )


def _list(values: Sequence[str] | None) -> list[str] | None:
    return None if values is None else list(values)
