"""What members of staff have set for themselves, and what they have before them."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from storage.tables.base import Base


class StaffMember(Base):
    """Somebody's own settings, by Slack user id; whoever set nothing has no row."""

    __tablename__ = "staff_member"

    user: Mapped[str] = mapped_column(primary_key=True)
    language: Mapped[str | None]
    day_starts: Mapped[str | None]
    """Where it is not the house's, an ISO time."""
    day_ends: Mapped[str | None]
    away_from: Mapped[str | None]
    """The first day of an absence, as an ISO date."""
    away_until: Mapped[str | None]
    """The first day back, as an ISO date."""
    deputy: Mapped[str | None]
    """Who is reminded instead during the absence."""


class HomeTab(Base):
    """A home tab that somebody has opened: which page of it shows, and what was drawn there last."""

    __tablename__ = "home_tab"

    user: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    """When they last opened it, or clicked in it."""
    place: Mapped[str]
    """The page, as a button that leads there has it."""
    drawn: Mapped[str]
    """A digest of what stands there."""
    drawn_at: Mapped[datetime]
    guard: Mapped[str | None]
    """Slack's word for what stands there: whoever publishes with an older one is refused."""
