"""The mail ledger's questions: what was seen, what is undecided, what became of each message.

Here and nowhere else a message gets its row. Deciding what a message is belongs to
``bot.front_desk.reception``; whether all adds up is ``storage.tally``'s question.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Update, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, service, tally
from storage.many import Writing, among, given
from storage.messages import TALK, Arrival, Place, Stored, is_talk
from storage.outcomes import Outcome
from storage.tables import LedgerEntry, RawMessage
from storage.tables.base import table_of
from storage.upsert import add, add_numbered, database_of

_ALONE = 256 * 1024
"""Bytes: a larger one is written by itself, as a statement for many has them in memory once more."""


class AlreadyDecided(Exception):
    """The message has its outcome; somebody else, perhaps another process, decided on it first."""

    def __init__(self, ledger_id: int) -> None:
        super().__init__(ledger_id)
        self.ledger_id = ledger_id


# Asked for each mail: built once, and of the tables.
_ROW, _RAW = table_of(LedgerEntry).c, table_of(RawMessage).c
_WHOLE = (
    select(_ROW.id, _ROW.raw_id, _ROW.source, _ROW.received_at, _RAW.size, _RAW.content)
    .join_from(table_of(LedgerEntry), table_of(RawMessage), _RAW.id == _ROW.raw_id)
    .where(among(_ROW.id, "wanted"))
    .order_by(_ROW.id)
)
_EARLIER = (
    select(func.min(_ROW.id))
    .where(_ROW.content_digest == bindparam("digest"))
    .where(_ROW.id < bindparam("own"))
)
_DECIDED = ("outcome", "reason", "decided_at", "inquiry_id", "duplicate_of")
_ABOUT = {"decided": _ROW.id.type, "digest": _ROW.content_digest.type} | {
    name: _ROW[name].type for name in _DECIDED
}
_IS_OPEN = or_(_ROW.outcome.is_(None), _ROW.outcome == Outcome.QUARANTINED)


def _deciding(said: Mapping[str, Any]) -> Update:
    return (
        update(table_of(LedgerEntry))
        .where(_ROW.id == said["decided"])
        .values({name: said[name] for name in _DECIDED})
        # a digest known from before stays known
        .values(content_digest=func.coalesce(said["digest"], _ROW.content_digest))
    )


_DECIDING = _deciding({name: bindparam(name) for name in _ABOUT})
_OPEN_TO_DECISION = _DECIDING.where(_IS_OPEN).returning(_ROW.id)
_DECISIONS = {
    "sqlite": Writing(LedgerEntry.__tablename__, _DECIDING),
    "postgresql": Writing(LedgerEntry.__tablename__, _DECIDING, _deciding(dict(given(_ABOUT).c))),
}
_FREE = select(_ROW.id).where(among(_ROW.id, "wanted"), _IS_OPEN).order_by(_ROW.id).with_for_update()
_FIRSTS = (
    select(_ROW.content_digest, func.min(_ROW.id))
    .where(among(_ROW.content_digest, "digests"))
    .group_by(_ROW.content_digest)
)
_SEEN_BYTES = select(_RAW.sha256).where(among(_RAW.sha256, "digests"))
_SEEN_AT = (
    select(_ROW.uid)
    .where(_ROW.mailbox == bindparam("mailbox"), _ROW.uidvalidity == bindparam("uidvalidity"))
    .where(among(_ROW.uid, "uids"))
)
_OPEN = "open to decision"
_FIRST = "first with the same content"


async def store(session: AsyncSession, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Store messages whole, each with its one ledger row; return the rows' ids in order.

    A place already in the ledger gives its row again; a mail of other bytes there is another server's, or
    another account's, and takes the place over. A message known from the same mailbox under an older
    UIDVALIDITY is the same message: its row moves to the new place.
    """
    stored: list[tuple[int, bool]] = []
    unseen = await _unseen(session, arrivals) if len(arrivals) > 1 else set()
    for are_unseen, some in groupby(arrivals, lambda arrival: arrival.sha256 in unseen):
        stored += await (_store_unseen if are_unseen else _store_each)(session, [*some], now)
    if new := sum(is_new for _, is_new in stored):
        await service.next_number(session, tally.SEEN, new)
    return [number for number, _ in stored]


