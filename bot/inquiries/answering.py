"""Answering: the form, the letter held for a moment, taking it back, and what follows when it has left.

Talk in a thread is internal, always. Only :func:`send` makes a letter, and it refuses when something arrived
that the writer has not seen.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import approving, drafting, enclosing, letters, library, lifecycle, splitting
from bot.inquiries.answer import Answer, Form, Seen
from bot.inquiries.change import changing, looked_at, require_whole
from bot.inquiries.errors import BadCopies, BadRecipients, EmptyAnswer, SomethingNew, TooLate
from bot.inquiries.intake import SERVICE, reply_subject
from bot.inquiries.letters import ANSWER, answer_key
from bot.inquiries.posts import say_in_thread, show_card
from bot.inquiries.said import user_of
from bot.outbox.delivery import Effect
from storage import answers, correspondence, inquiries, merged, notes, outbox, parties, parts
from storage.tables import Correspondence, Draft, Inquiry

__all__ = ["ANSWER", "Answer", "Form", "answer_key", "open_form", "send", "undo"]

# What is typed into the form must be plain addresses; a name beside it is not needed to send.
# Who asked in Slack is named as the record does.
_ADDRESS = re.compile(r"[^\s@<>,;\"()]+@[^\s@<>,;\"()]+\.[^\s@<>,;\"().]+|(?i:slack:[uw][a-z0-9_-]+)")


async def open_form(desk: Desk, inquiry_id: int, user: str) -> Form:
    """Fill the answer form, with the draft that ``user`` left behind if there is one."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        await require_whole(session, inquiry)
        asked = await parts.asked_in(session, inquiry_id)
        written = await merged.letters(session, inquiry_id)
        drafts = await notes.drafts(session, inquiry_id, user)
        threads = await _threads(session, written)
        received = await enclosing.received_in(session, inquiry_id)
        newest = next(filter(_is_received, reversed(written)))
        offered = await library.offered(session, desk, inquiry, newest, user)
        used = await library.used_in_draft(session, written, user) if drafts else []
    form = Form(
        inquiry,
        recipients=", ".join(waiting(written)),
        subject=reply_subject(newest.subject, inquiry.reference),
        body=splitting.put_together(asked),
        seen=_seen(written, inquiry_id),
        newest=newest,
        language=inquiry.language,
        library=offered,
        used=used,
        parts=asked,
        threads=threads,
        received=received,
    )
    return _with_drafts(form, drafts) if drafts else form


async def reopened_form(desk: Desk, inquiry_id: int, user: str, typed: Answer) -> Form:
    """The form again, with what was typed, and with what was written meanwhile on top and now seen."""
    form = await open_form(desk, inquiry_id, user)
    async with desk.database.reading() as session:
        written = await merged.letters(session, inquiry_id)
    joined = {*form.seen.merged} - {*typed.seen.merged}
    came = [each for each in written if each.inquiry_id in joined and _is_received(each)]
    # what came with a merger may be older than what was seen
    shown = came[-1].id if came and form.seen.newest == typed.seen.newest else form.seen.newest
    newest = next(each for each in written if each.id == shown)
    left_out = [each for each in waiting(written) if each not in _typed_in(typed.recipients)]
    return with_typed(replace(form, newest=newest, left_out=left_out), typed)


async def _threads(session: AsyncSession, written: Sequence[Correspondence]) -> dict[str, str]:
    """Who asked in Slack, by address, with their names."""
    asked = dict.fromkeys(each.sender for each in written if _is_received(each) and user_of(each.sender))
    people = {address: await parties.contact_by(session, address) for address in asked}
    return {address: person.name if person else "" for address, person in people.items()}


def with_typed(form: Form, typed: Answer) -> Form:
    """The form with what was typed in it."""
    return replace(
        form,
        recipients=typed.recipients,
        subject=typed.subject,
        body=typed.body,
        language=typed.language or form.language,
        quoted=typed.quoted,
        used=typed.used,
        copies=typed.copies,
    )


def _with_drafts(form: Form, drafts: Sequence[Draft]) -> Form:
    first = drafts[0]
    return replace(
        form,
        recipients=first.recipients,
        subject=first.subject,
        body="\n\n".join(draft.body for draft in drafts if draft.body.strip()) or form.body,
        language=first.language or form.language,
        quoted=bool(first.quoted),
        copies=first.copies or "",
        files=[file for draft in drafts for file in draft.files or []],
    )


