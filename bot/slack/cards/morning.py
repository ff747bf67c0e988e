"""An office's morning in its channel: the numbers, what has waited longest, and a small chart of answers."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from babel.numbers import format_decimal

from bot.inquiries.digest import Morning, Week
from bot.slack.cards.blocks import Block, context, section
from bot.slack.cards.lines import line
from bot.slack.cards.outside import outside
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.text_bars import bar

CELLS = 12


def draw(morning: Morning, office: str, words: Wording, now: datetime) -> Post:
    """Draw it; what is not there is not counted."""
    title = words("morning-title", office=outside(office))
    counts = {
        "new": morning.new,
        "unclaimed": morning.unclaimed,
        "due": morning.due_today,
        "late": morning.late,
        "machines": morning.by_machines,
    }
    since = words.date(morning.since, now)
    lines = [words(f"morning-{what}", count=count, since=since) for what, count in counts.items() if count]
    blocks: list[Block] = [section(f"*{title}*"), section("\n".join(f"• {each}" for each in lines))]
    if morning.oldest:
        oldest = line(morning.oldest, _by_number, words, now, holder=True)
        blocks += [context(words("morning-oldest")), section(oldest)]
    return Post(f"{title}: {', '.join(lines)}", [*blocks, *_chart(morning.weeks, words)])


def _by_number(_of: object) -> None:
    """Give no address: its card stands in this very channel."""


def _chart(weeks: Sequence[Week], words: Wording) -> list[Block]:
    longest = max((week.median for week in weeks if week.median), default=timedelta())
    if not longest:
        return []
    rows = "\n".join(_row(week, longest, words) for week in weeks)
    return [context(words("morning-answers")), section(f"```{rows}```")]


def _row(week: Week, longest: timedelta, words: Wording) -> str:
    number = f"{week.begins.isocalendar().week:2}"
    if week.median is None:
        return words("morning-week-none", week=number, bar=bar(0, CELLS))
    drawn = bar(max(1 / CELLS, week.median / longest), CELLS)
    days = format_decimal(week.median / timedelta(days=1), "0.0", locale=words.texts.language)
    return words("morning-week", week=number, bar=drawn, days=days, count=week.answered)
