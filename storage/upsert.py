"""Inserting rows past the ORM's bookkeeping, and ``INSERT … ON CONFLICT``, which both databases speak.

A mail makes a dozen rows. The ORM's unit of work takes several times as long over each as the statement
itself, so that what is new is written here, with statements that are built once for each table.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Table, UniqueConstraint, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import make_transient_to_detached

from storage import batch
from storage.batch import Batch
from storage.many import Writing, among, given
from storage.tables.base import Base, table_of

Row = TypeVar("Row", bound=Base)


def insert(session: AsyncSession, table: type[Base]) -> Any:
    """Build the session's own database's insert, with ``on_conflict_do_nothing`` and ``…_do_update``."""
    return insert_into(database_of(session), table)


@cache
def insert_into(database: str, table: type[Base]) -> Any:
    """Build one database's insert; see :func:`insert`."""
    return (sqlite if database == "sqlite" else postgresql).insert(table_of(table))


def database_of(session: AsyncSession) -> str:
    """Which database a session speaks to: ``sqlite`` or ``postgresql``."""
    return session.get_bind().dialect.name


async def add(session: AsyncSession, table: type[Base], values: Mapping[str, Any]) -> Any:
    """Insert a row unless one with the same key is there; returns its primary key, None where it was there.

    Any other clash is an error: nothing is taken for known that is not.
    """
    made = await session.execute(_unless_there(database_of(session), table), values)
    return made.scalar_one_or_none()


async def add_all(session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of some rows that are not there; nobody is told which those are."""
    if rows:
        writing = _writing(database_of(session), table, tuple(rows[0]), unless_there=True)
        await batch.write(session, writing, rows)


async def add_numbered(
    session: AsyncSession, table: type[Base], rows: Sequence[Mapping[str, Any]]
) -> set[int]:
    """Insert those of some rows that are not there, under the ids that they bear; returns those ids."""
    await add_all(session, table, rows)
    return set(await session.scalars(_numbered(table), {"ids": [row["id"] for row in rows]}))


async def append(session: AsyncSession, table: type[Base], row: Mapping[str, Any]) -> None:
    """Insert a row that can't be there yet, and whose key is known or of no matter."""
    await batch.write(session, _writing(database_of(session), table, tuple(row)), [row])


async def add_new(session: AsyncSession, row: Row) -> Row:
    """Insert a row that can't be there yet: a clash is an error. The session knows the row from then on."""
    if (group := batch.of(session)) is not None:
        return await _add_with(group, session, row)
    values = _values(row)
    made = await session.execute(_new(database_of(session), type(row)), values)
    return _known(session, row, values | {"id": made.scalar_one()})


async def _add_with(group: Batch, session: AsyncSession, row: Row) -> Row:
    """Have a row wait for those of other letters; it is written as it is by then."""
    number = await group.next_id(session, type(row))
    made = _known(session, row, _values(row) | {"id": number})
    writing = _writing(database_of(session), type(row), (*_defaults(type(row)), "id"))
    group.keep(writing, [lambda: _values(row) | {"id": number}])
    return made


async def add_unless_there(session: AsyncSession, row: Row) -> Row | None:
    """Insert a row as :func:`add` does; the session knows it from then on. None where it was there."""
    values = _values(row)
    made = await add(session, type(row), values)
    return None if made is None else _known(session, row, values | {"id": made})


def _known(session: AsyncSession, row: Row, values: Mapping[str, Any]) -> Row:
    for name in values.keys() - row.__dict__.keys():
        setattr(row, name, values[name])
    make_transient_to_detached(row)
    session.add(row)
    return row


def _values(row: Base) -> dict[str, Any]:
    return {name: row.__dict__.get(name, default) for name, default in _defaults(type(row)).items()}


@cache
def _defaults(table: type[Base]) -> Mapping[str, Any]:
    """What each column but the id holds where a row does not say."""
    columns = [column for column in table_of(table).columns if column.key != "id"]
    return {column.key: getattr(column.default, "arg", None) for column in columns}


@cache
def _numbered(table: type[Base]) -> Any:
    number = table_of(table).c.id
    return select(number).where(among(number, "ids"))


@cache
def _new(database: str, table: type[Base]) -> Any:
    return insert_into(database, table).returning(table_of(table).primary_key.columns[0])


@cache
def _unless_there(database: str, table: type[Base]) -> Any:
    statement = _passing_over(insert_into(database, table), table)
    return statement.returning(table_of(table).primary_key.columns[0])


@cache
def _writing(
    database: str, table: type[Base], names: Sequence[str], *, unless_there: bool = False
) -> Writing:
    """How rows with these columns are inserted."""
    each, together = insert_into(database, table), None
    if database == "postgresql":
        lists = given({name: table_of(table).c[name].type for name in names})
        together = each.from_select(names, select(*lists.c))
    if unless_there:
        each, together = _passing_over(each, table), _passing_over(together, table)
    return Writing(table.__tablename__, each, together)


def _passing_over(statement: Any, table: type[Base]) -> Any:
    """Have an insert pass over rows that are there."""
    key = _key(table_of(table))
    return (
        statement.on_conflict_do_nothing(index_elements=key) if key and statement is not None else statement
    )


def _key(table: Table) -> list[str]:
    """The columns that say whether a row is there; none for a table of rows that are never the same."""
    unique = [each for each in table.constraints if isinstance(each, UniqueConstraint)]
    columns = [column.name for column in (unique[0].columns if unique else table.primary_key)]
    return [] if columns == ["id"] else columns
