"""Letters: from what is to be said to a mail in its thread, in text and HTML.

A letter's words are in ``templates/<letter>/body.<language>.txt``; its HTML is the same words in one layout,
so that the two can't differ.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import HeaderRegistry
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from functools import cache, lru_cache
from mimetypes import guess_type
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.mail.headers import OWN_MARK

SIGNATURE_MARK = "\n-- \n"  # RFC 3676, 4.3


class _Headers(HeaderRegistry):
    """Headers as the library makes them, those kept that are the same in every letter.

    Parsing them takes longer than all the rest of a letter.
    """

    def __getitem__(self, name: str) -> Any:
        return _header_type(name)

    def __call__(self, name: str, value: Any) -> Any:
        return _parsed(name, str(value))


_library = HeaderRegistry()
_header_type = lru_cache(maxsize=64)(_library.__getitem__)


@lru_cache(maxsize=256)
def _parsed(name: str, value: str) -> Any:
    return _header_type(name)(name, value)


_POLICY = SMTP.clone(header_factory=_Headers())


@dataclass(frozen=True)
class Enclosure:
    """A file sent along."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Picture:
    """A picture below the words, in the HTML only: what it shows must stand in the words too."""

    name: str
    alt: str
    content: bytes
    """A PNG."""


@dataclass(frozen=True)
class Envelope:
    """Everything of a letter that is not its words."""

    from_name: str
    from_address: str
    reply_to: str
    recipients: list[str]
    subject: str
    message_id: str
    references: list[str]
    date: datetime
    language: str
    automatic: bool = False
    """An acknowledgement, reminder or receipt, which no machine should answer (RFC 3834, 5)."""
    enclosures: Sequence[Enclosure] = ()
    pictures: Sequence[Picture] = ()


def words_of(letter: str, language: str, **values: Any) -> str:
    """Write out the words of a letter."""
    return _templates().get_template(f"{letter}/body.{language}.txt").render(values).strip()


def compose(envelope: Envelope, words: str) -> EmailMessage:
    """Put a letter together; a line break in a header is a :class:`ValueError`: nothing is smuggled in."""
    message = EmailMessage(policy=_POLICY)
    message["From"] = formataddr((envelope.from_name, envelope.from_address))
    message["To"] = ", ".join(envelope.recipients)
    message["Reply-To"] = formataddr((envelope.from_name, envelope.reply_to))
    message["Subject"] = envelope.subject
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = envelope.message_id
    message[OWN_MARK] = "1"  # should it come back to us, its way is over
    if envelope.references:
        message["In-Reply-To"] = envelope.references[-1]
        message["References"] = " ".join(envelope.references)
    if envelope.automatic:
        message["Auto-Submitted"] = "auto-replied"
        message["X-Auto-Response-Suppress"] = "All"
    message.set_content(words)
    message.add_alternative(_html(envelope, words), subtype="html")
    _add_pictures(message, envelope.pictures)
    for each in envelope.enclosures:
        kind, _, subtype = (guess_type(each.name)[0] or "application/octet-stream").partition("/")
        message.add_attachment(each.content, maintype=kind, subtype=subtype, filename=each.name)
    _set_boundaries(message)
    return message


def _add_pictures(message: EmailMessage, pictures: Sequence[Picture]) -> None:
    *_, html = message.iter_parts()
    for number, each in enumerate(pictures):
        cid, name = f"<{_cid(number)}>", each.name
        html.add_related(each.content, "image", "png", cid=cid, filename=name, disposition="inline")


def _cid(number: int) -> str:
    return f"picture{number}@fondsdialog"


def _set_boundaries(message: EmailMessage) -> None:
    """Part the letter by nothing random, so that one sent twice is the same."""
    digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:32]
    for number, part in enumerate(each for each in message.walk() if each.is_multipart()):
        part.set_boundary(f"=_{number}{digest}")


def _html(envelope: Envelope, words: str) -> str:
    body, _, footer = words.partition(SIGNATURE_MARK)
    return (
        _templates()
        .get_template("letter.html")
        .render(
            language=envelope.language,
            subject=envelope.subject,
            paragraphs=[part.splitlines() for part in body.strip().split("\n\n") if part.strip()],
            footer=footer.splitlines(),
            pictures=[(_cid(number), each.alt) for number, each in enumerate(envelope.pictures)],
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bot.mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        # a line that holds nothing but a condition is no line of the letter
        trim_blocks=True,
        lstrip_blocks=True,
    )
