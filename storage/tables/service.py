"""What the service remembers about itself: counters, its parts' health, what people were told of, offices."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base, partial_index


class Counter(Base):
    """The last number given out in a series, such as ``inquiry:2026``."""

    __tablename__ = "counter"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[int]


class Seal(Base):
    """One link of the chain that a history is sealed in; see `storage.seals`."""

    __tablename__ = "seal"

    id: Mapped[int] = mapped_column(primary_key=True)
    history: Mapped[str] = mapped_column(index=True)
    """The table of the history: ``event`` or ``round_event``."""
    at: Mapped[datetime]
    lines: Mapped[int]
    """How many lines it holds."""
    digest: Mapped[str]
    """Of those lines and of the link before, SHA-256."""


class PartState(Base):
    """How a part of the service (``imap``, ``smtp``, ``slack``, …) is doing, and since when."""

    __tablename__ = "part_state"

    part: Mapped[str] = mapped_column(primary_key=True)
    trouble: Mapped[str | None]
    since: Mapped[datetime]
    seen_at: Mapped[datetime]


class Alarm(Base):
    """Something that is or was wrong for longer than a moment, and that people were told of."""

    __tablename__ = "alarm"
    __table_args__ = (
        # however many processes see it, it is told once while it lasts
        partial_index("uq_alarm_lasting", "what", where="over_at IS NULL", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    what: Mapped[str]
    """Which trouble (``bot.monitoring.troubles``): ``imap``, ``disk <machine>``, ``silent clock``, …"""
    reason: Mapped[str]
    """What the part said when people were told."""
    since: Mapped[datetime]
    raised_at: Mapped[datetime]
    over_at: Mapped[datetime | None]


class OfficeState(Base):
    """What is remembered of an office beside its configuration."""

    __tablename__ = "office_state"

    office: Mapped[str] = mapped_column(primary_key=True)
    channel_trouble: Mapped[str | None]
    trouble_since: Mapped[datetime | None]
    digested_until: Mapped[datetime | None]
    """Up to when its last digest told what happened."""
    digest_at: Mapped[datetime | None]
    """When the ticker next asks whether there is something to tell."""
