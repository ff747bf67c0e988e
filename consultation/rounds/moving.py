"""A round is approved, opened, extended, closed or cancelled: recorded, with the letters that this needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import lateness, lifecycle, record
from consultation.rounds.check import blocking
from consultation.rounds.collecting import settle_one
from consultation.rounds.lifecycle import Hands, Move, Seats
from consultation.rounds.record import Case
from consultation.rounds.reminding import plan_anew, plan_party_anew
from consultation.rounds.setting_up import findings
from consultation.rounds.showing import show, show_answer_anew
from consultation.rounds.words import AnswerKind, PartyState
from consultation.rounds.working_days import WorkingDays, local_day
from consultation.rounds.writing import Draft, Letterhead, LetterKind, invitation, writable, write
from storage import round_messages, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, Submission


@dataclass(frozen=True)
class Work:
    """What a move is made with: who may, whose letters, whose days, and when."""

    seats: Seats
    head: Letterhead
    calendar: WorkingDays
    now: datetime


async def approve(session: AsyncSession, of: Round, hands: Hands, work: Work) -> Move:
    """Let a round be sent out; see :func:`lifecycle.approve`."""
    found = await findings(session, of, work.calendar, work.now)
    move = lifecycle.approve(record.standing(of), hands, work.seats, blocking(found), work.now)
    return await _make(session, of, move)


async def open_round(session: AsyncSession, of: Round, hands: Hands, work: Work) -> Move:
    """Send a round out: every party gets its letter."""
    move = lifecycle.open_round(record.standing(of), hands, work.seats, work.now)
    of.opened_at = work.now
    await _make(session, of, move)
    addresses = await round_parties.addresses(session, of.id)
    parties = record.invited(await round_parties.of_round(session, of.id))
    drafts = [invitation(of, party, addresses.get(party.id, [])) for party in parties]
    await write(session, of, drafts, work.head, work.now)
    await plan_anew(session, of, work.calendar, work.now)
    return move


async def extend(session: AsyncSession, of: Round, hands: Hands, until: datetime, work: Work) -> Move:
    """Move everybody's deadline, and tell those who have not answered and get more time by it."""
    move = lifecycle.extend(record.standing(of), hands, work.seats, until, work.now)
    of.deadline, of.closed_at = until, None
    of.plan_version += 1
    await _make(session, of, move)
    if of.opened_at is None:
        return move  # nobody has heard of the earlier deadline
    case = await settle(session, of, work.now)
    await _look_again(session, of, case.parties, case.submissions, work)
    waiting = [
        party
        for party in case.parties.values()
        if record.state_of(case, party) in _WAITING
        and lifecycle.deadline_of(until, party.own_deadline) != party.own_deadline
    ]
    await _tell(session, of, waiting, case.addresses, work)
    await plan_anew(session, of, work.calendar, work.now)
    return move


async def extend_party(
    session: AsyncSession, of: Round, party: Party, hands: Hands, until: datetime, reason: str, work: Work
) -> Move:
    """Give one party a deadline of its own, and tell it."""
    move = lifecycle.extend_party(record.standing(of), hands, work.seats, until, reason, work.now)
    party.own_deadline, party.own_deadline_reason = until, move.reason
    await _make(session, of, move, party)
    messages = await round_messages.of_party(session, party.id)
    await _look_again(session, of, {party.id: party}, messages, work, granted=True)
    await settle_one(session, of, party, work.now)
    await _tell(session, of, [party], await round_parties.addresses_of_all(session, [party.id]), work)
    await plan_party_anew(session, of, party, work.calendar, work.now)
    return move


async def close(session: AsyncSession, of: Round, hands: Hands, work: Work) -> Move:
    """End a round."""
    move = lifecycle.close(record.standing(of), hands, work.seats, work.now)
    of.closed_at = work.now
    await _make(session, of, move)
    await settle(session, of, work.now)
    return move


async def lapse(session: AsyncSession, of: Round, work: Work) -> Move:
    """End a round by the clock: the last of its deadlines is past."""
    last = await rounds.last_deadline(session, of)
    move = lifecycle.lapse(record.standing(of), last, work.now)
    of.closed_at = work.now
    await _make(session, of, move)
    await settle(session, of, work.now)
    return move


async def report(session: AsyncSession, of: Round, hands: Hands, work: Work) -> Move:
    """Say that a round's note is final."""
    return await _make(session, of, lifecycle.report(record.standing(of), hands, work.seats, work.now))


