"""What a message's parts mean: its text, its HTML, its attachments, and a machine's report.

The structure comes from `bot.mail.mime`. Which of the text is new is `bot.mail.reply_text`;
what a report says is `bot.mail.reports`.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.mail import charsets
from bot.mail.attachments import Attachment, safe_name, unique_names
from bot.mail.flowed import unflowed
from bot.mail.headers import decode_words, first, shown
from bot.mail.html_text import to_text
from bot.mail.mime import Part, split

MAX_TEXT = 2_000_000  # bytes of one text that are read: a thousand pages; the original is kept anyway
MAX_REPORT = 64 * 1024  # characters of one report part that are kept
MAX_FORWARDS = 5  # messages inside messages inside … whose text is read

_TEXT = frozenset({"text/plain", "text/html"})
_REPORTS = re.compile(
    r"message/(?:global-)?(?:delivery-status|disposition-notification|feedback-report|headers)"
)
_RETURNED = frozenset({"text/rfc822-headers", "message/rfc822", "message/global"})
_SIGNATURES = re.compile(r"application/(?:pgp-signature|(?:x-)?pkcs7-signature)")
_ENCRYPTED = re.compile(r"application/(?:pgp-encrypted|(?:x-)?pkcs7-mime)")
_OTHER_VIEWS = frozenset({"text/x-amp-html", "text/watch-html"})  # a third dress of the same text
_LOOKS_LIKE_HTML = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)
# What programs put in the plain part for readers without HTML.
_NO_PLAIN_TEXT = re.compile(
    r"(?:this|your|the) (?:e-?mail|message|mail|newsletter|client)\b.{0,80}\bhtml\b"
    r"|html[- ]?(?:only|e?-?mail|version)\b"
    r"|(?:denne|din) (?:e-?mail|mail|besked|meddelelse)\b.{0,80}\bhtml\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300


class Report(NamedTuple):
    """One part of a machine's report: its media type and its text."""

    type: str
    text: str


@dataclass(frozen=True, slots=True)
class Body:
    """Everything below the header. `digest` covers the decoded content of every part."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    reports: tuple[Report, ...]
    warnings: tuple[str, ...]
    digest: bytes


class _Segment(NamedTuple):
    """A stretch of the text, in one or both dresses."""

    plain: str | None
    html: str | None


def read_body(root: Part, forwards: int = 0) -> Body:
    """Read everything below a message's header; `forwards` counts the messages it lies in."""
    reading = _Reading()
    reading.part(root)
    text = reading.text()
    if not any(character.isalnum() for character in text):
        text = reading.forwarded_text(forwards) or text
    return Body(
        text=text,
        html="\n".join(segment.html for segment in reading.segments if segment.html) or None,
        attachments=reading.attachments(),
        reports=tuple(reading.reports),
        warnings=tuple(dict.fromkeys(reading.warnings)),
        digest=reading.hash.digest(),
    )


def attachment_bytes(raw: bytes, index: int) -> bytes:
    """Return the content of the attachment at an index of `ParsedMail.attachments`.

    Raises IndexError where the mail has no such attachment.
    """
    reading = _Reading()
    reading.part(split(raw).root)
    return reading.attached[index].part.content()


class _Attached(NamedTuple):
    """A part that is an attachment, its name as sent, and its decoded size."""

    part: Part
    name: str
    size: int


