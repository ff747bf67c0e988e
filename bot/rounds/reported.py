"""What a machine's report says of a round's letter, as far as mail screening has read it.

Of a complaint nothing is lost: whoever complains has the letter.
"""

from collections.abc import Sequence

from bot.mail.reports import Failure
from bot.screening import Verdict

_COMPLAINT = "complaint"


def bounced(verdict: Verdict | None) -> list[str]:
    """Say to whom a letter never gets."""
    return [each.recipient.lower() for each in _failures(verdict) if each.permanent and each.recipient]


def put_off(verdict: Verdict | None) -> list[str]:
    """Say to whom it did not get for now, empty for one who is not named.

    Whom a mail server still tries is not among them.
    """
    for_now = [each for each in _failures(verdict) if each.final and not each.permanent]
    return [(each.recipient or "").lower() for each in for_now]


def is_late(verdict: Verdict | None) -> bool:
    """Say whether a mail server is still trying, and nothing more."""
    failures = _failures(verdict)
    return bool(failures) and not any(each.final for each in failures)


def is_complaint(verdict: Verdict | None) -> bool:
    """Say whether a letter was called unwanted."""
    return verdict is not None and verdict.reason == _COMPLAINT


def _failures(verdict: Verdict | None) -> Sequence[Failure]:
    return verdict.bounce.failures if verdict and verdict.bounce and not is_complaint(verdict) else ()
