"""A storm: all that can go wrong does, at random and at once, while mail comes in and people answer it.

Two services on one PostgreSQL, or with ``SQLITE=1`` one on an embedded database. ``SECONDS=`` says for how
long (five minutes), ``SEED=`` in which order, ``OF="slack service"`` of what alone; ``LOGS=`` names a folder
for the logs. Then all is well again, and some minutes later everything must be accounted for.

The tests in `tests.faults` inject one fault each and know what it must come to; this looks for what nobody
has thought of. Two runs with one seed have the same faults, not the same moments. Letters that leave once
more under the same Message-ID, as those do that a killed process had handed over and not recorded, are
counted and not judged.
"""

import asyncio
import os
import random
import signal
import sys

from tests.storm import faults, foundations, ministry, verdict
from tests.storm.world import World, a_world

SECONDS = float(os.environ.get("SECONDS", "300"))
AT_WORK = (
    foundations.write,
    foundations.ask,
    foundations.follow_up,
    foundations.answer_round,
    ministry.answer,
    ministry.hold_round,
)
SEED = int(os.environ.get("SEED") or random.randrange(1, 100_000))


async def storm() -> list[str]:
    """Run it; returns what was wrong."""
    print(f"a storm of {SECONDS:.0f} s, SEED={SEED}", flush=True)
    async with a_world(SEED, embedded="SQLITE" in os.environ) as on:
        running = [asyncio.create_task(each.run()) for each in on.services]
        try:
            return await _weathered(on)
        finally:
            for each in running:
                each.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            for service in on.services:
                service.signal(signal.SIGCONT)
                service.signal(signal.SIGKILL)


async def _weathered(on: World) -> list[str]:
    await on.slack.bot_connected(60)
    await ministry.draft_round(on)
    working = [asyncio.create_task(each(on)) for each in AT_WORK]
    await faults.storm(on, SECONDS)
    on.goes_on = False
    ended = await asyncio.gather(*working, return_exceptions=True)
    broke = [f"people broke: {each!r}" for each in ended if each]
    answers = f"{len(on.answers)} answers, {len(on.taken_back)} of them taken back"
    further = f"{len(on.followed_up)} answered in turn, {len(on.answered_round)} answers to the round"
    print(
        f"over: {on.sent} mails, {on.said} questions, {answers}, {further}, {len(on.faults)} faults",
        flush=True,
    )
    print(f"settled after {await verdict.settled(on):.0f} s")
    return [*_told(on, await verdict.verdicts(on)), *broke]


def _told(on: World, verdicts: list[verdict.Verdict]) -> list[str]:
    for each in verdicts:
        print(f"{'WRONG' if each.count else 'well'}: {each.what}: {each.count}")
    again, letters = verdict.left_again(on), len(on.sink.messages)
    print(f"letters that left once more under the same Message-ID: {again} of {letters}")
    for service in on.services:
        print(f"errors in the log of {service.config.stem}: {dict(service.errors)}")
        print(*service.stray, sep="\n", end="")
    return [each.what for each in verdicts if each.count]


def main() -> None:
    """Run it; exits 1 where something was wrong."""
    wrong = asyncio.run(storm())
    print(f"verdict: {'; '.join(wrong) if wrong else 'all is well'}")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
