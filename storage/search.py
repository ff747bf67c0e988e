"""Full-text search over correspondence and what offices ask each other, with Danish stemming.

Words are cut and stemmed here, and neither database cuts them again, so that SQLite's FTS5 and PostgreSQL's
text search give the same results for the same data.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import Stemmer
from sqlalchemy import (
    ColumnElement,
    Integer,
    Subquery,
    Text,
    and_,
    bindparam,
    case,
    column,
    func,
    insert,
    or_,
    select,
    table,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch
from storage.many import Writing, given
from storage.tables import Correspondence, Inquiry, QuestionPart
from storage.upsert import database_of

_WORD = re.compile(r"[^\W_]+")
# PostgreSQL keeps at most 1 MB of stems a letter and 2 KB a stem; a letter written by hand has far less.
LONGEST_TEXT = 250_000
LONGEST_STEM = 100
LONGEST_QUERY = 50  # stems; SQLite's query parser has a stack
FIRST_LOOK = 30
LONGEST_LOOK = 10_000
"""How many letters are looked at first, and at most at once: databases bound what a question may name."""
MOST_LOOKED_AT = 40_000
FEW = 2_000
"""Inquiries that are looked through one by one."""
LAST_OF_ALL = 2**31 - 1
QUESTIONS = -(2**31)
"""Letters have numbers from 1 in the index; questions that offices ask have theirs from here, below 0."""

_TEXTS = table("search_text", column("id"), column("stems"))
_GIVEN = given({"id": Integer(), "stems": Text()})


def _vector(stems: ColumnElement[str]) -> ColumnElement[Any]:
    return func.array_to_tsvector(func.string_to_array(stems, " "))


_ADDING = {
    "sqlite": Writing("search_text", text("INSERT INTO search_text (rowid, stems) VALUES (:id, :stems)")),
    "postgresql": Writing(
        "search_text",
        insert(_TEXTS).values(id=bindparam("id"), stems=_vector(bindparam("stems", type_=Text()))),
        insert(_TEXTS).from_select(["id", "stems"], select(_GIVEN.c.id, _vector(_GIVEN.c.stems))),
    ),
}
_FIND = {
    "sqlite": "SELECT rowid AS id FROM search_text"
    " WHERE search_text MATCH :query AND rowid > :after AND rowid < :before ORDER BY rowid DESC LIMIT :limit",
    "postgresql": "SELECT id FROM search_text"
    " WHERE stems @@ CAST(:query AS tsquery) AND id > :after AND id < :before ORDER BY id DESC LIMIT :limit",
}
_FIND_LETTERS = {
    "sqlite": _FIND["sqlite"],
    # PostgreSQL reads either all letters from the newest on or all that hold the words, and can't know which
    # is less for a word that few hold. So it reads some of the newest, and all where these are too few.
    "postgresql": """
        WITH newest AS MATERIALIZED (
            SELECT id FROM search_text
            WHERE stems @@ CAST(:query AS tsquery) AND id > :after AND id < :before
            AND id > (SELECT max(id) - 600 * CAST(:limit AS bigint) FROM search_text WHERE id < :before)
            ORDER BY id DESC LIMIT :limit
        )
        SELECT id FROM newest WHERE (SELECT count(*) FROM newest) = :limit
        UNION ALL (
            -- OFFSET 0 has it found by the words alone
            SELECT id
            FROM (SELECT id FROM search_text WHERE stems @@ CAST(:query AS tsquery) OFFSET 0) AS every
            WHERE (SELECT count(*) FROM newest) < :limit AND id > :after AND id < :before
            ORDER BY id DESC LIMIT :limit
        )""",
}
_HELD = {
    "sqlite": "SELECT rowid, stems FROM search_text WHERE rowid IN :texts",
    "postgresql": "SELECT id, CAST(NULL AS text) FROM search_text"
    " WHERE id IN :texts AND stems @@ CAST(:query AS tsquery)",
}


@dataclass(frozen=True)
class Mark:
    """The newest letter and inquiry when a search began: what came later moves no page of it."""

    letter: int
    inquiry: int


@dataclass(frozen=True)
class Conditions:
    """What an inquiry has to meet: as it is asked of the whole archive, and of some that are looked at."""

    in_archive: Sequence[ColumnElement[bool]] = ()
    in_each: Sequence[ColumnElement[bool]] = ()

    @property
    def met(self) -> ColumnElement[bool]:
        """Whether there is an inquiry and it meets them."""
        # in CASE, so that each is looked up: databases are tempted to read everything that meets a condition
        return case((and_(Inquiry.id.is_not(None), *self.in_each), 1), else_=0) == 1


ANY = Conditions()


@dataclass(frozen=True)
class Hits:
    """Inquiries that were found, by number; ``newest_only`` where older letters were not looked at."""

    ids: list[int]
    newest_only: bool = False


def question_number(inquiry_id: int) -> int:
    """Under which number a question is in the index, by the inquiry in which it is answered."""
    return QUESTIONS + inquiry_id


def stems(words: str) -> list[str]:
    """The stem of each word, in order: "Fondens ansøgninger" and "fond ansøgning" give the same."""
    plain = unicodedata.normalize("NFKC", words[:LONGEST_TEXT]).casefold()[:LONGEST_TEXT]
    stem_all = _stemmer().stemWords
    # twice: once leaves "indsatser" at "indsats", which once more is what "indsats" becomes
    return [stem[:LONGEST_STEM] for stem in stem_all(stem_all(_WORD.findall(plain)))]


async def index(session: AsyncSession, correspondence_id: int, words: str) -> None:
    """Make a letter findable by its words."""
    row = {"id": correspondence_id, "stems": " ".join(dict.fromkeys(stems(words)))}
    await batch.write(session, _ADDING[database_of(session)], [row])


async def forget(session: AsyncSession, correspondence_id: int) -> None:
    """Find a letter, or a question by its number, by its words no more."""
    row = {"sqlite": "rowid", "postgresql": "id"}[database_of(session)]
    await session.execute(text(f"DELETE FROM search_text WHERE {row} = :id"), {"id": correspondence_id})  # noqa: S608 - one of the two above


async def inquiries_with(
    session: AsyncSession,
    words: str,
    limit: int,
    conditions: Conditions = ANY,
    until: Mark | None = None,
) -> Hits:
    """Inquiries with a text that holds every one of the words; the newest such letter comes first.

    After the letters come the questions that offices are asked, with their answers. ``conditions`` are on the
    inquiry; what came after ``until`` is left out. The newest texts are looked at first, and no more than are
    needed. Where these do not fit, and few inquiries meet the conditions, only those are looked at. What a
    common word costs does not grow with the archive: of its texts the newest `MOST_LOOKED_AT` count.
    """
    wanted, newest_only = list(dict.fromkeys(stems(words)))[:LONGEST_QUERY], False
    found: dict[int, None] = {}
    for after, last in _shelves(until) if wanted else ():
        before, size, looked_at = last + 1, FIRST_LOOK, 0
        while looked_at < MOST_LOOKED_AT:
            texts, meant = await _look(session, wanted, (after, before), size, conditions)
            found |= dict.fromkeys(meant)
            if len(found) >= limit:
                return Hits(list(found)[:limit])
            if len(texts) < size:
                break
            few = None if looked_at else await _few_that_meet(session, conditions.in_archive)
            if few is not None:
                return Hits((await _those_with(session, wanted, few, until))[:limit])
            before, size, looked_at = texts[-1], min(size * 4, LONGEST_LOOK), looked_at + len(texts)
        newest_only |= looked_at >= MOST_LOOKED_AT
    return Hits(list(found), newest_only)


def _shelves(until: Mark | None) -> Sequence[tuple[int, int]]:
    """The numbers of letters and of questions: after which the first comes, and the last one."""
    letter, inquiry = (until.letter, until.inquiry) if until else (LAST_OF_ALL - 1, LAST_OF_ALL)
    return (0, letter), (QUESTIONS, question_number(inquiry))


async def _few_that_meet(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]]
) -> list[int] | None:
    """The inquiries that meet the conditions; None where there are no conditions, or they are not few."""
    if not conditions:
        return None
    found = list(await session.scalars(select(Inquiry.id).where(*conditions).limit(FEW + 1)))
    return None if len(found) > FEW else found


async def _those_with(
    session: AsyncSession, wanted: Sequence[str], few: Sequence[int], until: Mark | None
) -> list[int]:
    """Those of a few inquiries with a text that holds every one of the words, the newest such first."""
    theirs = select(Correspondence.id, Correspondence.inquiry_id).where(Correspondence.inquiry_id.in_(few))
    letters = (await session.execute(theirs.order_by(Correspondence.id.desc()))).all()
    asked = or_(QuestionPart.inquiry_id.in_(few), QuestionPart.main_id.in_(few))
    meant, found = set(few), dict[int, None]()
    for (_, last), of_text in zip(_shelves(until), (letters, await _questions(session, asked)), strict=True):
        texts = list(dict.fromkeys(number for number, _ in of_text if number <= last))
        fitting = await _fitting(session, wanted, texts)
        found |= dict.fromkeys(each for number, each in of_text if number in fitting and each in meant)
    return list(found)


async def _questions(session: AsyncSession, asked: ColumnElement[bool]) -> list[tuple[int, int]]:
    """Questions by their numbers as texts, the newest first: each with its inquiry, and with the main one.

    One that was taken back is no longer found as a word of the main one.
    """
    found = select(QuestionPart.inquiry_id, QuestionPart.main_id, QuestionPart.withdrawn_at).where(asked)
    rows = await session.execute(found.order_by(QuestionPart.inquiry_id.desc()))
    return [
        (question_number(own), each)
        for own, main, withdrawn_at in rows
        for each in ((own, main) if withdrawn_at is None else (own,))
    ]


async def _fitting(session: AsyncSession, wanted: Sequence[str], texts: Sequence[int]) -> set[int]:
    """Those of some texts that hold every one of the words: looked up one by one, not by their words."""
    database, fitting = database_of(session), set[int]()
    asked = text(_HELD[database]).bindparams(bindparam("texts", expanding=True))
    for start in range(0, len(texts), LONGEST_LOOK):
        some = {"texts": texts[start : start + LONGEST_LOOK]}
        rows = await session.execute(asked, some | _beside(database, wanted))
        fitting |= {number for number, held in rows if held is None or set(wanted) <= {*held.split()}}
    return fitting


def _beside(database: str, wanted: Sequence[str]) -> dict[str, Any]:
    return {"query": _query(database, wanted)} if database == "postgresql" else {}


async def _look(
    session: AsyncSession, wanted: Sequence[str], between: tuple[int, int], limit: int, conditions: Conditions
) -> tuple[list[int], list[int]]:
    """The newest texts that hold every one of the words, and their inquiries that meet the conditions."""
    database, (after, before) = database_of(session), between
    of_letters = after != QUESTIONS
    hits = _hits((_FIND_LETTERS if of_letters else _FIND)[database]).c.id
    asked = {"query": _query(database, wanted), "after": after, "before": before, "limit": limit}
    if not of_letters:
        texts = list(await session.scalars(select(hits).order_by(hits.desc()), asked))
        return texts, await _of_questions(session, texts, conditions)
    letters = select(hits, Inquiry.id, conditions.met).outerjoin(Correspondence, Correspondence.id == hits)
    theirs = letters.outerjoin(Inquiry, Inquiry.id == Correspondence.inquiry_id).order_by(hits.desc())
    found = (await session.execute(theirs, asked)).all()
    return [letter for letter, _, _ in found], [inquiry for _, inquiry, is_meant in found if is_meant]


async def _of_questions(session: AsyncSession, texts: Sequence[int], conditions: Conditions) -> list[int]:
    """The inquiries of some questions that meet the conditions."""
    if not texts:
        return []
    asked = QuestionPart.inquiry_id.in_([number - QUESTIONS for number in texts])
    found = [inquiry_id for _, inquiry_id in await _questions(session, asked)]
    those_meant = select(Inquiry.id).where(Inquiry.id.in_(set(found)), conditions.met)
    meant = set(await session.scalars(those_meant))
    return [inquiry_id for inquiry_id in found if inquiry_id in meant]


@cache
def _hits(found_by: str) -> Subquery:
    return text(found_by).columns(column("id", Integer)).subquery("hits")


def _query(database: str, wanted: Sequence[str]) -> str:
    # a stem is letters and digits only: there is nothing in it to escape
    if database == "postgresql":
        return " & ".join(f"'{stem}'" for stem in wanted)
    return " AND ".join(f'"{stem}"' for stem in wanted)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("danish")
