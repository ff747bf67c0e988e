"""The mail ledger: every message ever seen, whole, and what became of it."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, deferred, mapped_column

from storage.tables.base import NEVER_REUSED, Base, partial_index

KEPT_ASIDE = "'quarantined', 'auto_reply', 'bounce', 'receipt', 'list_mail', 'loop', 'duplicate'"
"""What nobody answers or acts upon, and a time runs out for; a question in these words has an index."""
# What came from a file never lay in an inbox
_IN_THE_INBOX = "filed_at IS NULL AND mailbox IS NOT NULL"


class RawMessage(Base):
    """One message as it came, compressed; identical bytes are kept once."""

    __tablename__ = "raw_message"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(unique=True)
    size: Mapped[int]
    stored_at: Mapped[datetime]
    # deferred: listing the ledger must never read the letters
    content: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    """Compressed; empty once no row of the ledger keeps it."""


class LedgerEntry(Base):
    """One message seen, and the one outcome it got (none yet: ``outcome`` is null)."""

    __tablename__ = "mail_ledger"
    __table_args__ = (
        UniqueConstraint("mailbox", "uidvalidity", "uid"),
        # the few not yet decided or filed are found without reading the archive
        partial_index("ix_mail_ledger_undecided", "id", where="outcome IS NULL"),
        partial_index("ix_mail_ledger_unfiled", "mailbox", "uidvalidity", where=_IN_THE_INBOX),
        Index("ix_mail_ledger_content", "content_digest", "id"),
        partial_index(
            "ix_mail_ledger_to_empty",
            "decided_at",
            where=f"emptied_at IS NULL AND inquiry_id IS NULL AND outcome IN ({KEPT_ASIDE})",
        ),
        partial_index("ix_mail_ledger_duplicate_of", "duplicate_of", where="duplicate_of IS NOT NULL"),
        NEVER_REUSED,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    raw_id: Mapped[int] = mapped_column(ForeignKey("raw_message.id"), index=True)
    source: Mapped[str]
    """Where it came from, for people: ``INBOX`` or a file's path."""
    mailbox: Mapped[str | None]
    # IMAP's numbers are unsigned 32-bit (RFC 3501, 2.3.1.1)
    uidvalidity: Mapped[int | None] = mapped_column(BigInteger)
    uid: Mapped[int | None] = mapped_column(BigInteger)
    seen_at: Mapped[datetime]
    received_at: Mapped[datetime]
    outcome: Mapped[str | None]
    reason: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    content_digest: Mapped[str | None]
    """Digest of what the message says, the same for two deliveries of one message."""
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"), index=True)
    duplicate_of: Mapped[int | None] = mapped_column(ForeignKey("mail_ledger.id"))
    filed_at: Mapped[datetime | None]
    """When it left the inbox for the processed or the quarantine folder."""
    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    """How often a start took it up after a process that had it ended without an outcome."""
    emptied_at: Mapped[datetime | None]
    """When its time was up: the message is gone, and this row accounts for it."""


class MailboxCursor(Base):
    """How far a mailbox has been read: the last UID under a UIDVALIDITY."""

    __tablename__ = "mailbox_cursor"

    mailbox: Mapped[str] = mapped_column(primary_key=True)
    uidvalidity: Mapped[int] = mapped_column(BigInteger)
    last_uid: Mapped[int] = mapped_column(BigInteger)
    read_at: Mapped[datetime]
