"""What every table shares: the declarative base and the types of its columns."""

import re
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Index, MetaData, String, Table, TypeDecorator, inspect, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase

# PostgreSQL refuses NUL, and half a surrogate pair has no UTF-8. Letters bring both.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class Moment(TypeDecorator[datetime]):
    """A point in time: aware going in, aware UTC coming out, on databases with and without zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Refuse a moment without a zone: it would mean another time on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Give SQLite's zoneless values back their UTC."""
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


class PlainText(TypeDecorator[str]):
    """Text of any length; a character that no database can hold becomes U+FFFD."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """See :func:`storable`."""
        return None if value is None else storable_text(value)


class Json(TypeDecorator[Any]):
    """JSON, its texts as in :class:`PlainText`; JSONB on PostgreSQL, which compares and indexes it."""

    impl = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's signature
        """See :func:`storable`."""
        return storable(value)


def storable_text(text: str) -> str:
    """Replace what no database can hold."""
    try:
        # a long text is encoded many times faster than it is searched, and nearly always there is nothing
        if "\0" not in text and text.encode():
            return text
    except UnicodeEncodeError:
        pass
    return _UNSTORABLE.sub("\ufffd", text)


def storable(value: Any) -> Any:
    """Replace what no database can hold in the texts of a JSON value, however deep."""
    match value:
        case str():
            return storable_text(value)
        case dict():
            return {storable(key): storable(each) for key, each in value.items()}
        case list() | tuple():
            return [storable(each) for each in value]
    return value


class Base(DeclarativeBase):
    """The declarative base of the record."""

    # Named constraints, so that a migration can change them on both databases.
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {str: PlainText, datetime: Moment, dict[str, Any]: Json, list[Any]: Json}  # noqa: RUF012 - SQLAlchemy reads it off the class


def table_of(rows: type[Base]) -> Table:
    """The table that a class stands for: a statement about the class takes the ORM's long way."""
    return cast("Table", inspect(rows).local_table)


# SQLite would give the number of a deleted last row to the next one; ours stand in addresses and outbox keys.
NEVER_REUSED = {"sqlite_autoincrement": True}


def partial_index(name: str, *columns: str, where: str, unique: bool = False) -> Index:
    """Build an index over the few rows that meet a condition; it stays small as the archive grows."""
    condition = text(where)
    return Index(name, *columns, unique=unique, sqlite_where=condition, postgresql_where=condition)
