"""What a machine's report says: which message of ours it is about, who did not get it, and why.

Delivery status notifications (RFC 3464) say it in fields; mail servers without them say it in
prose, of which only the addresses and codes are read. Whether a mail is a report at all is
decided in `bot.screening`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.mail.addresses import bare_emails
from bot.mail.parsing import ParsedMail

MAX_FAILURES = 100

_FIELD = re.compile(r"^([A-Za-z][A-Za-z-]{1,60}):[ \t]*([^\n]*(?:\n[ \t]+[^\n]*)*)", re.MULTILINE)
_RETURNED_ID = re.compile(
    r"^[> ]{0,4}(?:Original-)?Message-ID:\s*(<[^<>\s]{1,900}>)", re.MULTILINE | re.IGNORECASE
)
_ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_REPLY_CODE = re.compile(r"(?<![\d.-])([45])\d\d[ -](?=[#<\w])")
_RECIPIENT_LINE = re.compile(r"^[ \t]*<([^<>\s@]+@[^<>\s@]+)>", re.MULTILINE)
_ADDRESS = re.compile(r"[\w.+=-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_TRANSIENT = re.compile(
    r"\b(?:delayed|temporar\w+|will (?:retry|be retried|keep trying)|still trying|warning only"
    r"|forsinket|midlertidig\w*|prøver igen|mailbox (?:is )?full|over ?quota)\b",
    re.IGNORECASE,
)
_STILL_TRYING = re.compile(
    r"\b(?:delayed|will (?:retry|be retried|keep trying)|still trying|warning only|forsinket|prøver igen)\b",
    re.IGNORECASE,
)
_PASSES = frozenset({"5.2.2"})
_PROSE = 4_000  # characters in which a report names its recipients
_DELIVERED = frozenset({"delivered", "relayed", "expanded"})


@dataclass(frozen=True, slots=True)
class Failure:
    """One recipient who did not get it; `status` is the enhanced code, such as `5.1.1` (RFC 3463)."""

    recipient: str | None
    status: str | None
    permanent: bool
    """Whether another try would not help; a full mailbox is emptied one day, whatever its code says."""
    final: bool = True
    """Whether the mail server has given up; it goes on trying with one that is only late."""


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says; `about` holds the identifiers of the message, the likeliest first."""

    about: tuple[str, ...]
    failures: tuple[Failure, ...]


def read_bounce(mail: ParsedMail) -> Bounce:
    """Read a report of failed or delayed delivery; what it does not say is empty."""
    failures = tuple(_from_fields(mail))[:MAX_FAILURES] or (_from_prose(mail),)
    return Bounce(about(mail), failures)


def tells_success(mail: ParsedMail) -> bool:
    """Say whether a delivery status reports nothing but success."""
    actions = {block["action"].lower() for block in _blocks(mail) if "action" in block}
    return bool(actions) and actions <= _DELIVERED


def about(mail: ParsedMail) -> tuple[str, ...]:
    """Return the identifiers of the messages that a report may be about, likeliest first."""
    returned = [found for report in mail.reports for found in _RETURNED_ID.findall(report.text)]
    quoted = _RETURNED_ID.findall(mail.text)
    return tuple(dict.fromkeys((*returned, *quoted, *mail.in_reply_to, *reversed(mail.references))))


def _from_fields(mail: ParsedMail) -> Iterator[Failure]:
    for block in _blocks(mail):
        named = (
            block.get("final-recipient") or block.get("original-recipient") or block.get("original-rcpt-to")
        )
        if named is None or block.get("action", "failed").lower() in _DELIVERED:
            continue
        status = _ENHANCED.search(block.get("status", "")) or _ENHANCED.search(
            block.get("diagnostic-code", "")
        )
        code = status[1] if status else None
        final = block.get("action", "").lower() != "delayed"
        permanent = final and not (code or "5").startswith("4") and code not in _PASSES
        yield Failure(_address(named), code, permanent, final)


def _from_prose(mail: ParsedMail) -> Failure:
    prose = mail.text[:_PROSE]
    enhanced, reply = _ENHANCED.search(prose), _REPLY_CODE.search(prose)
    code = enhanced[1] if enhanced else None
    severity = (code or (reply[1] if reply else None) or ("4" if _TRANSIENT.search(prose) else "5"))[0]
    permanent = severity != "4" and code not in _PASSES
    return Failure(_recipient(mail, prose), code, permanent, _STILL_TRYING.search(prose) is None)


def _recipient(mail: ParsedMail, prose: str) -> str | None:
    """Return the address that prose names: on a line of its own, else the first that is not ours."""
    named = bare_emails(mail.headers.get("x-failed-recipients", ()))
    if named:
        return named[0]
    line = _RECIPIENT_LINE.search(prose)
    if line:
        return line[1].lower()
    ours = {address.email for address in mail.to} | set(mail.delivered_to)
    others = (address.lower() for address in _ADDRESS.findall(prose))
    return next((address for address in others if address not in ours), None)


def _blocks(mail: ParsedMail) -> Iterator[Mapping[str, str]]:
    """Yield the groups of fields of a delivery status: one for the message, one a recipient."""
    for report in mail.reports:
        if report.type.endswith(("delivery-status", "feedback-report")):
            for block in report.text.split("\n\n"):
                yield {name.lower(): " ".join(value.split()) for name, value in _FIELD.findall(block)}


def _address(named: str) -> str | None:
    """Return the address in `rfc822; bo@fond.example`."""
    return next(iter(bare_emails([named.rpartition(";")[2]])), None)
