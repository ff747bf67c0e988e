"""Whether the record is whole: asked by `db check` of everything that is stored, some at a time.

Each question is read-only and may take minutes in a large archive. What it finds is said in plain words.
"""

import asyncio
import hashlib
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, inspect, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage.messages import TALK
from storage.outcomes import Outcome
from storage.retention import in_a_round
from storage.tables import (
    AnswerFile,
    Base,
    Correspondence,
    Event,
    Inquiry,
    LedgerEntry,
    RawMessage,
    RoundDocument,
)
from storage.upsert import database_of

AT_ONCE = 50
"""How many originals are read at once: they are whole letters."""
_THERE = func.length(RawMessage.content) > 0
_HAS_DIGEST = RoundDocument.sha256.is_not(None)
_SEARCHED = "search_text"
"""The one table that SQLAlchemy does not know."""
_OF_OUR_LETTERS = ("answer_written", "acknowledged")
_OF_INQUIRIES = (Outcome.INQUIRY, Outcome.FOLLOW_UP)


@dataclass(frozen=True)
class Original:
    """What became of reading one stored original again; ``wrong`` is None where it is as it came."""

    name: str
    wrong: str | None


async def count_originals(session: AsyncSession) -> int:
    """How many letters, files and documents :func:`originals` will read; those whose time was up are gone."""
    counted = [
        select(func.count()).select_from(RawMessage).where(_THERE),
        select(func.count()).select_from(AnswerFile),
        select(func.count()).select_from(RoundDocument).where(_HAS_DIGEST),
    ]
    return sum([(await session.scalars(each)).one() for each in counted])


async def originals(session: AsyncSession) -> AsyncIterator[Original]:
    """Read every letter, every file of an answer and every document again, and hold it against its digest."""
    letters = select(RawMessage.id, RawMessage.sha256, RawMessage.content).where(_THERE)
    async for row in _each(session, letters, RawMessage.id):
        wrong = await asyncio.to_thread(_wrong_with_letter, row.sha256, row.content)
        yield Original(f"letter {row.id}", wrong)
    files = select(AnswerFile.id, AnswerFile.sha256, AnswerFile.content)
    async for row in _each(session, files, AnswerFile.id):
        yield Original(f"file {row.id}", _wrong_with(row.sha256, row.content))
    documents = select(RoundDocument.id, RoundDocument.sha256, RoundDocument.content).where(_HAS_DIGEST)
    async for row in _each(session, documents, RoundDocument.id):
        yield Original(f"document {row.id}", _wrong_with(row.sha256, row.content))


async def loose_ends(session: AsyncSession) -> list[str]:
    """Letters that are said to have come, been written or be kept, and are not there; and the reverse."""
    of_inquiries = and_(LedgerEntry.outcome.in_(_OF_INQUIRIES), ~in_a_round())
    empty = select(RawMessage.id).where(~_THERE)
    counted = {
        "messages are said to be an inquiry's, and none is named": _count_of(
            of_inquiries, LedgerEntry.inquiry_id.is_(None)
        ),
        "messages are gone though their time is not up": _count_of(
            LedgerEntry.raw_id.in_(empty), LedgerEntry.emptied_at.is_(None)
        ),
        "messages became what this program does not know": _count_of(LedgerEntry.outcome.not_in([*Outcome])),
        "messages are an inquiry's, which has no such letter": _count_of(of_inquiries, _has_no_letter()),
    }
    found = {said: (await session.scalars(count)).one() for said, count in counted.items()}
    found["letters are kept that no message came as"] = await _nobodys(session)
    found["letters of ours are gone that histories tell of"] = (await session.scalars(_lost_letters())).one()
    return [f"{count} {said}" for said, count in found.items() if count]


def _has_no_letter() -> ColumnElement[bool]:
    """Whether an inquiry's message has no letter; what was said in one go is part of the one before."""
    in_one_go = and_(LedgerEntry.source.startswith(TALK), LedgerEntry.outcome == Outcome.FOLLOW_UP)
    is_letter = exists().where(Correspondence.ledger_id == LedgerEntry.id)
    is_kept = exists().where(Inquiry.id == LedgerEntry.inquiry_id, Inquiry.emptied_at.is_(None))
    return and_(is_kept, ~is_letter, ~in_one_go)


def _lost_letters() -> Select[int]:
    """Count the letters of ours that were written or left, and are not there; an emptied line names none."""
    letter = Event.details["letter"].as_integer()
    told = Event.what.in_(_OF_OUR_LETTERS), letter.is_not(None)
    return select(func.count(letter.distinct())).where(*told, ~exists().where(Correspondence.id == letter))


async def _nobodys(session: AsyncSession) -> int:
    """Count the originals of no message: somebody pointed one at another.

    Of what was said in Slack there may be some, where two processes heard of one message in two ways.
    """
    has_none = ~exists().where(LedgerEntry.raw_id == RawMessage.id)
    found = select(RawMessage.id, RawMessage.content).where(_THERE, has_none)
    return len([row.id async for row in _each(session, found, RawMessage.id) if not _is_talk(row.content)])


def _is_talk(packed: bytes) -> bool:
    try:
        return zlib.decompressobj().decompress(packed, 1) == b"{"
    except zlib.error:
        return False


async def missing_tables(session: AsyncSession) -> list[str]:
    """The tables that are not there."""
    connection = await session.connection()
    there = await connection.run_sync(lambda sync: set(inspect(sync).get_table_names()))
    return [f"there is no table {name}" for name in sorted({*Base.metadata.tables, _SEARCHED} - there)]


def _count_of(*which: ColumnElement[bool]) -> Select[int]:
    return select(func.count()).select_from(LedgerEntry).where(*which)


async def file_damage(session: AsyncSession) -> list[str]:
    """What SQLite finds wrong with its own file; PostgreSQL watches over its files itself."""
    if database_of(session) != "sqlite":
        return []
    found = (await session.scalars(text("PRAGMA integrity_check(20)"))).all()
    pointing = (await session.execute(text("PRAGMA foreign_key_check"))).all()
    strays = [
        f"table {row[0]}, row {row[1]} points at a row of {row[2]} that is not there" for row in pointing
    ]
    return [each for each in found if each != "ok"] + strays[:20]


async def _each(session: AsyncSession, rows: Any, number: Any) -> AsyncIterator[Any]:
    last = 0
    while some := (await session.execute(rows.where(number > last).order_by(number).limit(AT_ONCE))).all():
        for row in some:
            yield row
        last = some[-1].id


def _wrong_with_letter(sha256: str, packed: bytes) -> str | None:
    try:
        return _wrong_with(sha256, zlib.decompress(packed))
    except zlib.error:
        return "can't be unpacked"


def _wrong_with(sha256: str | None, content: bytes | None) -> str | None:
    if sha256 is None or content is None:
        return None if sha256 is None and content is None else "has a digest or a content, not both"
    return None if hashlib.sha256(content).hexdigest() == sha256 else "is not what came: its digest differs"
