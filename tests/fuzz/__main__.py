"""Fuzz each target for a while: `make fuzz SECONDS=3600`, or `python -m tests.fuzz SECONDS [TARGET…]`.

It ends with the first find, made as small as it gets, and exit code 1. Seconds are those of a processor, so
that fuzzing beside other work tries as much.
"""

import sys
import time

from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.targets import TARGETS, Target

ROUND = 300
"""Inputs between two looks at the clock."""


def fuzz(target: Target, seconds: float) -> int:
    """Try inputs until the time is over; returns how many."""
    ends = time.process_time() + seconds
    tried = 0

    def counted(value: object) -> None:
        nonlocal tried
        tried += 1
        target.run(value)

    patient = settings(
        max_examples=ROUND, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    started = time.time_ns()
    while time.process_time() < ends:
        patient(seed(started + tried)(given(target.inputs)(counted)))()
    return tried


def main() -> None:
    """Say of each target how many inputs it has taken."""
    seconds = float(sys.argv[1])
    for name in sys.argv[2:] or TARGETS:
        tried = fuzz(TARGETS[name], seconds)
        print(f"{name}: {tried:,} inputs in {seconds:.0f} s of a processor, nothing found", flush=True)


if __name__ == "__main__":
    main()
