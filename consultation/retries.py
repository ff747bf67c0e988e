"""When a letter that came back "for now" is sent again: the rule that inquiries' letters and rounds' share.

A full mailbox is emptied one day, and a mail server that was overrun is up again. Who says that a letter came
back so is ``bot.mail.reports``.
"""

from datetime import datetime, timedelta

PAUSES = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))
"""How long after each return the same letter is sent again; after the last of them a person is asked."""


def next_try(tried: int, came_back_at: datetime) -> datetime | None:
    """Say when a letter that was sent again so many times leaves once more; None where that is enough."""
    return came_back_at + PAUSES[tried] if tried < len(PAUSES) else None
