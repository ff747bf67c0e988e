"""Mail that was sent to many: newsletters and mailing lists (RFC 2369, RFC 2919).

A foundation may write to us through a list's server, or with the list in copy: what is addressed
to us and comes over a list that takes part in talk (`List-Post`), or answers a letter of ours,
is a person's.
"""

from collections.abc import Iterator

from bot.mail.parsing import ParsedMail
from bot.screening.automatic import answers_us, precedence
from bot.screening.loops import untagged
from bot.screening.verdict import Facts, Verdict
from storage.outcomes import Outcome

_TO_MANY = frozenset({"bulk", "junk"})
_SENT_TO_MANY = 2  # signs; programs for single letters set one of them at most


def list_mail(mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Recognise mail that was sent to many and not to us."""
    signs = list(_signs(mail))
    if not signs or answers_us(mail, facts):
        return None
    if precedence(mail) not in _TO_MANY and "list-post" in mail.headers and _is_addressed(mail, facts):
        return None
    return Verdict(Outcome.LIST_MAIL, signs[0]) if len(signs) >= _SENT_TO_MANY else None


def _signs(mail: ParsedMail) -> Iterator[str]:
    if "list-id" in mail.headers:
        yield "list_id"
    if mail.headers.keys() & {"list-unsubscribe", "list-unsubscribe-post"}:  # programs for letters set both
        yield "list_unsubscribe"
    if precedence(mail) in _TO_MANY | {"list"}:
        yield "precedence"
    if mail.headers.keys() & {"feedback-id", "x-campaign", "x-campaignid", "x-mc-user"}:
        yield "campaign"
    if mail.headers.keys() & {"mailing-list", "x-mailing-list", "x-mlserver", "x-listid"}:
        yield "list_program"
    if mail.headers.keys() & {"list-subscribe", "list-help", "list-archive"}:
        yield "list_fields"


def _is_addressed(mail: ParsedMail, facts: Facts) -> bool:
    return any(untagged(address.email) in facts.own_addresses for address in (*mail.to, *mail.cc))
