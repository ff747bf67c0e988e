"""Rounds as values for scripts: what `round list`, `show` and `plan` print with --json.

Moments are in ISO form, in UTC. What stands in the answers is in `submissions`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.cli.rounds import campaigns
from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds import record, reminders, reminding
from consultation.rounds.ledger import PartyStanding
from consultation.rounds.record import Case
from consultation.rounds.reminders import PartyPlan
from consultation.rounds.words import BEFORE_LAUNCH, PartyState, RoundState
from consultation.rounds.working_days import local_day
from storage import answers, round_counts, round_parties, rounds
from storage.alphabet import alphabetical
from storage.tables import Party, PartyAddress, Round, RoundEvent, Submission


async def summary(session: AsyncSession, of: Round) -> dict[str, Any]:
    """A round as `round list` has it."""
    counts = await round_counts.by_state(session, of.id)
    states = {PartyState(state): count for (invited, state), count in counts.items() if invited}
    return {
        "key": of.key,
        "kind": of.kind,
        "state": of.state,
        "title": of.title,
        "office": of.office,
        "deadline": of.deadline.isoformat(),
        "opens_at": _iso(of.opens_at),
        "opened_at": _iso(of.opened_at),
        "closed_at": _iso(of.closed_at),
        "invited": sum(states.values()),
        "states": _in_order(states),
        "uninvited": counts.get((False, PartyState.ANSWERED), 0),
    }


async def whole(session: AsyncSession, of: Round, calendar: WorkCalendar, now: datetime) -> dict[str, Any]:
    """A round with its questions, parties, documents, reconciliation and history."""
    case = await record.load(session, of, now)
    events = await rounds.history(session, of.id)
    documents = await rounds.documents(session, of.id)
    quotable = [of.text, *(each.text for each in documents)]
    parent = await rounds.get(session, of.parent_id) if of.parent_id else None
    return {
        **await summary(session, of),
        "states": _in_order(Counter(each.state for each in case.standings.values())),
        "text": of.text,
        "parent": parent.key if parent else None,
        "children": [each.key for each in await rounds.children(session, of.id)],
        "approver": of.approver,
        "created_by": of.created_by,
        "consent": of.consent,
        "feedback_on": of.feedback_on,
        "days_left": days_left(of, calendar, now),
        "questions": [{"key": each.key, "text": each.text} for each in case.questions],
        "documents": [
            {"name": each.name, "version": each.version, "size": len(each.content), "text": bool(each.text)}
            for each in documents
        ],
        "parties": [party_of(case, each) for each in case.parties.values() if record.takes_part(each)],
        "inquiries": [each.reference for each in await answers.inquiries_about(session, of.id)],
        "phone": _phone(case, calendar, now),
        "campaigns": campaigns.values(case, quotable),
        "undecided": [_undecided(case, each) for each in case.submissions if _waits(each)],
        "reconciliation": _reconciliation(case, events),
        "statements_waiting": sum(each.waiting for each in case.submissions),
        "events": [_event(case, each) for each in events],
    }


async def letters(session: AsyncSession, of: Round) -> list[dict[str, Any]]:
    """Every letter to everybody in a round, party by party."""
    return [
        {
            "organisation": party.organisation,
            "kind": each.kind,
            "state": each.state,
            "at": each.at.isoformat(),
            "to": each.recipients,
            "subject": each.subject,
            "message_id": each.message_id,
            "text": each.text,
        }
        for party in await round_parties.of_round(session, of.id)
        for each in await rounds.letters(session, party.id)
    ]


def days_left(of: Round, calendar: WorkCalendar, now: datetime) -> int | None:
    """Return how many local dates lie ahead up to the deadline, None once nobody waits for it."""
    running = of.state in (*BEFORE_LAUNCH, RoundState.OPEN)
    if not running or of.deadline < now:
        return None
    return (local_day(of.deadline, calendar) - local_day(now, calendar)).days


async def plan(
    session: AsyncSession, of: Round, calendar: WorkCalendar, now: datetime
) -> list[dict[str, Any]]:
    """Who gets what when, and why not, by party; of a round before its launch what would be, as it stands."""
    case = await record.load(session, of, now)
    found = reminding.foreseen(case, calendar, now)
    return [_plan(case, each) for each in sorted(found, key=lambda each: alphabetical(_name(case, each)))]


def _plan(case: Case, made: PartyPlan) -> dict[str, Any]:
    opened = case.round.opened_at or case.round.opens_at
    return {
        "organisation": _name(case, made),
        "state": case.standings[made.party].state,
        "addresses": [each.email for each in case.addresses.get(made.party, []) if each.active],
        "invitation": _iso(opened),
        "reminders": [
            {"moment": each.moment, "due": each.due.isoformat(), "deadline": each.deadline.isoformat()}
            for each in made.reminders
        ],
        "sent": [{"moment": each.moment, "at": each.at.isoformat()} for each in made.sent],
        "skipped": {str(moment): str(reason) for moment, reason in made.skipped.items()},
        "nothing": made.nothing,
        "phone_from": _iso(made.phone_from),
    }


def _name(case: Case, made: PartyPlan) -> str:
    return case.parties[made.party].organisation


def party_of(case: Case, party: Party) -> dict[str, Any]:
    """A party as `round show` has it."""
    stands = case.standings.get(party.id, PartyStanding(party.id, record.state_of(case, party)))
    return {
        "organisation": party.organisation,
        "state": stands.state,
        "since": _iso(stands.since),
        "evidence": stands.evidence,
        "invited": party.invited,
        "language": party.language,
        "tags": party.tags,
        "must_hear": party.must_hear,
        "addresses": [_address(each) for each in case.addresses.get(party.id, [])],
        "own_deadline": _iso(party.own_deadline),
        "own_deadline_reason": party.own_deadline_reason,
        "absent_until": party.absent_until,
        "late": any(each.late and each.version for each in case.submissions_of(party.id)),
        "asks_for_time": stands.asks_for_time is not None,
        "sent_again_at": _iso(stands.again_at),
    }


def _phone(case: Case, calendar: WorkCalendar, now: datetime) -> list[str]:
    """Name who must be heard, stays silent, and is to be phoned now; who waited longest first."""
    called = reminders.phone_list(reminding.plans_of(case, calendar, now), now)
    return [case.parties[party].organisation for party in called]


def _address(each: PartyAddress) -> dict[str, Any]:
    return {"email": each.email, "name": each.name, "active": each.active}


def _waits(submission: Submission) -> bool:
    return bool(submission.undecided) and not submission.set_aside


def _undecided(case: Case, submission: Submission) -> dict[str, Any]:
    return {
        "submission": submission.id,
        "organisation": case.parties[submission.party_id].organisation,
        "received_at": submission.received_at.isoformat(),
        "subject": submission.subject,
        "kind": submission.kind,
        "why": submission.undecided,
    }


def _reconciliation(case: Case, events: Sequence[RoundEvent]) -> dict[str, Any]:
    counted = record.reconciled(case, events)
    return {
        "taken_in": counted.taken_in,
        "answers": counted.answers,
        "non_answers": counted.non_answers,
        "set_aside": counted.set_aside,
        "unresolved": counted.unresolved,
        "adds_up": counted.adds_up,
    }


def _event(case: Case, event: RoundEvent) -> dict[str, Any]:
    party = case.parties.get(event.party_id or 0)
    return {
        "at": event.at.isoformat(),
        "actor": event.actor,
        "what": event.what,
        "organisation": party.organisation if party else None,
        "details": event.details,
    }


def _in_order(counted: Mapping[PartyState, int]) -> dict[str, int]:
    return {state: counted[state] for state in PartyState if counted.get(state)}


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