async def give_feedback(
    session: AsyncSession, of: Round, hands: Hands, drafts: Sequence[Draft], work: Work
) -> Move:
    """Send the letters that tell parties what became of their points (`feedback_letters`)."""
    move = lifecycle.give_feedback(record.standing(of), hands, work.seats, work.now)
    await _make(session, of, move)
    await write(session, of, drafts, work.head, work.now)
    return move


async def cancel(session: AsyncSession, of: Round, hands: Hands, reason: str, work: Work) -> Move:
    """Give a round up; whoever was asked is told."""
    move = lifecycle.cancel(record.standing(of), hands, work.seats, reason, work.now)
    was_out = of.opened_at is not None
    await _make(session, of, move)
    if was_out:
        addresses = await round_parties.addresses(session, of.id)
        parties = record.invited(await round_parties.of_round(session, of.id))
        drafts = [
            Draft(
                LetterKind.CANCELLED,
                party,
                writable(addresses.get(party.id, [])),
                f"round:{of.id}/cancelled/party:{party.id}",
                {"reason": move.reason},
            )
            for party in parties
        ]
        await write(session, of, drafts, work.head, work.now)
    return move


async def settle(session: AsyncSession, of: Round, now: datetime) -> Case:
    """Write down where every party stands; what is written is for counting, the messages prove it."""
    case = await record.load(session, of, now)
    for party in case.parties.values():
        state = record.state_of(case, party)
        if party.state != state:
            party.state, party.state_at = state, now
    await session.flush()
    return case


async def _look_again(
    session: AsyncSession,
    of: Round,
    parties: Mapping[int, Party],
    messages: Sequence[Submission],
    work: Work,
    *,
    granted: bool = False,
) -> None:
    """Have messages, oldest first, say whether they are late by a deadline that moved, and ask for that.

    What a party is ``granted`` meets all that it asked for; what everybody gets, what asked for no more.
    """
    before: dict[int, list[Submission]] = {number: [] for number in parties}
    for message in messages:
        party, earlier, was_late = parties[message.party_id], before[message.party_id], message.late
        message.late = was_late and lateness.is_late(of, party, message, earlier)
        met = _waits_for_time(message) and (granted or _asks_for_no_more(of, party, message, work))
        if met:
            message.reading = message.reading | {"dealt_with": True, "refused": False}
            message.undecided = None
        if met or was_late != message.late:
            await show_answer_anew(session, of, message, work.now)
        earlier.append(message)


def _waits_for_time(message: Submission) -> bool:
    asks, reading = message.kind == AnswerKind.EXTENSION_REQUEST, message.reading
    return asks and (not reading.get("dealt_with") or bool(reading.get("refused")))


def _asks_for_no_more(of: Round, party: Party, message: Submission, work: Work) -> bool:
    """Whether a message plainly asks for a day that its party has by now."""
    until = message.reading.get("until")
    if message.undecided or until is None:
        return False
    deadline = lifecycle.deadline_of(of.deadline, party.own_deadline)
    return date.fromisoformat(until) <= local_day(deadline, work.calendar)


_WAITING = frozenset({PartyState.INVITED, PartyState.PUT_OFF, PartyState.PROMISED, PartyState.SILENT})


async def _tell(
    session: AsyncSession,
    of: Round,
    parties: Sequence[Party],
    addresses: Mapping[int, Sequence[PartyAddress]],
    work: Work,
) -> None:
    drafts = [
        Draft(
            LetterKind.NEW_DEADLINE,
            party,
            writable(addresses.get(party.id, [])),
            # a deadline of its own may become again what it was before
            f"round:{of.id}/deadline:{of.revision}/party:{party.id}",
            {"deadline": lifecycle.deadline_of(of.deadline, party.own_deadline).isoformat()},
        )
        for party in parties
        if party.invited
    ]
    await write(session, of, drafts, work.head, work.now)


async def _make(session: AsyncSession, of: Round, move: Move, party: Party | None = None) -> Move:
    of.state = move.after.state
    if of.asked and (move.after.state != move.before or move.act == of.asked["act"]):
        of.asked = None  # it has been done, or can't be any more
    await session.flush()
    of.clock_at = lifecycle.next_by_clock(move.after, await rounds.last_deadline(session, of), move.at)
    await rounds.record(
        session,
        of.id,
        move.at,
        move.by,
        move.act,
        party_id=party.id if party else None,
        asked_by=move.asked_by,
        reason=move.reason,
        deadline=move.deadline.isoformat() if move.deadline else None,
    )
    await show(session, of, move.at)
    return move
