"""A round with thousands of parties: sent out, reminded, closed and answered, and what each of it costs.

    python -m tests.benchmarks.round_scale

What an answer costs is measured in a small round and in a large one: the two should be alike.
"""

import asyncio
import logging
import multiprocessing
import os
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any, cast

import aiosmtplib
from aiosmtpd.smtp import SMTP
from sqlalchemy import select, update

from bot import logs, memory
from bot.demo.ports import free_port
from bot.desk import Desk
from bot.front_desk.reception import Reception
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.rounds.receiving import letterhead
from consultation.rounds import moving, record, reminding
from consultation.rounds.writing import LETTER
from storage import ledger, round_parties, rounds
from storage.messages import Arrival
from storage.outcomes import Outcome
from storage.tables import OutboxRow
from tests.laid_desk import OWN_ADDRESS, FixedModel, a_desk
from tests.large_round import HALFWAY, HANDS, MONDAY, an_answer, draft, email_of, send_out, work_at
from tests.servers.missing import ProgramMissing
from tests.servers.postgres import Postgres

PARTIES, MANY, SOME, SMALL, LARGE, ANSWERS = 10_000, 5_000, 1_000, 20, 2_000, 50
CONNECTIONS = 4
QUEUEING = 0.04
"""Seconds that a mail server needs to look at a letter and put it on its disk."""
TURNS = 5
"""How often bare letters and ours take turns, so that both meet the same machine."""

APART = timedelta(minutes=1)


@dataclass(frozen=True)
class Servers:
    """Where mail servers listen."""

    prompt: int
    """Takes a letter at once, and forgets it."""
    durable: int
    """Says that it has a letter once that is on its disk, and does nothing else with it."""
    usual: int
    """Queues a letter in :data:`QUEUEING`."""


async def measure(folder: Path, servers: Servers, url: str) -> None:
    """Print the figures on one database."""
    smtp = {"port": servers.prompt, "connections": CONNECTIONS}
    async with a_desk(folder, at=MONDAY, smtp=smtp, database={"url": url}) as desk:
        print(f"a round with {PARTIES:,} parties, {desk.database.url.get_backend_name()}:")
        big = await draft(desk, "stor", PARTIES)
        print(f"  invitations in the outbox: {await _seconds(send_out(desk, big)):.1f} s (wanted: under 20)")
        await _deliver(desk, PARTIES, servers.prompt, "that takes them at once")
        await send_out(desk, await draft(desk, "mellem", MANY))
        await _deliver(desk, MANY, servers.durable, "that puts each on its disk")
        await send_out(desk, await draft(desk, "mindre", SOME))
        await _deliver(desk, SOME, servers.usual, f"that queues one in {QUEUEING * 1000:.0f} ms")
        desk.clock.advance(HALFWAY - desk.clock.now())
        print(f"  everybody reminded, in ticks: {await _seconds(_remind(desk)):.1f} s")
        print(f"  read whole: {await _seconds(_load(desk, big)):.1f} s")
        print(f"  closed: {await _seconds(_close(desk, big)):.1f} s")
        few, many = [await _an_answer(desk, size) for size in (SMALL, LARGE)]
        print(f"  an answer costs {few:.1f} ms in a round of {SMALL}, {many:.1f} ms in one of {LARGE:,}")


# Sending out


