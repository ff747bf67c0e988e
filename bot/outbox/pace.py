"""How much a service is handed at once: as many parcels as it took in the last second, between two limits.

Each question to the database is one for a batch, so that a fast service is worth a large one. What a slow one
is handed has to leave within a lease.
"""

import time
from collections import defaultdict, deque
from functools import partial

LANES = 64
"""How many lanes any service is given at once: it can take them within a lease, however slow it is."""
MOST = 256
"""How many the fastest is given: one that has become slow of a sudden can take these within a lease too."""
SPAN = 1.0
"""Seconds that are looked back."""


class Pace:
    """Counts what each service took."""

    def __init__(self) -> None:
        self._took: defaultdict[str, deque[float]] = defaultdict(partial(deque, maxlen=MOST))

    def took(self, part: str) -> None:
        """Note that a service has taken a parcel."""
        self._took[part].append(time.monotonic())

    def lanes(self, part: str) -> int:
        """How many lanes of a service may be under way."""
        took, since = self._took[part], time.monotonic() - SPAN
        while took and took[0] < since:
            took.popleft()
        return max(LANES, len(took))

    def room(self, part: str, under_way: int) -> int:
        """How many more a service can take; it is given more once half of what it had has gone."""
        lanes = self.lanes(part)
        return lanes - under_way if under_way <= lanes // 2 else 0
