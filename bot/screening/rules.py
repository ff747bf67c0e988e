"""The rules of the front desk's screening, in the order in which they are asked.

The first that gives a verdict decides; where none does, a person wrote and the message is handed
on. In doubt a message is a person's: an absence taken for a letter costs a click, a letter taken
for an absence costs an answer.
"""

from collections.abc import Callable

from bot.mail.parsing import ParsedMail
from bot.screening.automatic import automatic_reply
from bot.screening.bounces import bounce, null_sender
from bot.screening.lists import list_mail
from bot.screening.loops import loop
from bot.screening.receipts import receipt
from bot.screening.verdict import Facts, Verdict
from storage.outcomes import Outcome


def screen(mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Return what the message is if no person wrote it to us for the first time, else None."""
    return next((verdict for rule in RULES if (verdict := rule(mail, facts))), None)


def duplicate(_mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Recognise a message that was delivered before; its first copy was decided on."""
    return Verdict(Outcome.DUPLICATE, "seen_before") if facts.duplicate_of is not None else None


def no_sender(mail: ParsedMail, _facts: Facts) -> Verdict | None:
    """Keep aside what names nobody whom an answer could go to: a person looks at it."""
    return Verdict(Outcome.QUARANTINED, "no_sender") if mail.sender is None else None


def too_large(_mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Keep aside what is larger than the office takes: a person looks at it."""
    return Verdict(Outcome.QUARANTINED, "too_large") if facts.size > facts.max_size else None


RULES: tuple[Callable[[ParsedMail, Facts], Verdict | None], ...] = (
    duplicate,  # whatever it is, it was dealt with the first time
    loop,  # before bounces: our own letter may carry the marks of a machine
    receipt,  # before bounces: receipts have the null sender too
    bounce,
    automatic_reply,  # before the null sender: absences are sent with it (RFC 3834, section 3.3)
    null_sender,
    list_mail,
    no_sender,
    too_large,  # last: a bounce that returns our large letter is still a bounce
)
