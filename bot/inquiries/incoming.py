"""A letter from outside as the inquiries see it, whichever way it came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Incoming:
    """What somebody wrote to us. Addresses are lower case; moments are aware."""

    sender: str
    sender_name: str
    subject: str
    text: str
    """What the writer wrote anew."""
    full_text: str | None
    """The whole text, where it says more."""
    received_at: datetime
    ledger_id: int | None = None
    message_id: str | None = None
    references: Sequence[str] = ()
    reply_to: str | None = None
    recipients: Sequence[str] = ()
    copies: Sequence[str] = ()
    attachments: Sequence[Mapping[str, Any]] = ()
    unproven: bool = False
    """Whether the sender's own domain disowns the letter: it may be anybody's."""
    unread: Sequence[str] = ()
    """What could not be read: ``encrypted``, ``winmail`` (Outlook's own form), ``cut`` (beyond a limit)."""
    sealed: bool = False
    """Whether nothing it says could be read, as all is encrypted."""
    may_be_answered: bool = True
    """Whether anything automatic may go back (contract: never to machines, lists or ourselves)."""
    organisation: str | None = None
    """Whom the writer speaks for, where configuration says so."""
    office: str | None = None
    """The office that gets it, where configuration says so."""

    @property
    def answer_to(self) -> str:
        """The address that an answer goes to."""
        return self.reply_to or self.sender


@dataclass(frozen=True)
class EnclosedFile:
    """A file in a letter, under a name that is safe to show and save."""

    name: str
    content: bytes
    mark: str | None = None
    """What people must know before they open it, as attachments in the record have it."""
