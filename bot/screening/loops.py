"""Our own mail coming back: it must never be answered, nor open anything.

Others write by our address too: the form on our own web page, and a list of that name that puts itself
into From. They name the writer beside it, as our own letters do not.
"""

from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot.mail.addresses import addresses
from bot.mail.headers import OWN_MARK
from bot.mail.parsing import Address, ParsedMail
from bot.screening.automatic import is_unread
from bot.screening.verdict import Facts, Verdict
from storage.outcomes import Outcome

BY_OUR_ADDRESS = "by_our_address"
"""The warning of a mail whose sender is not the one in From, which is our own address."""


def loop(mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Recognise our own mail by its identifier, our mark, or our own address as its sender."""
    if mail.message_id is not None and facts.is_own_message_id(mail.message_id):
        return Verdict(Outcome.LOOP, "own_message_id")
    if OWN_MARK.lower() in mail.headers:
        return Verdict(Outcome.LOOP, "own_mark")
    if any(own in value.lower() for value in mail.headers.get("x-loop", ()) for own in facts.own_addresses):
        return Verdict(Outcome.LOOP, "own_x_loop")
    if _is_from_us(mail, facts.own_addresses) and _writer(mail, facts.own_addresses) is None:
        return Verdict(Outcome.LOOP, "own_address")
    return None


def by_its_writer(mail: ParsedMail, own_addresses: AbstractSet[str]) -> ParsedMail:
    """Return a mail with its writer as the sender where our own address is in From."""
    writer = _writer(mail, own_addresses) if _is_from_us(mail, own_addresses) else None
    return replace(mail, sender=writer, warnings=(*mail.warnings, BY_OUR_ADDRESS)) if writer else mail


def _is_from_us(mail: ParsedMail, own_addresses: AbstractSet[str]) -> bool:
    return mail.sender is not None and untagged(mail.sender.email) in own_addresses


def _writer(mail: ParsedMail, own_addresses: AbstractSet[str]) -> Address | None:
    """Return whom a mail from our own address names as its writer, if none of them is us."""
    named = addresses(mail.headers.get("x-original-from", ())) or mail.reply_to
    if any(untagged(each.email) in own_addresses for each in named):
        return None
    return next((each for each in named if not is_unread(each)), None)


def untagged(address: str) -> str:
    """Return an address without its plus-tag: all tags are one mailbox."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
