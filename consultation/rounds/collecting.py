"""An answer comes in: read, put to its party, counted, and receipted, in the caller's one transaction.

Whose message it is was found before; what mail screening made of it (a bounce, an absence) is given.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import (
    absences,
    again,
    delegating,
    documents_sent,
    joint,
    lateness,
    record,
    sending_again,
    waiting,
)
from consultation.rounds.answers.reading import read
from consultation.rounds.incoming import CONSENT, UNPROVEN, Message, submission_of
from consultation.rounds.ledger import ANSWERS, SETTLED
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.reminding import RUNNING, plan_party_anew
from consultation.rounds.showing import show, show_answer
from consultation.rounds.words import AnswerKind, PartyState, Question, RoundState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import Draft, Letterhead, LetterKind, write
from storage import round_messages, round_parties, rounds
from storage.tables import Party, PartyAddress, Round, Submission

RECEIPTED = frozenset({*ANSWERS, AnswerKind.EXTENSION_REQUEST, AnswerKind.PROMISE, AnswerKind.DELEGATION})
"""The kinds that a receipt goes back for."""


async def take_in(
    session: AsyncSession,
    of: Round,
    party: Party | None,
    message: Message,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> Submission:
    """Record a message to a round; a party that nobody asked is taken in too."""
    party = party or await _unasked(session, of, message, now)
    before = await round_messages.of_party(session, party.id)
    answered = [each for each in before if each.version and not each.set_aside]
    answer = read(
        message.texts,
        await _asked(session, of),
        answered_before=bool(answered),
        known=message.known,
        now=message.received_at.astimezone(calendar.timezone),
    )
    if doubt := _why_a_person_decides(of, message):
        answer = replace(answer, sure=False, why=doubt)
    made = submission_of(of, party, message, answer, answered)
    made.late = lateness.is_late(of, party, made, before)
    if documents := await documents_sent.sent_to(session, party, message.received_at):
        made.reading = made.reading | {"documents": documents}
    await rounds.add(session, made)
    again.lose(made, *message.bounced)
    for recipient in message.put_off:
        await sending_again.plan(session, of, party, made, message.about, recipient, now)
    message = replace(message, bounced=again.lost(made))
    await _follow(session, of, party, message, made, calendar, head, now)
    await rounds.record(session, of.id, now, message.sender, made.kind, party_id=party.id, submission=made.id)
    if made.version:
        await waiting.count_anew(session, party.id)
    await show_answer(session, of, made, now)
    for each in (party, *await joint.sign(session, of, made)):
        await settle_one(session, of, each, now)
        await plan_party(session, of, each, calendar, now)
    await show(session, of, now)
    if made.kind in RECEIPTED and message.may_be_answered and message.known is None:
        await _receipt(session, of, party, made, message, head, now)
    return made


def _why_a_person_decides(of: Round, message: Message) -> str | None:
    """Why a message counts only once a person says so, whatever its words are."""
    if message.unproven:
        return UNPROVEN
    if message.encrypted:
        return "encrypted"
    # what comes then may be about the letter that told the party what became of its points
    return "reported" if of.state == RoundState.REPORTED and message.known is None else None


async def plan_party(
    session: AsyncSession, of: Round, party: Party, calendar: WorkingDays, now: datetime
) -> None:
    """Ask anew when a party is to be reminded: what it wrote may have ended or moved that."""
    stands = await record.standing_of(session, of, party, now)
    settled = stands.state in SETTLED or stands.state in (PartyState.DELEGATED, PartyState.UNDELIVERABLE)
    if settled or not party.invited:
        party.remind_at = None
        await session.flush()
    elif of.state in RUNNING:
        await plan_party_anew(session, of, party, calendar, now)


async def _asked(session: AsyncSession, of: Round) -> tuple[Question, ...]:
    """Return the questions as the letter puts them: that on publication comes last."""
    asked = await record.questions(session, of.id)
    return (*asked, Question(CONSENT, of.consent)) if of.consent else asked


async def _unasked(session: AsyncSession, of: Round, message: Message, now: datetime) -> Party:
    """Make a party of one who answers unasked."""
    party = Party(
        round_id=of.id,
        organisation=message.organisation or message.sender_name or message.sender,
        language=message.language if message.language in ("da", "en") else "da",
        tags=[],
        invited=False,
        must_hear=False,
        state=PartyState.ANSWERED,
        state_at=now,
        evidence=message.ledger_id,
        reminded=[],
    )
    await rounds.add(session, party)
    await write_to(session, party, message.sender, message.sender_name)
    return party


async def _follow(
    session: AsyncSession,
    of: Round,
    party: Party,
    message: Message,
    made: Submission,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> None:
    """Do what a message asks for besides being counted; nothing where it may be somebody else's."""
    if message.unproven or message.looks_like or message.new_address:
        return
    if message.known is AnswerKind.BOUNCE:
        for each in await round_parties.addresses_of(session, party.id):
            each.active = each.active and each.email.lower() not in message.bounced
        await absences.look_again(session, party)
    elif message.known is AnswerKind.AUTO_REPLY:
        await absences.hear_of(session, party, message.sender, message.back_on)
    else:
        await write_to(session, party, message.sender, message.sender_name)
    await delegating.hand_on(session, of, party, made, calendar, head, now)


async def write_to(session: AsyncSession, party: Party, email: str, name: str) -> None:
    """Have a party written to at an address too: whoever writes from one can be reached there."""
    addresses = await round_parties.addresses_of(session, party.id)
    if email not in {each.email for each in addresses}:
        await rounds.add(session, PartyAddress(party_id=party.id, email=email, name=name, active=True))
    for each in addresses:
        each.active = each.active or each.email == email


async def settle_one(session: AsyncSession, of: Round, party: Party, now: datetime) -> None:
    """Write down where one party stands after its newest message; whoever was not asked has answered."""
    if not party.invited:
        if await delegating.has_written(session, party):
            party.state = PartyState.ANSWERED
        return
    stands = await record.standing_of(session, of, party, now)
    party.state, party.state_at = stands.state, stands.since or now
    party.evidence = stands.evidence if stands.evidence and stands.evidence > 0 else None
    await session.flush()


async def _receipt(
    session: AsyncSession,
    of: Round,
    party: Party,
    made: Submission,
    message: Message,
    head: Letterhead,
    now: datetime,
) -> None:
    facts = {
        "submission": made.id,
        "deadline": deadline_of(of.deadline, party.own_deadline).isoformat(),
    }
    references = [*message.references, *([message.message_id] if message.message_id else [])]
    key = f"round:{of.id}/receipt:{made.id}"
    await write(
        session,
        of,
        [Draft(LetterKind.RECEIPT, party, [message.sender], key, facts, references[-20:])],
        head,
        now,
    )
