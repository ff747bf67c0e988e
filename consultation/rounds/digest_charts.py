"""A digest's charts: the share that has answered by each day since a round was sent out, and earlier ones."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from consultation.rounds.digest import Curve, RoundNews
from consultation.rounds.note.charts import Line, arrivals
from consultation.rounds.working_days import WorkingDays, local_day
from storage.tables import Round

MOST = 3
"""How many rounds of a digest get a chart."""


def worth_drawing(news: RoundNews) -> bool:
    """Tell whether there is something to see."""
    return news.curve is not None and news.curve.invited > 0 and bool(news.curve.answered[-1])


def chart(
    of: Round,
    own: Curve | None,
    earlier: Sequence[Curve],
    calendar: WorkingDays,
    texts: Mapping[str, str],
    percent: Callable[[float], str],
) -> bytes:
    """Draw a round's curve against those of earlier ones as PNG; it takes a while the first time."""
    lines = [_line(of.title, own, runs=True)] if own else []
    lines += [_line(each.name, each) for each in earlier if each.invited]
    period = (local_day(of.deadline, calendar) - local_day(of.opened_at or of.created_at, calendar)).days
    return arrivals(lines, period, texts, percent)[0]


def _line(title: str, curve: Curve, *, runs: bool = False) -> Line:
    steps = pairwise((0, *curve.answered))
    days = [float(day) for day, (before, after) in enumerate(steps) for _ in range(after - before)]
    return Line(title, curve.invited, tuple(days), len(curve.answered) - 1 if runs else None)
