"""The record on both databases, migrated or without a table."""

import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from storage.database import Database
from tests.ready_databases import migrated_sqlite, sqlite_url_of

if TYPE_CHECKING:
    from tests.servers.postgres import Postgres


@pytest.fixture(scope="module")
def sqlite_archive_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of a migrated SQLite database that the tests of one file share."""
    return sqlite_url_of(shutil.copy(migrated_sqlite(), tmp_path_factory.mktemp("archive") / "record.db"))


@pytest.fixture(scope="module")
def postgresql_archive_url(postgres: "Postgres", migrated_postgres: str) -> Iterator[str]:
    """The address of a migrated PostgreSQL database that the tests of one file share."""
    name = postgres.create(template=migrated_postgres)
    yield postgres.url(name)
    postgres.drop(name)


@pytest.fixture
async def opened() -> AsyncIterator[Callable[[str], Database]]:
    """Opens databases, and closes them in the end."""
    every: list[Database] = []

    def open_one(url: str) -> Database:
        every.append(Database(url))
        return every[-1]

    yield open_one
    for each in every:
        await each.close()


@pytest.fixture
def database(database_url: str, opened: Callable[[str], Database]) -> Database:
    """A migrated, empty database: on SQLite, then on PostgreSQL."""
    return opened(database_url)


@pytest.fixture
def second(database_url: str, opened: Callable[[str], Database]) -> Database:
    """The same database as another process would open it."""
    return opened(database_url)


@pytest.fixture
def broken_off(database: Database) -> Callable[[], AbstractAsyncContextManager[AsyncSession]]:
    """A transaction that does its work and ends in an error."""

    class PowerCut(Exception):
        pass

    @asynccontextmanager
    async def open_one() -> AsyncIterator[AsyncSession]:
        with suppress(PowerCut):
            async with database.transaction() as session:
                yield session
                raise PowerCut

    return open_one


@pytest.fixture
def empty_path(tmp_path: Path) -> Path:
    """Where an SQLite database may be made."""
    return tmp_path / "var" / "empty.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, empty_path: Path) -> str:
    """The address of a database without a table: of one kind, then of the other."""
    return sqlite_url_of(empty_path) if request.param == "sqlite" else request.getfixturevalue("postgres_url")


@pytest.fixture
def empty_database(empty_url: str, opened: Callable[[str], Database]) -> Database:
    """A database without a table: on SQLite, then on PostgreSQL."""
    return opened(empty_url)
