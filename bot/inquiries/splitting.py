"""One mail, questions for several offices: each has a card of its own there, and one letter answers them all.

What an office answers to a question stays in the house until whoever has the main inquiry puts it into the
letter. A question ends with the main inquiry, or when it is taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import claiming, intake, lifecycle, routing
from bot.inquiries.change import Change, changing, looked_at, require_whole
from bot.inquiries.errors import EmptyAnswer, InParts, NotNow, PartSettled, QuestionsMissing
from bot.inquiries.posts import put_card, say_in_thread, show_card
from bot.inquiries.said import subject_of
from storage import inquiries, notes, parts
from storage.parts import Part
from storage.tables import Inquiry, QuestionPart

FEWEST, MOST = 2, 5


@dataclass(frozen=True)
class Question:
    """What an office is asked, by the office's key."""

    office: str
    text: str


@dataclass(frozen=True)
class Asked:
    """A question as its answer form shows it, with what was typed before."""

    part: Part
    main: Inquiry
    draft: str


async def open_form(desk: Desk, inquiry_id: int, user: str) -> tuple[Inquiry, list[Part]]:
    """An inquiry that ``user`` may split, with the questions that it is split into already."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        await require_whole(session, inquiry)
        return inquiry, await parts.asked_in(session, inquiry_id)


async def split(desk: Desk, inquiry_id: int, user: str, questions: Sequence[Question]) -> None:
    """Ask other offices; raises :class:`QuestionsMissing`, :class:`InParts` or :class:`NotNow`."""
    require_questions(questions)
    for question in questions:
        routing.office_named(question.office, desk.offices)
    async with changing(desk, inquiry_id, user) as change:
        await require_whole(change.session, change.inquiry)
        require_open(change.inquiry)
        if await parts.asked_in(change.session, inquiry_id):
            raise InParts
        last = await parts.highest_number(change.session, inquiry_id)
        asked = [
            await _ask(desk, change, question, number)
            for number, question in enumerate(questions, start=last + 1)
        ]
        await change.record("split", references=[each.reference for each in asked])


async def take_back(desk: Desk, inquiry_id: int, user: str, part_id: int) -> None:
    """Take a question back, answered or not; raises :class:`PartSettled`."""
    async with changing(desk, inquiry_id, user) as change:
        asked = next(
            (each for each in await parts.asked_in(change.session, inquiry_id) if each.inquiry.id == part_id),
            None,
        )
        if asked is None:
            raise PartSettled
        inquiry = await inquiries.locked(change.session, part_id)
        asked.asked.withdrawn_at = change.now
        await _end(change.session, inquiry, user, "question_withdrawn", change.now)
        await change.record("took_back", reference=inquiry.reference)


async def open_answer(desk: Desk, part_id: int, user: str) -> Asked:
    """What ``user`` is asked, and has typed so far."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, part_id, user)
        part = Part(await parts.get(session, part_id), inquiry)
        drafts = await notes.drafts(session, part_id, user)
        main = await inquiries.get(session, part.asked.main_id)
    typed = drafts[0].body if drafts else part.asked.answer or ""
    return Asked(part, main, typed)


async def answer(desk: Desk, part_id: int, user: str, text: str) -> None:
    """Answer a question to the colleague who asked; nothing is sent.

    Raises :class:`EmptyAnswer`, or :class:`NotNow` where it has an answer or has ended.
    """
    if not text.strip():
        raise EmptyAnswer
    async with changing(desk, part_id, user) as change:
        require_open(change.inquiry)
        if change.inquiry.claimed_by is None:
            lifecycle.claim(change.inquiry, user, change.now)
        asked = await parts.get(change.session, part_id)
        asked.answer, asked.answered_by, asked.answered_at = text.strip(), user, change.now
        await parts.index_anew(change.session, asked)
        lifecycle.answered(change.inquiry, change.now)
        await notes.forget_draft(change.session, part_id, user)
        await change.record("question_answered")
        await _tell_main(change, asked)


async def open_again(desk: Desk, change: Change) -> None:
    """Let an office answer a question anew: what it answered waits in its form.

    Raises :class:`PartSettled` where nobody waits for the answer any more.
    """
    main, asked = change.main, await parts.get(change.session, change.inquiry.id)
    if main is None or asked.settled_at is not None or asked.withdrawn_at is not None:
        raise PartSettled
    lifecycle.reopen(change.inquiry, desk.calendar, change.now)
    change.inquiry.answered_at = asked.answered_at = None
    await parts.index_anew(change.session, asked)
    lifecycle.follow_deadline(change.inquiry, main, desk.calendar, change.now)


