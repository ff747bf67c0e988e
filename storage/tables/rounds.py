"""Written rounds: the round, its questions and documents, the parties asked, and what they answered."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import NEVER_REUSED, Base, partial_index


def _digest_of_content(row: Any) -> str:
    # row: SQLAlchemy's context of a default, whose methods have no types
    return hashlib.sha256(row.get_current_parameters()["content"]).hexdigest()


class Round(Base):
    """A set of questions to named parties, with a deadline."""

    __tablename__ = "round"
    __table_args__ = (
        partial_index("ix_round_clock_at", "clock_at", where="clock_at IS NOT NULL"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    state: Mapped[str] = mapped_column(index=True)
    title: Mapped[str]
    text: Mapped[str]
    office: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"), index=True)

    opens_at: Mapped[datetime | None]
    deadline: Mapped[datetime]
    plan_version: Mapped[int] = mapped_column(default=1)
    """Counts the deadlines: what was planned under an older one is no longer true."""
    closing_time_stated: Mapped[bool]
    consent: Mapped[str | None]
    """The question on publication."""
    feedback_on: Mapped[str | None]
    """When the parties hear what became of their points, as an ISO date."""
    reminders: Mapped[dict[str, Any]]
    approver: Mapped[str | None]
    """Who is to approve, where somebody is named."""

    created_at: Mapped[datetime]
    created_by: Mapped[str]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    clock_at: Mapped[datetime | None]
    """When the ticker next asks whether to open or close it."""

    revision: Mapped[int] = mapped_column(default=1)
    """Counts every change that the round's card shows."""
    shown_revision: Mapped[int] = mapped_column(default=0)
    """Which of them the card shows."""
    card_channel: Mapped[str | None]
    card_ts: Mapped[str | None]
    asked: Mapped[dict[str, Any] | None]
    """The move that one member asked for and another has to confirm."""


class RoundQuestion(Base):
    """One question of a round."""

    __tablename__ = "round_question"

    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    position: Mapped[int]
    text: Mapped[str]


