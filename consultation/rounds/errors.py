"""What can stand in the way of a move of a round.

    RoundError
    ├── NotNow              the round's state does not allow the move
    ├── NotAllowed          the person does not belong to those who may
    ├── NotTheApprover      the round names somebody else as its approver
    ├── NeedsAnother        four eyes are wanted, and these are the same two
    ├── NotReady            the check found what must be put right first
    ├── TooEarly            the round opens, or lapses, later
    ├── DeadlinePassed      nobody could answer in time any more
    ├── NotLater            a deadline only ever moves to a later moment
    ├── ReasonMissing       the move has to be explained
    ├── UnknownRound        no round is called so
    ├── UnknownParty        nobody in the round is called so
    ├── KeyTaken            a round is called so already
    ├── DecidedAlready      somebody decided otherwise since it was looked at
    ├── NothingAsked        what was asked for has been settled, or something else is asked for now
    ├── NoRemarks           nothing of a note can be told to anybody
    └── NoSender            nobody says whom letters are from

Errors carry data; the words are where people read them. A round file that can't be used is
`mistakes.RoundFileError`.
"""

from collections.abc import Iterable
from datetime import datetime

from consultation.rounds.words import RoundState


class RoundError(Exception):
    """The root of the tree."""


class NotNow(RoundError):
    """The round is in ``state``; the ``move`` starts from one of ``allowed``."""

    def __init__(self, move: str, state: RoundState, allowed: Iterable[RoundState]) -> None:
        self.move, self.state, self.allowed = move, state, tuple(allowed)
        super().__init__(move, state, self.allowed)


class NotAllowed(RoundError):
    """``who`` is none of those who may move the round."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotTheApprover(RoundError):
    """``who`` confirmed what only ``approver`` may."""

    def __init__(self, who: str, approver: str) -> None:
        super().__init__(who, approver)
        self.who, self.approver = who, approver


class NeedsAnother(RoundError):
    """``who`` may not confirm alone what ``who`` made or asked for."""

    def __init__(self, who: str) -> None:
        super().__init__(who)
        self.who = who


class NotReady(RoundError):
    """The findings with these ``codes`` must be put right first."""

    def __init__(self, codes: Iterable[str]) -> None:
        self.codes = tuple(codes)
        super().__init__(self.codes)


class TooEarly(RoundError):
    """The move may be made from ``moment`` on."""

    def __init__(self, moment: datetime) -> None:
        super().__init__(moment)
        self.moment = moment


class DeadlinePassed(RoundError):
    """``deadline`` lies before now."""

    def __init__(self, deadline: datetime) -> None:
        super().__init__(deadline)
        self.deadline = deadline


class NotLater(RoundError):
    """``given`` is not later than ``deadline``, which stands."""

    def __init__(self, given: datetime, deadline: datetime) -> None:
        super().__init__(given, deadline)
        self.given, self.deadline = given, deadline


class ReasonMissing(RoundError):
    """The ``move`` was made without a reason."""

    def __init__(self, move: str) -> None:
        super().__init__(move)
        self.move = move


class UnknownRound(RoundError):
    """No round is called ``key``."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class UnknownParty(RoundError):
    """Nobody in the round ``key`` is called or writes from ``name``."""

    def __init__(self, key: str, name: str) -> None:
        super().__init__(key, name)
        self.key, self.name = key, name


class KeyTaken(RoundError):
    """A round is called ``key`` already."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class SameDocument(RoundError):
    """The document ``name`` is its newest ``version`` already."""

    def __init__(self, name: str, version: int) -> None:
        super().__init__(name, version)
        self.name, self.version = name, version


class DecidedAlready(RoundError):
    """``by`` decided on a message since it was looked at."""

    def __init__(self, by: str) -> None:
        super().__init__(by)
        self.by = by


class NothingAsked(RoundError):
    """In the round ``key`` nobody waits any more for what was to be confirmed."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NoSender(RoundError):
    """No letter can be written: the address that they are from is not configured."""


class NoRemarks(RoundError):
    """A file says of no point what became of it; ``waiting`` parties wait for more than it says."""

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting)
        self.waiting = waiting
