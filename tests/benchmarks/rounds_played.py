"""Rounds played out on the real use cases, many more than the tests play: a broken promise ends it.

python -m tests.benchmarks.rounds_played [HOW_MANY]
"""

import asyncio
import logging
import sys
import tempfile
import time
from pathlib import Path

import structlog

from tests.rounds_played_out import play
from tests.servers.smtp_sink import SmtpSink

HOW_MANY = 40


def main(how_many: int = HOW_MANY) -> None:
    """Play rounds, each on a database of its own, and say what came of them."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    started = time.perf_counter()
    reminders = answers = 0
    with SmtpSink() as sink:
        for seed in range(how_many):
            with tempfile.TemporaryDirectory() as folder:
                played = asyncio.run(play(Path(folder), sink, seed))
            reminders += sum(map(len, played.reminded.values()))
            answers += len(played.answered)
    seconds = time.perf_counter() - started
    print(
        f"rounds played out: {how_many} in {seconds:.0f} s, {reminders} reminders, {answers} parties answered"
        " and none of them reminded after that, each round closed by the clock, every count adds up"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else HOW_MANY)
