"""What a report on letters of a round says of whom they did not reach: kept in what was read of the report.

Most reports name one address: the first stands under a key of its own, any others beside it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from storage.tables import Submission

_LETTERS, _LOST = "again", "bounced"


def letters(report: Submission) -> list[dict[str, Any]]:
    """The letters that came back for now: when each is sent again and to whom, or what became of that."""
    return _all(report, _LETTERS)


def keep_letters(report: Submission, every: Sequence[Mapping[str, Any]]) -> None:
    """Keep what :func:`letters` is to say from now on."""
    report.reading = report.reading | _kept(_LETTERS, every)


def coming(report: Submission) -> list[dict[str, Any]]:
    """Those of the letters that are going to be sent again."""
    return [each for each in letters(report) if "over" not in each]


def lost(report: Submission) -> list[str]:
    """The addresses that no letter reaches."""
    return _all(report, _LOST)


def lose(report: Submission, *addresses: str) -> None:
    """Keep that no letter reaches some addresses."""
    report.reading = report.reading | _kept(_LOST, [*dict.fromkeys((*lost(report), *addresses))])


def _all(report: Submission, key: str) -> list[Any]:
    reading = report.reading
    return [reading[key], *reading.get(_others(key), ())] if key in reading else []


def _kept(key: str, every: Sequence[Any]) -> dict[str, Any]:
    if not every:
        return {}
    first, *others = every
    return {key: first, _others(key): others} if others else {key: first}


def _others(key: str) -> str:
    return f"{key}_others"