async def _unseen(session: AsyncSession, arrivals: Sequence[Arrival]) -> set[str]:
    """Digests of the messages whose bytes nobody has seen, nor anything else at their place."""
    times = Counter(arrival.sha256 for arrival in arrivals)
    seen = set(await session.scalars(_SEEN_BYTES, {"digests": [*times]}))
    places = [arrival.place for arrival in arrivals if arrival.place]
    taken = set()
    for of in {(place.mailbox, place.uidvalidity) for place in places}:
        numbers = [place.uid for place in places if (place.mailbox, place.uidvalidity) == of]
        asked = {"mailbox": of[0], "uidvalidity": of[1], "uids": numbers}
        taken |= {Place(*of, uid) for uid in await session.scalars(_SEEN_AT, asked)}
    return {
        each.sha256
        for each in arrivals
        if times[each.sha256] == 1
        and each.sha256 not in seen
        and each.place not in taken
        and len(each.packed) <= _ALONE
    }


async def _store_unseen(
    session: AsyncSession, arrivals: Sequence[Arrival], now: datetime
) -> list[tuple[int, bool]]:
    """Store many messages in few statements; one that another process stores in this moment, by itself."""
    raw_ids, row_ids = await batch.free_ids(session, [RawMessage, LedgerEntry], len(arrivals))
    messages = [_message(each, now) | {"id": number} for each, number in zip(arrivals, raw_ids, strict=True)]
    kept = await add_numbered(session, RawMessage, messages)
    rows = [
        _entry(each, raw_id, now) | {"id": number}
        for each, raw_id, number in zip(arrivals, raw_ids, row_ids, strict=True)
        if raw_id in kept
    ]
    made = await add_numbered(session, LedgerEntry, rows)
    return [
        (number, True) if number in made else await _store_one(session, arrival, now)
        for arrival, number in zip(arrivals, row_ids, strict=True)
    ]


async def _store_each(
    session: AsyncSession, arrivals: Sequence[Arrival], now: datetime
) -> list[tuple[int, bool]]:
    return [await _store_one(session, arrival, now) for arrival in arrivals]


async def _store_one(session: AsyncSession, arrival: Arrival, now: datetime) -> tuple[int, bool]:
    """Return a message's row, and whether the message is new."""
    if arrival.place and (known := await at_place(session, arrival.place)):
        if await _lies_there(session, known, arrival):
            return known.id, False
        known.mailbox = known.uidvalidity = known.uid = None
        await session.flush()
    raw_id = await _raw_id(session, arrival, now)
    if arrival.place and (moved := await _moved_here(session, arrival.place, raw_id)):
        return moved, False
    if (made := await add(session, LedgerEntry, _entry(arrival, raw_id, now))) is not None:
        return made, True
    # another process read the same place in this moment
    return await _store_one(session, arrival, now)


async def _lies_there(session: AsyncSession, known: LedgerEntry, arrival: Arrival) -> bool:
    if is_talk(arrival.source):
        return True  # Slack tells of one message in several ways
    theirs = select(RawMessage.sha256).where(RawMessage.id == known.raw_id)
    return (await session.scalars(theirs)).one() == arrival.sha256


def _message(arrival: Arrival, now: datetime) -> dict[str, Any]:
    return {"sha256": arrival.sha256, "size": arrival.size, "content": arrival.packed, "stored_at": now}


def _entry(arrival: Arrival, raw_id: int, now: datetime) -> dict[str, Any]:
    row = {"raw_id": raw_id, "source": arrival.source, "seen_at": now, "received_at": arrival.received_at}
    place = arrival.place
    return row | {name: getattr(place, name, None) for name in ("mailbox", "uidvalidity", "uid")}


async def at_place(session: AsyncSession, place: Place) -> LedgerEntry | None:
    """Find the ledger row of the message that lies at a place."""
    found = select(LedgerEntry).where(
        LedgerEntry.mailbox == place.mailbox,
        LedgerEntry.uidvalidity == place.uidvalidity,
        LedgerEntry.uid == place.uid,
    )
    return (await session.scalars(found)).one_or_none()


