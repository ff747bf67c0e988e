"""Whether anything automatic may go back: an acknowledgement, a receipt, a reminder.

Asked of what the screening handed on, and stricter: a person may have written a letter that no
machine should answer (RFC 3834, section 2). How many a day may go to one address is counted
elsewhere.
"""

from bot.mail.headers import first, keyword
from bot.mail.parsing import ParsedMail
from bot.screening.automatic import MARKS, is_unread, precedence

_LIST_FIELDS = ("list-id", "list-post", "list-unsubscribe", "list-help", "mailing-list", "x-mailing-list")
_SUPPRESSING = frozenset({"all", "autoreply"})  # not "oof": our letters tell of no absence


def may_be_answered(mail: ParsedMail) -> bool:
    """Say whether anything automatic may go back to the writer."""
    return why_not_answered(mail) is None


def why_not_answered(mail: ParsedMail) -> str | None:
    """Return why nothing automatic may go back, or None if it may."""
    reasons = {
        "no_sender": mail.sender is None,
        "null_sender": mail.return_path == "",
        "automatic": _automatic(mail),
        "precedence": precedence(mail) in ("bulk", "junk", "list", "auto_reply"),
        "list": any(field in mail.headers for field in _LIST_FIELDS),
        "asked_not_to": _asked_not_to(mail),
        "address_not_read": _not_read(mail),
    }
    return next((reason for reason, applies in reasons.items() if applies), None)


def _automatic(mail: ParsedMail) -> bool:
    submitted = keyword(first(mail.headers, "auto-submitted")).lower()
    return submitted not in ("", "no") or any(mark in mail.headers for mark in MARKS)


def _asked_not_to(mail: ParsedMail) -> bool:
    """Honour what Exchange and its like ask for ([MS-OXCMAIL] 2.2.3.2.14)."""
    asked = first(mail.headers, "x-auto-response-suppress").lower()
    return any(word.strip() in _SUPPRESSING for word in asked.split(","))


def _not_read(mail: ParsedMail) -> bool:
    """Say whether an answer would go to an address that nobody reads."""
    answer_to = mail.reply_to[:1] or ((mail.sender,) if mail.sender else ())
    return any(map(is_unread, answer_to))
