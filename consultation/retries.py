"""Which refusals are for now, and when a letter that came back so is sent again: for inquiries and rounds.

A full mailbox is emptied one day, and a mail server that was overrun is up again. Who says that a letter came
back so is ``bot.mail.reports``.
"""

from datetime import datetime, timedelta

PAUSES = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))
"""How long after each return the same letter is sent again; after the last of them a person is asked."""


_FOR_GOOD = "5"
"""The first digit of a mail server's reply that another try would not change (RFC 5321, 4.2.1)."""


def is_for_good(reply: str) -> bool:
    """Say whether a mail server's reply refuses a letter for good, or only puts it off."""
    return reply.startswith(_FOR_GOOD)


def next_try(tried: int, came_back_at: datetime) -> datetime | None:
    """Say when a letter that was sent again so many times leaves once more; None where that is enough."""
    return came_back_at + PAUSES[tried] if tried < len(PAUSES) else None
