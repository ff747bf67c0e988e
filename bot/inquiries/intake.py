"""A letter becomes an inquiry, or joins one.

Whose letter it is was decided before (``bot.front_desk.deciding``). Everything that follows from it, the
card and the
acknowledgement among them, is written here in the caller's one transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value

from bot.desk import Desk
from bot.front_desk import loop_budget
from bot.inquiries import acknowledging, lifecycle, outside_threads, parties, received_files, routing
from bot.inquiries.acknowledging import Way
from bot.inquiries.incoming import Incoming
from bot.inquiries.posts import put_card, say_in_thread, show_card
from bot.inquiries.said import user_of
from bot.outbox.delivery import Effect
from bot.settings import Office
from bot.signed_address import message_id
from nlp.understanding import Understanding
from storage import correspondence, inquiries, merged, service
from storage.tables import Correspondence, Inquiry

SERVICE = "fondsdialog"
"""The actor of what nobody did by hand."""

ACKNOWLEDGEMENT = "mail.acknowledgement"
STILL_WORTH_ACKNOWLEDGING = timedelta(days=3)
"""Older letters come from an archive or a long outage: "we have received" would only puzzle."""
LONGEST_CHAIN = 20


@dataclass(frozen=True)
class Understood:
    """What the model made of a letter, and which model it was."""

    understanding: Understanding
    model: str


NOT_UNDERSTOOD = Understood(
    Understanding(language="other", initiative="none", confidence=0.0, accepted=False, scores={}), "none"
)
"""Of what nobody could read: it goes to triage, and a person decides what it is about."""


async def open_inquiry(
    session: AsyncSession,
    desk: Desk,
    letter: Incoming,
    understood: Understood,
    now: datetime,
    linked_to: Sequence[int] = (),
) -> Inquiry:
    """Open an inquiry: number, office, deadline, card and acknowledgement."""
    what = understood.understanding
    contact = await parties.known_contact(session, letter, what.language, now)
    office, accepted = office_for(desk, what)
    if letter.office:
        office = routing.office_named(letter.office, desk.offices)
    inquiry = Inquiry(
        reference="",
        status=lifecycle.Status.NEW,
        office=office.key,
        subject=letter.subject,
        language=reply_language(what.language, desk.settings.service.language),
        organisation_id=contact.organisation_id,
        contact_id=contact.id,
        sender=letter.sender,
        sender_name=letter.sender_name,
        initiative=what.initiative,
        confidence=what.confidence,
        accepted=accepted,
        scores=what.scores,
        topics=list(what.topics),
        model=understood.model,
        received_at=letter.received_at,
        revision=1,
        shown_revision=0,
    )
    await number(session, desk, inquiry, now)
    lifecycle.set_deadlines(inquiry, desk.calendar, letter.received_at)
    await inquiries.add(session, inquiry)
    for other in linked_to:
        await inquiries.link(session, inquiry.id, other)
    doubts = await parties.doubts_about(session, letter)
    await _take_in(session, inquiry, letter, now, doubts)
    await inquiries.record(session, inquiry.id, now, letter.sender, "opened", office=office.key)
    await put_card(session, inquiry, now)
    await _acknowledge(session, desk, inquiry, letter, now)
    return inquiry


def office_for(desk: Desk, what: Understanding) -> tuple[Office, bool]:
    """Say which office gets a letter, and whether it was understood surely enough for that."""
    accepted = what.confidence >= desk.settings.nlp.accept
    office = routing.office_for(
        what.initiative, what.topics, accepted=accepted, routes=desk.settings.route, offices=desk.offices
    )
    return office, accepted


async def follow_up(
    session: AsyncSession, desk: Desk, inquiry_id: int, letter: Incoming, now: datetime
) -> Inquiry:
    """Add a letter to its inquiry, or to the one in which that goes on; a closed one opens again."""
    inquiry = await merged.locked_main(session, inquiry_id)
    kept = await _take_in(session, inquiry, letter, now, await parties.doubts_about(session, letter))
    kept.came_for = inquiry_id if inquiry.id != inquiry_id else None
    reopened = lifecycle.followed_up(inquiry, desk.calendar, letter.received_at)
    what = "reopened" if reopened else "followed_up"
    await inquiries.record(session, inquiry.id, now, letter.sender, what, letter=kept.id)
    # the card first: where somebody deleted it, it is back before its thread is used
    await show_card(session, inquiry, now)
    await say_in_thread(session, inquiry, f"follow_up:{kept.id}", now, letter=kept.id)
    return inquiry


async def why_no_receipt(session: AsyncSession, inquiry: Inquiry) -> str | None:
    """Why a receipt would come too late; None while somebody waits for us, here or where it goes on."""
    main = await inquiries.get(session, await merged.main_of(session, inquiry.id))
    return None if main.status in lifecycle.OPEN else f"the inquiry is {main.status} already"


def acknowledged(letter_id: int, words: str) -> Effect:
    """What is recorded when an acknowledgement has left."""

    async def effect(session: AsyncSession, now: datetime) -> None:
        letter = await correspondence.letter(session, letter_id)
        letter.state, letter.at, letter.text = "sent", now, words
        await inquiries.record(session, letter.inquiry_id, now, SERVICE, "acknowledged", letter=letter_id)

    return effect


def unsaid(letter_id: int) -> Effect:
    """What is recorded when an acknowledgement came too late to leave."""

    async def effect(session: AsyncSession, _now: datetime) -> None:
        (await correspondence.letter(session, letter_id)).state = "withdrawn"

    return effect


async def machine_mail(
    session: AsyncSession, inquiry_id: int, what: str, ledger_id: int, details: str, now: datetime
) -> None:
    """Tell an inquiry's staff of a bounce or an absence; it never opens anything."""
    inquiry = await merged.locked_main(session, inquiry_id)
    await inquiries.record(session, inquiry.id, now, SERVICE, what, details=details)
    await say_in_thread(session, inquiry, f"{what}:{ledger_id}", now, details=details)


