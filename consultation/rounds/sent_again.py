"""What became of a round's letter that was to be sent again: it left, was not needed, stopped, or refused."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import notices
from consultation.rounds.again import is_coming
from consultation.rounds.collecting import settle_one
from consultation.rounds.errors import NothingAsked
from consultation.rounds.lifecycle import CLOCK
from consultation.rounds.showing import show_answer_anew
from storage import outbox, round_messages, round_parties, rounds
from storage.tables import Round, Submission


async def left(session: AsyncSession, submission_id: int, now: datetime) -> None:
    """Record that a letter left once more."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    await _over(session, of, report, "sent", CLOCK, now)


async def dropped(session: AsyncSession, submission_id: int, now: datetime) -> None:
    """Record that a letter was not needed any more."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    await _over(session, of, report, "dropped", CLOCK, now)


async def refused(session: AsyncSession, submission_id: int, reason: str, now: datetime) -> None:
    """Record that a letter could not even be sent again, and tell the office."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    to = report.reading["again"]["to"]
    party = await round_parties.locked(session, report.party_id)
    told = await rounds.record(
        session, of.id, now, CLOCK, "refused", party_id=party.id, address=to, reason=reason
    )
    await notices.tell(session, of, told, now)
    await _over(session, of, report, "lost", CLOCK, now)


async def stop(session: AsyncSession, of: Round, report: Submission, by: str, now: datetime) -> None:
    """Have a letter not sent again: its address is one that no letter reaches then.

    Raises :class:`NothingAsked` where it is leaving, or has left.
    """
    if not is_coming(report) or not await outbox.withdraw(
        session, report.reading["again"]["key"], now, f"stopped by {by}"
    ):
        raise NothingAsked(of.key)
    await _over(session, of, report, "stopped", by, now)


async def _over(
    session: AsyncSession, of: Round, report: Submission, outcome: str, by: str, now: datetime
) -> None:
    again: Mapping[str, Any] = report.reading["again"]
    over = {"again": {**again, "over": outcome, "over_at": now.isoformat(), "by": by}}
    party = await round_parties.locked(session, report.party_id)
    if outcome in ("stopped", "lost"):
        over["bounced"] = again["to"]
        for each in await round_parties.addresses_of(session, party.id):
            each.active = each.active and each.email.lower() != again["to"]
    report.reading = report.reading | over
    await session.flush()
    await rounds.record(
        session,
        of.id,
        now,
        by,
        f"again_{outcome}",
        party_id=party.id,
        letter=again["letter"],
        address=again["to"],
    )
    await settle_one(session, of, party, now)
    await show_answer_anew(session, of, report, now)
