"""The database: engines, and transactions that commit whole or not at all.

SQLite (embedded) and PostgreSQL behave alike from here on: a reader sees one moment and can't write, a commit
is durable. How each is brought to that lives here, in :mod:`storage.inline_sqlite` and in
:mod:`storage.postgresql` only.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Coroutine
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_sessionmaker,
    create_async_engine,
)

from storage import inline_sqlite, postgresql
from storage.batch import Session

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk when it returns
    "foreign_keys = ON",
)
_NO_WRITES = "query_only = ON"
# PostgreSQL's classes of errors about itself: connection, rollback (deadlock), resources, operator, system.
_SERVER_TROUBLE = frozenset({"08", "40", "53", "57", "58"})
_TAKES_NO_WRITES = "25006"
"""What a server says that has become another's standby, or that has been locked since its disk is full."""


class FileGone(SQLAlchemyError, FileNotFoundError):
    """The file that is open is in its place no more: what is written to it is lost when it is closed."""


class Database:
    """The record's database.

    ``url`` is an SQLAlchemy address for aiosqlite or asyncpg. Nothing is opened until the first transaction.
    PostgreSQL has a minute for a statement; ``patient`` gives it as long as it likes, where a person waits
    for what takes long.
    """

    def __init__(self, url: str, *, patient: bool = False) -> None:
        self.url = make_url(url)
        embedded = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_writer(self.url) if embedded else _postgresql(self.url, patient=patient)
        self._long_engine = self.engine if embedded else _postgresql_for_long(self.url)
        self.read_engine = _sqlite_reader(self.url) if embedded else _snapshots(self.engine)
        self._writers = _sessions(self.engine)
        self._long_writers = _sessions(self._long_engine)
        self.glance_engine = _sqlite_glancer(self.url) if embedded else self.read_engine
        self._readers = _sessions(self.read_engine)
        self._glancers = _sessions(self.glance_engine)
        self._embedded = embedded
        self._peeking: dict[str, Any] = {} if embedded else {"isolation_level": "AUTOCOMMIT"}
        self._file: tuple[int, int] | None = None
        """The device and the inode of SQLite's file, once it is open."""
        if embedded:
            for each in (self.engine, self.read_engine, self.glance_engine):
                event.listen(each.sync_engine, "connect", self._remember_the_file)
        # SQLite has one writer. Waiting here is fair and instant; its own busy handler sleeps and starves.
        self._turn: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if embedded else contextlib.nullcontext()
        )

    @property
    def missing_file(self) -> Path | None:
        """The embedded database's file where it is not there; none but :meth:`make_file` makes it."""
        path = Path(self.url.database or "").absolute()
        return path if self._embedded and not path.exists() else None

    def make_file(self) -> None:
        """Make the embedded database's file, empty, and its folder, where they are not there."""
        if missing := self.missing_file:
            missing.parent.mkdir(parents=True, exist_ok=True)
            missing.touch()

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write; it commits on leaving, or rolls back on an error."""
        self.require_its_file()
        async with self._turn, self._writers.begin() as session:
            yield session

    @contextlib.asynccontextmanager
    async def long_transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction like :meth:`transaction`; its statements may take minutes in a large archive."""
        self.require_its_file()
        async with self._turn, self._long_writers.begin() as session:
            yield session

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees one moment of the database; a write in it is refused.

        It waits for no writer.
        """
        session = self._readers()
        try:
            if self._embedded:
                await _to_its_end(session.connection())
            yield session
        finally:
            await (_to_its_end if self._embedded else asyncio.shield)(session.close())

    @contextlib.asynccontextmanager
    async def glance(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction like :meth:`reading`, for few rows that an index finds.

        On SQLite it asks on the event loop, which is several times faster than in a thread: what may take
        longer than a millisecond, or brings a letter's bytes, is asked with :meth:`reading`.
        """
        session = self._glancers()
        try:
            yield session
        finally:
            # SQLAlchemy would have a task of its own close it, which others overtake: each of many at once
            # would need a connection. Where nothing suspends, nothing can break it off either
            await (session.close() if self._embedded else asyncio.shield(session.close()))

    @contextlib.asynccontextmanager
    async def peek(self) -> AsyncIterator[AsyncConnection]:
        """Open a connection for one small question, asked past the ORM and in no batch."""
        async with self.glance_engine.connect() as connection:
            yield await connection.execution_options(**self._peeking)

    def require_its_file(self) -> None:
        """Raise :class:`FileGone` where the file that is open was removed, or another put in its place."""
        if self._file is not None and self._file_there() != self._file:
            raise FileGone(f"the file {self.url.database} is gone, or another is in its place")

    def _remember_the_file(self, *_: object) -> None:
        self._file = self._file or self._file_there()

    def _file_there(self) -> tuple[int, int] | None:
        try:
            found = Path(self.url.database or "").stat()
        except OSError:
            return None
        return found.st_dev, found.st_ino

    async def let_go(self) -> None:
        """Close the connections that nobody uses: SQLite keeps the last large value that was written."""
        await self.engine.dispose()

    async def close(self) -> None:
        """Close every connection."""
        await self.glance_engine.dispose()
        await self.read_engine.dispose()
        await self._long_engine.dispose()
        await self.engine.dispose()


