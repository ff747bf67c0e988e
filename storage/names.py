"""Inquiries by any part of their organisation's name.

An index of every three letters that follow one another in a name leads to the names with a part: FTS5's on
SQLite, one of our own on PostgreSQL. Both hold names as they are looked up (`storage.tables.parties.folded`).
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, column, func, select, table

from storage.tables import Inquiry, Organisation
from storage.tables.base import storable_text
from storage.tables.parties import folded

_SHORTEST = 3
"""Letters; the names with a shorter part are most of them, and none leads to them."""
_INDEX = table("search_organisation", column("rowid"), column("search_organisation"))


def in_archive(database: str, part: str) -> ColumnElement[bool]:
    """Ask for the inquiries of all organisations with a part in their names."""
    return Inquiry.organisation_id.in_(_named(database, _looked_up(part)))


def in_each(part: str) -> ColumnElement[bool]:
    """Ask the same of inquiries that are looked at one by one, whoever else has such a name."""
    name = select(Organisation.folded).where(Organisation.id == Inquiry.organisation_id).correlate(Inquiry)
    return _holds(name.scalar_subquery(), _looked_up(part))


def _named(database: str, part: str) -> Select[Any]:
    holding = select(Organisation.id).where(_holds(Organisation.folded, part))
    if len(part) < _SHORTEST:
        return holding
    if database == "postgresql":
        trigrams = func.search_trigrams
        return holding.where(trigrams(Organisation.folded).op("@>")(trigrams(part)))
    phrase = '"' + part.replace('"', '""') + '"'
    return select(_INDEX.c.rowid).where(_INDEX.c.search_organisation.match(phrase))


def _looked_up(part: str) -> str:
    return storable_text(folded(part))


def _holds(name: SQLColumnExpression[str], part: str) -> ColumnElement[bool]:
    return name.contains(part, autoescape=True)
