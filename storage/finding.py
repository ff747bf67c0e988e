"""Lists of inquiries, and the search: the conditions, an order, and no more rows than are shown.

Which conditions make a list is decided in ``bot.staff.overview``.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlalchemy import ColumnElement, String, cast, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage import conflicts, names, search
from storage.search import Conditions, Mark
from storage.tables import Correspondence, Event, Inquiry, Organisation
from storage.upsert import database_of

LOOKED_AT_FIRST = 1_000
"""Inquiries, the newest of all, that a search without words looks at before it asks the whole archive."""
NOBODY = ""
"""Sees no confidential inquiry: who asks on behalf of a whole channel."""


@dataclass(frozen=True)
class Sought:
    """What is asked for; what is left out is not asked about. ``offices`` None means all of them.

    ``words`` are a number, or words of one letter; ``organisation`` is any part of a name. What was received
    at ``until`` is no longer meant, nor are matters of the ``barred`` organisations (``storage.conflicts``),
    nor confidential ones that are not open to ``seen_by``: a Slack user, `NOBODY`, or None for all of them.
    ``whole`` leaves out the questions that offices ask each other.
    """

    words: str = ""
    statuses: Collection[str] = ()
    offices: Collection[str] | None = None
    claimed_by: str | None = None
    due_before: datetime | None = None
    initiative: str | None = None
    organisation: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    barred: Collection[str] = ()
    seen_by: str | None = None
    whole: bool = False


@dataclass(frozen=True)
class Found:
    """A part of what was found, by number, and whether there is more after it.

    ``newest_only`` says at the end that older letters with these words were not looked at.
    """

    ids: list[int]
    more: bool = False
    newest_only: bool = False


@dataclass(frozen=True)
class Line:
    """An inquiry as a list shows it."""

    id: int
    reference: str
    status: str
    office: str
    subject: str
    organisation: str | None
    sender: str
    sender_name: str
    first_answer_due: datetime
    claimed_by: str | None
    snoozed_until: datetime | None
    answered_at: datetime | None
    card_channel: str | None
    card_ts: str | None


@dataclass(frozen=True)
class Deed:
    """Something that somebody did with an inquiry."""

    at: datetime
    what: str
    reference: str
    subject: str
    card_channel: str | None
    card_ts: str | None


_NEWEST = (Inquiry.received_at.desc(), Inquiry.id.desc())
_OF_INQUIRY = [name for name in Line.__annotations__ if name != "organisation"]
_LINE = select(
    *(getattr(Inquiry, name) for name in _OF_INQUIRY), Organisation.name.label("organisation")
).outerjoin(Organisation, Organisation.id == Inquiry.organisation_id)
_DEED = select(
    Event.at, Event.what, Inquiry.reference, Inquiry.subject, Inquiry.card_channel, Inquiry.card_ts
).join(Inquiry, Inquiry.id == Event.inquiry_id)


async def listed(
    session: AsyncSession, sought: Sought, *, limit: int, offset: int = 0, latest_first: bool = False
) -> list[Line]:
    """Some of what is sought, by deadline."""
    order = (
        (Inquiry.first_answer_due.desc(), Inquiry.id.desc())
        if latest_first
        else (Inquiry.first_answer_due, Inquiry.id)
    )
    # which ones they are is read off an index alone; only those that are shown are read whole
    found = select(Inquiry.id).where(*_conditions(sought)).order_by(*order).limit(limit).offset(offset)
    return await lines(session, list(await session.scalars(found)))


async def mark(session: AsyncSession) -> Mark:
    """What there is now."""
    letters, inquiries = select(func.max(Correspondence.id)), select(func.max(Inquiry.id))
    return Mark((await session.scalars(letters)).one() or 0, (await session.scalars(inquiries)).one() or 0)


async def searched(
    session: AsyncSession, sought: Sought, limit: int, offset: int = 0, until: Mark | None = None
) -> Found:
    """Inquiries that are sought, by number: those with the newest fitting letter first.

    A reference for words finds that inquiry alone. Without words the newest inquiry comes first. With the
    same ``until`` a later part goes on where an earlier one ended, whatever came in meanwhile.
    """
    in_archive = partial(names.in_archive, database_of(session))
    conditions = Conditions(_conditions(sought, in_archive), _conditions(sought))
    words, last = sought.words.strip(), offset + limit + 1
    if not words:
        return _part((await _newest(session, conditions, last, until))[offset:], limit)
    numbered = select(Inquiry.id).where(Inquiry.reference == words.upper(), *conditions.in_each)
    if (known := (await session.scalars(numbered)).one_or_none()) is not None:
        return Found([known])
    hits = await search.inquiries_with(session, words, last, conditions, until)
    part = _part(hits.ids[offset:], limit)
    return replace(part, newest_only=hits.newest_only and not part.more)


async def _newest(
    session: AsyncSession, conditions: Conditions, limit: int, until: Mark | None
) -> Sequence[int]:
    """The newest inquiries that meet the conditions.

    What many meet is met by enough of the newest of all. What is not is met by few, and these are sorted.
    """
    up_to = [Inquiry.id <= until.inquiry] if until else []
    of_all = select(Inquiry.id, Inquiry.received_at, conditions.met.label("met")).where(*up_to)
    newest = of_all.order_by(*_NEWEST).limit(LOOKED_AT_FIRST).subquery("newest")
    meant = select(newest.c.id).where(newest.c.met).limit(limit)
    ordered = meant.order_by(newest.c.received_at.desc(), newest.c.id.desc())
    if len(found := (await session.scalars(ordered)).all()) == limit:
        return found
    in_archive = select(Inquiry.id).where(*conditions.in_archive, *up_to)
    return (await session.scalars(in_archive.order_by(*_NEWEST).limit(limit))).all()


def _part(ids: Sequence[int], limit: int) -> Found:
    return Found(list(ids[:limit]), more=len(ids) > limit)


async def lines(session: AsyncSession, inquiry_ids: Sequence[int]) -> list[Line]:
    """Inquiries as lists show them, in the order that is asked for."""
    if not inquiry_ids:
        return []
    rows = await session.execute(_LINE.where(Inquiry.id.in_(inquiry_ids)))
    by_id = {row["id"]: Line(**row) for row in rows.mappings()}
    return [by_id[inquiry_id] for inquiry_id in inquiry_ids]


async def count(session: AsyncSession, sought: Sought) -> int:
    """How many there are of what is sought."""
    found = select(func.count()).select_from(Inquiry).where(*_conditions(sought))
    return (await session.scalars(found)).one()


async def first_answers(
    session: AsyncSession, office: str, since: datetime
) -> list[tuple[datetime, datetime]]:
    """When each inquiry that an office received since a moment came, and when it was first answered."""
    found = select(Inquiry.received_at, Inquiry.answered_at).where(
        Inquiry.received_at >= since,
        Inquiry.office == office,
        Inquiry.answered_at.is_not(None),
        Inquiry.part_of.is_(None),
    )
    rows = await session.execute(found)
    return [(received, answered) for received, answered in rows if answered is not None]


async def deeds_of(session: AsyncSession, actor: str, limit: int, barred: Collection[str] = ()) -> list[Deed]:
    """What somebody did last with what they may see, but for the matters of some organisations."""
    found = _DEED.where(Event.actor == actor, *_not_of(barred), *_open_to(actor))
    rows = await session.execute(found.order_by(Event.id.desc()).limit(limit))
    return [Deed(**row) for row in rows.mappings()]


def _conditions(
    sought: Sought, named: Callable[[str], ColumnElement[bool]] = names.in_each
) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if sought.statuses:
        asked.append(Inquiry.status.in_(sought.statuses))
    if sought.offices is not None:
        asked.append(Inquiry.office.in_(sought.offices))
    if sought.claimed_by is not None:
        asked.append(Inquiry.claimed_by == sought.claimed_by)
    if sought.due_before is not None:
        asked.append(Inquiry.first_answer_due < sought.due_before)
    if sought.whole:
        asked.append(Inquiry.part_of.is_(None))
    if sought.organisation is not None:
        asked.append(named(sought.organisation))
    return [*asked, *_looked_up(sought), *_not_of(sought.barred), *_open_to(sought.seen_by)]


def _not_of(barred: Collection[str]) -> list[ColumnElement[bool]]:
    return [conflicts.is_not_of(barred)] if barred else []


def _open_to(user: str | None) -> list[ColumnElement[bool]]:
    if user is None:
        return []
    # the few that are confidential have an index of their own: the others are told without reading them
    named = cast(Inquiry.confidential, String).contains(f'"{user}"', autoescape=True)
    sealed = select(Inquiry.id).where(Inquiry.confidential.is_not(None), ~named)
    return [Inquiry.id.not_in(sealed)]


def _looked_up(sought: Sought) -> list[ColumnElement[bool]]:
    asked: list[ColumnElement[bool]] = []
    if sought.initiative is not None:
        asked.append(Inquiry.initiative == sought.initiative)
    if sought.since is not None:
        asked.append(Inquiry.received_at >= sought.since)
    if sought.until is not None:
        asked.append(Inquiry.received_at < sought.until)
    return asked
