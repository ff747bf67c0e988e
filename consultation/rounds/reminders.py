"""The reminder plan: who gets what when, and why somebody gets nothing.

Rules only. The plan is made anew of what is known each time it is looked at, and the same plan is asked in
the moment of sending: what it no longer holds is not sent. Every day is counted in the office's own time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from consultation.rounds.ledger import SETTLED, PartyStanding
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.words import PartyState, RoundState
from consultation.rounds.working_days import (
    WorkingDays,
    local_day,
    start_of,
    working_day_from,
    working_days_before,
)

MOST = 3
"""As many reminders a party gets in a round, however often its deadline moves."""
GAP = timedelta(days=5)
"""At least so far apart are two of them, counted in local dates."""
_AFTER_INVITATION = timedelta(days=2)
_WORKING_DAYS_BEFORE = 3
_LATE_ROUTE = timedelta(days=14)


class Moment(StrEnum):
    """What a reminder is tied to."""

    HALFWAY = "halfway"
    BEFORE = "before"
    """Three working days before the deadline."""
    AFTER = "after"
    """The first working day after the deadline, with the late route."""


class Reason(StrEnum):
    """Why somebody gets no reminder, or not now."""

    NOT_INVITED = "not_invited"
    ROUND_NOT_OPEN = "round_not_open"
    ANSWERED = "answered"
    NO_REMARKS = "no_remarks"
    DECLINED = "declined"
    OUTSIDE_REMIT = "outside_remit"
    DELEGATED = "delegated"
    UNDELIVERABLE = "undeliverable"
    PUT_OFF = "put_off"
    """A letter to it came back for now, and is sent again first."""
    UNREAD = "unread"
    """A message of the party waits for a person: it may be the answer."""
    ASKS_FOR_TIME = "asks_for_time"
    """The party asked for more time and has heard nothing."""
    PROMISED = "promised"
    """Halfway is too early for who has promised."""
    PHONE = "phone"
    """The party must be heard: somebody calls."""
    SENT = "sent"
    THREE_SENT = "three_sent"
    TOO_CLOSE = "too_close"
    """To the reminder before or after it, or to the invitation."""
    TOO_LATE = "too_late"
    ABSENT = "absent"
    """Until it would be too late."""
    NOT_PLANNED = "not_planned"
    MOVED = "moved"
    """The plan has changed since: a deadline moved, an absence, a reminder sent late."""
    NOT_YET = "not_yet"
    OUT_OF_HOURS = "out_of_hours"


PASSING = frozenset(
    {Reason.PUT_OFF, Reason.UNREAD, Reason.ASKS_FOR_TIME, Reason.NOT_YET, Reason.OUT_OF_HOURS}
)
"""Reasons that end by themselves or by our doing: the reminder waits and is asked about again."""

_STANDS_IN_THE_WAY = {state: Reason(state) for state in SETTLED} | {
    PartyState.DELEGATED: Reason.DELEGATED,
    PartyState.UNDELIVERABLE: Reason.UNDELIVERABLE,
    PartyState.PUT_OFF: Reason.PUT_OFF,
}
_BY_WEIGHT = (Moment.BEFORE, Moment.AFTER, Moment.HALFWAY)


@dataclass(frozen=True, slots=True)
class Course:
    """The round as its plan sees it; `moments` are those it wants reminders at."""

    round_id: int
    state: RoundState
    deadline: datetime
    moments: frozenset[Moment] = frozenset(Moment)


@dataclass(frozen=True, slots=True)
class Sent:
    """A reminder that left, or may have left; `deadline` is the one it named."""

    moment: Moment
    at: datetime
    deadline: datetime


@dataclass(frozen=True, slots=True)
class Addressee:
    """An invited party as the plan sees it.

    `back_on` is the first day on which an absent party is back, `must_hear` that it is called where it
    stays silent, `deadline` its own where it has one.
    """

    standing: PartyStanding
    invited_at: datetime | None
    deadline: datetime | None = None
    sent: tuple[Sent, ...] = ()
    back_on: date | None = None
    must_hear: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """One reminder to one party: due from `due` on, for the deadline it names."""

    round_id: int
    party: int
    moment: Moment
    due: datetime
    deadline: datetime

    @property
    def version(self) -> str:
        """Which plan it belongs to: one a deadline."""
        return f"{self.deadline.astimezone(UTC):%Y%m%dT%H%M%SZ}"

    @property
    def key(self) -> str:
        """Its unique name in the outbox: the same reminder is never written there twice."""
        due = f"{self.due.astimezone(UTC):%Y-%m-%d}"
        return f"round:{self.round_id}/reminder:{self.moment}/{self.version}/{due}/invitee:{self.party}"


@dataclass(frozen=True, slots=True)
class PartyPlan:
    """What one party gets when, what it has got, and why it does not get the rest.

    `nothing` is set where the party gets none at all; `phone_from` is when somebody should call instead.
    """

    party: int
    reminders: tuple[Reminder, ...] = ()
    skipped: Mapping[Moment, Reason] = field(default_factory=dict)
    sent: tuple[Sent, ...] = ()
    nothing: Reason | None = None
    phone_from: datetime | None = None


def plan(course: Course, party: Addressee, calendar: WorkingDays, now: datetime) -> PartyPlan:
    """Make one party's plan; its reminders stand in the order in which they are due."""
    drawn = _drawing(course, party, calendar, now)
    phone = _phone_from(drawn)
    if reason := _nothing_at_all(drawn):
        return PartyPlan(party.standing.party, sent=party.sent, nothing=reason, phone_from=phone)
    due, skipped = _spaced(drawn)
    reminders = (
        Reminder(course.round_id, party.standing.party, moment, due[moment], drawn.deadline) for moment in due
    )
    return PartyPlan(
        party.standing.party,
        tuple(sorted(reminders, key=lambda reminder: reminder.due)),
        skipped,
        party.sent,
        phone_from=phone,
    )


