"""Answering: the form, the letter held for a moment, taking it back, and what follows when it has left.

Talk in a thread is internal, always. Only :func:`send` makes a letter, and it refuses when something arrived
that the writer has not seen.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery import Effect
from bot.desk import Desk
from bot.inquiries import lifecycle
from bot.inquiries.change import Change, changing, looked_at
from bot.inquiries.errors import BadRecipients, EmptyAnswer, SomethingNew, TooLate
from bot.inquiries.intake import SERVICE, reply_subject, thread_references
from bot.inquiries.posts import UPDATE, say_in_thread, show_card
from bot.signed_address import message_id
from storage import inquiries, merged, outbox
from storage.outbox import Parcel
from storage.tables import Correspondence, Draft, Inquiry

ANSWER = "mail.answer"
# What is typed into the form must be plain addresses; a name beside it is not needed to send.
_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"().]+")


@dataclass(frozen=True)
class Form:
    """The answer form as it opens: what stands in it, and the newest letter that its writer has seen."""

    inquiry: Inquiry
    recipients: str
    subject: str
    body: str
    seen: int
    newest: Correspondence


@dataclass(frozen=True)
class Answer:
    """What was typed into the form."""

    recipients: str
    subject: str
    body: str
    seen: int


async def open_form(desk: Desk, inquiry_id: int, user: str) -> Form:
    """Fill the answer form, with the draft that ``user`` left behind if there is one."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        letters = await merged.letters(session, inquiry_id)
        drafts = await inquiries.drafts(session, inquiry_id, user)
    newest, seen = next(filter(_is_received, reversed(letters))), _newest(letters)
    if drafts:
        body = "\n\n".join(draft.body for draft in drafts)
        return Form(inquiry, drafts[0].recipients, drafts[0].subject, body, seen, newest)
    subject = reply_subject(newest.subject, inquiry.reference)
    return Form(inquiry, ", ".join(waiting(letters)), subject, "", seen, newest)


async def reopened_form(desk: Desk, inquiry_id: int, user: str, typed: Answer) -> Form:
    """The form again, with what was typed, and with what was written meanwhile on top and now seen."""
    form = await open_form(desk, inquiry_id, user)
    async with desk.database.reading() as session:
        newest = await inquiries.letter(session, form.seen)
    return replace(form, recipients=typed.recipients, subject=typed.subject, body=typed.body, newest=newest)


async def send(desk: Desk, inquiry_id: int, user: str, answer: Answer) -> int:
    """Put the answer in the outbox, held for the undo window; returns the letter's id.

    Raises :class:`SomethingNew`, :class:`BadRecipients` or :class:`EmptyAnswer`; then nothing happened.
    """
    recipients = addresses_in(answer.recipients)
    if not answer.body.strip():
        raise EmptyAnswer
    async with changing(desk, inquiry_id, user) as change:
        newest = _newest(await merged.letters(change.session, inquiry_id))
        if newest != answer.seen:
            raise SomethingNew(newest)
        if change.inquiry.claimed_by is None and change.inquiry.status in lifecycle.OPEN:
            lifecycle.claim(change.inquiry, user, change.now)
        letter = await _write(desk, change, answer, recipients)
        await _hold(desk, change, letter)
        await inquiries.forget_draft(change.session, inquiry_id, user)
        await change.record("answer_written", letter=letter.id)
    return letter.id


async def undo(desk: Desk, inquiry_id: int, letter_id: int, user: str) -> None:
    """Take an answer back while it is held, and keep it as a draft; raises :class:`TooLate`."""
    async with changing(desk, inquiry_id, user) as change:
        letter = await inquiries.letter(change.session, letter_id)
        if not await outbox.withdraw(change.session, answer_key(letter), change.now, f"undone by {user}"):
            raise TooLate
        letter.state = "withdrawn"
        await inquiries.keep_draft(change.session, _as_draft(letter, change.now))
        await _redraw_preview(change.session, change.inquiry, letter, change.now)
        await change.record("answer_withdrawn", letter=letter_id)


def has_left(desk: Desk, letter_id: int) -> Effect:
    """What is recorded, in the courier's transaction, when an answer has left."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        letter = await inquiries.letter(session, letter_id)
        letter.state, letter.at = "sent", now
        inquiry = await inquiries.locked(session, letter.inquiry_id)
        if inquiry.status != lifecycle.Status.CLOSED:
            lifecycle.answered(inquiry, now)
        await inquiries.add_participants(session, inquiry.id, [*letter.recipients, *letter.copies])
        await inquiries.record(
            session, inquiry.id, now, letter.author or SERVICE, "answered", letter=letter_id
        )
        await _redraw_preview(session, inquiry, letter, now)
        await show_card(session, inquiry, now)
        desk.nudge()

    return effect


def overtaken(letter_id: int) -> Effect:
    """What is recorded when something new arrived while an answer was held: it goes back to its writer."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        letter = await inquiries.letter(session, letter_id)
        letter.state = "withdrawn"
        inquiry = await inquiries.locked(session, letter.inquiry_id)
        await inquiries.keep_draft(session, _as_draft(letter, now))
        await _redraw_preview(session, inquiry, letter, now)
        await say_in_thread(session, inquiry, f"overtaken:{letter_id}", now)
        await inquiries.record(session, inquiry.id, now, SERVICE, "answer_overtaken", letter=letter_id)
        await show_card(session, inquiry, now)

    return effect


