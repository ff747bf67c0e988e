"""What a digest says to one office about its rounds: what changed, what to act on, how it goes.

Rules only. There is none where nothing changed, and one a period: its key is the outbox's, so that however
many processes make it, one is sent. The chart is data here; who draws it is elsewhere.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from consultation.rounds.ledger import PartyStanding
from consultation.rounds.lifecycle import Act
from consultation.rounds.words import AnswerKind, PartyState
from consultation.rounds.working_days import WorkingDays, local_day

_A_DAY = timedelta(days=1)


class Every(StrEnum):
    """How often an office wants a digest."""

    DAY = "day"
    WEEK = "week"


class Task(StrEnum):
    """What somebody in the office has to do, in the order in which it is shown."""

    APPROVE = "approve"
    PHONE = "phone"
    DECIDE = "decide"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a round: a message of a kind (None while undecided), or a move."""

    at: datetime
    what: AnswerKind | Act | None
    party: int | None = None
    message: int | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Curve:
    """How many parties had answered on each day since a round opened: `answered[n]` at the end of day n."""

    name: str
    invited: int
    answered: tuple[int, ...]

    @property
    def shares(self) -> tuple[float, ...]:
        """The same as shares of those invited, so that rounds of any size compare."""
        return tuple(count / self.invited if self.invited else 0.0 for count in self.answered)


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What is known of one round when a digest is made.

    `answered_at` is when each party that answered did so first. `to_approve` are the moves that wait for
    another member, `to_phone` parties, `to_decide` messages, `to_review` counts statements that wait for a
    person now that no more come. `earlier` are the curves of earlier rounds.
    """

    round_id: int
    key: str
    opened_at: datetime | None
    deadline: datetime
    parties: Sequence[PartyStanding] = ()
    changes: Sequence[Change] = ()
    answered_at: Sequence[datetime] = ()
    to_approve: Sequence[Act] = ()
    to_phone: Sequence[int] = ()
    to_decide: Sequence[int] = ()
    to_review: int = 0
    earlier: Sequence[Curve] = ()


@dataclass(frozen=True, slots=True)
class ToDo:
    """All of one kind that waits, as pairs of round and subject: a move, a party, a message, or a count."""

    task: Task
    items: tuple[tuple[int, Act | int], ...]


@dataclass(frozen=True, slots=True)
class RoundNews:
    """What a digest says of one round; `days_left` is None when its deadline is past."""

    round_id: int
    changes: tuple[Change, ...]
    days_left: int | None
    working_days_left: int | None
    states: Mapping[PartyState, int]
    curve: Curve | None
    earlier: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What one office is told: at most four things to do, then each round in which something changed."""

    key: str
    to_do: tuple[ToDo, ...]
    rounds: tuple[RoundNews, ...]


def digest(
    office: str,
    rounds: Sequence[RoundFacts],
    every: Every,
    since: datetime,
    calendar: WorkingDays,
    now: datetime,
) -> Digest | None:
    """Make an office's digest of what happened after `since`, None where nothing did.

    The round in which something happened last comes first, and in it what happened last.
    """
    news = [_news(facts, since, calendar, now) for facts in rounds]
    changed = [about for about in news if about.changes]
    if not changed:
        return None
    changed.sort(key=lambda about: about.changes[0].at, reverse=True)
    return Digest(digest_key(office, every, calendar, now), _to_do(rounds), tuple(changed))


def digest_key(office: str, every: Every, calendar: WorkingDays, now: datetime) -> str:
    """Return the unique name of an office's digest in the current period, by the local date."""
    today = local_day(now, calendar)
    week = today.isocalendar()
    period = today.isoformat() if every is Every.DAY else f"{week.year}-W{week.week:02}"
    return f"digest:{office}/{period}"


def next_digest(every: Every, at: time, calendar: WorkingDays, after: datetime) -> datetime:
    """Return when an office's next digest is due: in the morning of a working day, or of a week's first."""
    day = local_day(after, calendar)
    while True:
        due = datetime.combine(day, at, calendar.timezone).astimezone(UTC)
        if (
            due > after
            and calendar.is_working_day(day)
            and (every is Every.DAY or _begins_a_week(day, calendar))
        ):
            return due
        day += _A_DAY


def _begins_a_week(day: date, calendar: WorkingDays) -> bool:
    before = (day - timedelta(days=number) for number in range(1, day.isoweekday()))
    return not any(map(calendar.is_working_day, before))


def curve(
    name: str,
    invited: int,
    opened_at: datetime,
    answered_at: Iterable[datetime],
    calendar: WorkingDays,
    until: datetime,
) -> Curve:
    """Count the answers up to the end of each local day, from the day on which the round opened."""
    first = local_day(opened_at, calendar)
    days = (local_day(until, calendar) - first).days
    on_day = Counter((local_day(moment, calendar) - first).days for moment in answered_at if moment <= until)
    counts, total = [], 0
    for day in range(days + 1):
        total += on_day[day]
        counts.append(total)
    return Curve(name, invited, tuple(counts))


def _news(facts: RoundFacts, since: datetime, calendar: WorkingDays, now: datetime) -> RoundNews:
    changes = [change for change in facts.changes if since < change.at <= now]
    today, last_day = local_day(now, calendar), local_day(facts.deadline, calendar)
    running = now <= facts.deadline
    return RoundNews(
        facts.round_id,
        tuple(sorted(changes, key=lambda change: change.at, reverse=True)),
        days_left=(last_day - today).days if running else None,
        working_days_left=_working_days(today, last_day, calendar) if running else None,
        states=Counter(standing.state for standing in facts.parties),
        curve=_own_curve(facts, calendar, now),
        earlier=tuple(facts.earlier),
    )


def _own_curve(facts: RoundFacts, calendar: WorkingDays, now: datetime) -> Curve | None:
    if facts.opened_at is None:
        return None
    return curve(facts.key, len(facts.parties), facts.opened_at, facts.answered_at, calendar, now)


def _working_days(after: date, until: date, calendar: WorkingDays) -> int:
    """Count the working days after one date, up to and with another."""
    days = range(1, (until - after).days + 1)
    return sum(calendar.is_working_day(after + timedelta(days=day)) for day in days)


def _to_do(rounds: Sequence[RoundFacts]) -> tuple[ToDo, ...]:
    waiting: dict[Task, list[tuple[int, Act | int]]] = {task: [] for task in Task}
    for facts in rounds:
        waiting[Task.APPROVE] += [(facts.round_id, act) for act in facts.to_approve]
        waiting[Task.PHONE] += [(facts.round_id, party) for party in facts.to_phone]
        waiting[Task.DECIDE] += [(facts.round_id, message) for message in facts.to_decide]
        waiting[Task.REVIEW] += [(facts.round_id, facts.to_review)] if facts.to_review else []
    return tuple(ToDo(task, tuple(items)) for task, items in waiting.items() if items)
