"""What goes wrong in a storm; each lasts as long as its function, and of one server one at a time does."""

import asyncio
import os
import signal
import sqlite3
import time
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

from tests.storm.words import writer
from tests.storm.world import OnPostgres, OnSqlite, World

APART = 3.0
"""Seconds from one to the next, about; most last longer."""
OF = tuple(os.environ.get("OF", "").split()) or ("",)
"""How the names of those begin that there are: ``OF="slack service"``, or any."""

Fault = Callable[[World], Awaitable[None]]


async def storm(on: World, seconds: float) -> None:
    """Let things go wrong for so long."""
    ends = time.monotonic() + seconds
    at = on.record
    of_all = FAULTS + (_on_postgres(at) if isinstance(at, OnPostgres) else _on_sqlite(at))
    possible = [each for each in of_all if each.__name__.startswith(OF)]
    under_way: dict[str, asyncio.Task[None]] = {}
    while time.monotonic() < ends:
        await asyncio.sleep(on.chance.expovariate(1 / APART))
        fault = on.chance.choice(possible)
        server = fault.__name__.partition("_")[0]
        if server not in under_way or under_way[server].done():
            under_way[server] = asyncio.create_task(_tried(fault, on))
    await asyncio.gather(*under_way.values())
    on.proxy.heal()
    on.imap.heal()
    on.sink.drop(0)


async def _tried(fault: Fault, on: World) -> None:
    on.goes_wrong(fault.__name__)
    try:
        await fault(on)
    except Exception as error:  # noqa: BLE001 - what it would trouble is in trouble already
        on.goes_wrong(f"{fault.__name__} could not ({type(error).__name__})")


async def _for(on: World, shortest: float, longest: float) -> None:
    await asyncio.sleep(on.chance.uniform(shortest, longest))


async def service_killed(on: World) -> None:
    on.chance.choice(on.services).signal(signal.SIGKILL)


async def service_halted(on: World) -> None:
    service = on.chance.choice(on.services)
    service.signal(signal.SIGSTOP)
    await _for(on, 2, 15)
    service.signal(signal.SIGCONT)


async def service_told_to_end(on: World) -> None:
    on.chance.choice(on.services).signal(signal.SIGTERM)


async def mailbox_hangs_up(on: World) -> None:
    on.imap.hang_up()


async def mailbox_breaks_off(on: World) -> None:
    on.imap.cut_in_fetch(on.chance.randint(1, 4))


async def mailbox_lies_about_idle(on: World) -> None:
    on.imap.be_deaf()
    await _for(on, 2, 10)
    on.imap.heal()


async def mailbox_restarted(on: World) -> None:
    await asyncio.to_thread(on.dovecot.stop)
    await _for(on, 0, 6)
    await asyncio.to_thread(on.dovecot.start)


async def letters_broken_off(on: World) -> None:
    on.sink.drop(on.chance.randint(1, 3), keep=on.chance.random() < 0.5)


async def letters_put_off(on: World) -> None:
    for number in range(on.sent, on.sent + 3):
        on.sink.answer(writer(number), "451 4.7.1 greylisted")


async def letters_taken_slowly(on: World) -> None:
    on.sink.seconds_to_answer = on.chance.uniform(0.2, 2)
    await _for(on, 2, 8)
    on.sink.seconds_to_answer = 0


async def letters_server_restarted(on: World) -> None:
    await asyncio.to_thread(on.sink.stop)
    await _for(on, 0, 8)
    await asyncio.to_thread(on.sink.start)


async def slack_down(on: World) -> None:
    on.proxy.fail_all(on.chance.choice([500, 503]))
    await _for(on, 1, 8)
    on.proxy.heal()


async def slack_cuts_connections(on: World) -> None:
    method = on.chance.choice(["*", "chat.postMessage", "chat.update", "conversations.history"])
    on.proxy.cut(method, done_first=on.chance.random() < 0.7, times=on.chance.randint(1, 5))


async def slack_limits(on: World) -> None:
    method = on.chance.choice(["*", "chat.postMessage", "chat.update"])
    on.proxy.limit(method, on.chance.randint(1, 5), times=on.chance.randint(1, 5))


async def slack_slow(on: World) -> None:
    on.proxy.be_slow("chat.postMessage", on.chance.uniform(1, 12), times=on.chance.randint(1, 3))


async def slack_babbles(on: World) -> None:
    on.proxy.babble("<html>Bad gateway</html>", times=on.chance.randint(1, 4))


async def slack_errs(on: World) -> None:
    method = on.chance.choice(["chat.postMessage", "chat.update", "views.open", "users.info", "auth.test"])
    error = on.chance.choice(["internal_error", "fatal_error", "service_unavailable", "request_timeout"])
    on.proxy.fail(method, error, times=on.chance.randint(1, 5))


async def slack_says_it_twice(on: World) -> None:
    await on.proxy.repeat_event()


async def slack_wants_a_new_connection(on: World) -> None:
    await on.proxy.disconnect()


def _on_postgres(at: OnPostgres) -> list[Fault]:
    async def database_cuts_connections(_on: World) -> None:
        await asyncio.to_thread(at.postgres.cut, at.name)

    async def database_restarted(on: World) -> None:
        await asyncio.to_thread(at.postgres.halt)
        await _for(on, 0, 6)
        await asyncio.to_thread(at.postgres.serve)

    async def database_takes_no_writes(on: World) -> None:
        with at.postgres.without_writes():
            await _for(on, 0.5, 5)

    async def network_cut(on: World) -> None:
        at.network.cut()
        await _for(on, 1, 8)
        at.network.heal()

    async def network_swallows(on: World) -> None:
        at.network.swallow()
        await _for(on, 1, 4)
        at.network.heal()

    return [
        database_cuts_connections,
        database_restarted,
        database_takes_no_writes,
        network_cut,
        network_swallows,
    ]


def _on_sqlite(at: OnSqlite) -> list[Fault]:
    async def database_locked(on: World) -> None:
        await asyncio.to_thread(_lock, at.path, on.chance.uniform(0.5, 14))

    return [database_locked]


def _lock(path: Path, seconds: float) -> None:
    with closing(sqlite3.connect(path, timeout=30, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        other.execute("ROLLBACK")


FAULTS: list[Fault] = [
    service_killed,
    service_halted,
    service_told_to_end,
    mailbox_hangs_up,
    mailbox_breaks_off,
    mailbox_lies_about_idle,
    mailbox_restarted,
    letters_broken_off,
    letters_put_off,
    letters_taken_slowly,
    letters_server_restarted,
    slack_down,
    slack_cuts_connections,
    slack_limits,
    slack_slow,
    slack_babbles,
    slack_errs,
    slack_says_it_twice,
    slack_wants_a_new_connection,
]