def due_now(plans: Iterable[PartyPlan], now: datetime) -> Iterator[Reminder]:
    """Return the reminders whose time has come."""
    return (reminder for plan in plans for reminder in plan.reminders if reminder.due <= now)


def still_due(
    reminder: Reminder, party: Addressee, course: Course, calendar: WorkingDays, now: datetime
) -> Reason | None:
    """Say why a reminder may not leave now, None where it may; asked in the moment of sending.

    A reason in `PASSING` means later, any other means never.
    """
    made_now = plan(course, party, calendar, now)
    if reminder not in made_now.reminders:
        return made_now.nothing or _gone(reminder, made_now, _drawing(course, party, calendar, now))
    if now < reminder.due:
        return Reason.NOT_YET
    return None if calendar.is_working_time(now) else Reason.OUT_OF_HOURS


def phone_list(plans: Iterable[PartyPlan], now: datetime) -> list[int]:
    """Return the parties that somebody should call now, who waited longest first."""
    calls = [(plan.phone_from, plan.party) for plan in plans if plan.phone_from and plan.phone_from <= now]
    return [party for _, party in sorted(calls)]


@dataclass(frozen=True, slots=True)
class _Drawing:
    """All that a plan is drawn of; `deadline` is the party's, `last_day` its local date."""

    course: Course
    party: Addressee
    calendar: WorkingDays
    now: datetime
    today: date
    deadline: datetime
    last_day: date
    invited_on: date | None
    sent_on: Sequence[date]


def _drawing(course: Course, party: Addressee, calendar: WorkingDays, now: datetime) -> _Drawing:
    deadline = deadline_of(course.deadline, party.deadline)
    return _Drawing(
        course,
        party,
        calendar,
        now,
        today=local_day(now, calendar),
        deadline=deadline,
        last_day=local_day(deadline, calendar),
        invited_on=local_day(party.invited_at, calendar) if party.invited_at else None,
        sent_on=[local_day(sent.at, calendar) for sent in party.sent],
    )


def _nothing_at_all(drawn: _Drawing) -> Reason | None:
    standing = drawn.party.standing
    if drawn.invited_on is None:
        return Reason.NOT_INVITED
    if reason := _STANDS_IN_THE_WAY.get(standing.state):
        return reason
    if drawn.course.state not in {RoundState.OPEN, RoundState.CLOSED}:
        return Reason.ROUND_NOT_OPEN
    if standing.unread is not None:
        return Reason.UNREAD
    return Reason.ASKS_FOR_TIME if standing.asks_for_time is not None else None


def _gone(reminder: Reminder, made_now: PartyPlan, drawn: _Drawing) -> Reason:
    """Say why a plan no longer holds a reminder."""
    if reminder.deadline != drawn.deadline:
        return Reason.MOVED
    away = drawn.party.back_on is not None and drawn.party.back_on > drawn.today
    return made_now.skipped.get(reminder.moment, Reason.ABSENT if away else Reason.MOVED)


def _phone_from(drawn: _Drawing) -> datetime | None:
    """Say from when a party that must be heard is called: its mail fails, or it let its deadline pass."""
    state = drawn.party.standing.state
    open_or_closed = drawn.course.state in {RoundState.OPEN, RoundState.CLOSED}
    asked = drawn.party.must_hear and open_or_closed and drawn.invited_on is not None
    if not asked or drawn.party.standing.unread is not None:
        return None
    if state is PartyState.UNDELIVERABLE:
        return drawn.party.standing.since or drawn.party.invited_at
    if state not in {PartyState.INVITED, PartyState.PUT_OFF, PartyState.PROMISED, PartyState.SILENT}:
        return None
    day = max(_day_of(Moment.AFTER, drawn), drawn.party.back_on or date.min)
    return start_of(working_day_from(day, drawn.calendar), drawn.calendar)


