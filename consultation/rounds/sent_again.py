"""What became of a round's letter that was to be sent again: it left, was not needed, stopped, or refused."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import again, notices
from consultation.rounds.collecting import settle_one
from consultation.rounds.errors import NothingAsked
from consultation.rounds.lifecycle import CLOCK
from consultation.rounds.showing import show_answer_anew
from storage import outbox, round_messages, round_parties, rounds
from storage.tables import Round, Submission


async def left(session: AsyncSession, submission_id: int, to: str, now: datetime) -> None:
    """Record that a letter left once more for an address that it had not reached."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    await _over(session, of, report, to, "sent", CLOCK, now)


async def dropped(session: AsyncSession, submission_id: int, to: str, now: datetime) -> None:
    """Record that a letter was not needed any more."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    await _over(session, of, report, to, "dropped", CLOCK, now)


async def refused(session: AsyncSession, submission_id: int, to: str, reason: str, now: datetime) -> None:
    """Record that a letter could not even be sent again, and tell the office."""
    report = await round_messages.get(session, submission_id)
    of = await rounds.locked(session, report.round_id)
    party = await round_parties.locked(session, report.party_id)
    told = await rounds.record(
        session, of.id, now, CLOCK, "refused", party_id=party.id, address=to, reason=reason
    )
    await notices.tell(session, of, told, now)
    await _over(session, of, report, to, "lost", CLOCK, now)


async def stop(session: AsyncSession, of: Round, report: Submission, by: str, now: datetime) -> list[str]:
    """Have what a report tells of not sent again; returns the addresses, which no letter reaches then.

    Raises :class:`NothingAsked` where all of it is leaving, or has left.
    """
    reason = f"stopped by {by}"
    coming = {each["to"]: each["key"] for each in again.coming(report)}
    stopped = [to for to, key in coming.items() if await outbox.withdraw(session, key, now, reason)]
    if not stopped:
        raise NothingAsked(of.key)
    for to in stopped:
        await _over(session, of, report, to, "stopped", by, now)
    return stopped


async def _over(
    session: AsyncSession, of: Round, report: Submission, to: str, outcome: str, by: str, now: datetime
) -> None:
    every = again.letters(report)
    letter = next(each for each in every if each["to"] == to)
    over = {**letter, "over": outcome, "over_at": now.isoformat(), "by": by}
    again.keep_letters(report, [over if each is letter else each for each in every])
    party = await round_parties.locked(session, report.party_id)
    if outcome in ("stopped", "lost"):
        again.lose(report, to)
        for each in await round_parties.addresses_of(session, party.id):
            each.active = each.active and each.email.lower() != to
    await session.flush()
    await rounds.record(
        session,
        of.id,
        now,
        by,
        f"again_{outcome}",
        party_id=party.id,
        letter=letter["letter"],
        address=to,
    )
    await settle_one(session, of, party, now)
    await show_answer_anew(session, of, report, now)
