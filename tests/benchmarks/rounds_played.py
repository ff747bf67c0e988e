"""Rounds played out on the real use cases, many more than the tests play: a broken promise ends it.

python -m tests.benchmarks.rounds_played [HOW_MANY [FIRST_SEED]]

Each round has a database of its own, in memory where the machine has a folder there, copied from one that is
migrated once. A thousand take about half an hour of one processor.
"""

import asyncio
import logging
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from tests.laid_desk import a_desk
from tests.rounds_played_out import play
from tests.servers.smtp_sink import SmtpSink

HOW_MANY = 40
_IN_MEMORY = Path("/dev/shm")
_SAID_EVERY = 50


def main(how_many: int = HOW_MANY, first: int = 0) -> None:
    """Play rounds, each on a database of its own, and say what came of them."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    started, busy = time.perf_counter(), time.process_time()
    reminders = answers = 0
    with SmtpSink() as sink, _folder() as empty:
        asyncio.run(_migrate(empty))
        for seed in range(first, first + how_many):
            with _folder() as folder:
                shutil.copytree(empty, folder, dirs_exist_ok=True)
                played = asyncio.run(play(folder, sink, seed))
            reminders += sum(map(len, played.reminded.values()))
            answers += len(played.answered)
            sink.messages.clear()
            if (seed + 1) % _SAID_EVERY == 0:
                print(f"{seed + 1} played", file=sys.stderr)
    seconds, busy = time.perf_counter() - started, time.process_time() - busy
    print(
        f"rounds played out: {how_many} in {seconds:.0f} s ({busy:.0f} s of a processor), {reminders}"
        f" reminders, {answers} parties answered and none of them reminded after that,"
        " each round closed by the clock, every count adds up"
    )


@contextmanager
def _folder() -> Iterator[Path]:
    """Lend a folder for a while."""
    with tempfile.TemporaryDirectory(dir=_IN_MEMORY if _IN_MEMORY.is_dir() else None) as name:
        yield Path(name)


async def _migrate(folder: Path) -> None:
    async with a_desk(folder):
        pass


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