def is_in_trouble(error: Exception) -> bool:
    """Whether an error is about the database, not about what was asked of it: asking again may help."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        of_the_server = state[:2] in _SERVER_TROUBLE or state == _TAKES_NO_WRITES
        return (
            of_the_server
            or error.connection_invalidated
            or isinstance(error, (OperationalError, InterfaceError))
        )
    # refused connections come as they are
    return isinstance(error, (OSError, NoConnectionFree))


async def _to_its_end(work: Coroutine[Any, Any, object]) -> None:
    """Do what a thread has a part in; whoever breaks it off gets their way when it is done.

    A connection that is broken off while it opens or closes is lost, and its thread outlives the event loop.
    """
    doing = asyncio.create_task(work)
    try:
        await asyncio.shield(doing)
    except asyncio.CancelledError:
        await asyncio.wait([doing], timeout=inline_sqlite.PATIENCE)
        raise


def _sessions(engine: AsyncEngine) -> async_sessionmaker[AsyncSession]:
    return async_sessionmaker(engine, sync_session_class=Session, expire_on_commit=False, autoflush=False)


def _postgresql(url: URL, *, patient: bool) -> AsyncEngine:
    answering = None if patient else postgresql.ANSWERING
    return postgresql.engine(url, answering, pool_size=10, max_overflow=10)


def _postgresql_for_long(url: URL) -> AsyncEngine:
    return postgresql.engine(url, postgresql.LONG, pool_size=1)


def _snapshots(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite_writer(url: URL) -> AsyncEngine:
    creator = partial(inline_sqlite.connect, url.database or "")
    engine = create_async_engine(url, hide_parameters=True, async_creator=creator)
    # A write takes its lock at once: upgrading a read later fails with "database is locked" under load.
    return _sqlite(engine, "BEGIN IMMEDIATE")


def _sqlite_glancer(url: URL) -> AsyncEngine:
    inline = partial(inline_sqlite.connect, url.database or "")
    return _sqlite(create_async_engine(url, hide_parameters=True, async_creator=inline), "BEGIN", _NO_WRITES)


def _sqlite_reader(url: URL) -> AsyncEngine:
    # The driver would otherwise begin transactions by itself.
    arguments = {"isolation_level": None, "timeout": inline_sqlite.PATIENCE}
    # a file made by whoever looks for one would pass for an empty record
    there = url.set(database=inline_sqlite.address(url.database or ""))
    there = there.update_query_dict({"mode": "rw", "uri": "true"})
    engine = create_async_engine(there, hide_parameters=True, connect_args=arguments)
    return _sqlite(engine, "BEGIN", _NO_WRITES)


def _sqlite(engine: AsyncEngine, begin: str, *pragmas: str) -> AsyncEngine:
    def set_up(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (*_PRAGMAS, *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    event.listen(engine.sync_engine, "connect", set_up)
    event.listen(engine.sync_engine, "begin", begin_transaction)
    return engine
