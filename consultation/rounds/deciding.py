"""What a person decides on a message to a round: what it is, or that it counts for nothing."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.collecting import settle_one
from consultation.rounds.errors import ReasonMissing
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.words import AnswerKind
from storage import rounds
from storage.tables import Round, Submission


async def decide(
    session: AsyncSession, of: Round, submission: Submission, kind: AnswerKind, by: str, now: datetime
) -> None:
    """Say what a message is; said again, the last word counts."""
    party = await rounds.locked_party(session, submission.party_id)
    others = [
        each
        for each in await rounds.submissions_of(session, party.id)
        if each.version and each.id != submission.id
    ]
    before = submission.kind
    submission.kind, submission.undecided, submission.set_aside = kind, None, None
    if kind in ANSWERS:
        submission.version = submission.version or len(others) + 1
        earlier = [each for each in others if each.id < submission.id]
        submission.replaces_id = earlier[-1].id if earlier else None
    else:
        submission.version, submission.replaces_id = 0, None
    await _recorded(session, of, submission, by, now, f"{before} -> {kind}")


async def set_aside(
    session: AsyncSession, of: Round, submission: Submission, reason: str, by: str, now: datetime
) -> None:
    """Say that a message counts for nothing, and why; it is kept."""
    if not reason.strip():
        raise ReasonMissing("set_aside")
    await rounds.locked_party(session, submission.party_id)
    submission.set_aside, submission.undecided = reason.strip(), None
    await _recorded(session, of, submission, by, now, f"set aside: {reason.strip()}")


async def _recorded(
    session: AsyncSession, of: Round, submission: Submission, by: str, now: datetime, decision: str
) -> None:
    await session.flush()
    party = await rounds.party(session, submission.party_id)
    await rounds.record(
        session,
        of.id,
        now,
        by,
        "decided",
        party_id=party.id,
        submission=submission.id,
        decision=decision,
    )
    await settle_one(session, of, party, now)
