"""An inquiry's states and the moves between them: rules only, on an open record.

new ──claim──> claimed ──answer──> answered ──close──> closed
 │                │  ▲                 │                  │
 └──────snooze────┴──┴── waiting       └─ a follow-up reopens: claimed, or new
"""

from datetime import datetime
from enum import StrEnum

from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.errors import AlreadyClaimed, NotClaimed, NotNow
from storage.tables import Inquiry


class Status(StrEnum):
    """Where an inquiry stands."""

    NEW = "new"
    CLAIMED = "claimed"
    WAITING = "waiting"
    ANSWERED = "answered"
    CLOSED = "closed"


OPEN = (Status.NEW, Status.CLAIMED, Status.WAITING)
"""Statuses in which the foundation waits for us."""


def claim(inquiry: Inquiry, user: str, now: datetime) -> None:
    """Give the inquiry to ``user``; raises :class:`AlreadyClaimed` or :class:`NotNow`."""
    if inquiry.claimed_by is not None:
        raise AlreadyClaimed(inquiry.claimed_by)
    if inquiry.status not in OPEN:
        raise NotNow(inquiry.status)
    inquiry.claimed_by, inquiry.claimed_at = user, now
    if inquiry.status == Status.NEW:
        inquiry.status = Status.CLAIMED


def release(inquiry: Inquiry) -> str:
    """Take the inquiry from who has it, and tell who that was."""
    if inquiry.claimed_by is None:
        raise NotClaimed
    if inquiry.status not in OPEN:
        raise NotNow(inquiry.status)
    before = inquiry.claimed_by
    inquiry.claimed_by = inquiry.claimed_at = None
    if inquiry.status == Status.CLAIMED:
        inquiry.status = Status.NEW
    return before


def hand_to(inquiry: Inquiry, user: str, now: datetime) -> None:
    """Give the inquiry to ``user``, whoever has it; raises :class:`NotNow`."""
    if inquiry.status not in OPEN:
        raise NotNow(inquiry.status)
    inquiry.claimed_by = None
    claim(inquiry, user, now)


def hand_over(inquiry: Inquiry, office: str) -> None:
    """Move the inquiry to another office, where nobody has it yet and its card is yet to be shown."""
    inquiry.office, inquiry.claimed_by, inquiry.claimed_at = office, None, None
    inquiry.card_channel, inquiry.card_ts, inquiry.shown_revision = None, None, 0
    if inquiry.status == Status.CLAIMED:
        inquiry.status = Status.NEW


def answered(inquiry: Inquiry, now: datetime) -> None:
    """Record that an answer left: nobody waits for us any more."""
    inquiry.answered_at = inquiry.answered_at or now
    inquiry.status = Status.ANSWERED
    _quiet(inquiry)


def snooze(inquiry: Inquiry, until: datetime) -> None:
    """Put the inquiry aside until a moment; its deadline stands."""
    if inquiry.status not in OPEN:
        raise NotNow(inquiry.status)
    inquiry.status, inquiry.snoozed_until = Status.WAITING, until


def wake(inquiry: Inquiry) -> None:
    """Bring a snoozed inquiry back."""
    inquiry.snoozed_until = None
    if inquiry.status == Status.WAITING:
        inquiry.status = _status_of_open(inquiry)


def close(inquiry: Inquiry, now: datetime) -> None:
    """End the inquiry."""
    if inquiry.status == Status.CLOSED:
        raise NotNow(inquiry.status)
    inquiry.status, inquiry.closed_at = Status.CLOSED, now
    _quiet(inquiry)


def reopen(inquiry: Inquiry, calendar: WorkCalendar, now: datetime) -> None:
    """Open an answered or closed inquiry again, with a new deadline from now."""
    if inquiry.status in OPEN:
        raise NotNow(inquiry.status)
    _open_again(inquiry)
    set_deadlines(inquiry, calendar, now)


def followed_up(inquiry: Inquiry, calendar: WorkCalendar, now: datetime) -> bool:
    """Take note of a new letter from outside; True when that reopened the inquiry.

    The deadline of an unanswered inquiry stands: writing again must not make anybody wait longer.
    """
    if inquiry.status in (Status.ANSWERED, Status.CLOSED):
        reopen(inquiry, calendar, now)
        return True
    wake(inquiry)
    return False


def take_over_wait(inquiry: Inquiry, other: Inquiry) -> None:
    """Open an answered or closed inquiry, in which another one goes on that somebody waits for."""
    _open_again(inquiry)
    inquiry.first_answer_due = other.first_answer_due
    inquiry.remind_at, inquiry.escalate_at = other.remind_at, other.escalate_at


def wait_no_longer_than(inquiry: Inquiry, other: Inquiry) -> None:
    """Let an inquiry be due as soon as another one that goes on in it, and as awake."""
    if other.status != Status.WAITING:
        wake(inquiry)
    if other.first_answer_due < inquiry.first_answer_due:
        inquiry.first_answer_due = other.first_answer_due
        inquiry.remind_at, inquiry.escalate_at = other.remind_at, other.escalate_at


def set_deadlines(inquiry: Inquiry, calendar: WorkCalendar, counted_from: datetime) -> None:
    """Set when the answer is due, and when to remind and to escalate."""
    inquiry.first_answer_due = calendar.first_answer_due(counted_from)
    inquiry.remind_at = calendar.remind_at(counted_from)
    inquiry.escalate_at = calendar.escalate_at(counted_from)


def follow_deadline(part: Inquiry, main: Inquiry, calendar: WorkCalendar, now: datetime) -> None:
    """Let a question be due a working day before the inquiry that it is a question of.

    Where that day is past, both are due at once. The one who has it is reminded that morning, the office the
    next one.
    """
    before = calendar.end_of(calendar.working_day_before(main.first_answer_due))
    due = before if before > now else main.first_answer_due
    reminded = calendar.start_of(due.astimezone(calendar.timezone).date())
    part.first_answer_due = due
    part.remind_at = reminded if reminded > now else None
    part.escalate_at = calendar.start_of(calendar.counts_from(due))


def _status_of_open(inquiry: Inquiry) -> Status:
    return Status.CLAIMED if inquiry.claimed_by else Status.NEW


def _open_again(inquiry: Inquiry) -> None:
    inquiry.status = _status_of_open(inquiry)
    inquiry.closed_at = inquiry.snoozed_until = None


def _quiet(inquiry: Inquiry) -> None:
    inquiry.remind_at = inquiry.escalate_at = inquiry.snoozed_until = None
