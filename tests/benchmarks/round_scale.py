"""A round with thousands of parties: sent out, reminded, closed and answered, and what each of it costs.

    python -m tests.benchmarks.round_scale

What an answer costs is measured in a small round and in a large one: the two should be alike.
"""

import asyncio
import logging
import tempfile
import time
from collections.abc import Awaitable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bot import logs, memory
from bot.desk import Desk
from bot.front_desk.reception import Reception
from bot.rounds.receiving import letterhead
from consultation.rounds import moving, record, reminding
from storage import ledger, round_parties, rounds
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.benchmarks.letters import CONNECTIONS, MailServer, deliver, mail_servers, measured
from tests.laid_desk import FixedModel, a_desk
from tests.large_round import HALFWAY, HANDS, MONDAY, an_answer, draft, send_out, work_at
from tests.servers.missing import ProgramMissing
from tests.servers.postgres import Postgres

SMALL, LARGE, ANSWERS = 20, 2_000, 50


async def measure(folder: Path, servers: Sequence[MailServer], url: str) -> None:
    """Print the figures on one database."""
    first, *others = servers
    smtp = {"port": first.port, "connections": CONNECTIONS}
    async with a_desk(folder, at=MONDAY, smtp=smtp, database={"url": url}) as desk:
        print(f"a round with {first.letters:,} parties, {desk.database.url.get_backend_name()}:")
        big = await draft(desk, "stor", first.letters)
        print(f"  invitations in the outbox: {await _seconds(send_out(desk, big)):.1f} s (wanted: under 20)")
        await deliver(desk, first)
        for number, server in enumerate(others):
            await send_out(desk, await draft(desk, f"anden-{number}", server.letters))
            await deliver(desk, server)
        desk.clock.advance(HALFWAY - desk.clock.now())
        print(f"  everybody reminded, in ticks: {await _seconds(_remind(desk)):.1f} s")
        print(f"  read whole: {await _seconds(_load(desk, big)):.1f} s")
        print(f"  closed: {await _seconds(_close(desk, big)):.1f} s")
        few, many = [await _an_answer(desk, size) for size in (SMALL, LARGE)]
        print(f"  an answer costs {few:.1f} ms in a round of {SMALL}, {many:.1f} ms in one of {LARGE:,}")


# What follows


async def _remind(desk: Desk) -> None:
    """Tick until nobody is left to be reminded."""
    written = 1
    while written:
        async with desk.database.transaction() as session:
            written = await reminding.remind(session, desk.calendar, letterhead(desk), desk.clock.now())


async def _load(desk: Desk, round_id: int) -> None:
    async with desk.database.reading() as session:
        await record.load(session, await rounds.get(session, round_id), desk.clock.now())


async def _close(desk: Desk, round_id: int) -> None:
    async with desk.database.transaction() as session:
        await moving.close(session, await rounds.locked(session, round_id), HANDS, work_at(desk))


async def _an_answer(desk: Desk, size: int) -> float:
    """Return the milliseconds of a processor that one more answer takes, where everybody has answered."""
    round_id = await draft(desk, f"svar-{size}", size)
    await send_out(desk, round_id)
    async with desk.database.reading() as session:
        parties = [party.id for party in await round_parties.of_round(session, round_id)]
    reception = Reception(desk, FixedModel())
    await _answered(desk, reception, parties)
    again = [parties[number % size] for number in range(ANSWERS)]
    began = time.process_time()
    await _answered(desk, reception, again)
    return (time.process_time() - began) / ANSWERS * 1000


async def _answered(desk: Desk, reception: Reception, parties: Sequence[int]) -> None:
    now = desk.clock.now()
    arrivals = [Arrival.pack(an_answer(desk, party), source="bench", received_at=now) for party in parties]
    async with desk.database.transaction() as session:
        stored = await ledger.store(session, arrivals, now)
    async for decision in reception.receive_all(stored):
        if decision.outcome != Outcome.SUBMISSION:
            raise RuntimeError(decision)


async def _seconds(work: Awaitable[object]) -> float:
    return (await measured(work))[0]


def main() -> None:
    """Print the figures."""
    logs.set_up(logging.CRITICAL)
    memory.settle()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        queue = folder / "queue"
        queue.mkdir()
        servers = stack.enter_context(mail_servers(queue))
        asyncio.run(measure(folder, servers, f"sqlite+aiosqlite:///{folder}/scale.db"))
        try:
            database = stack.enter_context(Postgres())
        except ProgramMissing as missing:
            print(f"on PostgreSQL: {missing}")
            return
        asyncio.run(measure(folder, servers, database.url(database.create())))


if __name__ == "__main__":
    main()
