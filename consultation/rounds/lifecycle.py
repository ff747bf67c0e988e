"""A round's states, the moves between them, and who may make them: rules only.

draft ──approve──> approved ──open──> open ──close──> closed ──report──> reported
  │                   │                ▲ │               │
  │                   │                └─┴── extend ─────┤     (an approved round may be extended too)
  └───────────────────┴────────── cancel ────────────────┴──> cancelled

Every move returns where the round stands after it and what is to be recorded of it. A round is never
closed because everybody has answered: only by a person, or by the clock when its last deadline is past.
Moments are aware; a deadline is the last second in which an answer is in time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from consultation.rounds.errors import (
    DeadlinePassed,
    NeedsAnother,
    NotAllowed,
    NotLater,
    NotNow,
    NotReady,
    NotTheApprover,
    ReasonMissing,
    TooEarly,
)
from consultation.rounds.words import RoundState

CLOCK = "clock"
"""Who made a move that no person made."""


_A_SECOND = timedelta(seconds=1)
"""A deadline is its second, whole."""


OVER = (RoundState.CLOSED, RoundState.REPORTED)
"""Whoever lets its deadline pass in these is silent."""


class Act(StrEnum):
    """What can be done with a round."""

    APPROVE = "approve"
    OPEN = "open"
    EXTEND = "extend"
    EXTEND_PARTY = "extend_party"
    CLOSE = "close"
    FEEDBACK = "feedback"
    """Tell each party what became of its own points."""
    REPORT = "report"
    CANCEL = "cancel"


_STARTS_FROM = {
    Act.APPROVE: (RoundState.DRAFT,),
    Act.OPEN: (RoundState.APPROVED,),
    Act.EXTEND: (RoundState.APPROVED, RoundState.OPEN, RoundState.CLOSED),
    Act.EXTEND_PARTY: (RoundState.OPEN, RoundState.CLOSED),
    Act.CLOSE: (RoundState.OPEN,),
    Act.FEEDBACK: (RoundState.CLOSED, RoundState.REPORTED),
    Act.REPORT: (RoundState.CLOSED,),
    Act.CANCEL: (RoundState.DRAFT, RoundState.APPROVED, RoundState.OPEN, RoundState.CLOSED),
}
_BY_FOUR_EYES = {Act.APPROVE, Act.EXTEND, Act.EXTEND_PARTY, Act.CLOSE, Act.FEEDBACK, Act.REPORT}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a round stands; `deadline` is everybody's, not the one a party may have of its own."""

    state: RoundState
    created_by: str
    deadline: datetime
    opens_at: datetime | None = None
    """From when it may be opened; None means as soon as it is approved."""


@dataclass(frozen=True, slots=True)
class Seats:
    """Who may do what: `members` of the office, and whether two of them are wanted for the great moves."""

    members: frozenset[str]
    four_eyes: bool = False
    approver: str | None = None


@dataclass(frozen=True, slots=True)
class Hands:
    """Who makes a move, and who asked for it; the same person where nobody else did."""

    by: str
    asked_by: str


@dataclass(frozen=True, slots=True)
class Move:
    """One move made: where the round stands now, and what is recorded of how it came there.

    `deadline` is the new one where the move set one: everybody's, or the one party's own.
    """

    act: Act
    before: RoundState
    after: Standing
    by: str
    asked_by: str
    at: datetime
    reason: str = ""
    deadline: datetime | None = None


def approve(
    standing: Standing, hands: Hands, seats: Seats, must_be_put_right: Sequence[str], now: datetime
) -> Move:
    """Let the round be sent out, unless the check before launch found something that forbids it."""
    _may(Act.APPROVE, standing, hands, seats)
    if must_be_put_right:
        raise NotReady(must_be_put_right)
    _not_past(standing.deadline, now)
    return _moved(Act.APPROVE, standing, RoundState.APPROVED, hands, now)


def open_round(standing: Standing, hands: Hands, seats: Seats, now: datetime) -> Move:
    """Send the round out; `Hands(CLOCK, CLOCK)` opens it on its day."""
    _may(Act.OPEN, standing, hands, seats)
    if standing.opens_at is not None and now < standing.opens_at:
        raise TooEarly(standing.opens_at)
    _not_past(standing.deadline, now)
    return _moved(Act.OPEN, standing, RoundState.OPEN, hands, now)


def extend(standing: Standing, hands: Hands, seats: Seats, until: datetime, now: datetime) -> Move:
    """Move everybody's deadline; a round closed already is opened again, one not sent out stays as it is."""
    _may(Act.EXTEND, standing, hands, seats)
    _later(until, standing.deadline, now)
    state = standing.state if standing.state is RoundState.APPROVED else RoundState.OPEN
    moved = _moved(Act.EXTEND, standing, state, hands, now)
    return replace(moved, after=replace(moved.after, deadline=until), deadline=until)


