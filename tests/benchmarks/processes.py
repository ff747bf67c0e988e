"""Ingest on one PostgreSQL by 1, 2 and 4 processes: mails a second, a mail's cost, and waiting for locks.

Each process reads mails of its own with a model of its own, bound to one of the cores. The server takes its
share of the same cores, and doesn't wait for its disk. On an empty record and on 100,000 inquiries, five
times in turns, of which the median is told: what else the machine does changes by the minute. Counted are the
mails until the first process has done its own: from then on there is one less.
"""

import asyncio
import json
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import psycopg

from bot import logs
from bot.cli.ingest import decisions
from bot.front_desk.reception import Reception
from bot.mail.files import MailFile
from nlp import model
from nlp.model_process import ONE_THREAD
from storage import schema
from storage.database import Database
from tests.benchmarks import archive_postgresql
from tests.benchmarks.mails import mails
from tests.laid_desk import a_desk
from tests.servers.postgres import Postgres

MAILS = int(os.environ.get("MAILS", "1000"))
TURNS = int(os.environ.get("TURNS", "5"))
ARCHIVE = int(os.environ.get("ARCHIVE", "100000"))
LONGEST_LINE = 2**24
LOOK = 0.25  # seconds between two looks at who waits: 20 in a second take 1 % of what the others are to have
_WAITING = (
    "SELECT count(*) FILTER (WHERE wait_event_type = 'Lock'), count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'"
)


async def _work(url: str, number: int) -> None:
    """Be one of the processes: get ready, wait for the word, decide on its mails, tell what it took."""
    os.sched_setaffinity(0, {number % (os.cpu_count() or 1)})
    logs.set_up(logging.ERROR)
    loaded = model.load()
    raws = list(mails(MAILS, seed=number + 1))
    files = [MailFile(f"{number}/{place}", None, lambda raw=raw: raw) for place, raw in enumerate(raws)]
    with tempfile.TemporaryDirectory() as name:
        async with a_desk(Path(name), database={"url": url}) as desk:
            print("ready", flush=True)
            await asyncio.to_thread(sys.stdin.readline)
            spent = time.process_time()
            done = [time.monotonic() async for _ in decisions(desk, Reception(desk, loaded), files)]
            told = {"done": done, "cpu": time.process_time() - spent}
    print(json.dumps(told), flush=True)


@dataclass(frozen=True)
class Figures:
    """Mails a second of all processes; milliseconds of a processor a mail; the share of lock waits."""

    rate: float
    ours: float
    servers: float
    waiting: float


async def _together(server: Postgres, template: str, count: int) -> Figures:
    url = server.url(server.create(template))
    workers = [await _started(url, number) for number in range(count)]
    for worker in workers:
        await worker.stdout.readline()
    before = server.spent()
    async with _waits(url) as seen:
        began = time.monotonic()  # the same for every process of a machine
        for worker in workers:
            worker.stdin.write(b"go\n")
        told = [json.loads(await worker.stdout.readline()) for worker in workers]
    for worker in workers:
        await worker.wait()
    servers = server.spent() - before
    done = sum(len(each["done"]) for each in told)
    first_end = min(each["done"][-1] for each in told)
    # they are done many at a time: what is under way when the first ends counts as far as it has come
    together = sum(np.interp(first_end, each["done"], range(1, len(each["done"]) + 1)) for each in told)
    waiting = sum(waits for waits, _ in seen) / max(1, sum(busy for _, busy in seen))
    ours = sum(each["cpu"] for each in told)
    rate = together / (first_end - began)
    return Figures(rate, ours / done * 1000, servers / done * 1000, waiting)


async def _started(url: str, number: int) -> asyncio.subprocess.Process:
    words = (sys.executable, "-m", "tests.benchmarks.processes", url, str(number))
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(
        *words, stdin=pipe, stdout=pipe, limit=LONGEST_LINE, env=os.environ | ONE_THREAD
    )


@asynccontextmanager
async def _waits(url: str) -> AsyncIterator[list[tuple[int, int]]]:
    """Look again and again how many wait for a lock, of how many that do something."""
    seen: list[tuple[int, int]] = []
    record = await psycopg.AsyncConnection.connect(url.replace("+asyncpg", ""), autocommit=True)

    async def look() -> None:
        while True:
            seen.append(await (await record.execute(_WAITING)).fetchone())
            await asyncio.sleep(LOOK)

    looking = asyncio.create_task(look())
    try:
        yield seen
    finally:
        looking.cancel()
        await asyncio.wait([looking])
        await record.close()


async def _prepared(server: Postgres, stored: int) -> str:
    """A database to copy, with so many inquiries stored."""
    name = server.create()
    url = server.url(name)
    database = Database(url)
    await schema.upgrade(database)
    await database.close()
    if stored:
        await asyncio.to_thread(archive_postgresql.grow, url, stored)
    return name


async def measure() -> None:
    """Print the figures."""
    with Postgres() as server:
        for stored in (0, ARCHIVE):
            template = await _prepared(server, stored)
            seen: dict[int, list[Figures]] = {1: [], 2: [], 4: []}
            for _ in range(TURNS):
                for count, figures in seen.items():
                    figures.append(await _together(server, template, count))
            alone = _median(seen[1], "rate")
            for count, figures in seen.items():
                rate = _median(figures, "rate")
                print(
                    f"PostgreSQL, {stored:,} stored, {count} processes: {rate:.0f} mails/s,"
                    f" {rate / alone:.2f} times one; of a processor a mail {_median(figures, 'ours'):.1f} ms"
                    f" here and {_median(figures, 'servers'):.1f} ms in the server;"
                    f" {_median(figures, 'waiting'):.0%} of the transactions under way wait for a lock",
                    flush=True,
                )


def _median(figures: Sequence[Figures], name: str) -> float:
    return statistics.median(getattr(each, name) for each in figures)


def main(arguments: Sequence[str] = ()) -> None:
    """Measure; with arguments, be one of the processes."""
    if arguments:
        asyncio.run(_work(arguments[0], int(arguments[1])))
    else:
        asyncio.run(measure())


if __name__ == "__main__":
    main(sys.argv[1:])
