"""A question to a round becomes an inquiry of the round's office, and is answered as any other.

The party's state in the round stays what it was: whoever asks has yet to answer.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import intake, lifecycle, routing
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.inquiries.lifecycle import Status
from bot.inquiries.posts import show_card
from consultation.rounds import deciding
from consultation.rounds.moving import Work
from consultation.rounds.words import AnswerKind, RoundKind
from nlp.understanding import Understanding
from storage import answers, inquiries, ledger, merged
from storage.tables import Inquiry, Round, Submission

INITIATIVES = {RoundKind.UIP: "uip", RoundKind.POLICY: "politisk_inddragelse"}
"""What each kind of round belongs to in the taxonomy that comes with the program."""


async def open_inquiry(
    session: AsyncSession, desk: Desk, of: Round, asked: Submission, letter: Incoming, now: datetime
) -> Inquiry:
    """Open the inquiry that a question is: of the round's office, whatever its words are about."""
    understood = Understood(_understanding(of, asked), "")
    to_office = replace(letter, office=_office(desk, of))
    opened = await intake.open_inquiry(session, desk, to_office, understood, now)
    await answers.link_round(session, opened.id, of.id)
    return opened


async def decide(
    session: AsyncSession,
    desk: Desk,
    of: Round,
    submission: Submission,
    kind: AnswerKind,
    by: str,
    work: Work,
    *,
    seen: int | None = None,
) -> None:
    """Say what a message is; what is a question becomes an inquiry, once."""
    asked_before = submission.kind == AnswerKind.QUESTION and not submission.undecided
    await deciding.decide(session, of, submission, kind, by, work, seen=seen)
    mail = await ledger.entry(session, submission.ledger_id) if submission.ledger_id else None
    if kind is not AnswerKind.QUESTION or mail is None:
        return
    if mail.inquiry_id is None:
        mail.inquiry_id = (
            await open_inquiry(session, desk, of, submission, _letter(submission), work.now)
        ).id
    elif not asked_before:
        await _open_again(session, desk, mail.inquiry_id, by, work.now)


async def _open_again(session: AsyncSession, desk: Desk, inquiry_id: int, by: str, now: datetime) -> None:
    """Open the inquiry that a letter was before it was handed to the round, where it was closed for that."""
    inquiry = await merged.locked_main(session, inquiry_id)
    if inquiry.status == Status.CLOSED:
        lifecycle.reopen(inquiry, desk.calendar, now)
        await inquiries.record(session, inquiry.id, now, by, "reopened")
        await show_card(session, inquiry, now)


def _understanding(of: Round, asked: Submission) -> Understanding:
    language = str(asked.reading.get("language", ""))
    initiative = INITIATIVES[RoundKind(of.kind)]
    return Understanding(language, initiative, confidence=1.0, accepted=True, scores={})


def _office(desk: Desk, of: Round) -> str:
    """Name the round's office; triage where configuration no longer has it."""
    known = any(office.key == of.office for office in desk.offices)
    return of.office if known else routing.triage(desk.offices).key


def _letter(submission: Submission) -> Incoming:
    """Make a letter of a message that was recorded before somebody said that it is a question."""
    texts = [each["text"] for each in submission.texts if not each["source"]]
    return Incoming(
        sender=submission.sender,
        sender_name=submission.sender_name,
        subject=submission.subject,
        text=texts[0] if texts else "",
        full_text=None,
        received_at=submission.received_at,
        ledger_id=submission.ledger_id,
        message_id=submission.message_id,
        attachments=submission.attachments,
        # whoever decides on it is about to answer
        may_be_answered=False,
    )
