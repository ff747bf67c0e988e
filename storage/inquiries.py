"""The inquiries' questions: find, list, and what happened.

What may be done to an inquiry, and when, is decided in ``bot.inquiries``.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, parties, search, upsert
from storage.many import among
from storage.merged import family
from storage.tables import (
    Correspondence,
    Event,
    Inquiry,
    InquiryLink,
    Organisation,
    Participant,
)
from storage.tables.base import table_of

_INQUIRY = bindparam("inquiry", type_=Integer)
_FOR_CHANGE = (
    select(Inquiry)
    .where(Inquiry.id == _INQUIRY)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)  # somebody may have changed it since it was first read
)
_FIRST_RECEIVED = (
    select(Correspondence)
    .where(Correspondence.inquiry_id == _INQUIRY, Correspondence.direction == "in")
    .order_by(Correspondence.id)
    .limit(1)
)
_ROW = table_of(Inquiry)
_CARD_SHOWN = (
    update(_ROW)
    .where(_ROW.c.id == _INQUIRY, _ROW.c.office == bindparam("drawn_for"))
    .values(
        card_channel=bindparam("stands_in"),
        card_ts=bindparam("stands_at"),
        shown_revision=case(
            (_ROW.c.shown_revision < bindparam("shows"), bindparam("shows")), else_=_ROW.c.shown_revision
        ),
    )
)
_ORGANISATION = table_of(Organisation).c
_ORGANISATION_NAME = select(_ORGANISATION.name).where(_ORGANISATION.id == bindparam("organisation"))
_LETTER = table_of(Correspondence).c
_THREADS = (
    select(_LETTER.message_id, _LETTER.id, _LETTER.inquiry_id)
    .where(among(_LETTER.message_id, "messages"))
    .order_by(_LETTER.id)
)
AT_ONCE = 500
"""Inquiries in one question: databases bound what it may name."""
_THREAD = "thread"
"""The newest letter with a message's id, by its number, and that letter's inquiry."""


async def add(session: AsyncSession, inquiry: Inquiry) -> Inquiry:
    """Record a new inquiry."""
    return await upsert.add_new(session, inquiry)


async def get(session: AsyncSession, inquiry_id: int) -> Inquiry:
    """Read one inquiry."""
    return await session.get_one(Inquiry, inquiry_id)


async def of_ids(session: AsyncSession, inquiry_ids: Sequence[int]) -> list[Inquiry]:
    """Read several inquiries, in the order that is asked for."""
    by_id: dict[int, Inquiry] = {}
    for start in range(0, len(inquiry_ids), AT_ONCE):
        some = Inquiry.id.in_(inquiry_ids[start : start + AT_ONCE])
        by_id |= {each.id: each for each in await session.scalars(select(Inquiry).where(some))}
    return [by_id[inquiry_id] for inquiry_id in inquiry_ids]


async def locked(session: AsyncSession, inquiry_id: int) -> Inquiry:
    """Read one inquiry for a change, as it is now: others that change it wait for this transaction."""
    await session.flush()
    return (await session.scalars(_FOR_CHANGE, {"inquiry": inquiry_id})).one()


async def by_reference(session: AsyncSession, reference: str) -> Inquiry | None:
    """Find an inquiry by its number, such as ``FD-2026-00042``."""
    return (
        await session.scalars(select(Inquiry).where(Inquiry.reference == reference.upper()))
    ).one_or_none()


async def by_card(session: AsyncSession, channel: str, ts: str) -> Inquiry | None:
    """Find the inquiry that a Slack message is the card of."""
    found = select(Inquiry).where(Inquiry.card_ts == ts, Inquiry.card_channel == channel)
    return (await session.scalars(found)).one_or_none()


async def card_shown(session: AsyncSession, drawn: Inquiry, channel: str, ts: str) -> bool:
    """Record where an inquiry's card stands that was drawn of it; False where it has left that office."""
    shown = {"inquiry": drawn.id, "drawn_for": drawn.office, "shows": drawn.revision}
    moved: Any = await session.execute(_CARD_SHOWN, shown | {"stands_in": channel, "stands_at": ts})
    return bool(moved.rowcount)


