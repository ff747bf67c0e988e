"""Full-text search over correspondence, with Danish stemming.

Words are cut and stemmed here, and neither database cuts them again, so that SQLite's FTS5 and PostgreSQL's
text search give the same results for the same data.
"""

import re
import unicodedata
from functools import cache

import Stemmer
from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncSession

_WORD = re.compile(r"[^\W_]+")
# PostgreSQL keeps at most 1 MB of stems a letter and 2 KB a stem; a letter written by hand has far less.
LONGEST_TEXT = 250_000
LONGEST_STEM = 100
LONGEST_QUERY = 50  # stems; SQLite's query parser has a stack

_ADD = {
    "sqlite": "INSERT INTO search_text (rowid, stems) VALUES (:id, :stems)",
    "postgresql": "INSERT INTO search_text (id, stems) VALUES (:id, array_to_tsvector(:stems))",
}
_FIND = {
    "sqlite": "SELECT rowid FROM search_text WHERE search_text MATCH :query",
    "postgresql": "SELECT id FROM search_text WHERE stems @@ CAST(:query AS tsquery)",
}


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
    await session.execute(_addition(database), {"id": correspondence_id, "stems": held})


@cache
def _addition(database: str) -> TextClause:
    return text(_ADD[database])


async def inquiries_with(session: AsyncSession, words: str, limit: int) -> list[int]:
    """Inquiries with a letter that holds every one of the words; newest first."""
    wanted = list(dict.fromkeys(stems(words)))[:LONGEST_QUERY]
    if not wanted:
        return []
    database = _database_of(session)
    found = text(
        f"SELECT DISTINCT inquiry_id FROM correspondence WHERE id IN ({_FIND[database]})"  # noqa: S608 - one of two constants above
        " ORDER BY inquiry_id DESC LIMIT :limit"
    )
    return list((await session.scalars(found, {"query": _query(database, wanted), "limit": limit})).all())


def _query(database: str, wanted: list[str]) -> str:
    # a stem is letters and digits only: there is nothing in it to escape
    if database == "postgresql":
        return " & ".join(f"'{stem}'" for stem in wanted)
    return " AND ".join(f'"{stem}"' for stem in wanted)


@cache
def _stemmer() -> Stemmer.Stemmer:
    return Stemmer.Stemmer("danish")


def _database_of(session: AsyncSession) -> str:
    return session.get_bind().dialect.name
