"""Letters: from what is to be said to a mail in its thread, in text and HTML.

A letter's words are in ``templates/<letter>/body.<language>.txt``; its HTML is the same words in one layout,
so that the two can't differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime, formataddr
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from bot.mail.headers import OWN_MARK
from bot.mail.wire import file_part, header, multipart, picture_part, structured, text_part

SIGNATURE_MARK = "\n-- \n"  # RFC 3676, 4.3
_AUTOMATIC = b"Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n"


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
    copies: Sequence[str] = ()
    enclosures: Sequence[Enclosure] = ()
    pictures: Sequence[Picture] = ()


@dataclass(frozen=True)
class Wording:
    """What a letter says, as plain text and as HTML."""

    text: str
    html: str


def words_of(letter: str, language: str, **values: Any) -> str:
    """Write out the words of a letter."""
    return _templates().get_template(f"{letter}/body.{language}.txt").render(values).strip()


def wording(words: str, language: str, subject: str, pictures: Sequence[Picture] = ()) -> Wording:
    """Lay a letter's words out."""
    return Wording(words, _html(words, language, subject, pictures))


def compose(envelope: Envelope, words: str) -> bytes:
    """Put a letter together of its words; see :func:`put_together`."""
    said = wording(words, envelope.language, envelope.subject, envelope.pictures)
    return put_together(envelope, said)


def put_together(envelope: Envelope, said: Wording) -> bytes:
    """Put a letter together; a line break in a header is a :class:`ValueError`: nothing is smuggled in."""
    headers = [
        structured("From", _named(envelope.from_name, envelope.from_address)),
        structured("To", ", ".join(envelope.recipients)),
        *([structured("Cc", ", ".join(envelope.copies))] if envelope.copies else []),
        structured("Reply-To", _named(envelope.from_name, envelope.reply_to)),
        header("Subject", envelope.subject),
        _dated(envelope.date),
        structured("Message-ID", envelope.message_id),
        structured(OWN_MARK, "1"),  # should it come back to us, its way is over
    ]
    if envelope.references:
        headers.append(structured("In-Reply-To", envelope.references[-1]))
        headers.append(structured("References", " ".join(envelope.references)))
    if envelope.automatic:
        headers.append(_AUTOMATIC)
    return b"".join((*headers, b"MIME-Version: 1.0\r\n", _content(envelope, said)))


def _named(name: str, address: str) -> str:
    return f"{_shown(name)} <{address}>" if name else address


@lru_cache(maxsize=4)
def _dated(at: datetime) -> bytes:
    """Return the header that says when a letter was written: all those of a round at once."""
    return structured("Date", format_datetime(at))


@lru_cache(maxsize=4)
def _shown(name: str) -> str:
    """Write a name as it stands before an address; that takes the library longer than all the rest."""
    return formataddr((name, "")).removesuffix(" <>")


def _content(envelope: Envelope, said: Wording) -> bytes:
    pictures = [
        picture_part(_cid(number), each.name, each.content) for number, each in enumerate(envelope.pictures)
    ]
    html = multipart("related", [text_part("html", said.html), *pictures])
    words = multipart("alternative", [text_part("plain", said.text), html])
    return multipart("mixed", [words, *(file_part(each.name, each.content) for each in envelope.enclosures)])


def _cid(number: int) -> str:
    return f"picture{number}@fondsdialog"


def _html(words: str, language: str, subject: str, pictures: Sequence[Picture]) -> str:
    body, _, footer = words.partition(SIGNATURE_MARK)
    return (
        _templates()
        .get_template("letter.html")
        .render(
            language=language,
            subject=subject,
            paragraphs=[part.splitlines() for part in body.strip().split("\n\n") if part.strip()],
            footer=footer.splitlines(),
            pictures=[(_cid(number), each.alt) for number, each in enumerate(pictures)],
        )
    )


@cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("bot.mail"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        auto_reload=False,  # else each letter would ask the disk whether its template has changed
        # a line that holds nothing but a condition is no line of the letter
        trim_blocks=True,
        lstrip_blocks=True,
    )
