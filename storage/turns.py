"""Work that one process does at a time, while others stand by and take over.

On PostgreSQL a turn is a lock of a database session of its own: it ends with the process that holds it,
however that ends. The embedded database has one service, which :func:`alone` sees to.
"""

import asyncio
import fcntl
import os
import time
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from sqlalchemy import CompoundSelect, Select, func, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.database import Database

_TURNS = 7_301
"""Tells our locks from those of others in the same database."""
_ONE_BY_ONE = 7_302
"""Tells the locks that last a transaction from turns that last as long as a process."""
LOOK = 2.0
"""Seconds between two looks at whether a turn is still ours."""
CERTAIN = 4 * LOOK
"""Seconds after a look for which a turn is ours beyond doubt: others wait longer before they take over."""

HEARD = 30 * LOOK
"""Seconds that the server waits for a look before the turn is another's. A process that can't be heard has
long known by then; keepalives tell of one that is gone, unless something between us answers in its name."""


class ServiceRuns(Exception):
    """Another service works on this embedded database; ``process`` is its number, where it is known."""

    def __init__(self, process: str) -> None:
        super().__init__(process)
        self.process = process


class Turn:
    """A turn that is ours."""

    def __init__(self, connection: AsyncConnection | None = None) -> None:
        self._connection = connection
        self._seen = time.monotonic()

    @property
    def is_certain(self) -> bool:
        """Whether it was ours so lately that nobody else can have it yet, whatever the connection does."""
        return self._connection is None or time.monotonic() - self._seen < CERTAIN

    async def lost(self) -> None:
        """Return when the turn is no longer ours: the connection that held it is gone."""
        if self._connection is None:
            await asyncio.Event().wait()
            return
        while True:
            await asyncio.sleep(LOOK)
            asked = time.monotonic()
            try:
                async with asyncio.timeout(2 * LOOK):
                    await self._connection.execute(text("SELECT 1"))
            except (DBAPIError, OSError):  # a timeout is an OSError
                return
            self._seen = asked


@asynccontextmanager
async def turn(database: Database, name: str) -> AsyncIterator[Turn | None]:
    """Take the turn at something while the block lasts; None where another process has it."""
    if database.engine.dialect.name != "postgresql":
        yield Turn()
        return
    connection = await database.engine.connect()
    try:
        await connection.execution_options(isolation_level="AUTOCOMMIT")
        for setting in ("idle", "interval", "count"):
            # the server gives the turn of a machine that is gone to another one in seconds, not in hours
            await connection.execute(text(f"SET tcp_keepalives_{setting} = {int(LOOK)}"))
        # from PostgreSQL 14 on
        idle = "SELECT set_config(name, :after, false) FROM pg_settings WHERE name = 'idle_session_timeout'"
        await connection.execute(text(idle), {"after": f"{round(HEARD * 1000)}"})
        taken = select(func.pg_try_advisory_lock(_TURNS, _number(name)))
        yield Turn(connection) if (await connection.scalars(taken)).one() else None
    finally:
        # closed and not given back: the lock would go on living in the pool
        await connection.invalidate()
        await connection.close()


async def is_free(session: AsyncSession, name: str) -> bool:
    """Whether nobody has the turn at something; nobody gets it either until the session's transaction ends.

    Asked on PostgreSQL only.
    """
    taken = select(func.pg_try_advisory_xact_lock(_TURNS, _number(name)))
    return bool((await session.scalars(taken)).one())


async def one_by_one(session: AsyncSession, name: str) -> None:
    """Wait for every other transaction that came here under the same name; later ones wait for this to end.

    The embedded database has one writer at a time as it is.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(_ONE_BY_ONE, _number(name))))


def each_one_by_one(names: CompoundSelect[tuple[str]]) -> Select[tuple[int]]:
    """Make a statement that waits like :func:`one_by_one` for each of the names that a question finds.

    In one order, so that no two transactions wait for each other. For PostgreSQL only.
    """
    number = func.hashtext(names.subquery().c[0]).label("number")
    in_order = select(number).order_by(number).subquery()
    return select(func.count(func.pg_advisory_xact_lock(_ONE_BY_ONE, in_order.c.number)))


def _number(name: str) -> int:
    return zlib.crc32(name.encode()) & 0x7FFF_FFFF


@contextmanager
def alone(database: Database) -> Iterator[bool]:
    """Be the only service on an embedded database while the block lasts; raises :class:`ServiceRuns`.

    False on PostgreSQL, where there may be others.
    """
    if database.engine.dialect.name == "postgresql":
        yield False
        return
    # by whatever way each of two services comes to the file
    path = Path(f"{Path(database.url.database or '').resolve()}-service")
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise ServiceRuns(file.read().strip()) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield True
