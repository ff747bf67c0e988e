"""Between the mail room and the inquiries: a mail as read becomes a letter as they see it."""

from collections.abc import Collection

from bot.desk import Desk
from bot.inquiries.incoming import EnclosedFile, Incoming
from bot.mail.authentication import Dmarc, dmarc
from bot.mail.body import attachment_contents
from bot.mail.errors import Unreadable
from bot.mail.limits import USUAL, Limits
from bot.mail.parsing import ParsedMail, parse
from bot.screening import may_be_answered
from bot.screening.loops import BY_OUR_ADDRESS, untagged
from storage.messages import Stored

_UNREAD = {
    "encrypted": "encrypted",
    "winmail": "winmail",
    "text_cut": "cut",
    "too_many_parts": "cut",
    "too_deep": "cut",
    "too_many_fields": "cut",
}
"""What staff are told of what the mail room could not read of a letter."""


def incoming(desk: Desk, mail: ParsedMail, stored: Stored) -> Incoming:
    """Turn a parsed mail into the letter that the inquiries see.

    Whoever wants answers sent to our own address gets them where the mail came from.
    """
    sender = mail.sender
    own = untagged(desk.own_address.lower())
    reply_to = [each.email for each in mail.reply_to]
    unproven = _is_unproven(mail, desk.settings.imap.trusted_authserv)
    return Incoming(
        sender=sender.email if sender else "",
        sender_name=sender.name if sender else "",
        subject=mail.subject,
        text=mail.new_text,
        full_text=mail.text if mail.text != mail.new_text else None,
        received_at=stored.received_at,
        ledger_id=stored.ledger_id,
        message_id=mail.message_id,
        references=mail.references or mail.in_reply_to,
        reply_to=next((to for to in reply_to if untagged(to) != own), None),
        recipients=[address.email for address in mail.to],
        copies=[address.email for address in mail.cc],
        attachments=[each.as_dict() for each in mail.attachments],
        unproven=unproven,
        unread=tuple(dict.fromkeys(_UNREAD[each] for each in mail.warnings if each in _UNREAD)),
        sealed=is_sealed(mail),
        # an answer would reach whoever's address it was that somebody used
        may_be_answered=may_be_answered(mail) and not unproven,
    )


def _is_unproven(mail: ParsedMail, trusted: Collection[str]) -> bool:
    """Say whether the sender's domain disowns a letter, or cannot vouch for it: From is our own address."""
    if BY_OUR_ADDRESS in mail.warnings:
        return bool(trusted)
    domain = mail.sender.email.rpartition("@")[2] if mail.sender else ""
    return dmarc(mail.headers, domain, trusted) == Dmarc.FAIL


def is_sealed(mail: ParsedMail) -> bool:
    """Say whether all that a letter says is encrypted."""
    return "encrypted" in mail.warnings and not any(map(str.isalnum, mail.text))


def enclosed(stored: Stored, limits: Limits = USUAL) -> list[EnclosedFile]:
    """Read the files in a stored message; none where it can't be read. ``limits`` as the message was read."""
    if stored.is_talk:
        return []
    try:
        mail = parse(stored.raw, limits)
    except Unreadable:
        return []
    found = zip(mail.attachments, attachment_contents(stored.raw, limits), strict=True)
    return [EnclosedFile(each.name, content, each.mark) for each, content in found]