async def follow(session: AsyncSession, desk: Desk, main: Inquiry, now: datetime) -> None:
    """Let the open questions of an inquiry be due as it is now, and belong to whom it belongs."""
    for part in await parts.inquiries_of(session, [main.id]):
        part.organisation_id = main.organisation_id
        if part.status in lifecycle.OPEN:
            lifecycle.follow_deadline(part, main, desk.calendar, now)
            await claiming.free_for_who_may_act(session, desk, part)
            await show_card(session, part, now)


async def end_all(session: AsyncSession, main: Inquiry, actor: str, now: datetime) -> None:
    """End what is still asked: the foundation has its answer, or wants none."""
    asked = {each.inquiry.id: each.asked for each in await parts.asked_in(session, main.id)}
    for part in await parts.inquiries_of(session, [main.id]) if asked else ():
        if part.id in asked:
            asked[part.id].settled_at = now
        if part.status in lifecycle.OPEN:
            await _end(session, part, actor, "question_ended", now)


async def text_of(desk: Desk, inquiry_id: int, user: str, part_id: int) -> str:
    """What an office answered to a question of an inquiry."""
    async with desk.database.reading() as session:
        await looked_at(session, desk, inquiry_id, user)
        asked = await parts.asked_in(session, inquiry_id)
    return next((answer_of(each) for each in asked if each.inquiry.id == part_id), "")


def require_questions(questions: Sequence[Question]) -> None:
    """Raise :class:`QuestionsMissing` where there are not two, or one has no office."""
    if not FEWEST <= len(questions) <= MOST or not all(each.office and each.text for each in questions):
        raise QuestionsMissing


def require_open(inquiry: Inquiry) -> None:
    """Raise :class:`NotNow` where nobody waits for an answer."""
    if inquiry.status not in lifecycle.OPEN:
        raise NotNow(inquiry.status)


def answer_of(part: Part) -> str:
    """What an office answered; empty while it has not, or answers anew."""
    return (part.asked.answer or "") if part.asked.answered_at else ""


def put_together(asked: Sequence[Part]) -> str:
    """The answers in the order of the questions, as the letter begins."""
    return "\n\n".join(filter(None, map(answer_of, asked)))


async def _ask(desk: Desk, change: Change, question: Question, number: int) -> Inquiry:
    main, now = change.inquiry, change.now
    part = _inquiry(main, question, now)
    await intake.number(change.session, desk, part, now)
    lifecycle.follow_deadline(part, main, desk.calendar, now)
    await inquiries.add(change.session, part)
    asked = QuestionPart(
        inquiry_id=part.id,
        main_id=main.id,
        number=number,
        question=question.text,
        asked_by=change.actor,
        asked_at=now,
    )
    await parts.add(change.session, asked)
    await inquiries.link(change.session, main.id, part.id)
    await inquiries.record(change.session, part.id, now, change.actor, "asked", of=main.reference)
    await put_card(change.session, part, now)
    return part


def _inquiry(main: Inquiry, question: Question, now: datetime) -> Inquiry:
    return Inquiry(
        reference="",
        status=lifecycle.Status.NEW,
        office=question.office,
        subject=subject_of(question.text),
        language=main.language,
        organisation_id=main.organisation_id,
        contact_id=main.contact_id,
        sender=main.sender,
        sender_name=main.sender_name,
        initiative=main.initiative,
        confidence=main.confidence,
        accepted=True,
        scores={},
        topics=list(main.topics),
        model=main.model,
        received_at=now,
        part_of=main.id,
        confidential=main.confidential,
        revision=1,
        shown_revision=0,
    )


async def _end(session: AsyncSession, part: Inquiry, actor: str, what: str, now: datetime) -> None:
    if part.status != lifecycle.Status.CLOSED:
        lifecycle.close(part, now)
    await inquiries.record(session, part.id, now, actor, what)
    await show_card(session, part, now)


async def _tell_main(change: Change, asked: QuestionPart) -> None:
    """Say an answer in the main inquiry's thread; once all are in, who has it is named."""
    main = change.main
    if main is None:
        return
    await inquiries.record(
        change.session, main.id, change.now, change.actor, "part_answered", reference=change.inquiry.reference
    )
    missing = [each for each in await parts.asked_in(change.session, main.id) if not answer_of(each)]
    about = f"part_answered:{asked.inquiry_id}:{change.inquiry.revision}"
    await say_in_thread(
        change.session, main, about, change.now, part=asked.inquiry_id, by=change.actor, missing=len(missing)
    )
