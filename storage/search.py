"""Full-text search over correspondence, with Danish stemming.

Words are cut and stemmed here, and neither database cuts them again, so that SQLite's FTS5 and PostgreSQL's
text search give the same results for the same data.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import Stemmer
from sqlalchemy import ColumnElement, TextClause, and_, bindparam, case, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from storage import several
from storage.tables import Correspondence, Inquiry

_WORD = re.compile(r"[^\W_]+")
# PostgreSQL keeps at most 1 MB of stems a letter and 2 KB a stem; a letter written by hand has far less.
LONGEST_TEXT = 250_000
LONGEST_STEM = 100
LONGEST_QUERY = 50  # stems; SQLite's query parser has a stack
FIRST_LOOK = 200
LONGEST_LOOK = 10_000
"""How many letters are looked at first, and at most at once: databases bound what a question may name."""
MOST_LOOKED_AT = 40_000
FEW = 2_000
"""Inquiries that are looked through one by one."""
LAST_OF_ALL = 2**31 - 1

_ADD = {
    "sqlite": "INSERT INTO search_text (rowid, stems) VALUES (:id, :stems)",
    "postgresql": "INSERT INTO search_text (id, stems) VALUES (:id, array_to_tsvector(:stems))",
}
_FIND = {
    "sqlite": "SELECT rowid FROM search_text"
    " WHERE search_text MATCH :query AND rowid < :before ORDER BY rowid DESC LIMIT :limit",
    "postgresql": "SELECT id FROM search_text"
    " WHERE stems @@ CAST(:query AS tsquery) AND id < :before ORDER BY id DESC LIMIT :limit",
}
_HELD = {
    "sqlite": "SELECT rowid, stems FROM search_text WHERE rowid IN :letters",
    "postgresql": "SELECT id, CAST(NULL AS text) FROM search_text"
    " WHERE id IN :letters AND stems @@ CAST(:query AS tsquery)",
}


@dataclass(frozen=True)
class Hits:
    """Inquiries that were found, by number; ``newest_only`` where older letters were not looked at."""

    ids: list[int]
    newest_only: bool = False


def stems(words: str) -> list[str]:
    """The stem of each word, in order: "Fondens ansøgninger" and "fond ansøgning" give the same."""
    plain = unicodedata.normalize("NFKC", words[:LONGEST_TEXT]).casefold()[:LONGEST_TEXT]
    stem_all = _stemmer().stemWords
    # twice: once leaves "indsatser" at "indsats", which once more is what "indsats" becomes
    return [stem[:LONGEST_STEM] for stem in stem_all(stem_all(_WORD.findall(plain)))]


async def index(session: AsyncSession, correspondence_id: int, words: str) -> None:
    """Make a letter findable by its words."""
    database = _database_of(session)
    found = list(dict.fromkeys(stems(words)))
    held = found if database == "postgresql" else " ".join(found)
    row = {"id": correspondence_id, "stems": held}
    await several.write(session, "search_text", _addition(database), [row])


async def forget(session: AsyncSession, correspondence_id: int) -> None:
    """Find a letter by its words no more."""
    row = {"sqlite": "rowid", "postgresql": "id"}[_database_of(session)]
    await session.execute(text(f"DELETE FROM search_text WHERE {row} = :id"), {"id": correspondence_id})  # noqa: S608 - one of the two above


@cache
def _addition(database: str) -> TextClause:
    return text(_ADD[database])


async def inquiries_with(
    session: AsyncSession,
    words: str,
    limit: int,
    conditions: Sequence[ColumnElement[bool]] = (),
    until: int = LAST_OF_ALL,
) -> Hits:
    """Inquiries with a letter that holds every one of the words; the newest such letter comes first.

    ``conditions`` are on the inquiry; letters after ``until`` are left out. The newest letters are looked at
    first, and no more than are needed. Where these do not fit, and few inquiries meet the conditions, only
    those are looked at. What a common word costs does not grow with the archive; of letters with such words
    the newest `MOST_LOOKED_AT` count.
    """
    wanted = list(dict.fromkeys(stems(words)))[:LONGEST_QUERY]
    found: dict[int, None] = {}
    before, size, looked_at = min(until + 1, LAST_OF_ALL), FIRST_LOOK, 0
    while wanted and looked_at < MOST_LOOKED_AT:
        letters = await _letters_with(session, wanted, before, size)
        found |= dict.fromkeys(await _inquiries_of(session, letters, conditions) if letters else ())
        if len(found) >= limit or len(letters) < size:
            break
        if conditions and looked_at == 0 and (few := await _few_that_meet(session, conditions)) is not None:
            found = dict.fromkeys(await _those_with(session, wanted, few, until))
            break
        before, size, looked_at = letters[-1], min(size * 4, LONGEST_LOOK), looked_at + len(letters)
    return Hits(list(found)[:limit], newest_only=looked_at >= MOST_LOOKED_AT)


async def _few_that_meet(
    session: AsyncSession, conditions: Sequence[ColumnElement[bool]]
) -> list[int] | None:
    """The inquiries that meet the conditions; None where they are not few."""
    found = list(await session.scalars(select(Inquiry.id).where(*conditions).limit(FEW + 1)))
    return None if len(found) > FEW else found


async def _those_with(
    session: AsyncSession, wanted: Sequence[str], few: Sequence[int], until: int
) -> list[int]:
    """Those of a few inquiries with a letter that holds every one of the words, the newest such first."""
    theirs = select(Correspondence.id, Correspondence.inquiry_id)
    theirs = theirs.where(Correspondence.inquiry_id.in_(few), Correspondence.id <= until)
    of_letter = dict((await session.execute(theirs.order_by(Correspondence.id.desc()))).all())
    letters, fitting = list(of_letter), set[int]()
    for start in range(0, len(letters), LONGEST_LOOK):
        fitting |= await _fitting(session, wanted, letters[start : start + LONGEST_LOOK])
    return [inquiry_id for letter, inquiry_id in of_letter.items() if letter in fitting]


async def _fitting(session: AsyncSession, wanted: Sequence[str], letters: Sequence[int]) -> set[int]:
    """Those of some letters that hold every one of the words: looked up one by one, not by their words."""
    database = _database_of(session)
    asked = text(_HELD[database]).bindparams(bindparam("letters", expanding=True))
    rows = await session.execute(asked, {"letters": letters} | _beside(database, wanted))
    return {
        letter for letter, stems_of_it in rows if stems_of_it is None or set(wanted) <= {*stems_of_it.split()}
    }


def _beside(database: str, wanted: Sequence[str]) -> dict[str, str]:
    return {"query": _query(database, wanted)} if database == "postgresql" else {}


async def _letters_with(
    session: AsyncSession, wanted: Sequence[str], before: int, limit: int
) -> Sequence[int]:
    database = _database_of(session)
    asked = {"query": _query(database, wanted), "before": before, "limit": limit}
    return (await session.scalars(text(_FIND[database]), asked)).all()


async def _inquiries_of(
    session: AsyncSession, letters: Sequence[int], conditions: Sequence[ColumnElement[bool]]
) -> list[int]:
    of_letters = select(Correspondence.inquiry_id).where(Correspondence.id.in_(letters))
    found = list(await session.scalars(of_letters.order_by(Correspondence.id.desc())))
    if not conditions or not found:
        return found
    # in CASE, so that each is looked up: databases are tempted to read everything that meets a condition
    met = case((and_(*conditions), 1), else_=0) == 1
    meant = set(await session.scalars(select(Inquiry.id).where(Inquiry.id.in_(set(found)), met)))
    return [inquiry_id for inquiry_id in found if inquiry_id in meant]


def _query(database: str, wanted: Sequence[str]) -> str:
    # a stem is letters and digits only: there is nothing in it to escape
    if database == "postgresql":
        return " & ".join(f"'{stem}'" for stem in wanted)
    return " AND ".join(f'"{stem}"' for stem in wanted)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("danish")


def _database_of(session: AsyncSession) -> str:
    return session.get_bind().dialect.name