def _spaced(drawn: _Drawing) -> tuple[dict[Moment, datetime], dict[Moment, Reason]]:
    """Place the moments wanted, the weightiest first, and say of the others why they have no place."""
    days: dict[Moment, date] = {}
    skipped: dict[Moment, Reason] = {}
    for moment in _BY_WEIGHT:
        reason = _unwanted(moment, drawn) or _no_room(days, drawn)
        day = _pushed(moment, days, drawn)
        reason = reason or _misplaced(moment, day, days, drawn)
        if reason:
            skipped[moment] = reason
        else:
            days[moment] = day
    return {moment: start_of(day, drawn.calendar) for moment, day in days.items()}, skipped


def _unwanted(moment: Moment, drawn: _Drawing) -> Reason | None:
    """Say why a moment asks for no reminder to this party, whatever its day."""
    party = drawn.party
    if moment not in drawn.course.moments:
        return Reason.NOT_PLANNED
    if any(_stands_for(sent, moment, drawn.deadline) for sent in party.sent):
        return Reason.SENT
    if moment is Moment.AFTER:
        return Reason.PHONE if party.must_hear else None
    if drawn.course.state is RoundState.CLOSED and drawn.deadline == drawn.course.deadline:
        return Reason.ROUND_NOT_OPEN
    if moment is Moment.HALFWAY and party.standing.state is PartyState.PROMISED:
        return Reason.PROMISED
    return None


def _stands_for(sent: Sent, moment: Moment, deadline: datetime) -> bool:
    """Tell whether a reminder sent makes this one needless.

    Halfway comes once, and not after another for the same deadline; the others come once a deadline.
    """
    if moment is Moment.HALFWAY:
        return sent.moment is moment or sent.deadline == deadline
    return sent.moment is moment and sent.deadline == deadline


def _no_room(days: Mapping[Moment, date], drawn: _Drawing) -> Reason | None:
    return Reason.THREE_SENT if len(drawn.party.sent) + len(days) >= MOST else None


def _day_of(moment: Moment, drawn: _Drawing) -> date:
    """Return the working day that a moment means, whatever else happened."""
    if moment is Moment.BEFORE:
        return working_days_before(drawn.last_day, _WORKING_DAYS_BEFORE, drawn.calendar)
    if moment is Moment.AFTER:
        return working_day_from(drawn.last_day + timedelta(days=1), drawn.calendar)
    invited_at = drawn.party.invited_at or drawn.now
    return working_day_from(
        local_day(invited_at + (drawn.deadline - invited_at) / 2, drawn.calendar), drawn.calendar
    )


def _pushed(moment: Moment, days: Mapping[Moment, date], drawn: _Drawing) -> date:
    """Return a moment's working day, later where the party is away or heard from us just before."""
    day = _day_of(moment, drawn)
    earliest = [day, *(sent + GAP for sent in drawn.sent_on)]
    if drawn.party.back_on:
        earliest.append(drawn.party.back_on)
    if moment is Moment.AFTER and Moment.BEFORE in days:
        earliest.append(_effective(days[Moment.BEFORE], drawn) + GAP)
    return working_day_from(max(earliest), drawn.calendar)


def _misplaced(moment: Moment, day: date, days: Mapping[Moment, date], drawn: _Drawing) -> Reason | None:
    """Say why a reminder can't leave on the day it was pushed to."""
    if drawn.now >= _ends(moment, drawn):
        return Reason.TOO_LATE
    if start_of(day, drawn.calendar) >= _ends(moment, drawn):
        return _why_pushed_out(moment, day, drawn)
    if drawn.invited_on and day < drawn.invited_on + _AFTER_INVITATION:
        return Reason.TOO_CLOSE
    leaves = _effective(day, drawn)
    crowds = moment is Moment.HALFWAY and any(other - leaves < GAP for other in days.values())
    return Reason.TOO_CLOSE if crowds else None


def _ends(moment: Moment, drawn: _Drawing) -> datetime:
    """Return from when on a reminder says nothing useful any more."""
    return drawn.deadline + _LATE_ROUTE if moment is Moment.AFTER else drawn.deadline


def _why_pushed_out(moment: Moment, day: date, drawn: _Drawing) -> Reason:
    if drawn.party.back_on and drawn.party.back_on > _day_of(moment, drawn):
        return Reason.ABSENT
    return Reason.TOO_CLOSE if day > _day_of(moment, drawn) else Reason.TOO_LATE


def _effective(day: date, drawn: _Drawing) -> date:
    """Return when a reminder will really leave: what was missed leaves today at the earliest."""
    return max(day, drawn.today)
