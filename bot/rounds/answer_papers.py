"""What a message to a round says: its body, and the documents that came with it.

How a document is read, and what one can't be, is in ``consultation.rounds.answers.documents``.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.front_desk.scanning import INFECTED
from bot.mail.attachments import Attachment
from bot.mail.body import attachment_contents
from bot.mail.parsing import ParsedMail
from bot.mail.reply_text import ALMOST_NOTHING, points_below
from consultation.rounds.answers import documents
from consultation.rounds.answers.unreadable import Unreadable
from consultation.rounds.words import Text

TOO_LARGE = "too_large"
MOST_DOCUMENTS = 50
MOST_SECONDS = 60.0
"""How many documents of one message are read, and in which time together: others wait meanwhile. What is left
is kept and marked, and a person reads it."""


@dataclass(frozen=True)
class Papers:
    """A message's texts, its body first, and what is known of its attachments."""

    texts: Sequence[Text]
    attachments: Sequence[dict[str, Any]]


def papers_of(mail: ParsedMail, raw: bytes) -> Papers:
    """Read a message's texts, in a worker; takes as long as its documents do, `MOST_SECONDS` at most."""
    texts = [Text("", body_of(mail))]
    told: list[dict[str, Any]] = []
    end = time.monotonic() + MOST_SECONDS
    contents = attachment_contents(raw, mail.limits) if mail.attachments else ()
    for each, content in zip(mail.attachments, contents, strict=True):
        entry: dict[str, Any] = dict(each.as_dict())
        seconds = end - time.monotonic() if len(texts) <= MOST_DOCUMENTS else 0.0
        try:
            texts.append(Text(each.name, _text_of(each, content, seconds)))
        except Unreadable as unread:
            entry["unread"] = unread.reason
        told.append(entry)
    return Papers(texts, told)


def unread_papers(mail: ParsedMail) -> Papers:
    """Read the body of a message only; its attachments are kept and marked."""
    told = [each.as_dict() | {"unread": TOO_LARGE} for each in mail.attachments]
    return Papers([Text("", body_of(mail))], told)


def _text_of(file: Attachment, content: bytes, seconds: float) -> str:
    if file.mark == INFECTED:
        raise Unreadable(INFECTED)
    if seconds <= 0:
        raise Unreadable(TOO_LARGE)
    return documents.text_of(file.name, file.type, content, patience=min(documents.PATIENCE, seconds))


def body_of(mail: ParsedMail) -> str:
    """Return what a writer wrote; with the quoted lines where the answers stand between them.

    Few new words are shown to people with the mail that they answer; here they are read by themselves,
    unless they point at what is written into it.
    """
    lines = mail.text.splitlines()
    first = next((place for place, line in enumerate(lines) if line.startswith(">")), len(lines))
    own = set(mail.new_text.splitlines()) - {""}
    between = [line for line in lines[first:] if line in own and not line.startswith(">")]
    if between:
        return mail.text
    few = mail.quoted and 0 < len(mail.own_words) < ALMOST_NOTHING and not points_below(mail.own_words)
    return mail.own_words if few else mail.new_text
