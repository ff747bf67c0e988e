"""Starts of a service that ends over some letters and parcels: what `test_poison` runs as a process.

``python -m tests.faults.poisoned_service HOW FOLDER``: each start is a process of its own, which takes up
what an earlier one left and then delivers what is due; how many ended is printed. Every letter and parcel
that names ``gift`` ends the process, in the way that HOW says. ``slow clamd`` ends none: it only takes
longer to look into a file than a letter may to be read.
"""

import asyncio
import os
import re
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from bot.clock import Clock
from bot.desk import Desk
from bot.front_desk import reading
from bot.front_desk.reception import Reception
from bot.front_desk.scanning import scan_of
from bot.inquiries.deadlines import work_calendar
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Delivery, Sent
from bot.settings import Clamav
from bot.staff.members import Members
from storage.database import Database
from tests.laid_desk import MONDAY_MORNING, FixedModel, the_settings
from tests.servers.clamd import clamd

MOST_STARTS = 10
PATIENCE = 2.0  # seconds for a letter here; the first one of a process takes half a second


def never_ends() -> None:
    """Match for ever, in C, and give no other thread a turn."""
    re.match(r"(a+)+$", "a" * 64 + "b")


WAYS: dict[str, Callable[[], object]] = {
    "killed": lambda: os.kill(os.getpid(), signal.SIGKILL),
    "ended": lambda: os._exit(3),
    "never ends": never_ends,
}


class Poisoned:
    """Carries parcels, and ends the process at one that names poison."""

    part = "a"

    def __init__(self, folder: Path) -> None:
        self._delivered = folder / "delivered.txt"

    async def deliver(self, row) -> Delivery:
        """Note it, or die of it."""
        if "gift" in row.key:
            os.kill(os.getpid(), signal.SIGKILL)
        with self._delivered.open("a") as file:
            file.write(f"{row.key}\n")
        return Sent()

    async def given_up(self, _session, row, reason, _now) -> None:
        """Note why."""
        with self._delivered.open("a") as file:
            file.write(f"{row.key}: {reason}\n")


async def start(how: str, folder: Path) -> None:
    """Do what a start of the service does."""
    if how != "slow clamd":
        poison(how)
        await run(folder, Clamav())
        return
    with clamd() as server:
        server.delay = PATIENCE + 0.5
        await run(folder, Clamav(host="127.0.0.1", port=server.port))


def poison(how: str) -> None:
    """Have the process end at a letter that names poison."""
    parses = reading.parse

    def parse(raw, *limits):
        if b"gift" in raw:
            WAYS[how]()
        return parses(raw, *limits)

    reading.parse = parse


async def run(folder: Path, clamav: Clamav) -> None:
    """Take up what an earlier start left, and deliver what is due."""
    settings = the_settings(folder)
    desk = Desk(
        settings=settings,
        database=Database(settings.database.url),
        clock=Clock(MONDAY_MORNING + timedelta(minutes=1)),
        calendar=work_calendar(settings),
        members=Members(settings.office, settings.barred),
        key=b"k" * 32,
        scan=scan_of(clamav),
    )
    await Reception(desk, FixedModel(), patience=PATIENCE).recover()
    courier = Courier(desk, {"test": Poisoned(folder)}, Bell())
    await courier.take_over()
    await courier.run_until_empty()
    await desk.database.close()


def starts(how: str, folder: Path) -> int:
    """Start the service until it lives; returns how often it ended before."""
    for ended in range(MOST_STARTS):
        if (process := os.fork()) == 0:
            asyncio.run(start(how, folder))
            os._exit(0)
        if os.waitpid(process, 0)[1] == 0:
            return ended
    return MOST_STARTS


if __name__ == "__main__":
    sys.stdout.write(str(starts(sys.argv[1], Path(sys.argv[2]))))
