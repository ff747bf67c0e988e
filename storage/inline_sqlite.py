"""SQLite for small statements: they run where they are asked for, only committing is done in a thread.

aiosqlite hands every call to a thread of its own, four handovers a statement. A statement here takes some 20
microseconds, less than one handover; committing waits for the disk and goes to a thread. The write lock,
which another process may have, is asked for again and again: SQLite's own way of waiting for it can't be
broken off. Reads that may be long stay with aiosqlite.

This is the shape of aiosqlite's connection as SQLAlchemy uses it, given to it as ``async_creator``.
"""

import asyncio
import sqlite3
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Self

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_PAUSE = 0.005


class InlineCursor:
    """A cursor whose calls never suspend, except where another process is writing."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        """Run one statement."""
        give_up = time.monotonic() + PATIENCE
        while True:
            try:
                self._cursor.execute(sql, parameters)
            except sqlite3.OperationalError as error:
                if not _is_busy(error) or time.monotonic() > give_up:
                    raise
                await asyncio.sleep(_PAUSE)
            else:
                return self

    async def executemany(self, sql: str, parameters: Sequence[Sequence[Any]]) -> Self:
        """Run one statement for each of several rows."""
        self._cursor.executemany(sql, parameters)
        return self

    async def fetchall(self) -> list[Any]:
        """The rest of the rows."""
        return self._cursor.fetchall()

    async def close(self) -> None:
        """Let go of the statement."""
        self._cursor.close()

    def __getattr__(self, name: str) -> Any:
        """``description``, ``rowcount`` and ``lastrowid`` are those of the standard library's cursor."""
        return getattr(self._cursor, name)


class InlineConnection:
    """A connection in autocommit mode: transactions begin and end only where we say so."""

    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(
            f"{address(path)}?mode=rw", uri=True, timeout=0, isolation_level=None, check_same_thread=False
        )

    @property
    def isolation_level(self) -> None:
        """Always autocommit."""
        return

    def cursor(self) -> InlineCursor:
        """Make a cursor."""
        return InlineCursor(self._connection.cursor())

    async def execute(self, sql: str) -> InlineCursor:
        """Run one statement on a cursor of its own."""
        return await self.cursor().execute(sql)

    async def commit(self) -> None:
        """Commit; returns when it is on the disk."""
        await asyncio.to_thread(self._connection.commit)

    async def rollback(self) -> None:
        """Take everything back since the transaction began."""
        self._connection.rollback()

    async def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def stop(self) -> None:
        """Close the file where nobody can wait for it."""
        self._connection.close()

    async def create_function(
        self, name: str, arguments: int, function: Callable[..., Any], **more: Any
    ) -> None:
        """Make a function known to SQL."""
        self._connection.create_function(name, arguments, function, **more)


def _is_busy(error: sqlite3.OperationalError) -> bool:
    # the lowest byte says what; those above say why
    return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY


async def connect(path: str) -> InlineConnection:
    """Open a database file; one that is not there is not made."""
    return InlineConnection(path)


def address(path: str) -> str:
    """A file as SQLite takes it with conditions behind it."""
    return Path(path).absolute().as_uri()
