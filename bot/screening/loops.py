"""Our own mail coming back: it must never be answered, nor open anything."""

from bot.mail.headers import OWN_MARK
from bot.mail.parsing import ParsedMail
from bot.screening.verdict import Facts, Verdict
from storage.outcomes import Outcome


def loop(mail: ParsedMail, facts: Facts) -> Verdict | None:
    """Recognise our own mail by its identifier, our mark, or our own address as its sender."""
    if mail.message_id is not None and facts.is_own_message_id(mail.message_id):
        return Verdict(Outcome.LOOP, "own_message_id")
    if OWN_MARK.lower() in mail.headers:
        return Verdict(Outcome.LOOP, "own_mark")
    if any(own in value.lower() for value in mail.headers.get("x-loop", ()) for own in facts.own_addresses):
        return Verdict(Outcome.LOOP, "own_x_loop")
    if mail.sender is not None and untagged(mail.sender.email) in facts.own_addresses:
        return Verdict(Outcome.LOOP, "own_address")
    return None


def untagged(address: str) -> str:
    """Return an address without its plus-tag: all tags are one mailbox."""
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
