"""Processes that kill themselves (SIGKILL) at a point that they are told, and whoever tells them.

A program calls :func:`take_orders`: it reads orders, one JSON line each, and forks a process for every one:
what is slow, the imports, happens once. It answers with a JSON line when a life has ended: the order's
``id``, and the exit code (-9 for killed). A test gives the orders through a :class:`Graveyard`.
"""

import asyncio
import itertools
import json
import logging
import os
import signal
import sys
import threading
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from typing import Any

from bot import logs


@dataclass(frozen=True)
class Order:
    """One life of a process: where, how long after the first, and at which point it ends."""

    id: int
    settings: dict[str, Any]
    points: str
    """The file to which every point passed is written, a line each."""
    kill_at: int | None = None
    minutes_later: float = 0
    step: str = ""
    """What is done in this life, where there is a choice."""

    def line(self) -> bytes:
        """Write the order down."""
        return json.dumps(asdict(self)).encode() + b"\n"


Life = Callable[[Order], Coroutine[Any, Any, None]]
"""What a process does with an order."""


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


def take_orders(live: Life) -> None:
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
            _tell(order, _end_of(order, live))
            os._exit(0)


def _end_of(order: Order, live: Life) -> int:
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


class Graveyard:
    """Gives orders to a program that takes them, and hears how each life ended."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._numbers = itertools.count(1)
        self._ends: dict[int, asyncio.Future[int]] = {}

    @classmethod
    @asynccontextmanager
    async def opened(cls, program: str) -> AsyncIterator["Graveyard"]:
        """Start the program that takes the orders, a module's name."""
        pipes = {"stdin": asyncio.subprocess.PIPE, "stdout": asyncio.subprocess.PIPE}
        command = [sys.executable, "-m", program]
        process = await asyncio.create_subprocess_exec(*command, **pipes, process_group=0)
        made = cls(process)
        hearing = asyncio.create_task(made._hear())
        try:
            yield made
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # whoever still lives where something failed
            await hearing
            await process.wait()

    async def live(self, **order) -> int:
        number = next(self._numbers)
        end = self._ends[number] = asyncio.get_running_loop().create_future()
        self._process.stdin.write(Order(id=number, **order).line())
        async with asyncio.timeout(60):
            return await end

    async def _hear(self) -> None:
        async for line in self._process.stdout:
            told = json.loads(line)
            self._ends[told["id"]].set_result(told["exit"])
