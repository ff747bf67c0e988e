"""What answers are made with: files to send along, the library; and rounds that inquiries are about."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from storage.tables.base import NEVER_REUSED, Base


class AnswerFile(Base):
    """A file that somebody attached in Slack; its content is fetched a moment later."""

    __tablename__ = "answer_file"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), index=True)
    author: Mapped[str]
    added_at: Mapped[datetime]
    name: Mapped[str]
    type: Mapped[str]
    size: Mapped[int]
    url: Mapped[str]
    """Where Slack keeps it."""
    sha256: Mapped[str | None]
    """Set once the content is here."""
    content: Mapped[bytes | None] = deferred(mapped_column(LargeBinary))
    mark: Mapped[str | None]
    """What people must know before they open it; of an infected one the content is not kept."""


class AnswerTemplate(Base):
    """A standard answer, in one or both languages; an empty text is none."""

    __tablename__ = "answer_template"
    __table_args__ = NEVER_REUSED

    id: Mapped[int] = mapped_column(primary_key=True)
    owner: Mapped[str]
    office: Mapped[str]
    title: Mapped[str] = mapped_column(unique=True)
    body_da: Mapped[str]
    body_en: Mapped[str]
    valid_until: Mapped[str | None]
    """The last day on which it may be used, as an ISO date."""
    times_used: Mapped[int]
    saved_at: Mapped[datetime]


class InquiryRound(Base):
    """An inquiry that is about a written round."""

    __tablename__ = "inquiry_round"

    inquiry_id: Mapped[int] = mapped_column(ForeignKey("inquiry.id"), primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"), primary_key=True, index=True)