async def said_there(session: AsyncSession, mailbox: str, since: int) -> list[LedgerEntry]:
    """The messages at a place, from a number on, whose edits matter and that are still kept.

    They opened or joined an inquiry, or asked for nothing.
    """
    joined = (
        LedgerEntry.outcome.in_((Outcome.INQUIRY, Outcome.FOLLOW_UP)),
        LedgerEntry.inquiry_id.is_not(None),
    )
    asked_nothing = LedgerEntry.outcome == Outcome.SMALL_TALK
    kept = or_(and_(*joined), asked_nothing), LedgerEntry.emptied_at.is_(None)
    found = select(LedgerEntry).where(LedgerEntry.mailbox == mailbox, LedgerEntry.uid >= since, *kept)
    return list(await session.scalars(found.order_by(LedgerEntry.uid)))


async def _raw_id(session: AsyncSession, arrival: Arrival, now: datetime) -> int:
    made: int | None = await add(session, RawMessage, _message(arrival, now))
    return (
        made
        or (await session.scalars(select(RawMessage.id).where(RawMessage.sha256 == arrival.sha256))).one()
    )


async def _moved_here(session: AsyncSession, place: Place, raw_id: int) -> int | None:
    older = (
        select(LedgerEntry)
        .where(
            LedgerEntry.raw_id == raw_id,
            LedgerEntry.mailbox == place.mailbox,
            LedgerEntry.uidvalidity != place.uidvalidity,
        )
        .order_by(LedgerEntry.id)
        .limit(1)
        .with_for_update()
    )
    entry = (await session.scalars(older)).one_or_none()
    if entry is None:
        return None
    # filed_at is cleared: under the new numbering the message lies in the inbox and is to be moved again
    entry.uidvalidity, entry.uid, entry.filed_at = place.uidvalidity, place.uid, None
    await session.flush()
    return entry.id


async def load(session: AsyncSession, ledger_id: int) -> Stored:
    """Read one message back, whole."""
    (message,) = await load_all(session, [ledger_id])
    return message


async def load_all(session: AsyncSession, ledger_ids: Sequence[int]) -> list[Stored]:
    """Read messages back, whole, in the order of the ledger."""
    found = list((await session.execute(_WHOLE, {"wanted": ledger_ids})).all())
    return [Stored.unpack(*found.pop(0)) for _ in range(len(found))]  # what is unpacked is let go of


def is_open(entry: LedgerEntry) -> bool:
    """Whether a message may be decided on; see :func:`decide`."""
    return entry.outcome in (None, Outcome.QUARANTINED)


async def require_open(session: AsyncSession, ledger_id: int) -> None:
    """Raise :class:`AlreadyDecided` where a message may be decided on no more."""
    if not is_open(await entry(session, ledger_id)):
        raise AlreadyDecided(ledger_id)


async def entry(session: AsyncSession, ledger_id: int) -> LedgerEntry:
    """Read one ledger row."""
    return await session.get_one(LedgerEntry, ledger_id)


async def size(session: AsyncSession, raw_id: int) -> int:
    """How many bytes a message has."""
    return (await session.scalars(select(RawMessage.size).where(RawMessage.id == raw_id))).one()


async def undecided(session: AsyncSession, limit: int, *, talk: bool = False) -> list[int]:
    """Mails stored but not yet decided, oldest first: what a killed process left behind.

    ``talk`` asks for what was said in Slack instead.
    """
    said = LedgerEntry.source.startswith(TALK, autoescape=True)
    found = select(LedgerEntry.id).where(LedgerEntry.outcome.is_(None), said if talk else ~said)
    return list(await session.scalars(found.order_by(LedgerEntry.id).limit(limit)))


async def undecided_before(session: AsyncSession, ledger_id: int) -> list[int]:
    """What was said at the same place before a message and is not decided on yet, earliest first."""
    own = await entry(session, ledger_id)
    found = select(LedgerEntry.id).where(
        LedgerEntry.outcome.is_(None),
        LedgerEntry.source == own.source,
        LedgerEntry.uid <= own.uid,
        LedgerEntry.id != own.id,
    )
    return list(await session.scalars(found.order_by(LedgerEntry.uid, LedgerEntry.id)))


