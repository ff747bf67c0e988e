"""An answer as a letter: made of what was typed, held before it leaves, shown in the thread as it is now."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import drafting, enclosing, lifecycle, outside_threads
from bot.inquiries.answer import Answer
from bot.inquiries.change import Change
from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.intake import SERVICE, reply_subject, thread_references
from bot.inquiries.posts import THREAD, UPDATE, say_in_thread
from bot.signed_address import message_id
from storage import correspondence, inquiries, merged, outbox
from storage.outbox import Parcel
from storage.tables import Correspondence, Inquiry

ANSWER = "mail.answer"


def answer_key(letter: Correspondence) -> str:
    """The outbox key of an answer."""
    return f"inquiry:{letter.inquiry_id}/answer:{letter.id}"


async def write(
    desk: Desk, change: Change, answer: Answer, recipients: list[str], copies: list[str], state: str
) -> Correspondence:
    """Record an answer as a letter in its thread."""
    own = desk.own_address
    newest = await correspondence.last_received(change.session, change.inquiry.id)
    letter = Correspondence(
        inquiry_id=change.inquiry.id,
        direction="out",
        kind="letter",
        state=state,
        at=change.now,
        sender=own,
        recipients=recipients,
        copies=copies,
        subject=" ".join(answer.subject.split()) or reply_subject(newest.subject, change.inquiry.reference),
        text=answer.body.strip(),
        language=answer.language or change.inquiry.language,
        references=thread_references(newest.references, newest.message_id),
        attachments=await enclosing.enclose(desk, change, answer),
        quotes=newest.id if answer.quoted else None,
        author=change.actor,
    )
    await correspondence.add(change.session, letter)
    letter.message_id = message_id("l", change.inquiry.id, str(letter.id), own.rpartition("@")[2], desk.key)
    return letter


async def hold(desk: Desk, change: Change, letter: Correspondence) -> datetime:
    """Put a letter in the outbox, held for a moment; returns when it leaves."""
    due = change.now + timedelta(seconds=desk.settings.slack.hold_seconds)
    parcel = by_mail(letter, due)
    if outside_threads.split(letter.recipients)[1]:
        # its moment comes without a mail server
        parcel = replace(parcel, kind=outside_threads.DUE, lane=f"slack:answer:{change.inquiry.id}")
    await outbox.put(change.session, parcel, change.now)
    return due


def by_mail(letter: Correspondence, due: datetime) -> Parcel:
    """The parcel that an answer is for the courier to the mail server."""
    return Parcel(
        key=answer_key(letter),
        kind=ANSWER,
        lane=f"mail:{letter.inquiry_id}",
        due_at=due,
        payload={"letter": letter.id},
        inquiry_id=letter.inquiry_id,
    )


async def preview(change: Change, letter: Correspondence, leaves: datetime | None) -> None:
    """Show a letter in the thread before it leaves; None for one that waits for approval."""
    shown: dict[str, Any] = {"letter": letter.id, "leaves": leaves.isoformat() if leaves else None}
    about = f"preview:{letter.id}"
    await say_in_thread(change.session, change.inquiry, about, change.now, THREAD, **shown)


async def redraw(
    session: AsyncSession, inquiry: Inquiry, letter: Correspondence, now: datetime, **payload: Any
) -> None:
    """Have the letter in the thread show what has become of it."""
    about = f"preview_{letter.state}:{letter.id}"
    shown = f"inquiry:{inquiry.id}/preview:{letter.id}"
    await say_in_thread(session, inquiry, about, now, UPDATE, letter=letter.id, of=shown, **payload)


async def stop(session: AsyncSession, inquiry: Inquiry, letter: Correspondence, now: datetime) -> None:
    """Give a letter back to its writer, as something new arrived before it left."""
    await drafting.give_back(session, letter, now)
    await redraw(session, inquiry, letter, now)
    await say_in_thread(session, inquiry, f"overtaken:{letter.id}", now)
    await inquiries.record(session, inquiry.id, now, SERVICE, "answer_overtaken", letter=letter.id)


async def not_reached(
    session: AsyncSession, calendar: WorkCalendar, inquiry: Inquiry, letter: Correspondence, now: datetime
) -> None:
    """Ask whether nobody is left whom a letter may have reached; the history names the ``lost`` ones."""
    everybody = {each.lower() for each in (*letter.recipients, *letter.copies)}
    if letter.state == "sent" and everybody <= await inquiries.lost_to(session, inquiry.id, letter.id):
        await reached_nobody(session, calendar, inquiry, letter, now)


async def reached_nobody(
    session: AsyncSession, calendar: WorkCalendar, inquiry: Inquiry, letter: Correspondence, now: datetime
) -> None:
    """Record that a letter which had left came to nobody: an inquiry that it answered opens again."""
    letter.state = "failed"
    if letter.kind != "letter":
        return
    await redraw(session, inquiry, letter, now)
    if inquiry.status == lifecycle.Status.ANSWERED and not await newer_has_left(session, inquiry.id, letter):
        lifecycle.reopen(inquiry, calendar, now)
        await inquiries.record(session, inquiry.id, now, SERVICE, "reopened")


async def newer_has_left(session: AsyncSession, inquiry_id: int, letter: Correspondence) -> bool:
    """Whether a letter of the inquiry that was written after this one has left."""
    return any(
        each.id > letter.id and each.kind == "letter" and each.state == "sent"
        for each in await merged.letters(session, inquiry_id)
    )