def reply_language(understood: str, default: str) -> str:
    """The language that we answer in: the writer's where we write it, else the house's."""
    return understood if understood in ("da", "en") else default


async def number(session: AsyncSession, desk: Desk, inquiry: Inquiry, now: datetime) -> None:
    """Give an inquiry its number; one of several letters has it just before it is written."""
    year = now.astimezone(desk.calendar.timezone).year

    def tell(number: int) -> None:
        set_committed_value(inquiry, "reference", f"FD-{year}-{number:05d}")

    await service.number(session, f"inquiry:{year}", tell)


async def _take_in(
    session: AsyncSession,
    inquiry: Inquiry,
    letter: Incoming,
    now: datetime,
    doubts: Sequence[dict[str, str]] = (),
) -> Correspondence:
    kept = await correspondence.add(
        session,
        Correspondence(
            inquiry_id=inquiry.id,
            direction="in",
            kind="letter",
            state="received",
            at=min(letter.received_at, now),
            sender=letter.sender,
            reply_to=letter.reply_to,
            recipients=list(letter.recipients),
            copies=list(letter.copies),
            subject=letter.subject,
            text=letter.text,
            full_text=letter.full_text,
            language=inquiry.language,
            message_id=letter.message_id,
            references=list(letter.references),
            attachments=await received_files.take_in(
                session, inquiry, letter.sender, letter.attachments, now
            ),
            ledger_id=letter.ledger_id,
            doubts=[*doubts] or None,
        ),
    )
    # whoever the writer brings in takes part from now on
    taking_part = [letter.sender, letter.answer_to, *letter.recipients, *letter.copies]
    await inquiries.add_participants(session, inquiry.id, taking_part)
    return kept


async def _acknowledge(
    session: AsyncSession, desk: Desk, inquiry: Inquiry, letter: Incoming, now: datetime
) -> None:
    # nobody is thanked for what nobody can read: a person writes
    if not letter.may_be_answered or letter.sealed or now - letter.received_at > STILL_WORTH_ACKNOWLEDGING:
        return
    if not await loop_budget.is_left_for(session, desk, letter.answer_to, now):
        await loop_budget.tell_of_inquiry(session, desk, inquiry, letter.answer_to, now)
        return
    if user_of(letter.sender):
        await acknowledging.acknowledge(session, inquiry, letter.sender, outside_threads.way_to(letter), now)
    elif desk.own_address:
        way = _by_mail(desk, inquiry, letter)
        reply = await acknowledging.acknowledge(session, inquiry, letter.answer_to, way, now)
        service.once_numbered(session, lambda: _name_in_subject(reply, letter.subject, inquiry))


def _name_in_subject(reply: Correspondence, subject: str, inquiry: Inquiry) -> None:
    set_committed_value(reply, "subject", reply_subject(subject, inquiry.reference))


def _by_mail(desk: Desk, inquiry: Inquiry, letter: Incoming) -> Way:
    own = desk.own_address
    return Way(
        kind=ACKNOWLEDGEMENT,
        lane=f"mail:{inquiry.id}",
        subject=reply_subject(letter.subject, inquiry.reference),
        sender=own,
        message_id=message_id("a", inquiry.id, "1", own.rpartition("@")[2], desk.key),
        references=thread_references(letter.references, letter.message_id),
    )


def reply_subject(subject: str, reference: str) -> str:
    """``Re: Their subject [FD-2026-00042]``, with neither part twice."""
    bare = subject.replace(f"[{reference}]", "").strip()
    prefix = "" if bare[:3].casefold() in ("re:", "sv:") else "Re: "
    return f"{prefix}{bare} [{reference}]".replace("  ", " ")


def thread_references(references: Sequence[str], message: str | None) -> list[str]:
    """The References of a reply (RFC 5322, 3.6.4): the parent's and the parent; a long chain loses some."""
    chain = [*references, *([message] if message else [])]
    return chain if len(chain) <= LONGEST_CHAIN else [chain[0], *chain[-(LONGEST_CHAIN - 1) :]]
