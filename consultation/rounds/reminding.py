"""Reminders go out: who is due is asked of the record, and once more in the moment in which one leaves."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record, reminders
from consultation.rounds.record import Case
from consultation.rounds.reminders import PASSING, PartyPlan, Reminder
from consultation.rounds.words import RoundState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import Draft, Letterhead, LetterKind, writable, write
from storage import rounds
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


async def plan_anew(session: AsyncSession, of: Round, calendar: WorkingDays, now: datetime) -> None:
    """Note for each party when to ask next whether to remind it."""
    made = plans_of(await record.load(session, of, now), calendar, now)
    await rounds.set_reminders(
        session, {each.party: each.reminders[0].due if each.reminders else None for each in made}
    )


async def plan_party_anew(
    session: AsyncSession, of: Round, party: Party, calendar: WorkingDays, now: datetime
) -> None:
    """Note when to ask next whether to remind one party."""
    stands = await record.standing_of(session, of, party, now)
    made = reminders.plan(record.course(of), record.addressee(of, party, stands), calendar, now)
    party.remind_at = made.reminders[0].due if made.reminders else None
    await session.flush()


async def remind(session: AsyncSession, calendar: WorkingDays, head: Letterhead, now: datetime) -> int:
    """Write the reminders that are due; returns how many. What may not leave now is asked about again."""
    written = 0
    for party in await rounds.due_reminders(session, now, AT_ONCE):
        of = await rounds.get(session, party.round_id)
        written += await _remind(session, of, party, calendar, head, now)
    return written


async def still_due(
    session: AsyncSession, of: Round, party: Party, reminder: Reminder, calendar: WorkingDays, now: datetime
) -> reminders.Reason | None:
    """Say why a reminder may not leave in this moment, None where it may; being written is no reason."""
    stands = await record.standing_of(session, of, party, now)
    addressee = record.addressee(of, party, stands)
    others = tuple(
        sent
        for sent in addressee.sent
        if (sent.moment, sent.deadline) != (reminder.moment, reminder.deadline)
    )
    return reminders.still_due(reminder, replace(addressee, sent=others), record.course(of), calendar, now)


async def _remind(
    session: AsyncSession, of: Round, party: Party, calendar: WorkingDays, head: Letterhead, now: datetime
) -> int:
    stands = await record.standing_of(session, of, party, now)
    made = reminders.plan(record.course(of), record.addressee(of, party, stands), calendar, now)
    due = list(reminders.due_now([made], now))
    if due and await still_due(session, of, party, due[0], calendar, now) is None:
        await write(session, of, [await _draft(session, party, due[0])], head, now)
        party.reminded = [*party.reminded, told(due[0], now)]
        await plan_party_anew(session, of, party, calendar, now)
        return 1
    party.remind_at = _ask_again(made, now)
    await session.flush()
    return 0


def _ask_again(made: PartyPlan, now: datetime) -> datetime | None:
    """Say when to ask about a party again; a reason that passes is no end."""
    if made.nothing in PASSING:
        return now + AGAIN
    return max(made.reminders[0].due, now + AGAIN) if made.reminders else None


async def _draft(session: AsyncSession, party: Party, reminder: Reminder) -> Draft:
    letters = await rounds.letters(session, party.id)
    return Draft(
        LetterKind.REMINDER,
        party,
        writable(await rounds.addresses_of(session, party.id)),
        reminder.key,
        {"moment": reminder.moment, "due": reminder.due.isoformat()},
        [letters[0].message_id] if letters else [],
    )


def told(reminder: Reminder, now: datetime) -> dict[str, str]:
    """Return what a party's row keeps of a reminder."""
    return {
        "moment": reminder.moment,
        "at": now.isoformat(),
        "deadline": reminder.deadline.isoformat(),
    }
