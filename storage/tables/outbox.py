"""The outbox: what is to go out into the world, once each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, partial_index


class OutboxRow(Base):
    """One thing to deliver, under a unique key that says what it is."""

    __tablename__ = "outbox"
    __table_args__ = (
        # what is due is found without reading what was sent, in the order in which it leaves
        partial_index("ix_outbox_due", "priority", "due_at", "id", where="state = 'pending'"),
        Index("ix_outbox_recipient", "recipient", "created_at"),
        partial_index("ix_outbox_leased", "leased_until", where="leased_until IS NOT NULL"),
        partial_index("ix_outbox_failed", "id", where="state = 'failed'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    lane: Mapped[str]
    """Rows of one lane (a Slack channel, a letter's recipient) leave one after the other."""
    priority: Mapped[int] = mapped_column(SmallInteger, default=1, server_default="1")
    """Of what is due the lowest leaves first (`storage.outbox.Priority`)."""
    payload: Mapped[dict[str, Any]]
    recipient: Mapped[str | None]
    """The address that an automatic letter goes to: how many it got today is counted by it."""
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    state: Mapped[str]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    """Set while somebody delivers it; if the moment has passed, nobody knows whether it left."""
    leased_by: Mapped[str | None]
    """The process that delivers it; None where the lease ends by the clock alone."""
    attempts: Mapped[int] = mapped_column(default=0)
    abandoned: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many couriers ended with it in their hands."""
    ended_at: Mapped[datetime | None]
    reason: Mapped[str | None]
    """Why it was dropped or failed, or what the last try met."""
    result: Mapped[dict[str, Any] | None]
