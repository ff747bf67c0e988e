"""From a round's record to its note: the period, the parties, and what was said, as the record stands."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import noted_answers, record
from consultation.rounds.answers.authors import is_of_an_organisation
from consultation.rounds.incoming import PRIVATE
from consultation.rounds.ledger import PartyStanding
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.note import content
from consultation.rounds.note.content import Curve, Note, Period, Reckoning, Topic
from consultation.rounds.noted_answers import House
from consultation.rounds.record import Case
from consultation.rounds.words import PartyState, RoundKind, RoundState
from consultation.rounds.working_days import WorkingDays, local_day
from storage import round_counts, round_news, round_statements, rounds
from storage.tables import Party, Round, Submission

_ADDRESS = re.compile(r"\(\S+@(\S+)\)$")
EARLIER = 3
"""How many earlier rounds the note compares with."""
_IN_THEIR_WORDS = frozenset({PartyState.DECLINED, PartyState.NO_REMARKS, PartyState.OUTSIDE_REMIT})


async def note_of(session: AsyncSession, of: Round, house: House, now: datetime) -> Note:
    """Draw up a round's note as the record stands; child rounds are its supplements."""
    case = await record.load(session, of, now)
    names = _names(case)
    documents = await rounds.documents(session, of.id)
    quotable = [of.text, *(each.text for each in documents)]
    newest = {each.name: each.version for each in documents}
    reviews = await round_statements.of_round(session, of.id)
    said = await asyncio.to_thread(noted_answers.read, case, names, quotable, newest, reviews, house)
    counted = record.reconciled(case, await rounds.history(session, of.id))
    return Note(
        key=of.key,
        kind=RoundKind(of.kind),
        title=of.title,
        period=_period(of, house.calendar, now),
        ministry=house.ministry,
        office=house.office,
        consent_question=of.consent or "",
        language=house.language,
        timezone=house.calendar.timezone,
        written_at=now,
        questions=case.questions,
        topics=tuple(Topic(each.key, each.name(house.language)) for each in house.taxonomy.topics),
        parties=tuple(_parties(case, names)),
        answers=said.answers,
        reckoning=Reckoning(
            counted.taken_in,
            counted.answers,
            counted.non_answers,
            counted.set_aside,
            counted.unresolved,
            sum(len(each.statements) for each in said.answers),
        ),
        campaigns=said.campaigns,
        proposals=said.proposals,
        supplements=tuple(
            [await note_of(session, child, house, now) for child in await _heard_again(session, of)]
        ),
        supplement_to=(await rounds.get(session, of.parent_id)).title if of.parent_id else "",
        earlier=await _earlier(session, of),
    )


async def _heard_again(session: AsyncSession, of: Round) -> list[Round]:
    """Return the child rounds that were sent out and not given up."""
    children = await rounds.children(session, of.id)
    return [each for each in children if each.opened_at and each.state != RoundState.CANCELLED]


def _period(of: Round, calendar: WorkingDays, now: datetime) -> Period:
    opens = of.opened_at or now
    first, last = local_day(opens, calendar), local_day(of.deadline, calendar)
    days = [first + timedelta(days=count) for count in range(1, (last - first).days + 1)]
    return Period(opens, of.deadline, len(days), sum(map(calendar.is_working_day, days)))


def _names(case: Case) -> dict[int, str]:
    """Name each party; names are unique in a note."""
    times: Counter[str] = Counter()
    names = {}
    for party in case.parties.values():
        # who was asked in another's place is called by a person's address
        name = _ADDRESS.sub(r"(\1)", party.organisation)
        times[name] += 1
        names[party.id] = name if times[name] == 1 else f"{name} ({times[name]})"
    return names


def _is_person(case: Case, party: Party) -> bool:
    """Tell whether a party that was not on the list is a private person: no organisation's name or mail."""
    if party.invited and party.asked_at is None:
        return False
    first = next(iter(case.submissions_of(party.id)), None)
    private = first is not None and bool(first.reading.get(PRIVATE))
    own = party.organisation in (first.sender, first.sender_name) if first else False
    return private and own and not is_of_an_organisation(party.organisation)


def _parties(case: Case, names: Mapping[int, str]) -> list[content.Party]:
    messages = {record.ledger_number(each): each for each in case.submissions}
    found = []
    for party in filter(record.takes_part, case.parties.values()):
        state = record.state_of(case, party)
        more_time = deadline_of(case.round.deadline, party.own_deadline) > case.round.deadline
        found.append(
            content.Party(
                names[party.id],
                state,
                invited=party.invited,
                person=_is_person(case, party),
                words=_own_words(messages, case.standings[party.id]) if state in _IN_THEIR_WORDS else "",
                deadline=party.own_deadline if more_time else None,
                reason=(party.own_deadline_reason or "") if more_time else "",
            )
        )
    return found


def _own_words(messages: Mapping[int, Submission], stands: PartyStanding) -> str:
    """Return what the party, or whoever it signed with, wrote that proves where it stands."""
    proof = messages.get(stands.evidence) if stands.evidence else None
    texts = proof.texts if proof else []
    return " ".join(texts[0]["text"].split()) if texts else ""


async def _earlier(session: AsyncSession, of: Round) -> tuple[Curve, ...]:
    return tuple([await _curve_of(session, each) for each in await round_news.earlier(session, of, EARLIER)])


async def _curve_of(session: AsyncSession, of: Round) -> Curve:
    opened = of.opened_at or of.created_at
    arrivals = [(at - opened) / timedelta(days=1) for at in await round_news.first_answers(session, of.id)]
    return Curve(of.title, await round_counts.asked(session, of.id), tuple(arrivals))
