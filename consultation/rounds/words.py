"""The words of a round: the states and kinds that its rules, record and reports share.

Values only; what they mean for one another is in `lifecycle`, `ledger` and `answers`.
"""

from dataclasses import dataclass
from enum import StrEnum

OTHER = "øvrigt"
"""The key under which stands what answers no question of the round."""


class RoundKind(StrEnum):
    """What is consulted on."""

    UIP = "uip"
    POLICY = "policy"


class RoundState(StrEnum):
    """How far a round has come."""

    DRAFT = "draft"
    APPROVED = "approved"
    OPEN = "open"
    CLOSED = "closed"
    REPORTED = "reported"
    CANCELLED = "cancelled"


BEFORE_LAUNCH = (RoundState.DRAFT, RoundState.APPROVED)
"""Nobody has been written to yet."""


class PartyState(StrEnum):
    """What is known of one party's answer; each has exactly one, with the message that proves it."""

    INVITED = "invited"
    UNDELIVERABLE = "undeliverable"
    PUT_OFF = "put_off"
    """A letter came back for now, and is sent again."""
    PROMISED = "promised"
    ANSWERED = "answered"
    NO_REMARKS = "no_remarks"
    DECLINED = "declined"
    OUTSIDE_REMIT = "outside_remit"
    DELEGATED = "delegated"
    SILENT = "silent"


class AnswerKind(StrEnum):
    """What one message to a round is."""

    SUBMISSION = "submission"
    REVISED_SUBMISSION = "revised_submission"
    NO_REMARKS = "no_remarks"
    DECLINED = "declined"
    OUTSIDE_REMIT = "outside_remit"
    EXTENSION_REQUEST = "extension_request"
    QUESTION = "question"
    PROMISE = "promise"
    DELEGATION = "delegation"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"


class Consent(StrEnum):
    """What a party lets us publish."""

    PUBLISH = "publish"
    WITHOUT_PERSONS = "without_persons"
    IN_PART = "in_part"
    """A part of what it sent ("not the annex"): people say which."""
    NOT = "not"


class Stance(StrEnum):
    """What a statement does."""

    SUPPORT = "support"
    CRITICISM = "criticism"
    PROPOSAL = "proposal"
    QUESTION = "question"
    INFORMATION = "information"
    EVIDENCE = "evidence"


class Verdict(StrEnum):
    """What became of a point."""

    MET = "met"
    PARTLY = "partly"
    NOT = "not"
    NOTED = "noted"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a round."""

    key: str
    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a message: its body (``source`` empty) or an attachment's, by name."""

    source: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Exact characters of a text of a message: ``start`` included, ``end`` not."""

    source: str
    start: int
    end: int

    def overlaps(self, other: "Passage") -> bool:
        """Say whether two passages of one message share a character."""
        return self.source == other.source and self.start < other.end and other.start < self.end


class ProposalType(StrEnum):
    """What a proposal in a `uip` round offers or asks for."""

    FOCUS_AREA = "focus_area"
    OWN_PROJECT = "own_project"
    TAKEOVER = "takeover"
    SPREAD = "spread"


class SusiPhase(StrEnum):
    """The phases of a development programme, in their order."""

    SCREENING = "screening"
    MODNING = "modning"
    AFPROEVNING = "afproevning"
    UDBREDELSE = "udbredelse"
