"""How long something has been as it is, by a clock that no one can set: the wall clock may jump."""

import time
from collections.abc import Callable, Hashable, Mapping


class Lasting:
    """Remembers since when each of some facts has been seen unchanged."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[str, tuple[Hashable, float]] = {}

    def seconds(self, facts: Mapping[str, Hashable]) -> dict[str, float]:
        """Say of each fact how long it has been so; what is not among them is forgotten."""
        now = self._clock()
        known = self._seen
        self._seen = {
            name: known[name] if name in known and known[name][0] == fact else (fact, now)
            for name, fact in facts.items()
        }
        return {name: now - since for name, (_, since) in self._seen.items()}
