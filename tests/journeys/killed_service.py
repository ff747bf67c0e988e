"""The service in processes that kill themselves, or don't: what `test_killed` gives its orders to.

Run as a program it reads orders, one JSON line each, and forks a process for every one: what is slow, the
imports, happens once. It answers with a JSON line when a life has ended: the order's ``id``, and the exit
code (-9 for killed).
"""

import asyncio
import json
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot import bootstrap, logs
from bot.bootstrap import Parts
from bot.clock import Clock
from bot.desk import Desk
from bot.inquiries import answering, claiming
from bot.inquiries.answering import Answer
from bot.inquiries.lifecycle import Status
from bot.mail import mailbox
from bot.service import Role, running
from bot.settings import Settings
from nlp.understanding import Explanation, Understanding
from storage import inquiries, outbox
from storage.tables import Inquiry, LedgerEntry
from tests.journeys.ministry import ANNE, MONDAY_MORNING, until

ANSWER = "Kære Karen\n\nSend os manualen.\n\nVenlig hilsen\nAnne"


@dataclass(frozen=True)
class Order:
    """One life of the service: where, how long after the first, and at which point it ends."""

    id: int
    settings: dict[str, Any]
    points: str
    """The file to which every point passed is written, a line each."""
    kill_at: int | None = None
    minutes_later: float = 0

    def line(self) -> bytes:
        """Write the order down."""
        return json.dumps(asdict(self)).encode() + b"\n"


class OneMind:
    """Understands everything in the same way: what is understood has no part in what is tested here."""

    version = "one mind"

    def understand(self, _subject: str, _body: str) -> Understanding:
        """Take it for something for UIP."""
        return Understanding(
            language="da", initiative="uip", confidence=0.9, accepted=True, scores={"uip": 0.9}
        )

    def explain(self, subject: str, body: str) -> Explanation:
        """Give no reason."""
        return Explanation(self.understand(subject, body), best="uip", for_best=())


class Points:
    """The moments at which a process may be killed: just before and just after all that leaves it."""

    def __init__(self, order: Order) -> None:
        self._kill_at = order.kill_at
        self._file = os.open(order.points, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        self._passed = 0
        self._one_at_a_time = threading.Lock()  # the mailbox has its own thread

    def passes(self, point: str) -> None:
        """Pass a point, or die there."""
        with self._one_at_a_time:
            self._passed += 1
            os.write(self._file, f"{self._passed} {point}\n".encode())
            if self._passed == self._kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def around(self, name: str, call: Callable[..., Any]) -> Callable[..., Any]:
        """Put a point before and after a call."""

        def pointed(*arguments: Any, **named: Any) -> Any:
            self.passes(f"before {name}")
            answer = call(*arguments, **named)
            self.passes(f"after {name}")
            return answer

        return pointed

    def around_async(self, name: str, call: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
        """Put a point before and after a call that is awaited."""

        async def pointed(*arguments: Any, **named: Any) -> Any:
            self.passes(f"before {name}")
            answer = await call(*arguments, **named)
            self.passes(f"after {name}")
            return answer

        return pointed


async def live(order: Order) -> None:
    """Run the service and do what staff would do, until all that follows from one mail has happened."""
    settings = Settings.model_validate(order.settings)
    clock = Clock(MONDAY_MORNING + timedelta(minutes=order.minutes_later))
    client = bootstrap.slack_client(settings)
    parts = bootstrap.parts(settings, clock, OneMind(), client)
    with _watched(Points(order), parts, client):
        async with running(parts, {Role.INTAKE, Role.OUTBOX}):
            await work(parts.desk)


@contextmanager
def _watched(points: Points, parts: Parts, client: AsyncWebClient) -> Iterator[None]:
    """Put a point around everything that the service does to the world."""
    dialect = parts.desk.database.engine.sync_engine.dialect
    with ExitStack() as stack:
        for place, name, around in (
            (dialect, "do_commit", points.around),
            (client, "api_call", points.around_async),
            (parts.pool, "send", points.around_async),
            (mailbox, "move", points.around),
        ):
            stack.enter_context(patch.object(place, name, around(name, getattr(place, name))))
        yield


async def work(desk: Desk) -> None:
    """Take the inquiry and answer it, where that has not been done; then wait until nothing is left to do."""
    inquiry = await until(lambda: _shown(desk))
    if inquiry.claimed_by is None:
        await claiming.claim(desk, inquiry.id, ANNE)
    if not await _is_written(desk, inquiry):
        form = await answering.open_form(desk, inquiry.id, ANNE)
        await answering.send(desk, inquiry.id, ANNE, Answer(form.recipients, form.subject, ANSWER, form.seen))
    await until(lambda: _nothing_left(desk, inquiry.id))


async def _shown(desk: Desk) -> Inquiry | None:
    async with desk.database.reading() as session:
        found = await inquiries.listed(session)
    return found[0] if found and found[0].card_ts else None


async def _is_written(desk: Desk, inquiry: Inquiry) -> bool:
    async with desk.database.reading() as session:
        letters = await inquiries.correspondence(session, inquiry.id)
    return any(letter.author == ANNE for letter in letters)


async def _nothing_left(desk: Desk, inquiry_id: int) -> bool:
    async with desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        waiting = (await outbox.queue(session)).waiting
        unfiled = (await session.scalars(select(LedgerEntry).where(LedgerEntry.filed_at.is_(None)))).all()
    return inquiry.status == Status.ANSWERED and not waiting and not unfiled


def take_orders() -> None:
    """Carry out the first order here, then fork for each: one process lives, one tells how that ended.

    After the first everything is warm that a process would otherwise load or compile anew.
    """
    logs.set_up(logging.WARNING)  # to standard error: standard output is for the answers
    orders = (Order(**json.loads(line)) for line in sys.stdin.buffer)
    rehearsal = next(orders)
    asyncio.run(live(rehearsal))
    _tell(rehearsal, 0)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # those who tell are nobody's to wait for
    for order in orders:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _tell(order, _end_of(order))
            os._exit(0)


def _end_of(order: Order) -> int:
    process = os.fork()
    if process == 0:
        try:
            asyncio.run(live(order))
            os._exit(0)
        except BaseException:  # noqa: BLE001 - whatever it is, this process ends here and says so
            traceback.print_exc()
            os._exit(1)
    _, status = os.waitpid(process, 0)
    return os.waitstatus_to_exitcode(status)


def _tell(order: Order, end: int) -> None:
    os.write(sys.stdout.fileno(), json.dumps({"id": order.id, "exit": end}).encode() + b"\n")


if __name__ == "__main__":
    take_orders()