async def send(desk: Desk, inquiry_id: int, user: str, answer: Answer) -> int:
    """Write the letter and hold it for the undo window, or until it is approved; returns its id.

    Raises :class:`SomethingNew`, :class:`BadRecipients`, :class:`EmptyAnswer` or
    :class:`~bot.inquiries.errors.FilesTooLarge`; then nothing happened.
    """
    recipients = addresses_in(answer.recipients)
    copies = copies_in(answer.copies, recipients)
    if not answer.body.strip():
        raise EmptyAnswer
    async with changing(desk, inquiry_id, user) as change:
        await require_whole(change.session, change.inquiry)
        seen = _seen(await merged.letters(change.session, inquiry_id), inquiry_id)
        if seen != answer.seen:
            raise SomethingNew(seen.newest)
        if change.inquiry.claimed_by is None and change.inquiry.status in lifecycle.OPEN:
            lifecycle.claim(change.inquiry, user, change.now)
        awaits = approving.is_wanted(desk, change.inquiry)
        state = "awaiting" if awaits else "held"
        letter = await letters.write(desk, change, answer, recipients, copies, state)
        await letters.preview(change, letter, None if awaits else await letters.hold(desk, change, letter))
        await notes.forget_draft(change.session, inquiry_id, user)
        await change.record("answer_written", letter=letter.id, used=list(answer.used))
    return letter.id


async def undo(desk: Desk, inquiry_id: int, letter_id: int, user: str) -> None:
    """Take an answer back while it is held, and keep it as a draft; raises :class:`TooLate`."""
    async with changing(desk, inquiry_id, user) as change:
        letter = await correspondence.letter(change.session, letter_id)
        if letter.state != "awaiting":
            key, reason = letters.answer_key(letter), f"undone by {user}"
            if not await outbox.withdraw(change.session, key, change.now, reason):
                raise TooLate
        await drafting.give_back(change.session, letter, change.now)
        await letters.redraw(change.session, change.inquiry, letter, change.now)
        await change.record("answer_withdrawn", letter=letter_id)


def has_left(desk: Desk, letter_id: int) -> Effect:
    """What is recorded, in the courier's transaction, when an answer has left."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        letter = await correspondence.letter(session, letter_id)
        if letter.state == "sent":
            return  # by mail and into a thread it leaves twice
        letter.state, letter.at = "sent", now
        await library.count_uses(session, letter)
        inquiry = await inquiries.locked(session, letter.inquiry_id)
        if inquiry.status != lifecycle.Status.CLOSED:
            lifecycle.answered(inquiry, now)
        await splitting.end_all(session, inquiry, letter.author or SERVICE, now)
        await inquiries.add_participants(session, inquiry.id, [*letter.recipients, *letter.copies])
        await inquiries.record(
            session, inquiry.id, now, letter.author or SERVICE, "answered", letter=letter_id
        )
        await _open_for_what_came_since(session, desk, inquiry, letter, now)
        await letters.redraw(session, inquiry, letter, now)
        await show_card(session, inquiry, now)
        desk.nudge()

    return effect


async def _open_for_what_came_since(
    session: AsyncSession, desk: Desk, inquiry: Inquiry, letter: Correspondence, now: datetime
) -> None:
    """Open an inquiry that was just answered, where something came before its letter had left for certain."""
    newest = await correspondence.last_received(session, inquiry.id)
    waits = newest.id > letter.id and not await letters.newer_has_left(session, inquiry.id, newest)
    if waits and inquiry.status == lifecycle.Status.ANSWERED:
        lifecycle.reopen(inquiry, desk.calendar, newest.at)
        await inquiries.record(session, inquiry.id, now, SERVICE, "reopened")


def overtaken(letter_id: int) -> Effect:
    """What is recorded when something new arrived while an answer was held: it goes back to its writer."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        letter = await correspondence.letter(session, letter_id)
        inquiry = await inquiries.locked(session, letter.inquiry_id)
        await letters.stop(session, inquiry, letter, now)
        await show_card(session, inquiry, now)

    return effect


