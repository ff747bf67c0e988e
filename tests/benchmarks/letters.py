"""Letters out: all that a round has, between two halves of as many from bare aiosmtplib, to several servers.

Bare aiosmtplib sends one letter, ready as it is, again and again, on as many connections. Ours asks of each
whether it is still true, writes it and puts on record that it has left.
"""

import asyncio
import multiprocessing
import os
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Iterator, Sequence
from contextlib import ExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, cast

import aiosmtplib
from aiosmtpd.smtp import SMTP
from sqlalchemy import select

from bot.demo.ports import free_port
from bot.desk import Desk
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds.writing import LETTER
from storage.tables import OutboxRow
from tests.laid_desk import OWN_ADDRESS
from tests.large_round import email_of
from tests.servers.missing import ProgramMissing
from tests.servers.postfix import Postfix

CONNECTIONS = 4
QUEUEING = 0.04
"""Seconds that a mail server elsewhere needs to look at a letter and put it on its disk."""


@dataclass(frozen=True)
class MailServer:
    """One that letters are sent to: what is said of it, and how many it is worth waiting for."""

    port: int
    said: str
    letters: int


@contextmanager
def mail_servers(folder: Path) -> Iterator[list[MailServer]]:
    """Run those that are measured, each in processes of its own; Postfix where it can be had."""
    with ExitStack() as stack:
        at_once, on_disk, slow = (
            stack.enter_context(_smtp_server(each))
            for each in (_Queues(0), _Keeps(folder), _Queues(QUEUEING))
        )
        servers = [
            MailServer(at_once, "aiosmtpd, which takes them at once and forgets them", 10_000),
            MailServer(on_disk, "aiosmtpd that puts each on its disk", 5_000),
            MailServer(slow, f"aiosmtpd that queues one in {QUEUEING * 1000:.0f} ms", 1_000),
        ]
        try:
            postfix = stack.enter_context(Postfix())
        except ProgramMissing as missing:
            print(f"letters to Postfix: {missing}")
        else:
            servers.append(MailServer(postfix.port, "Postfix", 10_000))
        yield servers


async def deliver(desk: Desk, server: MailServer) -> None:
    """Send every letter, between two halves of as many from bare aiosmtplib on as many connections."""
    letters = server.letters
    pool = SmtpPool(desk.settings.smtp.model_copy(update={"port": server.port}))
    courier = Courier(desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), Bell())
    letter = await _a_letter(desk)
    before = await measured(_bare(letter, letters // 2, server.port))
    took, work = await measured(courier.run_until_empty())
    after = await measured(_bare(letter, letters // 2, server.port))
    await pool.close()
    bare_took, bare_work = before[0] + after[0], before[1] + after[1]
    first, second = (letters / 2 / half for half, _ in (before, after))
    print(
        f"  letters of {len(letter) / 1000:.1f} KB to {server.said}: bare {letters / bare_took:,.0f}/s "
        f"({first:,.0f} and {second:,.0f}), ours {letters / took:,.0f}/s = {bare_took / took:.0%} of it; "
        f"a letter takes {bare_work / letters * 1000:.2f} and {work / letters * 1000:.2f} ms of a processor"
    )


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


async def measured(work: Awaitable[object]) -> tuple[float, float]:
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
