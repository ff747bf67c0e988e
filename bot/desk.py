"""The desk: what every use case works with.

``bot.bootstrap`` lays it; tests lay their own.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.clock import Clock
from bot.front_desk.scanning import Scan, nothing_is_scanned
from bot.inquiries.deadlines import WorkCalendar
from bot.pulse import Pulse
from bot.settings import NOT_AN_ADDRESS, Office, Settings
from bot.staff.members import Members
from storage.database import Database


def nobody_waits() -> None:
    """Stand in for a courier in another process: it finds the parcel by itself."""


@dataclass(frozen=True)
class Desk:
    """The record, the clock, the calendar, the people and the settings."""

    settings: Settings
    database: Database
    clock: Clock
    calendar: WorkCalendar
    members: Members
    key: bytes = field(repr=False)
    """Signs reply addresses and Message-IDs."""
    scan: Scan = nothing_is_scanned
    """Looks for viruses in a file; it takes its time."""
    nudge: Callable[[], None] = nobody_waits
    """Tells the courier of this process that something is due."""
    pulse: Pulse = field(default_factory=Pulse)
    """Where the loops of this process leave their signs of life."""

    @property
    def own_address(self) -> str:
        """The address that we write from; empty where none is configured: then no letter is written."""
        address = self.settings.smtp.from_address
        return "" if address == NOT_AN_ADDRESS else address

    @property
    def from_name(self) -> str:
        """Who our letters are from."""
        return self.settings.smtp.from_name or self.settings.service.public_name

    @property
    def offices(self) -> tuple[Office, ...]:
        """The configured offices."""
        return tuple(self.settings.office)

    def wants_four_eyes(self, office: str) -> bool:
        """Whether two members of an office are wanted for what leaves it."""
        return any(each.key == office and each.four_eyes for each in self.offices)

    def office_name(self, key: str, language: str) -> str:
        """What an office is called; one that configuration no longer has stands for itself."""
        known = next((office for office in self.offices if office.key == key), None)
        if known is None:
            return key
        return (known.name_en if language == "en" else None) or known.name
