"""Years of archive: what each action of staff costs with 10,000 inquiries stored, and with 1,000,000.

The same 200 inquiries are open in both. On SQLite what is told is the time of a processor, which no neighbour
changes; on PostgreSQL (``--postgresql``) the time that passes, since most of the work is the server's.
The cost of an action is the median of its turns; the number of its statements stands beside it.
"""

import asyncio
import logging
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from bot import logs
from bot.desk import Desk
from bot.inquiries import answering, claiming, intake
from bot.inquiries.answer import Answer
from bot.slack import views
from bot.staff import overview
from storage import finding, inquiries, schema
from storage.finding import Sought
from tests.benchmarks import archive, archive_postgresql
from tests.laid_desk import METTE, a_desk, an_incoming, an_understanding
from tests.servers.postgres import Postgres
from tests.statements import counted

FEW = int(os.environ.get("FEW", "10000"))
MANY = int(os.environ.get("MANY", "1000000"))
OPEN = 200
TURNS = 40
WANTED = 1.3

Action = Callable[[Desk, int], Awaitable[object]]


async def _search(desk: Desk, **sought: object) -> None:
    async with desk.database.reading() as session:
        found = (await finding.searched(session, Sought(seen_by=METTE, **sought), 21)).ids
        await finding.lines(session, found[:20])


async def _answer(desk: Desk, inquiry_id: int) -> None:
    form = await answering.open_form(desk, inquiry_id, METTE)
    answer = Answer("karen@fondennordlys.example", "Svar", "Kære Karen\n\nJa, gerne.", seen=form.seen)
    await answering.send(desk, inquiry_id, METTE, answer)


async def _home(desk: Desk, user: str) -> None:
    async with desk.database.reading() as session:
        await overview.overview(session, desk, user, desk.clock.now())


async def _card(desk: Desk, inquiry_id: int) -> None:
    async with desk.database.reading() as session:
        await views.card(session, desk, await inquiries.get(session, inquiry_id), desk.clock.now())


async def _letter(desk: Desk, inquiry_id: int) -> None:
    letter = an_incoming(sender=f"ny{inquiry_id}@fond{inquiry_id % 90}.example", message_id=None)
    async with desk.database.transaction() as session:
        understood = intake.Understood(an_understanding(), "bench")
        await intake.open_inquiry(session, desk, letter, understood, desk.clock.now())


ACTIONS: dict[str, Action] = {
    "claim": lambda desk, inquiry_id: claiming.claim(desk, inquiry_id, METTE),
    "answer (form and letter)": _answer,
    "card drawn": _card,
    "home tab, open work": lambda desk, _: _home(desk, METTE),
    "home tab, years of answers": lambda desk, _: _home(desk, "U3"),
    "a letter opens an inquiry": _letter,
    "search: a number": lambda desk, _: _search(desk, words="FD-2025-4711"),
    "search: a word in one letter of 500": lambda desk, _: _search(desk, words="ord77"),
    "search: a word in 20 letters": lambda desk, _: _search(desk, words="kun20"),
    "search: a word in every letter": lambda desk, _: _search(desk, words="evaluering"),
    "search: the same, one office": lambda desk, _: _search(desk, words="evaluering", offices=["analyse"]),
    "search: the same, nothing fits": lambda desk, _: _search(desk, words="evaluering", offices=["moeder"]),
    "search: the same, one that fits": lambda desk, _: _search(
        desk, words="evaluering", organisation="fond 17"
    ),
    "search: an office alone, barred": lambda desk, _: _search(
        desk, offices=["analyse"], barred=["fond17.example"]
    ),
    "search: a word in one of 500, barred": lambda desk, _: _search(
        desk, words="ord77", barred=["fond17.example"]
    ),
    "search: an office alone": lambda desk, _: _search(desk, offices=["analyse"]),
    "search: part of a name": lambda desk, _: _search(desk, organisation="ond 17"),
    "search: part of one name": lambda desk, _: _search(desk, organisation="egat"),
    "search: part of no name": lambda desk, _: _search(desk, organisation="findes ikke"),
}


@asynccontextmanager
async def _with_archive(server: Postgres | None, count: int):
    database = {"database": {"url": server.url(server.create())}} if server else {}
    with tempfile.TemporaryDirectory() as folder:
        async with a_desk(Path(folder), **database) as desk:
            await schema.upgrade(desk.database)
            began = time.perf_counter()
            await asyncio.to_thread(_grow, desk, count)
            sys.stderr.write(f"{count:,} inquiries stored in {time.perf_counter() - began:.0f} s\n")
            for number in range(OPEN):
                await _letter(desk, number)
            yield desk


def _grow(desk: Desk, count: int) -> None:
    url = desk.database.url
    if url.get_backend_name() == "sqlite":
        archive.grow(url.database or "", count)
    else:
        archive_postgresql.grow(url.render_as_string(hide_password=False), count)


async def _costs(desk: Desk, clock: Callable[[], float]) -> dict[str, tuple[float, int]]:
    """Milliseconds and statements of each action."""
    async with desk.database.reading() as session:
        ids = [each.id for each in await inquiries.listed(session, statuses=["new"], limit=OPEN)]
    costs = {}
    for name, action in ACTIONS.items():
        spent = []
        with counted(desk) as asked:
            for inquiry_id in ids[:TURNS]:
                began = clock()
                await action(desk, inquiry_id)
                spent.append(clock() - began)
        costs[name] = statistics.median(spent) * 1000, len(asked) // TURNS
    return costs


async def measure(server: Postgres | None) -> None:
    """Print the figures of SQLite, or of a PostgreSQL server."""
    logs.set_up(logging.ERROR)
    clock, told = (time.perf_counter, "ms that pass") if server else (time.process_time, "ms of a processor")
    async with _with_archive(server, FEW) as desk:
        few = await _costs(desk, clock)
    async with _with_archive(server, MANY) as desk:
        many = await _costs(desk, clock)
    print(f"{told:38} {FEW:>10,} {MANY:>10,}  ratio (wanted: {WANTED})  statements")
    for action, (small, asked) in few.items():
        large = many[action][0]
        print(f"{action:38} {small:10.2f} {large:10.2f}  {large / small:5.2f} {asked:26}")


def main() -> None:
    """Measure."""
    with ExitStack() as stack:
        server = stack.enter_context(Postgres()) if "--postgresql" in sys.argv else None
        asyncio.run(measure(server))


if __name__ == "__main__":
    main()