async def take_up(session: AsyncSession, ledger_id: int) -> int:
    """Note that a message is taken up that a process left without an outcome; returns for which time."""
    once_more = update(LedgerEntry).where(LedgerEntry.id == ledger_id)
    tries = once_more.values(tries=LedgerEntry.tries + 1).returning(LedgerEntry.tries)
    return (await session.scalars(tries)).one()


async def undecided_of(session: AsyncSession, ledger_ids: Sequence[int]) -> list[int]:
    """Those of some messages that are not yet decided, in order."""
    found = select(LedgerEntry.id).where(LedgerEntry.id.in_(ledger_ids), LedgerEntry.outcome.is_(None))
    return list(await session.scalars(found.order_by(LedgerEntry.id)))


async def same_message(session: AsyncSession, stored: Stored, content_digest: str) -> int | None:
    """Find an earlier ledger row of the same message: the same bytes, or the same content delivered twice."""
    known = batch.known(session, _FIRST)
    if content_digest in known:
        first: int | None = known[content_digest]
        return first if first is not None and first < stored.ledger_id else None
    asked = {"digest": content_digest, "own": stored.ledger_id}
    earlier: int | None = (await session.scalars(_EARLIER, asked)).one()
    return earlier


async def decide(
    session: AsyncSession,
    ledger_id: int,
    outcome: Outcome,
    now: datetime,
    *,
    reason: str | None = None,
    content_digest: str | None = None,
    inquiry_id: int | None = None,
    duplicate_of: int | None = None,
) -> None:
    """Give a message its outcome, once; raises :class:`AlreadyDecided`.

    What lies in quarantine may be decided on again: a person looks at it, or a better program reads it.
    A digest known from before stays known.
    """
    values = {
        "decided": ledger_id,
        "outcome": outcome,
        "reason": reason,
        "decided_at": now,
        "inquiry_id": inquiry_id,
        "duplicate_of": duplicate_of,
        "digest": content_digest,
    }
    if ledger_id in batch.known(session, _OPEN):
        await batch.write(session, _DECISIONS[database_of(session)], [values])
        return
    made = await session.execute(_OPEN_TO_DECISION, values)
    if not made.all():
        raise AlreadyDecided(ledger_id)


async def foreknow(session: AsyncSession, ledger_ids: Sequence[int], digests: Sequence[str]) -> None:
    """Ask of several messages at once whether they may be decided on, and where each came first.

    What may be decided on stays so until this transaction ends.
    """
    locked = await session.scalars(_FREE, {"wanted": ledger_ids})
    batch.known(session, _OPEN).update(dict.fromkeys(locked, True))
    first = dict((await session.execute(_FIRSTS, {"digests": digests})).all())
    batch.known(session, _FIRST).update({each: first.get(each) for each in digests})


async def decide_anew(
    session: AsyncSession, ledger_id: int, outcome: Outcome, now: datetime, *, reason: str
) -> None:
    """Change what became of somebody's letter, by a person's word; raises :class:`AlreadyDecided`.

    Only what was taken for an inquiry's letter may be; it keeps its one row, and its inquiry.
    """
    letter = LedgerEntry.outcome.in_((Outcome.INQUIRY, Outcome.FOLLOW_UP))
    anew = update(LedgerEntry).where(LedgerEntry.id == ledger_id, letter)
    values = {"outcome": outcome, "reason": reason, "decided_at": now}
    made = await session.execute(anew.values(values).returning(LedgerEntry.id))
    if not made.all():
        raise AlreadyDecided(ledger_id)


async def of_inquiry(session: AsyncSession, inquiry_id: int) -> list[int]:
    """Every message that became or joined an inquiry, oldest first."""
    found = select(LedgerEntry.id).where(LedgerEntry.inquiry_id == inquiry_id).order_by(LedgerEntry.id)
    return list(await session.scalars(found))
