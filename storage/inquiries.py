"""The inquiries' questions: find, list, and what happened.

What may be done to an inquiry, and when, is decided in ``bot.inquiries``.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, bindparam, case, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, parties, upsert
from storage.merged import family
from storage.tables import Event, Inquiry, InquiryLink, Organisation, Participant
from storage.tables.base import table_of

_INQUIRY = bindparam("inquiry", type_=Integer)
_FOR_CHANGE = (
    select(Inquiry)
    .where(Inquiry.id == _INQUIRY)
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)  # somebody may have changed it since it was first read
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
AT_ONCE = 500
"""Inquiries in one question: databases bound what it may name."""


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


async def lost_to(session: AsyncSession, inquiry_id: int, letter_id: int) -> set[str]:
    """The recipients of a letter whom it is known not to have reached, as the history says.

    The history of those that go on in the inquiry is asked too.
    """
    lines = await session.scalars(select(Event.details).where(Event.inquiry_id.in_(family(inquiry_id))))
    return {to for line in lines if line.get("letter") == letter_id for to in line.get("lost", ())}


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