class RoundDocument(Base):
    """One version of a document that the round is about."""

    __tablename__ = "round_document"
    __table_args__ = (UniqueConstraint("round_id", "name", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    name: Mapped[str]
    version: Mapped[int]
    type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str | None] = mapped_column(default=_digest_of_content)
    """None where a version of the program put it there that knew of none."""
    text: Mapped[str]
    """What can be read of it; empty for a scanned one."""
    added_at: Mapped[datetime]


class Party(Base):
    """An organisation in a round: asked, or answering unasked. Each has exactly one state."""

    __tablename__ = "round_party"
    __table_args__ = (
        Index("ix_round_party_round_id", "round_id", "state"),
        partial_index("ix_round_party_remind_at", "remind_at", where="remind_at IS NOT NULL"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    organisation: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    language: Mapped[str]
    tags: Mapped[list[Any]]
    invited: Mapped[bool]
    """False for one who answered unasked."""
    asked_at: Mapped[datetime | None]
    """Set where it was asked after the others."""
    must_hear: Mapped[bool]
    state: Mapped[str]
    state_at: Mapped[datetime]
    evidence: Mapped[int | None] = mapped_column(ForeignKey("mail_ledger.id"), index=True)
    """The message that proves the state."""
    own_deadline: Mapped[datetime | None]
    own_deadline_reason: Mapped[str | None]
    absent_until: Mapped[str | None]
    """The first day on which it is back, as an ISO date."""
    remind_at: Mapped[datetime | None]
    """When the ticker next asks whether to remind."""
    reminded: Mapped[list[Any]]
    """``[{"moment", "at", "deadline"}]``: the reminders that left, oldest first."""
    joined: Mapped[list[Any] | None]
    """Numbers of others' messages that it signed (`Submission.reading["with"]`, the other way round)."""


class PartyAddress(Base):
    """Where a party is written to."""

    __tablename__ = "round_address"

    party_id: Mapped[int] = mapped_column(ForeignKey("round_party.id"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True, index=True)
    name: Mapped[str]
    active: Mapped[bool]
    """False once it bounced, or once the invitation moved to somebody else."""


class RoundLetter(Base):
    """A letter of a round to one party: invitation, reminder, receipt, news of the deadline."""

    __tablename__ = "round_letter"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    party_id: Mapped[int] = mapped_column(ForeignKey("round_party.id"), index=True)
    kind: Mapped[str]
    state: Mapped[str]
    """``held``, ``sent``, ``dropped`` or ``failed``."""
    at: Mapped[datetime]
    recipients: Mapped[list[Any]]
    subject: Mapped[str]
    message_id: Mapped[str] = mapped_column(unique=True)
    references: Mapped[list[Any]]
    plan_version: Mapped[int]
    facts: Mapped[dict[str, Any]]
    """What the letter says beside what the round says."""
    text: Mapped[str]
    """The words that left; empty until then."""


class Submission(Base):
    """One message to a round, and what it was understood to be."""

    __tablename__ = "round_submission"
    __table_args__ = (
        Index("ix_round_submission_round_id", "round_id", "id"),
        # holds the figure too: a round's answers are counted without being read
        partial_index("ix_round_submission_waiting", "round_id", "waiting", where="waiting > 0"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("round_party.id"), index=True)
    ledger_id: Mapped[int | None] = mapped_column(ForeignKey("mail_ledger.id"), unique=True)
    kind: Mapped[str]
    version: Mapped[int]
    """Counts the party's answers from 1; 0 for what is no answer."""
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("round_submission.id"))
    received_at: Mapped[datetime]
    late: Mapped[bool]
    sender: Mapped[str]
    sender_name: Mapped[str]
    subject: Mapped[str]
    message_id: Mapped[str | None] = mapped_column(index=True)
    texts: Mapped[list[Any]]
    """``[{"source", "text"}]``: the body (source empty) and the attachments that can be read."""
    reading: Mapped[dict[str, Any]]
    """What it was read as: passages by question, consent, on whose behalf, what a person has to decide."""
    attachments: Mapped[list[Any]]
    """``[{"name", "size", "type", "unread"}]``; ``unread`` says why one could not be read."""
    contains_cpr: Mapped[bool]
    undecided: Mapped[str | None]
    """What a person has to decide; None where nothing is open."""
    set_aside: Mapped[str | None]
    """Why it counts for nothing, where a person said so."""
    waiting: Mapped[int] = mapped_column(default=0)
    """How many of its statements wait for a person."""


class StatementReview(Base):
    """What people last said of one statement of an answer; statements themselves are cut anew each time.

    ``stance``, ``topics`` and ``target_groups`` are what they said it is; None: as it is proposed.
    """

    __tablename__ = "round_statement"
    __table_args__ = (UniqueConstraint("submission_id", "source", "start", "end"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("round_submission.id"))
    source: Mapped[str]
    start: Mapped[int]
    end: Mapped[int]
    decision: Mapped[str]
    """``confirmed``, ``set_aside``, or ``proposed`` where somebody took either back."""
    reason: Mapped[str]
    """Why it is set aside; empty else."""
    stance: Mapped[str | None]
    topics: Mapped[list[Any] | None]
    target_groups: Mapped[list[Any] | None]
    by: Mapped[str]
    at: Mapped[datetime]
    times: Mapped[int]
    """How often something was said of it: whoever says more has to know of the last time."""


class RoundFeedback(Base):
    """Letters that tell parties what became of their points, as somebody drew them up."""

    __tablename__ = "round_feedback"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    letters: Mapped[list[Any]]
    """``[{"party", "points"}]``, by the parties' names."""


class RoundEvent(Base):
    """One line of a round's history; rows are only ever added."""

    __tablename__ = "round_event"
    __table_args__ = (partial_index("ix_round_event_unsealed", "id", where="seal_id IS NULL"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), index=True)
    party_id: Mapped[int | None] = mapped_column(ForeignKey("round_party.id"))
    at: Mapped[datetime]
    actor: Mapped[str]
    what: Mapped[str]
    details: Mapped[dict[str, Any]]
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("seal.id"))
    """The link of the chain that it is in (`storage.seals`)."""
