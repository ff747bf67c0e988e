"""The mail ledger's questions: what was seen, what is undecided, what became of each message.

How a message gets its row is in ``storage.originals``. Deciding what a message is belongs to
``bot.front_desk.reception``; whether all adds up is ``storage.tally``'s question.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Update, and_, bindparam, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, originals, service, tally
from storage.many import Writing, among, given
from storage.messages import TALK, Arrival, Stored
from storage.outcomes import Outcome
from storage.tables import LedgerEntry, RawMessage
from storage.tables.base import table_of
from storage.upsert import database_of


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
_OPEN = "open to decision"
_FIRST = "first with the same content"


async def store(session: AsyncSession, arrivals: Sequence[Arrival], now: datetime) -> list[int]:
    """Store messages whole, each with its one ledger row; return the rows' ids in order.

    A place already in the ledger gives its row again; a mail of other bytes there is another server's, or
    another account's, and takes the place over. A message known from the same mailbox under an older
    UIDVALIDITY is the same message: its row moves to the new place.
    """
    stored: list[tuple[int, bool]] = []
    unseen = await originals.unseen(session, arrivals) if len(arrivals) > 1 else set()
    for are_unseen, some in groupby(arrivals, lambda arrival: arrival.sha256 in unseen):
        how = originals.store_unseen if are_unseen else originals.store_each
        stored += await how(session, [*some], now)
    if new := sum(is_new for _, is_new in stored):
        await service.next_number(session, tally.SEEN, new)
    return [number for number, _ in stored]


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