@dataclass(slots=True)
class _Reading:
    """What has been read of a message so far; each part's content is decoded once."""

    segments: list[_Segment] = field(default_factory=list)
    attached: list[_Attached] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)

    def part(self, part: Part, parent: str = "") -> None:
        """Read a part and what is in it; `parent` is the media type that it stands in."""
        if part.type == "multipart/alternative" and part.children:
            self._alternative(part)
        elif part.children:
            for child in part.children:
                self.part(child, part.type)
        else:
            self._leaf(part, parent)

    def text(self) -> str:
        """Return the text of the segments, each in its plainer dress where that has any words."""
        return "\n".join(filter(None, map(_segment_text, self.segments)))

    def attachments(self) -> tuple[Attachment, ...]:
        names = unique_names(
            safe_name(each.name, each.part.type, number) for number, each in enumerate(self.attached, start=1)
        )
        found = zip(names, self.attached, strict=True)
        return tuple(Attachment(name, each.part.type, each.size) for name, each in found)

    def forwarded_text(self, forwards: int) -> str:
        """Return what attached messages say, for a mail that says nothing itself."""
        if forwards >= MAX_FORWARDS:
            return ""
        messages = (each.part for each in self.attached if each.part.type == "message/rfc822")
        return "\n\n".join(read_body(split(part.content()).root, forwards + 1).text for part in messages)

    def _alternative(self, part: Part) -> None:
        """Read the dresses of one text into one segment; the best dress comes last (RFC 2046)."""
        outside, self.segments = self.segments, []
        for child in part.children:
            self.part(child, part.type)
        plain = "\n".join(segment.plain for segment in self.segments if segment.plain)
        html = next((segment.html for segment in reversed(self.segments) if segment.html), None)
        self.segments = [*outside, _Segment(plain or None, html)]

    def _leaf(self, part: Part, parent: str) -> None:
        content = part.content()
        if self._is_text(part):
            self._add_text(part, content)
            return
        self.hash.update(content)
        if _REPORTS.fullmatch(part.type) or part.type in _RETURNED:
            self.reports.append(Report(part.type, _report_text(content)))
            if parent == "multipart/report" or part.type not in _RETURNED:
                return
        if not (_SIGNATURES.fullmatch(part.type) or part.type in _OTHER_VIEWS):
            self._attach(part, content)

    def _is_text(self, part: Part) -> bool:
        """Tell text to be read from text sent along: a named part after the text is a file."""
        if part.type not in _TEXT:
            return part.type.startswith("multipart/")
        if part.disposition == "attachment":
            return False
        return not (part.filename and self.segments)

    def _add_text(self, part: Part, content: bytes) -> None:
        declared = part.parameters.get("charset") or _meta_charset(part, content)
        decoded = charsets.decode(content[:MAX_TEXT], declared)
        if len(content) > MAX_TEXT:
            self.warnings.append("text_cut")
            self.hash.update(content[MAX_TEXT:])
        if not decoded.certain:
            self.warnings.append("charset_guessed")
        text = charsets.clean(decoded.text)
        self.hash.update(text.rstrip().encode())
        if part.type == "text/html" or _LOOKS_LIKE_HTML.match(text):
            self.segments.append(_Segment(None, text))
        elif part.parameters.get("format", "").lower() == "flowed":
            delete_space = part.parameters.get("delsp", "").lower() == "yes"
            self.segments.append(_Segment(unflowed(text, delete_space=delete_space), None))
        else:
            self.segments.append(_Segment(text, None))

    def _attach(self, part: Part, content: bytes) -> None:
        name = part.filename
        if _ENCRYPTED.fullmatch(part.type):
            self.warnings.append("signed_opaque" if _is_only_signed(part) else "encrypted")
        elif part.type == "application/ms-tnef" or name.lower() == "winmail.dat":
            self.warnings.append("winmail")
        elif part.type == "message/rfc822" and not name:
            subject = first(split(content[:MAX_REPORT]).root.headers, "subject")
            name = f"{shown(decode_words(subject)) or 'mail'}.eml".replace("/", "-")
        self.attached.append(_Attached(part, name, len(content)))


def _segment_text(segment: _Segment) -> str:
    plain = (segment.plain or "").strip("\n")
    if segment.html is None or (plain.strip() and not _is_notice(plain)):
        return plain
    return to_text(segment.html) or plain


def _is_notice(plain: str) -> bool:
    return len(plain) < _LONGEST_NOTICE and _NO_PLAIN_TEXT.search(plain) is not None


def _meta_charset(part: Part, content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:2048]) if part.type == "text/html" else None
    return found[1].decode("ascii", "replace") if found else None


def _report_text(content: bytes) -> str:
    return charsets.clean(charsets.decode(content[:MAX_REPORT]).text)


def _is_only_signed(part: Part) -> bool:
    return part.parameters.get("smime-type", "").lower() == "signed-data"