async def with_message(session: AsyncSession, message_ids: Collection[str]) -> int | None:
    """Find the inquiry in whose thread one of these messages stands; the newest letter wins."""
    if not message_ids:
        return None
    known = batch.known(session, _THREAD)
    if known.keys() >= set(message_ids):
        newest = max((found for each in message_ids if (found := known[each])), default=None)
        return newest[1] if newest else None
    found = (
        select(Correspondence.inquiry_id)
        .where(Correspondence.message_id.in_(message_ids))
        .order_by(Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def sent_as(session: AsyncSession, message_ids: Collection[str]) -> Correspondence | None:
    """Find the newest letter of ours among some messages."""
    found = (
        select(Correspondence)
        .where(Correspondence.message_id.in_(message_ids), Correspondence.direction == "out")
        .order_by(Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one_or_none()


async def foreknow(session: AsyncSession, message_ids: Collection[str]) -> None:
    """Ask for the threads of several letters at once."""
    found = await session.execute(_THREADS, {"messages": [*message_ids]})
    newest = {message_id: (number, inquiry_id) for message_id, number, inquiry_id in found}
    batch.known(session, _THREAD).update({each: newest.get(each) for each in message_ids})


async def listed(
    session: AsyncSession,
    *,
    statuses: Collection[str] = (),
    office: str | None = None,
    claimed_by: str | None = None,
    limit: int = 100,
) -> list[Inquiry]:
    """Inquiries, the most urgent first."""
    conditions: list[ColumnElement[bool]] = []
    if statuses:
        conditions.append(Inquiry.status.in_(statuses))
    if office:
        conditions.append(Inquiry.office == office)
    if claimed_by:
        conditions.append(Inquiry.claimed_by == claimed_by)
    found = select(Inquiry).where(*conditions).order_by(Inquiry.first_answer_due, Inquiry.id).limit(limit)
    return list(await session.scalars(found))


async def due(session: AsyncSession, column: str, now: datetime, limit: int = 200) -> list[Inquiry]:
    """Inquiries whose ``remind_at``, ``escalate_at`` or ``snoozed_until`` has come.

    What is snoozed is not reminded of: that waits until it wakes.
    """
    moment = getattr(Inquiry, column)
    found = select(Inquiry).where(moment.is_not(None), moment <= now).order_by(moment).limit(limit)
    if column != "snoozed_until":
        found = found.where(Inquiry.snoozed_until.is_(None))
    return list(await session.scalars(found.with_for_update(skip_locked=True, key_share=True)))


async def next_moment(session: AsyncSession) -> datetime | None:
    """When the next reminder, escalation or waking falls due."""
    columns = (Inquiry.remind_at, Inquiry.escalate_at, Inquiry.snoozed_until)
    # that the moment is not null goes without saying, except to SQLite: it is what the indexes are made for
    earliest = [select(func.min(column)).where(column.is_not(None)) for column in columns]
    moments = [(await session.scalars(each)).one() for each in earliest]
    return min((moment for moment in moments if moment is not None), default=None)


async def oldest_unanswered(session: AsyncSession, statuses: Collection[str]) -> Inquiry | None:
    """The inquiry that has waited longest for a first answer."""
    found = select(Inquiry).where(Inquiry.status.in_(statuses)).order_by(Inquiry.first_answer_due).limit(1)
    return (await session.scalars(found)).one_or_none()


async def count_by_status(session: AsyncSession) -> dict[str, int]:
    """How many inquiries stand in each status."""
    rows = await session.execute(select(Inquiry.status, func.count()).group_by(Inquiry.status))
    return dict(rows.all())


async def of_the_same_party(session: AsyncSession, inquiry: Inquiry, limit: int = 20) -> list[Inquiry]:
    """Other inquiries of the same writer or organisation that stand by themselves; newest first."""
    theirs = [Inquiry.contact_id == inquiry.contact_id, Inquiry.organisation_id == inquiry.organisation_id]
    known = [
        each
        for each, value in zip(theirs, (inquiry.contact_id, inquiry.organisation_id), strict=True)
        if value
    ]
    if not known:
        return []
    stands_alone = Inquiry.merged_into.is_(None), Inquiry.part_of.is_(None)
    found = select(Inquiry).where(or_(*known), Inquiry.id != inquiry.id, *stands_alone)
    return list(await session.scalars(found.order_by(Inquiry.id.desc()).limit(limit)))


async def organisation_name(session: AsyncSession, inquiry: Inquiry) -> str | None:
    """The name of the inquiry's organisation."""
    if inquiry.organisation_id is None:
        return None
    known: str | None = batch.known(session, parties.NAME).get(inquiry.organisation_id)
    if known is not None:
        return known
    named = await session.scalars(_ORGANISATION_NAME, {"organisation": inquiry.organisation_id})
    name: str = named.one()
    return name


async def add_correspondence(session: AsyncSession, letter: Correspondence) -> Correspondence:
    """Add a letter and, unless it is our own acknowledgement, make it findable."""
    await upsert.add_new(session, letter)
    if letter.kind != "acknowledgement":
        await _index(session, letter)
    return letter


async def index_anew(session: AsyncSession, letter: Correspondence) -> None:
    """Make a letter findable by the words that it has now."""
    await search.forget(session, letter.id)
    await _index(session, letter)


async def _index(session: AsyncSession, letter: Correspondence) -> None:
    words = f"{letter.subject} {letter.sender} {letter.full_text or letter.text}"
    await search.index(session, letter.id, words)


async def correspondence(session: AsyncSession, inquiry_id: int) -> list[Correspondence]:
    """Every letter of an inquiry, oldest first."""
    found = select(Correspondence).where(Correspondence.inquiry_id == inquiry_id).order_by(Correspondence.id)
    return list(await session.scalars(found))


async def letter(session: AsyncSession, correspondence_id: int) -> Correspondence:
    """Read one letter."""
    return await session.get_one(Correspondence, correspondence_id)


async def last_received(session: AsyncSession, inquiry_id: int) -> Correspondence:
    """The newest letter from outside, to the inquiry or to one that goes on in it."""
    found = (
        select(Correspondence)
        .where(Correspondence.inquiry_id.in_(family(inquiry_id)), Correspondence.direction == "in")
        .order_by(Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one()


async def first_received(session: AsyncSession, inquiry_id: int) -> Correspondence:
    """The letter that opened the inquiry."""
    return (await session.scalars(_FIRST_RECEIVED, {"inquiry": inquiry_id})).one()


async def threads(
    session: AsyncSession, beginning: str, statuses: Collection[str], answered_since: datetime | None = None
) -> list[str]:
    """The threads, by how their names begin, in which inquiries of some statuses stand.

    Those first answered since a moment are among them, whatever has become of them.
    """
    wanted: list[ColumnElement[bool]] = [Inquiry.status.in_(statuses)]
    if answered_since is not None:
        wanted.append(Inquiry.answered_at >= answered_since)
    found = (
        select(Correspondence.message_id)
        .join(Inquiry, Inquiry.id == Correspondence.inquiry_id)
        .where(Correspondence.message_id.startswith(beginning, autoescape=True), or_(*wanted))
        .distinct()
    )
    return [thread for thread in await session.scalars(found) if thread]


async def last_from(session: AsyncSession, inquiry_id: int, sender: str) -> Correspondence:
    """The newest letter of one writer, to the inquiry or one that goes on in it; else of anybody outside."""
    found = (
        select(Correspondence)
        .where(Correspondence.inquiry_id.in_(family(inquiry_id)), Correspondence.direction == "in")
        .order_by((Correspondence.sender == sender).desc(), Correspondence.id.desc())
        .limit(1)
    )
    return (await session.scalars(found)).one()


async def newest_of(session: AsyncSession, contact_id: int) -> Inquiry | None:
    """The inquiry that a person opened last."""
    found = select(Inquiry).where(Inquiry.contact_id == contact_id, Inquiry.part_of.is_(None))
    found = found.order_by(Inquiry.id.desc()).limit(1)
    return (await session.scalars(found)).one_or_none()


async def add_participants(session: AsyncSession, inquiry_id: int, emails: Sequence[str]) -> None:
    """Let addresses take part in an inquiry's thread."""
    rows = [{"inquiry_id": inquiry_id, "email": email} for email in dict.fromkeys(emails) if email]
    if rows:
        await upsert.add_all(session, Participant, rows)


async def takes_part(session: AsyncSession, inquiry_id: int, email: str) -> bool:
    """Whether an address takes part in an inquiry's thread, or in one that goes on in it."""
    found = select(Participant.email).where(
        Participant.inquiry_id.in_(family(inquiry_id)), Participant.email == email
    )
    return (await session.scalars(found.limit(1))).one_or_none() is not None


async def link(session: AsyncSession, inquiry_id: int, other_id: int) -> None:
    """Record that two inquiries belong together."""
    await upsert.add_all(session, InquiryLink, [{"inquiry_id": inquiry_id, "other_id": other_id}])


async def linked(session: AsyncSession, inquiry_id: int) -> list[Inquiry]:
    """Inquiries linked to this one, in either direction."""
    pairs = select(InquiryLink.inquiry_id, InquiryLink.other_id).where(
        or_(InquiryLink.inquiry_id == inquiry_id, InquiryLink.other_id == inquiry_id)
    )
    ids = {each for pair in await session.execute(pairs) for each in pair} - {inquiry_id}
    if not ids:
        return []
    return list(await session.scalars(select(Inquiry).where(Inquiry.id.in_(ids)).order_by(Inquiry.id)))


async def record(
    session: AsyncSession, inquiry_id: int, at: datetime, actor: str, what: str, **details: Any
) -> None:
    """Append to an inquiry's history."""
    row = {"inquiry_id": inquiry_id, "at": at, "actor": actor, "what": what, "details": details}
    await upsert.append(session, Event, row)


async def history(session: AsyncSession, inquiry_id: int) -> list[Event]:
    """What happened to an inquiry, oldest first."""
    return list(await session.scalars(select(Event).where(Event.inquiry_id == inquiry_id).order_by(Event.id)))


async def last_event(session: AsyncSession, inquiry_id: int, what: str, **details: str) -> Event:
    """The newest line of an inquiry's history that says ``what``, with these details."""
    found = select(Event).where(Event.inquiry_id == inquiry_id, Event.what == what)
    events = await session.scalars(found.order_by(Event.id.desc()))
    return next(each for each in events if details.items() <= each.details.items())


async def last_change_of(session: AsyncSession, inquiry_id: int, ts: str) -> Event | None:
    """The newest edit or deletion of a message in Slack that an inquiry, or one merged with it, tells of."""
    changes = Event.what.in_(("message_edited", "message_deleted"))
    found = select(Event).where(Event.inquiry_id.in_(family(inquiry_id)), changes).order_by(Event.id.desc())
    return next((each for each in await session.scalars(found) if each.details.get("ts") == ts), None)
