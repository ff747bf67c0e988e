"""PostgreSQL's connections, each of which ends when nobody answers at its other end.

A network that is cut without a word is noticed by the operating system. One in which something takes what we
send and passes nothing on is noticed by the time that an answer takes.
"""

import socket
from functools import cache, partial
from typing import Any

from sqlalchemy import URL, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECTING = 10.0
"""Seconds that a server may take to let us in."""
ANSWERING = 60.0
"""Seconds that a statement may take; after that the server itself ends it, and lets go of what it locked."""
LONG = 15 * 60.0
"""Seconds that a statement may take which looks at much that is old."""
UNDER_WAY = 10.0
"""Seconds more until a connection without any answer is given up."""
PRESENT = 5.0
"""Seconds that a connection may take to show that it still works, before it is used again."""
_RESTING = 2
"""How many times as long a transaction may rest between two statements: then the server takes its client for
gone, and others need wait no longer for what it locked."""
_SILENCE = {"TCP_KEEPIDLE": 5, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 10_000}
"""A server that is not heard of for some ten seconds is gone; seconds, a count, and milliseconds."""


class NotReached(SQLAlchemyError, ConnectionError):
    """No connection to the database can be made.

    The driver lets the operating system's own error pass. It is made one of SQLAlchemy's as well, so that
    whoever outlives a database in trouble outlives this.
    """


class NotLetIn(NotReached):
    """The server lets nobody in, or not us; it says why: a wrong password, no such database, no more room."""


class NotAnswered(SQLAlchemyError, TimeoutError):
    """The database did not answer a statement in time; what the statement did is not known."""


def engine(url: URL, answering: float | None, **pool: Any) -> AsyncEngine:
    """Build an engine; a statement may take ``answering`` seconds, or as long as it likes."""
    arguments: dict[str, Any] = {"async_creator_fn": partial(_connected, answering), "timeout": CONNECTING}
    if answering is not None:
        arguments["command_timeout"] = answering + UNDER_WAY
    made = create_async_engine(url, hide_parameters=True, connect_args=arguments, **pool)
    event.listen(made.sync_engine, "checkout", _see_that_it_answers)
    event.listen(made.sync_engine, "handle_error", _give_up, retval=True)
    return made


async def _connected(answering: float | None, *arguments: Any, **options: Any) -> Any:
    import asyncpg  # noqa: PLC0415 - a house on SQLite needs none of it

    try:
        connection = await asyncpg.connect(*arguments, **options)
    except OSError as error:
        raise NotReached(*error.args) from error
    except (asyncpg.PostgresError, asyncpg.InternalClientError) as error:
        # the latter where none of several servers is the one that takes writes (`target_session_attrs`)
        raise NotLetIn(str(error)) from error
    _notice_silence(connection._transport.get_extra_info("socket"))  # noqa: SLF001 - asyncpg has no other way
    if answering is not None:
        try:
            # not as parameters of the connection: a pooler between us need not know them
            await connection.execute(
                f"SET statement_timeout = {round(answering * 1000)};"
                f"SET idle_in_transaction_session_timeout = {round(answering * 1000 * _RESTING)}"
            )
        except BaseException as error:
            connection.terminate()
            if isinstance(error, _losses()):
                raise NotReached(str(error)) from error
            raise
    return connection


@cache
def _losses() -> tuple[type[Exception], ...]:
    """What the driver raises on a connection that works no more.

    Between the server's last word and the end of the connection it calls it its own inner error.
    """
    import asyncpg  # noqa: PLC0415 - see _connected

    return OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError


def _notice_silence(way: socket.socket | None) -> None:
    """Have a connection end where the network was cut without a word, idle or with a question under way."""
    if way is None or way.family == socket.AF_UNIX:
        return
    way.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _SILENCE.items():
        if (option := getattr(socket, name, None)) is not None:  # not every system has all of them
            way.setsockopt(socket.IPPROTO_TCP, option, value)


def _see_that_it_answers(connection: Any, _record: object, _proxy: object) -> None:
    """Ask a connection for a sign of life; the pool makes a new one where there is none.

    SQLAlchemy's own question takes three round trips, and would wait as long as for a statement.
    """
    if not connection.run_async(_answers):
        raise InvalidatePoolError


async def _answers(connection: Any) -> bool:
    try:
        await connection.execute("SELECT 1", timeout=PRESENT)
    except _losses():
        connection.terminate()
        return False
    return True


def _give_up(context: ExceptionContext) -> Exception | None:
    """End a connection on which no answer came: nobody knows any more what it would answer next."""
    if not isinstance(context.original_exception, TimeoutError):
        return None
    context.is_disconnect = True
    if context.connection is not None and not context.connection.invalidated:
        driver: Any = context.connection.connection.driver_connection
        driver.terminate()
    return NotAnswered("the database did not answer in time")
