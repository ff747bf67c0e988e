"""Between the mail room and the rounds: whose round a message is, and how it is handed over.

Deciding what an answer says, and what follows from it, belongs to ``consultation.rounds``.
"""

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk import loop_budget
from bot.front_desk.whose import REFERENCE, signed_inquiry
from bot.inquiries.incoming import Incoming
from bot.inquiries.parties import domain_of, organisation_name
from bot.mail.parsing import ParsedMail
from bot.rounds import following, reported
from bot.rounds import questions as round_questions
from bot.rounds.answer_papers import TOO_LARGE, Papers, body_of, papers_of, unread_papers
from bot.rounds.letterheads import letterhead
from bot.rounds.lookalikes import looks_like
from bot.screening import Verdict
from bot.signed_address import read_reply_address
from consultation.rounds import collecting, joint, record
from consultation.rounds.answers import absence, belonging
from consultation.rounds.incoming import Message
from consultation.rounds.words import AnswerKind, RoundState, Text
from nlp.taxonomy import OUTSIDE
from nlp.understanding import Understanding
from storage import correspondence, round_parties, rounds
from storage.messages import Stored
from storage.outcomes import Outcome
from storage.tables import Inquiry, Party, Round, Submission

TAKING = (RoundState.OPEN, RoundState.CLOSED, RoundState.REPORTED)
"""Rounds that an answer may still belong to; it is marked when it is late."""
_KEYS = re.compile(r"\[([^\[\]]+)\]")
_NO_OUTCOME = (AnswerKind.QUESTION, AnswerKind.PROMISE, AnswerKind.DELEGATION)
_KNOWN = {Outcome.BOUNCE: AnswerKind.BOUNCE, Outcome.AUTO_REPLY: AnswerKind.AUTO_REPLY}


@dataclass(frozen=True)
class Found:
    """The round that a message belongs to, and the party it is from; None for one whom nobody asked.

    ``new_address`` says that only its mail domain and its signature tell that it is from that party.
    """

    round_id: int
    party_id: int | None
    new_address: bool = False


@dataclass(frozen=True)
class Taken:
    """What a message to a round was taken for, and the inquiry that it became, where it is a question."""

    submission: Submission
    outcome: Outcome
    inquiry: Inquiry | None


async def find(
    session: AsyncSession,
    desk: Desk,
    mail: ParsedMail,
    verdict: Verdict | None,
    understanding: Understanding | None = None,
) -> Found | None:
    """Find the round that a message belongs to: by signed address, by thread, by an invitee's address.

    Where its subject names the round, a colleague's who signs for the invitee belongs to it too. A message
    with an inquiry's number in its subject is about that inquiry, or about the round that it was handed to.
    One that an invitee writes by itself, of a plainly other matter, is an inquiry, and a person is asked.
    """
    if (party_id := _signed_party(desk, mail)) is not None:
        party = await round_parties.get(session, party_id)
        return Found(party.round_id, party.id)
    if await _answers_an_inquiry(session, desk, mail):
        return await _followed(session, desk, mail, verdict)
    about = verdict.about if verdict else ()
    threaded = await rounds.party_of_letter(session, (*about, *mail.in_reply_to, *mail.references))
    if threaded is not None:
        party = await round_parties.get(session, threaded)
        return Found(party.round_id, party.id)
    if not _from_a_person(verdict) or mail.sender is None:
        return None
    if await _is_about_an_inquiry(session, desk, mail):
        return await _followed(session, desk, mail, verdict)
    return await _by_words(session, mail, mail.sender.email, understanding)


def may_concern(verdict: Verdict | None) -> bool:
    """Whether a message that was judged so could be a round's: what people write, bounces and absences.

    An answer that is too large is one too: whoever sent it has answered.
    """
    return verdict is None or verdict.outcome in _KNOWN or _is_too_large(verdict)