async def _deliver(desk: Desk, letters: int, port: int, server: str) -> None:
    """Send every letter, in turns with bare aiosmtplib on as many connections."""
    pool = SmtpPool(desk.settings.smtp.model_copy(update={"port": port}))
    courier = Courier(desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), Bell())
    letter = await _a_letter(desk)
    await _fall_due_in_turns(desk)
    bare, ours = [], []
    for _ in range(TURNS):
        bare.append(await _measured(_bare(letter, letters // TURNS, port)))
        ours.append(await _measured(courier.run_until_empty()))
        desk.clock.advance(APART)
    await pool.close()
    slowest, fastest = (letters / TURNS / pick(each[0] for each in bare) for pick in (max, min))
    bare_took, bare_work, took, work = (
        sum(each[kind] for each in turns) for turns in (bare, ours) for kind in (0, 1)
    )
    print(
        f"  letters of {len(letter) / 1000:.1f} KB to a server {server}: bare {letters / bare_took:,.0f}/s "
        f"({slowest:,.0f} to {fastest:,.0f}), ours {letters / took:,.0f}/s = {bare_took / took:.0%} of it; "
        f"a letter takes {bare_work / letters * 1000:.2f} and {work / letters * 1000:.2f} ms of a processor"
    )


async def _fall_due_in_turns(desk: Desk) -> None:
    """Put the letters that wait off, each to its turn."""
    async with desk.database.transaction() as session:
        for turn in range(TURNS):
            waiting = update(OutboxRow).where(OutboxRow.state == "pending", OutboxRow.id % TURNS == turn)
            await session.execute(waiting.values(due_at=desk.clock.now() + turn * APART))


async def _bare(letter: bytes, letters: int, port: int) -> None:
    """Send one letter, ready as it is, again and again."""
    left = iter(range(letters))

    async def connection() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for number in left:
                await client.sendmail(OWN_ADDRESS, [email_of(number)], letter)

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


class _Catches:
    """Stands where the way out is, and keeps what would leave."""

    letter = b""

    @asynccontextmanager
    async def place(self) -> AsyncIterator["_Catches"]:
        yield self

    async def send(self, letter: bytes, _sender: str, _recipients: Sequence[str]) -> dict[str, str]:
        self.letter = letter
        return {}


async def _a_letter(desk: Desk) -> bytes:
    """Return one of the letters that are due, as it will leave."""
    async with desk.database.reading() as session:
        due = select(OutboxRow).where(OutboxRow.kind == LETTER, OutboxRow.state == "pending").limit(1)
        row = (await session.scalars(due)).one()
    catches = _Catches()
    await RoundCarrier(desk, cast("SmtpPool", catches)).deliver(row)
    return catches.letter


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


# What is measured, and with what


async def _seconds(work: Awaitable[object]) -> float:
    return (await _measured(work))[0]


async def _measured(work: Awaitable[object]) -> tuple[float, float]:
    """Return the seconds that some work takes, and those of them that this process works."""
    began, worked = time.perf_counter(), time.process_time()
    await work
    return time.perf_counter() - began, time.process_time() - worked


class _Pipelining:
    """Takes a letter's commands all at once (RFC 2920), as every mail server in use does."""

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, _server: object, session: Any, _envelope: object, hostname: str, answers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [*answers[:-1], "250-PIPELINING", answers[-1]]


class _Queues(_Pipelining):
    """Takes so many seconds for each letter."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def handle_DATA(self, *_given: object) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self._seconds)
        return "250 OK"


class _Keeps(_Pipelining):
    """Has each letter on its disk before it says so, in a file of its own, as mail servers do."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count()

    async def handle_DATA(self, _server: object, _session: object, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.to_thread(self._keep, envelope.content)
        return "250 OK"

    def _keep(self, letter: bytes) -> None:
        with (self._folder / str(next(self._numbers))).open("wb") as file:
            file.write(letter)
            file.flush()
            os.fsync(file.fileno())


@contextmanager
def _smtp_server(handler: object) -> Iterator[int]:
    """Run a mail server in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port, handler), daemon=True)
    process.start()
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(port: int, handler: object) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(handler, hostname="sink", loop=loop), "127.0.0.1", port
        )
        await server.serve_forever()

    asyncio.run(serve())


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the mail server did not start")


def main() -> None:
    """Print the figures."""
    logs.set_up(logging.CRITICAL)
    memory.settle()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        queue = folder / "queue"
        queue.mkdir()
        handlers = (_Queues(0), _Keeps(queue), _Queues(QUEUEING))
        servers = Servers(*(stack.enter_context(_smtp_server(each)) for each in handlers))
        asyncio.run(measure(folder, servers, f"sqlite+aiosqlite:///{folder}/scale.db"))
        try:
            database = stack.enter_context(Postgres())
        except ProgramMissing as missing:
            print(f"on PostgreSQL: {missing}")
            return
        asyncio.run(measure(folder, servers, database.url(database.create())))


if __name__ == "__main__":
    main()
