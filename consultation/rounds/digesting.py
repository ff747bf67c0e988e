"""From the record to an office's digest: what is known of each of its rounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import asking, record, reminders, reminding
from consultation.rounds.digest import Change, Curve, Digest, Every, RoundFacts, curve, digest
from consultation.rounds.lifecycle import Act
from consultation.rounds.record import Case
from consultation.rounds.words import AnswerKind, RoundState
from consultation.rounds.working_days import WorkingDays, local_day
from storage import round_counts, round_news
from storage.tables import Round, RoundEvent, Submission

UNDER_WAY = (RoundState.DRAFT, RoundState.APPROVED, RoundState.OPEN, RoundState.CLOSED)
_KINDS, _ACTS = frozenset(AnswerKind), frozenset(Act)
EARLIER = 2
"""How many earlier rounds a chart compares with."""


@dataclass(frozen=True)
class Told:
    """A digest, and the rounds it is about, by their number."""

    digest: Digest
    cases: Mapping[int, Case]


async def of_office(
    session: AsyncSession, office: str, every: Every, since: datetime, calendar: WorkingDays, until: datetime
) -> Told | None:
    """Make an office's digest of what happened after a moment, up to another; None where nothing did."""
    cases = {
        of.id: await record.load(session, of, until)
        for of in await round_news.of_office(session, office, UNDER_WAY, since)
    }
    facts = [await _facts(session, case, since, calendar, until) for case in cases.values()]
    made = digest(office, facts, every, since, calendar, until)
    return Told(made, cases) if made else None


async def curves(
    session: AsyncSession, of: Round, calendar: WorkingDays, now: datetime
) -> tuple[Curve, list[Curve]]:
    """Return how a round's answers have come in up to now, and how those of earlier rounds did."""
    return await _curve_of(session, of, calendar, now), await _earlier(session, of, calendar)


async def _facts(
    session: AsyncSession, case: Case, since: datetime, calendar: WorkingDays, until: datetime
) -> RoundFacts:
    of = case.round
    submissions = {each.id: each for each in case.submissions}
    events = await round_news.events_since(session, of.id, since)
    return RoundFacts(
        of.id,
        of.key,
        of.opened_at,
        of.deadline,
        tuple(case.standings.values()),
        [change for event in events if (change := _change(event, submissions))],
        await round_news.first_answers(session, of.id),
        to_approve=_to_approve(of, local_day(until, calendar)),
        to_phone=reminders.phone_list(reminding.plans_of(case, calendar, until), until),
        to_decide=[each.id for each in case.submissions if _waits(each)],
        to_review=to_review(case),
        earlier=await _earlier(session, of, calendar) if of.opened_at else [],
    )


def to_review(case: Case) -> int:
    """Count the statements that wait for a person, once no more come."""
    return sum(each.waiting for each in case.submissions) if case.round.state == RoundState.CLOSED else 0


def _change(event: RoundEvent, submissions: Mapping[int, Submission]) -> Change | None:
    """Return what a line of the history means for a digest; a decision shows in the message it is about."""
    message = submissions.get(event.details.get("submission", 0))
    if message is not None and event.what in _KINDS:
        what = None if message.undecided else AnswerKind(message.kind)
        return Change(event.at, what, message.party_id, message.id, message.late)
    return Change(event.at, Act(event.what), event.party_id) if event.what in _ACTS else None


def _to_approve(of: Round, today: date) -> list[Act]:
    """Return the moves that wait for another member, or for anybody."""
    if (wanted := asking.asked(of)) is not None:
        return [wanted.wish.act]
    if of.state == RoundState.DRAFT:
        return [Act.APPROVE]
    due = of.state == RoundState.CLOSED and of.feedback_on and date.fromisoformat(of.feedback_on) <= today
    return [Act.REPORT] if due else []


def _waits(message: Submission) -> bool:
    """Tell whether a message waits for a person: what it is, or whether it gets more time."""
    if message.set_aside:
        return False
    asks = message.kind == AnswerKind.EXTENSION_REQUEST and not message.reading.get("dealt_with")
    return message.undecided is not None or asks


async def _earlier(session: AsyncSession, of: Round, calendar: WorkingDays) -> list[Curve]:
    return [
        await _curve_of(session, each, calendar) for each in await round_news.earlier(session, of, EARLIER)
    ]


async def _curve_of(
    session: AsyncSession, of: Round, calendar: WorkingDays, until: datetime | None = None
) -> Curve:
    """Return how a round's answers came in, up to a moment or to the last of them."""
    asked = await round_counts.asked(session, of.id)
    answered = await round_news.first_answers(session, of.id)
    ends = until or max([of.deadline, *answered])
    return curve(of.title, asked, of.opened_at or of.created_at, answered, calendar, ends)