async def not_to_all(session: AsyncSession, letter_id: int, address: str, reason: str, now: datetime) -> None:
    """Record that one of several recipients was refused; the others have the letter."""
    letter = await inquiries.letter(session, letter_id)
    inquiry = await inquiries.locked(session, letter.inquiry_id)
    refused = f"{address}: {reason}"
    await inquiries.record(
        session, inquiry.id, now, SERVICE, "undeliverable", letter=letter_id, reason=refused
    )
    about = f"undeliverable:{letter_id}:{address}"
    await say_in_thread(session, inquiry, about, now, letter=letter_id, reason=refused)


async def undeliverable(session: AsyncSession, letter_id: int, reason: str, now: datetime) -> None:
    """Record that a letter could not be delivered, and tell the staff in the card's thread."""
    letter = await inquiries.letter(session, letter_id)
    letter.state = "failed"
    inquiry = await inquiries.locked(session, letter.inquiry_id)
    await inquiries.record(
        session, inquiry.id, now, SERVICE, "undeliverable", letter=letter_id, reason=reason
    )
    await say_in_thread(session, inquiry, f"undeliverable:{letter_id}", now, letter=letter_id, reason=reason)
    if letter.kind == "letter":
        await _redraw_preview(session, inquiry, letter, now)
    await show_card(session, inquiry, now)


def addresses_in(typed: str) -> list[str]:
    """Read a list of addresses as people type it: commas, semicolons, spaces or lines between them."""
    parts = [part for part in re.split(r"[,;\s]+", typed) if part]
    if not parts or not all(_ADDRESS.fullmatch(part) for part in parts):
        raise BadRecipients(typed)
    return list(dict.fromkeys(part.lower() for part in parts))


def answer_key(letter: Correspondence) -> str:
    """The outbox key of an answer."""
    return f"inquiry:{letter.inquiry_id}/answer:{letter.id}"


def waiting(letters: Sequence[Correspondence]) -> list[str]:
    """Who waits for an answer: the newest writer of the inquiry, and of each one that goes on in it."""
    newest = {letter.came_for or letter.inquiry_id: letter for letter in letters if _is_received(letter)}
    latest_first = sorted(newest.values(), key=lambda letter: -letter.id)
    return list(dict.fromkeys(letter.reply_to or letter.sender for letter in latest_first))


def _newest(letters: Sequence[Correspondence]) -> int:
    """The newest letter that matters to somebody who writes: from outside, or a colleague's."""
    return max(each.id for each in letters if each.kind == "letter" and each.state != "withdrawn")


def _is_received(letter: Correspondence) -> bool:
    return letter.direction == "in"


async def _write(desk: Desk, change: Change, answer: Answer, recipients: list[str]) -> Correspondence:
    own = desk.own_address
    newest = await inquiries.last_received(change.session, change.inquiry.id)
    letter = Correspondence(
        inquiry_id=change.inquiry.id,
        direction="out",
        kind="letter",
        state="held",
        at=change.now,
        sender=own,
        recipients=recipients,
        copies=[],
        subject=_single_line(answer.subject) or reply_subject(newest.subject, change.inquiry.reference),
        text=answer.body.strip(),
        language=change.inquiry.language,
        references=thread_references(newest.references, newest.message_id),
        attachments=[],
        author=change.actor,
    )
    await inquiries.add_correspondence(change.session, letter)
    letter.message_id = message_id("l", change.inquiry.id, str(letter.id), own.rpartition("@")[2], desk.key)
    return letter


async def _hold(desk: Desk, change: Change, letter: Correspondence) -> None:
    due = change.now + timedelta(seconds=desk.settings.slack.hold_seconds)
    parcel = Parcel(
        key=answer_key(letter),
        kind=ANSWER,
        lane=f"mail:{change.inquiry.id}",
        due_at=due,
        payload={"letter": letter.id},
        inquiry_id=change.inquiry.id,
    )
    await outbox.put(change.session, parcel, change.now)
    await say_in_thread(
        change.session,
        change.inquiry,
        f"preview:{letter.id}",
        change.now,
        letter=letter.id,
        leaves=due.isoformat(),
    )


async def _redraw_preview(
    session: AsyncSession, inquiry: Inquiry, letter: Correspondence, now: datetime
) -> None:
    about = f"preview_{letter.state}:{letter.id}"
    shown = f"inquiry:{inquiry.id}/preview:{letter.id}"
    await say_in_thread(session, inquiry, about, now, UPDATE, letter=letter.id, of=shown)


def _as_draft(letter: Correspondence, now: datetime) -> Draft:
    return Draft(
        inquiry_id=letter.inquiry_id,
        author=letter.author or SERVICE,
        recipients=", ".join(letter.recipients),
        subject=letter.subject,
        body=letter.text,
        saved_at=now,
    )


def _single_line(subject: str) -> str:
    return " ".join(subject.split())
