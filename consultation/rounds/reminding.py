"""Reminders go out: who is due is asked of the record, and once more in the moment in which one leaves."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record, reminders
from consultation.rounds.errors import NotNow
from consultation.rounds.record import Case
from consultation.rounds.reminders import PASSING, Addressee, Course, PartyPlan, Reminder, Sent
from consultation.rounds.words import BEFORE_LAUNCH, RoundState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import A_DAY, Draft, Letterhead, LetterKind, writable, write
from storage import outbox, round_parties, rounds
from storage.tables import Party, Round

RUNNING = (RoundState.OPEN, RoundState.CLOSED)
AGAIN = timedelta(minutes=15)
"""How soon a party that may not be reminded now is asked about again."""
AT_ONCE = 500
"""Parties looked at in one transaction."""


async def plans(session: AsyncSession, of: Round, calendar: WorkingDays, now: datetime) -> list[PartyPlan]:
    """Return everybody's plan as it is now."""
    return plans_of(await record.load(session, of, now), calendar, now)


def plans_of(case: Case, calendar: WorkingDays, now: datetime) -> list[PartyPlan]:
    """Return everybody's plan, of a round that is loaded already."""
    return [
        reminders.plan(
            record.course(case.round),
            record.addressee(case.round, party, case.standings[party.id]),
            calendar,
            now,
        )
        for party in record.invited(case.parties.values())
    ]


def foreseen(case: Case, calendar: WorkingDays, now: datetime) -> list[PartyPlan]:
    """Return everybody's plan; of a round before its launch what would be, as it stands."""
    of = case.round
    if of.state not in BEFORE_LAUNCH:
        return plans_of(case, calendar, now)
    opens = max(of.opens_at or now, now)
    course = replace(record.course(of), state=RoundState.OPEN)
    return [
        reminders.plan(
            course,
            replace(record.addressee(of, party, case.standings[party.id]), invited_at=opens),
            calendar,
            opens,
        )
        for party in record.invited(case.parties.values())
    ]


async def plan_anew(session: AsyncSession, of: Round, calendar: WorkingDays, now: datetime) -> None:
    """Note for each party when to ask next whether to remind it."""
    made = plans_of(await record.load(session, of, now), calendar, now)
    await round_parties.set_reminders(
        session, [{"id": each.party, "remind_at": _next(each, now)} for each in made]
    )


async def plan_party_anew(
    session: AsyncSession, of: Round, party: Party, calendar: WorkingDays, now: datetime
) -> None:
    """Note when to ask next whether to remind one party."""
    stands = await record.standing_of(session, of, party, now)
    made = reminders.plan(record.course(of), record.addressee(of, party, stands), calendar, now)
    party.remind_at = _next(made, now)
    await session.flush()


async def remind(session: AsyncSession, calendar: WorkingDays, head: Letterhead, now: datetime) -> int:
    """Write reminders that are due; returns how many, 0 where none is left.

    What may not leave now is asked about again, as is what would go to nobody who may have one more automatic
    letter today.
    """
    of_round: dict[int, list[Party]] = {}
    for party in await round_parties.due_reminders(session, now, AT_ONCE):
        of_round.setdefault(party.round_id, []).append(party)
    written = 0
    for round_id, parties in of_round.items():
        of = await rounds.get(session, round_id)
        written += await _remind(session, of, parties, calendar, head, now)
    return written


async def remind_in(
    session: AsyncSession, of: Round, calendar: WorkingDays, head: Letterhead, now: datetime
) -> int:
    """Write the reminders that are due in one round without waiting for the ticker; returns how many.

    Nobody is reminded out of turn. Raises :class:`NotNow` where nobody is waited for.
    """
    if of.state not in RUNNING:
        raise NotNow("remind", RoundState(of.state), RUNNING)
    await plan_anew(session, of, calendar, now)
    written = 0
    while due := await round_parties.due_reminders(session, now, AT_ONCE, of.id):
        # each is due later now, or never: it is not met again
        written += await _remind(session, of, due, calendar, head, now)
    return written


async def still_due(
    session: AsyncSession, of: Round, party: Party, reminder: Reminder, calendar: WorkingDays, now: datetime
) -> reminders.Reason | None:
    """Say why a reminder may not leave in this moment, None where it may; being written is no reason."""
    stands = await record.standing_of(session, of, party, now)
    return _why_not(record.addressee(of, party, stands), reminder, record.course(of), calendar, now)


