"""Inquiries in a list, a line each: on the home tab and in what a command answers."""

from collections.abc import Callable
from datetime import datetime

from bot.inquiries.lifecycle import OPEN, Status
from bot.slack.cards.outside import safe_line, writer
from bot.slack.cards.wording import Wording
from storage.finding import Deed, Line

SUBJECT_SHOWN = 150
NAME_SHOWN = 80
BETWEEN = "   ·   "

Link = Callable[[Line | Deed], str | None]
"""Gives the address of a card."""


def line(of: Line, link: Link, words: Wording, now: datetime, *, holder: bool = False) -> str:
    """What an inquiry is, and where it stands: three short lines, safe to show."""
    parts = [_standing(of, words, now)]
    if holder and of.status in OPEN:
        parts.append(
            words("card-holder", who=f"<@{of.claimed_by}>") if of.claimed_by else words("card-unheld")
        )
    subject = safe_line(of.subject, SUBJECT_SHOWN) or words("card-no-subject")
    return f"*{named(of, link)}*  ·  {_who(of, words)}\n{subject}\n{BETWEEN.join(parts)}"


def named(of: Line | Deed, link: Link) -> str:
    """An inquiry's number, leading to its card where there is one."""
    address = link(of)
    return f"<{address}|{of.reference}>" if address else of.reference


def _who(of: Line, words: Wording) -> str:
    names = (safe_line(name, NAME_SHOWN) for name in (of.organisation or "", of.sender_name))
    return next(filter(None, names), None) or writer(of.sender) or words("card-unknown-sender")


def _standing(of: Line, words: Wording, now: datetime) -> str:
    match of.status:
        case Status.ANSWERED if of.answered_at:
            return f"{words('card-status-answered')} {words.date(of.answered_at, now)}"
        case Status.WAITING if of.snoozed_until:
            return words("card-snoozed", when=words.date(of.snoozed_until, now))
        case Status.ANSWERED | Status.CLOSED:
            return words(f"card-status-{of.status}")
    if now > of.first_answer_due:
        return words("line-late", when=words.date(of.first_answer_due, now))
    return words("card-deadline", deadline=words.deadline(of.first_answer_due, now))