async def not_to_all(session: AsyncSession, letter_id: int, address: str, reason: str, now: datetime) -> None:
    """Record that one of several recipients was refused; the others have the letter."""
    letter = await correspondence.letter(session, letter_id)
    inquiry = await inquiries.locked(session, letter.inquiry_id)
    refused = f"{address}: {reason}"
    lost = {"letter": letter_id, "lost": [address.lower()]}
    await inquiries.record(session, inquiry.id, now, SERVICE, "undeliverable", reason=refused, **lost)
    about = f"undeliverable:{letter_id}:{outbox.unnamed(address)}"
    await say_in_thread(session, inquiry, about, now, letter=letter_id, reason=refused)


async def undeliverable(
    session: AsyncSession, letter_id: int, reason: str, now: datetime, to: Sequence[str] = ()
) -> None:
    """Record that a letter could not be delivered, and tell the staff in the card's thread.

    ``to`` are those whom it would have reached this way, where others have it another way: by mail, or in
    their thread. Only once nobody is left whom it may reach has it failed.
    """
    letter = await correspondence.letter(session, letter_id)
    inquiry = await inquiries.locked(session, letter.inquiry_id)
    everybody = {each.lower() for each in (*letter.recipients, *letter.copies)}
    if letter.state == "sent" or {*to} not in (set(), everybody):
        for address in to or everybody:
            await not_to_all(session, letter_id, address, reason, now)
        if letter.state == "sent" or not everybody <= await inquiries.lost_to(session, inquiry.id, letter_id):
            return
    else:
        await inquiries.record(
            session, inquiry.id, now, SERVICE, "undeliverable", letter=letter_id, reason=reason
        )
        about = f"undeliverable:{letter_id}"
        await say_in_thread(session, inquiry, about, now, letter=letter_id, reason=reason)
    letter.state = "failed"
    if letter.kind == "letter":
        await letters.redraw(session, inquiry, letter, now)
    await show_card(session, inquiry, now)


async def file_lost(session: AsyncSession, file_id: int, now: datetime, what: str = "file_lost") -> None:
    """Give letters back to their writers that wait for a file which can't be fetched, or is infected."""
    file = await answers.file(session, file_id)
    inquiry = await inquiries.locked(session, file.inquiry_id)
    for letter in await correspondence.of_inquiry(session, inquiry.id):
        names = [each.get("file") for each in letter.attachments]
        if letter.state not in ("awaiting", "held") or file_id not in names:
            continue
        await outbox.withdraw(session, letters.answer_key(letter), now, "a file can't be fetched")
        letter.attachments = [each for each in letter.attachments if each.get("file") != file_id]
        await drafting.give_back(session, letter, now)
        await letters.redraw(session, inquiry, letter, now)
    await say_in_thread(session, inquiry, f"{what}:{file_id}", now, name=file.name)
    await inquiries.record(session, inquiry.id, now, SERVICE, what, name=file.name)


def addresses_in(typed: str) -> list[str]:
    """Read a list of addresses as people type it: commas, semicolons, spaces or lines between them."""
    parts = _typed_in(typed)
    if not parts or not all(map(_ADDRESS.fullmatch, parts)):
        raise BadRecipients(typed)
    return parts


def _typed_in(typed: str) -> list[str]:
    return list(dict.fromkeys(part.lower() for part in re.split(r"[,;\s]+", typed) if part))


def copies_in(typed: str, recipients: Sequence[str]) -> list[str]:
    """Read who gets a copy: mail addresses, none of them a recipient's. There may be none."""
    try:
        given = addresses_in(typed) if typed.strip() else []
    except BadRecipients:
        raise BadCopies(typed) from None
    if any(map(user_of, given)):
        raise BadCopies(typed)
    return [each for each in given if each not in recipients]


def waiting(written: Sequence[Correspondence]) -> list[str]:
    """Who waits for an answer: the newest writer of the inquiry, and of each one that goes on in it."""
    newest = {letter.came_for or letter.inquiry_id: letter for letter in written if _is_received(letter)}
    latest_first = sorted(newest.values(), key=lambda letter: -letter.id)
    return list(dict.fromkeys(letter.reply_to or letter.sender for letter in latest_first))


def _seen(written: Sequence[Correspondence], inquiry_id: int) -> Seen:
    """What somebody who writes has before them: from outside, and by colleagues."""
    newest = max(each.id for each in written if each.kind == "letter" and each.state != "withdrawn")
    return Seen(newest, tuple(sorted({each.inquiry_id for each in written} - {inquiry_id})))


def _is_received(letter: Correspondence) -> bool:
    return letter.direction == "in"
