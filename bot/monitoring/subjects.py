"""What can be wrong, and how a trouble is named in the record."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Subject(StrEnum):
    """What a trouble is about; its name in the record begins so, and may go on with whose it is."""

    MAIL = "imap"
    LETTER = "imap-letter"
    LETTERS = "smtp"
    SLACK = "slack"
    CHANNEL = "channel"
    DISK = "disk"
    DATABASE = "database"
    GONE = "database-gone"
    SILENT = "silent"
    HUNG = "loops"


@dataclass(frozen=True)
class Trouble:
    """Something that is wrong, since when, and what the part itself says of it."""

    what: str
    reason: str
    since: datetime


def subject_of(what: str) -> Subject:
    """What a trouble is about, by its name."""
    return Subject(what.partition(" ")[0])


def whose(what: str) -> str:
    """Whose it is, by its name: a machine, a loop, an office; nobody's most of the time."""
    return what.partition(" ")[2]
