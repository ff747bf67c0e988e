"""Waiting before the next try: how long, how often, and when it is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.leases import Leased

FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(hours=1)
LONGEST_WAIT_FOR_A_SERVICE = timedelta(minutes=1)
"""Where it is not the parcel that failed: once the service is back, nobody waits an hour more."""
PATIENCE = timedelta(days=4)
"""How long a parcel is tried (RFC 5321, 4.5.4.1 asks for at least 4 to 5 days for mail)."""


def wait_before_retry(
    attempts: int, asked: float | None = None, longest: timedelta = LONGEST_WAIT
) -> timedelta:
    """How long to wait after a number of attempts: what the other side asked for, else doubling."""
    if asked is not None:
        return timedelta(seconds=asked)
    doubled: timedelta = FIRST_WAIT * 2 ** min(attempts - 1, 20)
    return min(doubled, longest)


def is_given_up(row: Leased, now: datetime) -> bool:
    """Whether a parcel has been tried long enough."""
    return now - row.created_at > PATIENCE


@dataclass(frozen=True)
class Pause:
    """A while in which nothing is done; it is over too for a clock that was put back to before it."""

    since: datetime
    lasting: timedelta

    def lasts(self, now: datetime) -> bool:
        """Whether it is going on."""
        return self.since <= now < self.since + self.lasting
