"""A round with thousands of parties: sent out, reminded, closed and answered, and what each of it costs.

    python -m tests.benchmarks.round_scale

What an answer costs is measured in a small round and in a large one: the two should be alike.
"""

import asyncio
import logging
import multiprocessing
import socket
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import cast

import aiosmtplib
from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from bot import logs
from bot.courier import Bell, Courier
from bot.demo.ports import free_port
from bot.desk import Desk
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.reception import Reception
from bot.rounds import letterhead
from consultation.rounds import moving, record, reminding
from consultation.rounds.writing import LETTER
from storage import ledger, rounds
from storage.ledger import Arrival
from storage.outcomes import Outcome
from storage.tables import OutboxRow
from tests.laid_desk import OWN_ADDRESS, FixedModel, a_desk
from tests.large_round import HALFWAY, HANDS, MONDAY, an_answer, draft, email_of, send_out, work_at
from tests.servers.missing import ProgramMissing
from tests.servers.postgres import Postgres

PARTIES, SOME, SMALL, LARGE, ANSWERS = 10_000, 1_000, 20, 2_000, 50
CONNECTIONS = 4
QUEUEING = 0.04
"""Seconds that a mail server needs to look at a letter and put it on its disk."""


async def measure(folder: Path, prompt: int, usual: int, url: str) -> None:
    """Print the figures on one database; a prompt mail server and a usual one listen on these ports."""
    smtp = {"port": prompt, "connections": CONNECTIONS}
    async with a_desk(folder, at=MONDAY, smtp=smtp, database={"url": url}) as desk:
        print(f"a round with {PARTIES:,} parties, {desk.database.url.get_backend_name()}:")
        big = await draft(desk, "stor", PARTIES)
        print(f"  invitations in the outbox: {await _seconds(send_out(desk, big)):.1f} s (wanted: under 20)")
        await _deliver(desk, PARTIES, prompt, "that takes them at once")
        await send_out(desk, await draft(desk, "mindre", SOME))
        await _deliver(desk, SOME, usual, f"that queues one in {QUEUEING * 1000:.0f} ms")
        desk.clock.advance(HALFWAY - desk.clock.now())
        print(f"  everybody reminded, in ticks: {await _seconds(_remind(desk)):.1f} s")
        print(f"  read whole: {await _seconds(_load(desk, big)):.1f} s")
        print(f"  closed: {await _seconds(_close(desk, big)):.1f} s")
        few, many = [await _an_answer(desk, size) for size in (SMALL, LARGE)]
        print(f"  an answer costs {few:.1f} ms in a round of {SMALL}, {many:.1f} ms in one of {LARGE:,}")


# Sending out


async def _deliver(desk: Desk, letters: int, port: int, server: str) -> None:
    """Send every letter, held against bare aiosmtplib on as many connections."""
    pool = SmtpPool(desk.settings.smtp.model_copy(update={"port": port}))
    courier = Courier(desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), Bell())
    letter = await _a_letter(desk)
    bare, bare_work = await _measured(_bare(letter, letters, port))
    ours, our_work = await _measured(courier.run_until_empty())
    await pool.close()
    print(
        f"  letters of {len(letter) / 1000:.1f} KB to a server {server}: bare {letters / bare:.0f}/s, "
        f"ours {letters / ours:.0f}/s = {bare / ours:.0%} of it; a letter takes "
        f"{bare_work / letters * 1000:.2f} and {our_work / letters * 1000:.2f} ms of a processor"
    )


async def _bare(letter: bytes, letters: int, port: int) -> None:
    """Send one letter, ready as it is, again and again."""
    left = iter(range(letters))

    async def connection() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            for number in left:
                await client.sendmail(OWN_ADDRESS, [email_of(number)], letter)

    await asyncio.gather(*(connection() for _ in range(CONNECTIONS)))


class _Keeps:
    """Stands where the way out is, and keeps what would leave."""

    letter = b""

    @asynccontextmanager
    async def place(self) -> AsyncIterator["_Keeps"]:
        yield self

    async def send(self, letter: bytes, _sender: str, _recipients: Sequence[str]) -> dict[str, str]:
        self.letter = letter
        return {}


async def _a_letter(desk: Desk) -> bytes:
    """Return one of the letters that are due, as it will leave."""
    async with desk.database.reading() as session:
        due = select(OutboxRow).where(OutboxRow.kind == LETTER, OutboxRow.state == "pending").limit(1)
        row = (await session.scalars(due)).one()
    keeps = _Keeps()
    await RoundCarrier(desk, cast("SmtpPool", keeps)).deliver(row)
    return keeps.letter


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
        parties = [party.id for party in await rounds.parties(session, round_id)]
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


class _Takes:
    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    async def handle_DATA(self, *_given: object) -> str:  # noqa: N802 - aiosmtpd's name
        await asyncio.sleep(self._seconds)
        return "250 OK"


@contextmanager
def _smtp_server(seconds: float) -> Iterator[int]:
    """Run a mail server that takes everything, so many seconds each, in a process of its own."""
    port = free_port()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(port, seconds), daemon=True)
    process.start()
    try:
        _wait_for(port)
        yield port
    finally:
        process.terminate()
        process.join()


def _serve(port: int, seconds: float) -> None:
    async def serve() -> None:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(
            lambda: SMTP(_Takes(seconds), hostname="sink", loop=loop), "127.0.0.1", port
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
    with (
        _smtp_server(0) as prompt,
        _smtp_server(QUEUEING) as usual,
        tempfile.TemporaryDirectory() as name,
    ):
        asyncio.run(measure(Path(name), prompt, usual, f"sqlite+aiosqlite:///{name}/scale.db"))
        try:
            server = Postgres()
        except ProgramMissing as missing:
            print(f"on PostgreSQL: {missing}")
            return
        with server:
            asyncio.run(measure(Path(name), prompt, usual, server.url(server.create())))


if __name__ == "__main__":
    main()
