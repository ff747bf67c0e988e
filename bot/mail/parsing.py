"""A raw message to everything that the rest of the house knows of it.

The way: `mime` finds fields and parts, `headers` and `addresses` read the fields, `body` reads
the parts, `reply_text` finds what is new. What the mail is (a letter, a bounce, an absence) is
judged in `bot.screening`, whose it is in `bot.front_desk.deciding`.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.mail import headers as fields
from bot.mail.addresses import Address, addresses, bare_emails
from bot.mail.attachments import Attachment
from bot.mail.body import Body, Report, read_body
from bot.mail.errors import Unreadable
from bot.mail.headers import first
from bot.mail.limits import USUAL, Limits
from bot.mail.mime import Message, split
from bot.mail.reply_text import NewWords, new_words

__all__ = ["Address", "Attachment", "ParsedMail", "Report", "parse"]

_FORWARDED = re.compile(r"(?:\[[^\]]{1,40}\]\s*)?(?:vs|fw|fwd|wg|tr|i|videresendt|vb)\s*:", re.IGNORECASE)
_ANSWERS = re.compile(r"(?:\[[^\]]{1,40}\]\s*)?(?:sv|re|aw|antw|r|odp)(?:\[\d+\])?\s*:", re.IGNORECASE)
_OF_A_THREAD = frozenset({"in-reply-to", "references"})
_MAX_SUBJECT = 1_000
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to")
_SENDERS = ("from", "sender", "reply-to", "return-path")


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """A message as read. Addresses and header names are lower case, identifiers keep their `<>`."""

    message_id: str | None
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    sender: Address | None
    """From; where that names nobody, Sender, Reply-To or Return-Path, with a warning."""
    reply_to: tuple[Address, ...]
    return_path: str | None
    """The envelope's sender; the empty string is the null sender of bounces, None unknown."""
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    date: datetime | None
    """What the sender's clock said, in UTC."""
    received: datetime | None
    """When our own server took it in (the topmost Received), in UTC."""
    text: str
    html: str | None
    new_text: str
    """The writer's new words as they are to be shown and understood."""
    own_words: str
    """Only what is certainly the writer's own; may be a word or nothing (see `reply_text`)."""
    quoted: bool
    attachments: tuple[Attachment, ...]
    reports: tuple[Report, ...]
    """What a machine reported: delivery status, receipts, headers of the returned message."""
    headers: Mapping[str, tuple[str, ...]]
    warnings: tuple[str, ...]
    limits: Limits
    """How much of it was read."""
    content_digest: str
    """The same for the same message however it travelled: sender, date, subject, content."""


# what the last mail server adds to whatever it is given
_OF_THE_DELIVERY = frozenset({"return-path", "delivered-to", "received", "x-original-to"})


def parse(raw: bytes, limits: Limits = USUAL) -> ParsedMail:
    """Read a raw message.

    Raises Unreadable where there is nothing to read or it takes too long; never anything else, for any bytes.
    """
    if not raw or raw.isspace():
        raise Unreadable("empty")
    message = split(raw, limits)
    headers = message.root.headers
    if headers.keys() <= _OF_THE_DELIVERY and b"\x00" in raw[:4096]:
        raise Unreadable("not_a_message")
    body = read_body(message.root, limits)
    mail = _assembled(message, body, limits)
    if mail.sender is None and not (mail.text.strip() or mail.attachments or mail.reports):
        raise Unreadable("no_content")
    return mail


def _assembled(message: Message, body: Body, limits: Limits) -> ParsedMail:
    headers = message.root.headers
    sender, warnings = _sender(headers)
    subject = fields.shown(fields.decode_words(first(headers, "subject")))[:_MAX_SUBJECT]
    words = _new_words(body.text, subject, headers, sender)
    return ParsedMail(
        message_id=next(iter(fields.message_ids(headers.get("message-id", ()))), None),
        in_reply_to=fields.message_ids(headers.get("in-reply-to", ())),
        references=fields.message_ids(headers.get("references", ())),
        sender=sender,
        reply_to=addresses(headers.get("reply-to", ())),
        return_path=_return_path(headers),
        to=addresses(headers.get("to", ())),
        cc=addresses(headers.get("cc", ())),
        delivered_to=bare_emails(value for name in _DELIVERED for value in headers.get(name, ())),
        subject=subject,
        date=fields.date(first(headers, "date")),
        received=fields.received_at(headers.get("received", ())),
        text=body.text,
        html=body.html,
        new_text=words.text,
        own_words=words.own,
        quoted=words.quoted,
        attachments=body.attachments,
        reports=body.reports,
        headers=headers,
        warnings=(*message.warnings, *warnings, *body.warnings),
        limits=limits,
        content_digest=_digest(sender, first(headers, "date"), subject, body.digest),
    )


def _new_words(
    text: str, subject: str, headers: Mapping[str, tuple[str, ...]], sender: Address | None
) -> NewWords:
    answers = not headers.keys().isdisjoint(_OF_A_THREAD) or _ANSWERS.match(subject) is not None
    forwarded = _FORWARDED.match(subject) is not None
    return new_words(text, forwarded=forwarded, answers=answers, writer=sender.email if sender else "")


def _sender(headers: Mapping[str, tuple[str, ...]]) -> tuple[Address | None, list[str]]:
    """Return who wrote, by the field that says so best, and what is odd about it."""
    for name in _SENDERS:
        found = addresses(headers.get(name, ()))
        if found and name == "from":
            return found[0], ["several_from"] if len(found) > 1 else []
        if found:
            return found[0], [f"no_from_but_{name.replace('-', '_')}"]
    return None, ["no_sender"]


def _return_path(headers: Mapping[str, tuple[str, ...]]) -> str | None:
    if "return-path" not in headers:
        return None
    return next(iter(bare_emails(headers["return-path"])), "")


def _digest(sender: Address | None, date: str, subject: str, content: bytes) -> str:
    named = "\n".join((sender.email if sender else "", date.strip(), subject))
    return hashlib.sha256(named.encode() + b"\n" + content).hexdigest()