def extend_party(
    standing: Standing, hands: Hands, seats: Seats, until: datetime, reason: str, now: datetime
) -> Move:
    """Give one party a deadline of its own, later than everybody's; the round stays as it is."""
    _may(Act.EXTEND_PARTY, standing, hands, seats)
    _later(until, standing.deadline, now)
    moved = _moved(Act.EXTEND_PARTY, standing, standing.state, hands, now)
    return replace(moved, reason=_explained(Act.EXTEND_PARTY, reason), deadline=until)


def close(standing: Standing, hands: Hands, seats: Seats, now: datetime) -> Move:
    """End the round by a person's decision, before its deadline too."""
    _may(Act.CLOSE, standing, hands, seats)
    return _moved(Act.CLOSE, standing, RoundState.CLOSED, hands, now)


def lapse(standing: Standing, last_deadline: datetime, now: datetime) -> Move:
    """End the round by the clock, once the last of its parties' deadlines is past."""
    _starts(Act.CLOSE, standing.state)
    if now <= (last := max(last_deadline, standing.deadline)):
        raise TooEarly(last)
    return _moved(Act.CLOSE, standing, RoundState.CLOSED, Hands(CLOCK, CLOCK), now)


def next_by_clock(standing: Standing, last_deadline: datetime, now: datetime) -> datetime | None:
    """Say when the clock looks at a round next: on its day, and in the second after its last deadline.

    One that was closed before is looked at then too: who has not answered is silent from then on.
    """
    if standing.state is RoundState.APPROVED:
        return standing.opens_at
    over = max(last_deadline, standing.deadline) + _A_SECOND
    if standing.state is RoundState.OPEN:
        return over
    return over if standing.state in OVER and over > now else None


def give_feedback(standing: Standing, hands: Hands, seats: Seats, now: datetime) -> Move:
    """Let the letters leave that tell each party what became of its points; the round stays as it is."""
    _may(Act.FEEDBACK, standing, hands, seats)
    return _moved(Act.FEEDBACK, standing, standing.state, hands, now)


def report(standing: Standing, hands: Hands, seats: Seats, now: datetime) -> Move:
    """Say that the note is final."""
    _may(Act.REPORT, standing, hands, seats)
    return _moved(Act.REPORT, standing, RoundState.REPORTED, hands, now)


def cancel(standing: Standing, hands: Hands, seats: Seats, reason: str, now: datetime) -> Move:
    """Give the round up."""
    _may(Act.CANCEL, standing, hands, seats)
    moved = _moved(Act.CANCEL, standing, RoundState.CANCELLED, hands, now)
    return replace(moved, reason=_explained(Act.CANCEL, reason))


def is_late(received_at: datetime, deadline: datetime, own_deadline: datetime | None = None) -> bool:
    """Tell whether an answer came after the deadline that counts for its party, to the second."""
    return received_at.replace(microsecond=0) > deadline_of(deadline, own_deadline)


def deadline_of(deadline: datetime, own_deadline: datetime | None) -> datetime:
    """Return the deadline that counts for a party: the later of everybody's and its own."""
    return deadline if own_deadline is None else max(deadline, own_deadline)


def _may(act: Act, standing: Standing, hands: Hands, seats: Seats) -> None:
    _starts(act, standing.state)
    if hands.by == CLOCK and act is Act.OPEN:
        return
    for person in (hands.by, hands.asked_by):
        if person not in {*seats.members, seats.approver}:
            raise NotAllowed(person)
    if act in _BY_FOUR_EYES:
        _confirmed(act, standing, hands, seats)


def _starts(act: Act, state: RoundState) -> None:
    if state not in _STARTS_FROM[act]:
        raise NotNow(act, state, _STARTS_FROM[act])


def _confirmed(act: Act, standing: Standing, hands: Hands, seats: Seats) -> None:
    if seats.approver is not None and hands.by != seats.approver:
        raise NotTheApprover(hands.by, seats.approver)
    makers = {hands.asked_by, standing.created_by} if act is Act.APPROVE else {hands.asked_by}
    if seats.four_eyes and hands.by in makers:
        raise NeedsAnother(hands.by)


def _moved(act: Act, standing: Standing, state: RoundState, hands: Hands, now: datetime) -> Move:
    return Move(act, standing.state, replace(standing, state=state), hands.by, hands.asked_by, now)


def _not_past(deadline: datetime, now: datetime) -> None:
    if deadline <= now:
        raise DeadlinePassed(deadline)


def _later(until: datetime, deadline: datetime, now: datetime) -> None:
    if until <= deadline:
        raise NotLater(until, deadline)
    _not_past(until, now)


def _explained(act: Act, reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing(act)
    return reason.strip()
