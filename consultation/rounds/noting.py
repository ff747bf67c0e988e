"""From a round's record to its note: every answer in force, cut into statements as they are proposed."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import ledger, record, statements
from consultation.rounds.ledger import ANSWERS
from consultation.rounds.note import content
from consultation.rounds.note.content import Answer, Curve, Note, Period, Reckoning, Topic
from consultation.rounds.record import Case
from consultation.rounds.statements import Reader
from consultation.rounds.words import OTHER, Consent, PartyState, Passage, RoundKind, Text
from consultation.rounds.working_days import WorkingDays, local_day
from nlp.taxonomy import Taxonomy
from storage import rounds
from storage.tables import Round, Submission

_CORRECTED = {"da": "rettet i svar {}", "en": "corrected in answer {}"}
UNSAID = Consent.WITHOUT_PERSONS
"""What is published of an answer whose writer has not said: its points, and nobody's name."""
_IN_THEIR_WORDS = frozenset({PartyState.DECLINED, PartyState.NO_REMARKS, PartyState.OUTSIDE_REMIT})


@dataclass(frozen=True)
class House:
    """What a note says of the house that writes it, and what reads the answers."""

    ministry: str
    office: str
    language: str
    calendar: WorkingDays
    taxonomy: Taxonomy
    reader: Reader


async def note_of(session: AsyncSession, of: Round, house: House, now: datetime) -> Note:
    """Draw up a round's note as the record stands; child rounds are its supplements."""
    case = await record.load(session, of, now)
    answers = await asyncio.to_thread(_answers, case, house)
    counted = ledger.reconciliation(case.messages, len(case.submissions))
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
        parties=tuple(_parties(case)),
        answers=answers,
        reckoning=Reckoning(
            counted.taken_in,
            counted.answers,
            counted.non_answers,
            counted.set_aside,
            counted.unresolved,
            sum(len(each.statements) for each in answers),
        ),
        supplements=tuple(
            [await note_of(session, child, house, now) for child in await rounds.children(session, of.id)]
        ),
        earlier=await _earlier(session, of),
    )


def _period(of: Round, calendar: WorkingDays, now: datetime) -> Period:
    opens = of.opened_at or now
    first, last = local_day(opens, calendar), local_day(of.deadline, calendar)
    days = [first + timedelta(days=count) for count in range(1, (last - first).days + 1)]
    return Period(opens, of.deadline, len(days), sum(map(calendar.is_working_day, days)))


def _parties(case: Case) -> list[content.Party]:
    names: dict[str, int] = {}
    found = []
    for party in case.parties.values():
        # names are unique in a note
        names[party.organisation] = names.get(party.organisation, 0) + 1
        count = names[party.organisation]
        name = party.organisation if count == 1 else f"{party.organisation} ({count})"
        state = record.state_of(case, party)
        found.append(
            content.Party(
                name,
                state,
                invited=party.invited,
                words=_own_words(case.submissions_of(party.id)) if state in _IN_THEIR_WORDS else "",
                deadline=party.own_deadline,
                reason=party.own_deadline_reason or "",
            )
        )
    return found


def _own_words(submissions: Sequence[Submission]) -> str:
    texts = submissions[-1].texts if submissions else []
    return " ".join(texts[0]["text"].split()) if texts else ""


def _answers(case: Case, house: House) -> tuple[Answer, ...]:
    counting = [
        each for each in case.submissions if each.version and not each.set_aside and _says_something(each)
    ]
    names = dict(zip(case.parties, (party.name for party in _parties(case)), strict=True))
    return tuple(
        Answer(
            number=each.id,
            party=names[each.party_id],
            received_at=each.received_at,
            consent=Consent(each.reading["publish"] or UNSAID),
            texts=_texts(each),
            statements=_statements(each, house, _corrected_by(each, counting)),
            late=each.late,
            signatories=tuple(each.reading["signatories"]),
            unread=tuple(one["name"] for one in each.attachments if one.get("unread")),
            replaced_by=_replaced_by(each, counting),
        )
        for each in counting
    )


def _replaced_by(one: Submission, counting: Sequence[Submission]) -> int | None:
    """Return the party's latest whole answer, where that is a later one."""
    later = [each.id for each in _later(one, counting) if not each.reading["replaces"]]
    return later[-1] if later else None


def _corrected_by(one: Submission, counting: Sequence[Submission]) -> Mapping[str, int]:
    """Return the questions whose answers the party has corrected since, each with the latest correction."""
    return {key: each.id for each in _later(one, counting) for key in each.reading["replaces"]}


def _later(one: Submission, counting: Sequence[Submission]) -> list[Submission]:
    return [each for each in counting if each.party_id == one.party_id and each.id > one.id]


def _says_something(submission: Submission) -> bool:
    return submission.kind in ANSWERS and bool(submission.reading["answers"] or submission.reading["other"])


def _texts(submission: Submission) -> tuple[Text, ...]:
    return tuple(Text(each["source"], each["text"]) for each in submission.texts)


def _statements(
    submission: Submission, house: House, corrected: Mapping[str, int]
) -> tuple[content.Statement, ...]:
    found = statements.cut(_texts(submission), _passages(submission), house.reader)
    return tuple(
        content.Statement(
            key=f"{submission.id}-{number}",
            stance=each.stance,
            passage=each.passage,
            topics=each.topics,
            question=each.question,
            set_aside=_CORRECTED[house.language].format(corrected[each.question])
            if each.question in corrected
            else None,
            confirmed=each.confirmed_by is not None,
        )
        for number, each in enumerate(found.statements, 1)
    )


def _passages(submission: Submission) -> Mapping[str, Sequence[Passage]]:
    reading = submission.reading
    return {
        key: [Passage(*span) for span in spans]
        for key, spans in {**reading["answers"], OTHER: reading["other"]}.items()
        if spans
    }


async def _earlier(session: AsyncSession, of: Round) -> tuple[Curve, ...]:
    curves = []
    for each in await rounds.newest_first(session):
        if each.id < of.id and each.kind == of.kind and each.opened_at:
            asked = record.invited(await rounds.parties(session, each.id))
            arrivals = [
                (one.received_at - each.opened_at) / timedelta(days=1)
                for one in await rounds.submissions(session, each.id)
                if one.version == 1
            ]
            curves.append(Curve(each.title, len(asked), tuple(arrivals)))
    return tuple(curves[:3])
