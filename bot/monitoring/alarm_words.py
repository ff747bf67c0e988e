"""What people read about a trouble: the same words on its card and in its letter."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from bot.dates import written
from bot.monitoring.subjects import subject_of, whose
from bot.texts import Texts
from storage.tables import Alarm


@dataclass(frozen=True)
class AlarmText:
    """A trouble in words; ``reason`` is what the part itself said, which may hold words from outside."""

    title: str
    stands: str
    means: str
    reason: str
    is_over: bool


def told(alarm: Alarm, texts: Texts, timezone: tzinfo, now: datetime) -> AlarmText:
    """Say what is or was wrong, since when, what it means, and what a technician wants to know."""
    subject, over = subject_of(alarm.what), alarm.over_at
    since = written(alarm.since, texts.language, timezone, now)
    return AlarmText(
        title=texts(f"alarm-{subject}"),
        stands=texts("alarm-over", since=since, over=written(over, texts.language, timezone, now))
        if over
        else texts("alarm-since", since=since),
        means=texts(f"alarm-{subject}-over" if over else f"alarm-{subject}-means"),
        reason=f"{whose(alarm.what)}: {alarm.reason}" if whose(alarm.what) else alarm.reason,
        is_over=over is not None,
    )
