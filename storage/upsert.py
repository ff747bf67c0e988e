"""``INSERT … ON CONFLICT``, which both databases speak and SQLAlchemy spells once for each."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import FromClause, Table, UniqueConstraint, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Base


def insert(session: AsyncSession, table: type[Base]) -> Any:
    """Build the session's own database's insert, with ``on_conflict_do_nothing`` and ``…_do_update``."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    return dialect.insert(table)


async def add(session: AsyncSession, table: type[Base], values: Mapping[str, Any]) -> int | None:
    """Insert a row unless one with the same key is there; returns its id, or None where it was there.

    Any other clash is an error: nothing is taken for known that is not.

    A mail makes a dozen rows: their statements are built once, past the ORM, which takes four times as long.
    """
    made = await session.execute(_addition(session.get_bind().dialect.name, table), values)
    return made.scalar_one_or_none()


async def add_all(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of some rows that are not there."""
    await session.execute(_addition(session.get_bind().dialect.name, table, with_id=False), rows)


@cache
def _addition(dialect: str, table: type[Base], *, with_id: bool = True) -> Any:
    build = sqlite if dialect == "sqlite" else postgresql
    statement = build.insert(table)
    if key := _key(inspect(table).local_table):
        statement = statement.on_conflict_do_nothing(index_elements=key)
    return statement.returning(table.__table__.c.id) if with_id else statement


def _key(table: FromClause) -> list[str]:
    """The columns that say whether a row is there; none for a table of rows that are never the same."""
    constraints = table.constraints if isinstance(table, Table) else ()
    unique = [each for each in constraints if isinstance(each, UniqueConstraint)]
    columns = [column.name for column in (unique[0].columns if unique else table.primary_key)]
    return [] if columns == ["id"] else columns