def _is_too_large(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.reason == TOO_LARGE


async def are_out(session: AsyncSession) -> bool:
    """Whether there is any round that a message could belong to."""
    return await rounds.any_in(session, (*TAKING, RoundState.CANCELLED))


async def read_papers(mail: ParsedMail, stored: Stored, verdict: Verdict | None) -> Papers:
    """Read a message's attachments, in a worker; those of one that is too large are kept and marked."""
    if _is_too_large(verdict):
        return unread_papers(mail)
    return await asyncio.to_thread(papers_of, mail, stored.raw)


async def take_in(
    session: AsyncSession,
    desk: Desk,
    found: Found,
    letter: Incoming,
    papers: Papers,
    language: str,
    verdict: Verdict | None,
    known: Inquiry | None = None,
) -> Taken:
    """Hand a message over to its round; a question to it becomes an inquiry, unless it is one: ``known``."""
    of = await rounds.locked(session, found.round_id)
    party = await round_parties.locked(session, found.party_id) if found.party_id else None
    now = desk.clock.now()
    is_left = not party or await loop_budget.is_left_in_round(session, desk, party, letter.answer_to, now)
    message = Message(
        ledger_id=letter.ledger_id or 0,
        received_at=letter.received_at,
        sender=letter.answer_to,
        sender_name=letter.sender_name,
        organisation=_organisation(letter),
        subject=letter.subject,
        language=language,
        message_id=letter.message_id,
        references=letter.references,
        texts=papers.texts,
        attachments=papers.attachments,
        known=_KNOWN.get(verdict.outcome) if verdict else None,
        bounced=reported.bounced(verdict),
        put_off=reported.put_off(verdict),
        is_late=reported.is_late(verdict),
        complaint=reported.is_complaint(verdict),
        about=verdict.about if verdict else (),
        back_on=_back_on(letter, desk, verdict),
        unproven=letter.unproven,
        looks_like=await looks_like(session, letter, party) if _from_a_person(verdict) else None,
        new_address=found.new_address,
        encrypted="encrypted" in letter.unread,
        may_be_answered=letter.may_be_answered and is_left,
    )
    made = await collecting.take_in(session, of, party, message, desk.calendar, letterhead(desk), now)
    kind = AnswerKind(made.kind)
    if party and not is_left and letter.may_be_answered and kind in collecting.RECEIPTED:
        await loop_budget.tell_of_round(session, of, party, letter.answer_to, now)
    asks = kind is AnswerKind.QUESTION and not made.undecided
    inquiry = known if asks else None
    if asks and known is None:
        inquiry = await round_questions.open_inquiry(session, desk, of, made, letter, now)
    return Taken(made, outcome_of(kind), inquiry)


def outcome_of(kind: AnswerKind) -> Outcome:
    """Say what the mail ledger calls a message to a round."""
    if kind is AnswerKind.REVISED_SUBMISSION:
        return Outcome.SUBMISSION
    return Outcome.FOLLOW_UP if kind in _NO_OUTCOME else Outcome(kind)


async def _answers_an_inquiry(session: AsyncSession, desk: Desk, mail: ParsedMail) -> bool:
    """Whether a message goes on with an inquiry, which may have been a question to a round before."""
    if signed_inquiry(desk, mail) is not None:
        return True
    before = mail.in_reply_to
    return (
        await correspondence.with_message(session, before) is not None
        and await rounds.party_of_letter(session, before) is None
    )


async def _is_about_an_inquiry(session: AsyncSession, desk: Desk, mail: ParsedMail) -> bool:
    named = REFERENCE.search(mail.subject) or signed_inquiry(desk, mail) is not None
    return (
        bool(named)
        or await correspondence.with_message(session, (*mail.in_reply_to, *mail.references)) is not None
    )


async def _followed(
    session: AsyncSession, desk: Desk, mail: ParsedMail, verdict: Verdict | None
) -> Found | None:
    """Find the round that an inquiry was handed to, where a person goes on with that; else it is none's."""
    before = await following.followed(session, desk, mail) if _from_a_person(verdict) else None
    return Found(before.round_id, before.party_id) if before else None


def _from_a_person(verdict: Verdict | None) -> bool:
    return verdict is None or _is_too_large(verdict)


async def _by_words(
    session: AsyncSession, mail: ParsedMail, sender: str, understanding: Understanding | None
) -> Found | None:
    """Find a round by its key in the subject, else by an invitee's address with one open round."""
    for each in await rounds.called(session, _KEYS.findall(mail.subject), TAKING):
        parties = await round_parties.awaiting(session, sender, TAKING)
        own = [party for party in parties if party.round_id == each.id]
        if own:
            return Found(each.id, _whose(mail, own).id)
        colleagues = await _colleagues(session, each, mail, sender)
        return Found(each.id, colleagues, new_address=colleagues is not None)
    waiting = await round_parties.awaiting(session, sender, (RoundState.OPEN,))
    if len(waiting) != 1:
        return None
    of = await rounds.get(session, waiting[0].round_id)
    if await _is_of_another_matter(session, of, mail, understanding):
        return None
    return Found(of.id, waiting[0].id)


def _whose(mail: ParsedMail, parties: Sequence[Party]) -> Party:
    """Of the parties at one address, return that which a mail speaks for; the first where it says of none."""
    named = _spoken_for(mail, parties)
    return named[0] if len(named) == 1 else parties[0]


async def _colleagues(session: AsyncSession, of: Round, mail: ParsedMail, sender: str) -> int | None:
    """Find the one party at a sender's mail domain that the mail speaks for, by its number."""
    domain = domain_of(sender)
    there = await round_parties.at_domain(session, of.id, domain) if domain else []
    return there[0].id if len(there) == 1 and _spoken_for(mail, there) else None


def _spoken_for(mail: ParsedMail, parties: Sequence[Party]) -> list[Party]:
    # its signature is no part of its words; below what it quotes stands ours
    names = joint.speaks_for([Text("", body_of(mail) if mail.quoted else mail.text)])
    return [party for party in parties if joint.plain(party.organisation) in names]


async def _is_of_another_matter(
    session: AsyncSession, of: Round, mail: ParsedMail, understanding: Understanding | None
) -> bool:
    """Whether an invitee begins something else: a fresh letter, on what no round is about."""
    begins = not mail.in_reply_to and not mail.references and not mail.attachments
    if not begins or understanding is None or not understanding.accepted:
        return False
    if understanding.initiative in (*round_questions.INITIATIVES.values(), OUTSIDE):
        return False
    questions = await record.questions(session, of.id)
    return not belonging.speaks_of(mail.subject, body_of(mail), of.key, of.title, questions)


def _signed_party(desk: Desk, mail: ParsedMail) -> int | None:
    for address in (*(each.email for each in (*mail.to, *mail.cc)), *mail.delivered_to):
        read = read_reply_address(address, desk.own_address, desk.key)
        if read is not None and read[0] == "r":
            return read[1]
    return None


def _organisation(letter: Incoming) -> str:
    domain = domain_of(letter.sender)
    return organisation_name(domain, letter.text) if domain else ""


def _back_on(letter: Incoming, desk: Desk, verdict: Verdict | None) -> str | None:
    if verdict is None or verdict.outcome != Outcome.AUTO_REPLY:
        return None
    day = absence.back_on(letter.text, letter.received_at.astimezone(desk.calendar.timezone).date())
    return day.isoformat() if day else None
