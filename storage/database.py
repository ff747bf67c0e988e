"""The database: engines, and transactions that commit whole or not at all.

SQLite (embedded) and PostgreSQL behave alike from here on: a reader sees one moment and can't write, a commit
is durable. How each is brought to that lives here and in :mod:`storage.inline_sqlite` only.
"""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
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

from storage import inline_sqlite
from storage.several import Session

_PRAGMAS = (
    "journal_mode = WAL",
    "synchronous = FULL",  # a commit is on the disk when it returns
    "foreign_keys = ON",
)
CONNECTING = 10.0
"""Seconds that a server may take to let us in."""
_SILENCE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000}
"""A server that is not heard of for some ten seconds is gone; seconds, a count, and milliseconds."""
_NO_WRITES = "query_only = ON"
# PostgreSQL's classes of errors about itself: connection, rollback (deadlock), resources, operator, system.
_SERVER_TROUBLE = frozenset({"08", "40", "53", "57", "58"})


class NotReached(SQLAlchemyError, ConnectionError):
    """No connection to the database can be made.

    The driver lets the operating system's own error pass. It is made one of SQLAlchemy's as well, so that
    whoever outlives a database in trouble outlives this.
    """


class Database:
    """The record's database.

    ``url`` is an SQLAlchemy address for aiosqlite or asyncpg. Nothing is opened until the first transaction.
    """

    def __init__(self, url: str) -> None:
        self.url = make_url(url)
        embedded = self.url.get_backend_name() == "sqlite"
        self.engine = _sqlite_writer(self.url) if embedded else _postgresql(self.url)
        self.read_engine = _sqlite_reader(self.url) if embedded else _snapshots(self.engine)
        self._writers = _sessions(self.engine)
        self.glance_engine = _sqlite_glancer(self.url) if embedded else self.read_engine
        self._readers = _sessions(self.read_engine)
        self._glancers = _sessions(self.glance_engine)
        self._embedded = embedded
        self._peeking: dict[str, Any] = {} if embedded else {"isolation_level": "AUTOCOMMIT"}
        # SQLite has one writer. Waiting here is fair and instant; its own busy handler sleeps and starves.
        self._turn: contextlib.AbstractAsyncContextManager[Any] = (
            asyncio.Lock() if embedded else contextlib.nullcontext()
        )

    @contextlib.asynccontextmanager
    async def transaction(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that may write; it commits on leaving, or rolls back on an error."""
        async with self._turn, self._writers.begin() as session:
            yield session
            await session.write()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """Open a transaction that sees one moment of the database; a write in it is refused.

        It waits for no writer.
        """
        async with self._readers() as session:
            yield session

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
        """Open a connection for one small question, asked past the ORM and in no transaction of several."""
        async with self.glance_engine.connect() as connection:
            yield await connection.execution_options(**self._peeking)

    async def let_go(self) -> None:
        """Close the connections that nobody uses: SQLite keeps the last large value that was written."""
        await self.engine.dispose()

    async def close(self) -> None:
        """Close every connection."""
        await self.glance_engine.dispose()
        await self.read_engine.dispose()
        await self.engine.dispose()


def is_in_trouble(error: Exception) -> bool:
    """Whether an error is about the database, not about what was asked of it: asking again may help."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None) or ""
        in_trouble = error.connection_invalidated or state[:2] in _SERVER_TROUBLE
        return in_trouble or isinstance(error, (OperationalError, InterfaceError))
    # refused connections come as they are
    return isinstance(error, (OSError, NoConnectionFree))


def _sessions(engine: AsyncEngine) -> async_sessionmaker[Session]:
    return async_sessionmaker(engine, class_=Session, expire_on_commit=False, autoflush=False)


def _postgresql(url: URL) -> AsyncEngine:
    arguments = {"async_creator_fn": _connected, "timeout": CONNECTING}
    return create_async_engine(
        url, hide_parameters=True, pool_pre_ping=True, pool_size=10, max_overflow=10, connect_args=arguments
    )


async def _connected(*arguments: Any, **options: Any) -> Any:
    import asyncpg  # noqa: PLC0415 - a house on SQLite needs none of it

    try:
        connection = await asyncpg.connect(*arguments, **options)
    except OSError as error:
        raise NotReached(*error.args) from error
    _notice_silence(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - asyncpg has no other way
    return connection


def _notice_silence(way: socket.socket | None) -> None:
    """Have a connection end where the network was cut without a word, idle or with a question under way."""
    if way is None or way.family == socket.AF_UNIX:
        return
    way.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _SILENCE.items():
        if (option := getattr(socket, name, None)) is not None:  # not every system has all of them
            way.setsockopt(socket.IPPROTO_TCP, option, value)


def _snapshots(engine: AsyncEngine) -> AsyncEngine:
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _sqlite_writer(url: URL) -> AsyncEngine:
    path = url.database or ""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(
        url, hide_parameters=True, async_creator=partial(inline_sqlite.connect, path)
    )
    # A write takes its lock at once: upgrading a read later fails with "database is locked" under load.
    return _sqlite(engine, "BEGIN IMMEDIATE")


def _sqlite_glancer(url: URL) -> AsyncEngine:
    inline = partial(inline_sqlite.connect, url.database or "")
    return _sqlite(create_async_engine(url, hide_parameters=True, async_creator=inline), "BEGIN", _NO_WRITES)


def _sqlite_reader(url: URL) -> AsyncEngine:
    # The driver would otherwise begin transactions by itself.
    arguments = {"isolation_level": None, "timeout": inline_sqlite.PATIENCE}
    engine = create_async_engine(url, hide_parameters=True, connect_args=arguments)
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
