"""The process's one clock.

Only what builds or ticks asks it; rules are given `now`.
"""

import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, tzinfo

from bot.settings.errors import Mistake, SettingsError

VARIABLE = "FONDSDIALOG_NOW"


class Clock:
    """Tells the time; made with a `start`, it tells that moment first and runs on from there."""

    def __init__(self, start: datetime | None = None) -> None:
        self._ahead = timedelta() if start is None else start - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the moment, aware, in UTC."""
        return datetime.now(UTC) + self._ahead

    def advance(self, by: timedelta) -> None:
        """Jump ahead: a rehearsal plays days in seconds."""
        self._ahead += by


def start_clock(environ: Mapping[str, str], timezone: tzinfo) -> Clock:
    """Make the clock, started at `$FONDSDIALOG_NOW` where that is set, and say so if it is.

    A time without an offset is read in `timezone`. Raises `SettingsError` for what is no time.
    """
    text = environ.get(VARIABLE, "")
    if not text:
        return Clock()
    start = _moment(text, timezone)
    sys.stderr.write(f"The clock starts at {start.isoformat()} ({VARIABLE}).\n")
    return Clock(start)


def _moment(text: str, timezone: tzinfo) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        allowed = 'a time in ISO form, such as "2026-03-12T15:00"'
        raise SettingsError([Mistake(VARIABLE, f'is "{text}"', allowed)]) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=timezone)
