"""Inquiries: their state, correspondence, participants, notes, corrections and event log."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import NEVER_REUSED, Base, partial_index


class Inquiry(Base):
    """A question or offer from outside: a number, an office, a person and a deadline."""

    __tablename__ = "inquiry"
    __table_args__ = (
        # the ticker finds what is due without reading what is closed
        partial_index("ix_inquiry_remind_at", "remind_at", where="remind_at IS NOT NULL"),
        partial_index("ix_inquiry_escalate_at", "escalate_at", where="escalate_at IS NOT NULL"),
        partial_index("ix_inquiry_snoozed_until", "snoozed_until", where="snoozed_until IS NOT NULL"),
        partial_index("ix_inquiry_merged_into", "merged_into", where="merged_into IS NOT NULL"),
        partial_index("ix_inquiry_part_of", "part_of", where="part_of IS NOT NULL"),
        partial_index("ix_inquiry_confidential", "id", where="confidential IS NOT NULL"),
        partial_index(
            "ix_inquiry_to_empty", "closed_at", where="closed_at IS NOT NULL AND emptied_at IS NULL"
        ),
        Index("ix_inquiry_status", "status", "first_answer_due"),
        Index("ix_inquiry_office", "office", "status", "first_answer_due"),
        Index("ix_inquiry_initiative", "initiative", "received_at", "id"),
        Index("ix_inquiry_received_at", "received_at", "id"),
        Index("ix_inquiry_claimed_by", "claimed_by", "status", "first_answer_due"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    office: Mapped[str]
    subject: Mapped[str]
    language: Mapped[str]
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("contact.id"), index=True)
    sender: Mapped[str]
    sender_name: Mapped[str]

    initiative: Mapped[str]
    confidence: Mapped[float]
    accepted: Mapped[bool]
    scores: Mapped[dict[str, Any]]
    topics: Mapped[list[Any]]
    model: Mapped[str]

    received_at: Mapped[datetime]
    first_answer_due: Mapped[datetime]
    remind_at: Mapped[datetime | None]
    escalate_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    merged_into: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"))
    """The inquiry in which this one goes on, as both are one matter."""
    part_of: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"))
    """The inquiry of which this one is a question to another office (``QuestionPart``)."""
    confidential: Mapped[list[Any] | None]
    """The Slack users who alone may see it; None where it is open to its office."""
    emptied_at: Mapped[datetime | None]
    """When its time was up: what was said and by whom is gone, its number and course stay."""

    revision: Mapped[int] = mapped_column(default=1)
    """Counts every change that the card shows."""
    shown_revision: Mapped[int] = mapped_column(default=0)
    card_channel: Mapped[str | None]
    card_ts: Mapped[str | None] = mapped_column(index=True)


class Correspondence(Base):
    """One letter in or out of an inquiry."""

    __tablename__ = "correspondence"
    __table_args__ = (
        partial_index("ix_correspondence_came_for", "came_for", where="came_for IS NOT NULL"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    direction: Mapped[str]
    kind: Mapped[str]
    """``letter`` or ``acknowledgement``."""
    state: Mapped[str]
    """``received``; or ``awaiting``, ``held``, ``sent``, ``withdrawn``, ``failed`` for what goes out."""
    at: Mapped[datetime]
    sender: Mapped[str]
    reply_to: Mapped[str | None]
    recipients: Mapped[list[Any]]
    copies: Mapped[list[Any]]
    subject: Mapped[str]
    text: Mapped[str]
    """What the writer wrote anew."""
    full_text: Mapped[str | None]
    """The whole text where it says more than ``text``."""
    language: Mapped[str]
    message_id: Mapped[str | None] = mapped_column(index=True)
    references: Mapped[list[Any]]
    attachments: Mapped[list[Any]]
    """``[{"name", "size", "type"}]``; of an answer also ``"file"``, the number of its content."""
    author: Mapped[str | None]
    """The Slack user who wrote an answer."""
    ledger_id: Mapped[int | None] = mapped_column(ForeignKey("mail_ledger.id"), index=True)
    came_for: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"))
    """The inquiry that a letter from outside was written to, where that one goes on in this one."""
    doubts: Mapped[list[Any] | None]
    """What is doubtful about its sender, as ``bot.inquiries.parties.doubts_about`` says it."""
    quotes: Mapped[int | None]
    """The letter that an answer quotes below itself."""
    approved_by: Mapped[str | None]
    approved_digest: Mapped[str | None]
    """What was approved: the answer leaves only as long as it is still that."""


class Participant(Base):
    """An address that takes part in an inquiry's thread."""

    __tablename__ = "participant"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    email: Mapped[str] = mapped_column(primary_key=True)


class InquiryLink(Base):
    """Two inquiries that belong together without sharing a thread."""

    __tablename__ = "inquiry_link"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    other_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True, index=True)


class Note(Base):
    """An internal note; it never leaves the house."""

    __tablename__ = "note"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    at: Mapped[datetime]
    author: Mapped[str]
    text: Mapped[str]


class Draft(Base):
    """An answer that somebody took back or left unfinished."""

    __tablename__ = "draft"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    author: Mapped[str] = mapped_column(primary_key=True)
    recipients: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    saved_at: Mapped[datetime]
    language: Mapped[str | None]
    quoted: Mapped[bool | None]
    copies: Mapped[str | None]
    files: Mapped[list[Any] | None]
    """As an answer's attachments."""


class Event(Base):
    """One line of an inquiry's history; rows are only ever added."""

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_actor", "actor", "id"),
        partial_index("ix_event_unsealed", "id", where="seal_id IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    at: Mapped[datetime]
    actor: Mapped[str]
    """A Slack user id, a mail address, or ``fondsdialog``."""
    what: Mapped[str]
    details: Mapped[dict[str, Any]]
    seal_id: Mapped[int | None] = mapped_column(ForeignKey("seal.id"))
    """The link of the chain that it is in (`storage.seals`)."""


@event.listens_for(Event, "before_update")
@event.listens_for(Event, "before_delete")
def _refuse(*_: object) -> None:
    raise TypeError("an inquiry's history is only ever added to")


class Correction(Base):
    """What a person said an inquiry is about, against what the model said."""

    __tablename__ = "correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    at: Mapped[datetime]
    by: Mapped[str]
    before: Mapped[str]
    after: Mapped[str]
    model: Mapped[str]