async def unwritten(
    session: AsyncSession, party_id: int, written_at: datetime, calendar: WorkingDays, now: datetime
) -> None:
    """Note that a reminder was written and did not leave: what is planned of the others hung on it."""
    party = await round_parties.locked(session, party_id)
    party.reminded = [each for each in party.reminded if datetime.fromisoformat(each["at"]) != written_at]
    await plan_party_anew(session, await rounds.get(session, party.round_id), party, calendar, now)


def _why_not(
    addressee: Addressee, reminder: Reminder, course: Course, calendar: WorkingDays, now: datetime
) -> reminders.Reason | None:
    others = tuple(
        sent
        for sent in addressee.sent
        if (sent.moment, sent.deadline) != (reminder.moment, reminder.deadline)
    )
    return reminders.still_due(reminder, replace(addressee, sent=others), course, calendar, now)


async def _remind(
    session: AsyncSession,
    of: Round,
    parties: Sequence[Party],
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> int:
    """Remind parties of one round, in a few questions to the record however many they are."""
    standings = await record.standings_of(session, of, parties, now)
    course = record.course(of)
    addresses, left = await _automatic_left(session, parties, head, now)
    leaving, waiting = [], []
    due: list[tuple[Party, Reminder, Sequence[str]]] = []
    for party in parties:
        addressee = record.addressee(of, party, standings[party.id])
        made = reminders.plan(course, addressee, calendar, now)
        first = next(iter(reminders.due_now([made], now)), None)
        may_leave = first and _why_not(addressee, first, course, calendar, now) is None
        to = _to(addresses[party.id], left) if may_leave else None
        if first and to is not None:
            due.append((party, first, to))
            sent = replace(addressee, sent=(*addressee.sent, Sent(first.moment, now, first.deadline)))
            after = _next(reminders.plan(course, sent, calendar, now), now)
            reminded = [*party.reminded, told(first, now)]
            leaving.append({"id": party.id, "remind_at": after, "reminded": reminded})
        else:
            waiting.append({"id": party.id, "remind_at": _ask_again(made, now)})
    await round_parties.set_reminders(session, leaving)
    await round_parties.set_reminders(session, waiting)
    await write(session, of, await _drafts(session, due), head, now)
    return len(due)


def _next(made: PartyPlan, now: datetime) -> datetime | None:
    """Say when to ask about a party next; a reason that passes is no end."""
    if made.nothing in PASSING:
        return now + AGAIN
    return made.reminders[0].due if made.reminders else None


def _ask_again(made: PartyPlan, now: datetime) -> datetime | None:
    due = _next(made, now)
    return max(due, now + AGAIN) if due else None


async def _automatic_left(
    session: AsyncSession, parties: Sequence[Party], head: Letterhead, now: datetime
) -> tuple[Mapping[int, Sequence[str]], Counter[str]]:
    """Return where parties are written to, and how many automatic letters each address may have yet."""
    found = await round_parties.addresses_of_all(session, [party.id for party in parties])
    addresses = {party: writable(theirs) for party, theirs in found.items()}
    every = {each for theirs in addresses.values() for each in theirs}
    left = Counter(dict.fromkeys(every, head.automatic_a_day))
    left.subtract(await outbox.automatic_to_each(session, every, now - A_DAY))
    return addresses, left


def _to(addresses: Sequence[str], left: Counter[str]) -> Sequence[str] | None:
    """Say whom a reminder may go to now; None where nobody of those it is for may have one more letter."""
    those = [each for each in addresses if left[each] > 0]
    left.subtract(those)
    return None if addresses and not those else those


async def _drafts(session: AsyncSession, due: Sequence[tuple[Party, Reminder, Sequence[str]]]) -> list[Draft]:
    parties = [party.id for party, _, _ in due]
    invitations = await rounds.invitations(session, parties)
    # what was dropped keeps its name: the same reminder may be called for once more on the same day
    dropped = await rounds.dropped(session, parties, LetterKind.REMINDER)
    return [
        Draft(
            LetterKind.REMINDER,
            party,
            to,
            f"{reminder.key}/{dropped[party.id] + 1}" if party.id in dropped else reminder.key,
            {"moment": reminder.moment, "due": reminder.due.isoformat()},
            [invitations[party.id]] if party.id in invitations else [],
        )
        for party, reminder, to in due
    ]


def told(reminder: Reminder, now: datetime) -> dict[str, str]:
    """Return what a party's row keeps of a reminder."""
    return {
        "moment": reminder.moment,
        "at": now.isoformat(),
        "deadline": reminder.deadline.isoformat(),
    }
