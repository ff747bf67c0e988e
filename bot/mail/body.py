"""What a message's parts mean: its text, its HTML, its attachments, and a machine's report.

The structure comes from `bot.mail.mime`. Which of the text is new is found by `bot.mail.reply_text`;
what a report says is `bot.mail.reports`.
"""

import hashlib
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.front_desk import attachment_kinds
from bot.mail import charsets, invitations, rich_text, winmail, wrapped
from bot.mail.attachments import Attachment, safe_name, unique_names
from bot.mail.errors import Unreadable
from bot.mail.flowed import unflowed
from bot.mail.headers import decode_words, first, shown
from bot.mail.limits import USUAL, Limits
from bot.mail.mime import Part, split
from bot.mail.reply_text import new_words
from bot.mail.segments import Segment, has_text, is_cut, looks_like_html, one_text, says_something, told

MAX_REPORT = 64 * 1024  # characters of one report part that are kept
MAX_FORWARDS = 5  # messages inside messages inside … whose text is read

_TEXT = frozenset({"text/plain", "text/html"})
# Texts that are data for programs; any other is a plain one to whoever does not know it (RFC 2046, 4.1.4).
_DATA = re.compile(
    r"text/(?:calendar|csv|tab-separated-values|(?:x-)?vcard|directory|css|javascript|xml|rfc822-headers)"
)
_REPORTS = re.compile(
    r"message/(?:global-)?(?:delivery-status|disposition-notification|feedback-report|headers)"
)
_RETURNED = frozenset({"text/rfc822-headers", "message/rfc822", "message/global"})
_SIGNATURES = re.compile(r"application/(?:pgp-signature|(?:x-)?pkcs7-signature)")
_ENCRYPTED = re.compile(r"application/(?:pgp-encrypted|(?:x-)?pkcs7-mime)")
# A third dress of the same text; Gmail's reaction is a sign that stands in the text too.
_OTHER_VIEWS = frozenset({"text/x-amp-html", "text/watch-html", "text/vnd.google.email-reaction+json"})
# What Exchange calls the text that stood below or between the files of an Apple Mail letter.
_TEXT_BETWEEN_FILES = re.compile(r"ATT\d{5}\.(?:txt|html?)", re.IGNORECASE)
_LETTER = re.compile(r"[^\W_]")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([\w.:-]{1,40})", re.IGNORECASE)


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


def read_body(root: Part, limits: Limits = USUAL, forwards: int = 0) -> Body:
    """Read everything below a message's header; `forwards` counts the messages it lies in.

    Raises Unreadable (`too_slow`) where that takes longer than it may.
    """
    reading = _Reading(limits)
    reading.part(root)
    if any(is_cut(segment) for segment in reading.segments):
        reading.warnings.append("text_cut")
    return Body(
        text=reading.whole_text(forwards),
        html="\n".join(segment.html for segment in reading.segments if segment.html) or None,
        attachments=reading.attachments(),
        reports=tuple(reading.reports),
        warnings=tuple(dict.fromkeys(reading.warnings)),
        digest=reading.hash.digest(),
    )


def attachment_contents(raw: bytes, limits: Limits = USUAL) -> Iterator[bytes]:
    """Yield the content of every attachment, in order; `limits` as the mail was read."""
    reading = _Reading(limits)
    reading.part(split(raw, limits).root)
    return (each.content() for each in reading.attached)


class _Attached(NamedTuple):
    """An attachment: its name as sent, type, decoded size, mark, and how to get its content."""

    name: str
    type: str
    size: int
    mark: str | None
    content: Callable[[], bytes]


@dataclass(slots=True)
class _Reading:
    """What has been read of a message so far; each part's content is decoded once."""

    limits: Limits
    segments: list[Segment] = field(default_factory=list)
    attached: list[_Attached] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    hash: "hashlib._Hash" = field(default_factory=hashlib.sha256)
    envelopes: int = 0
    began: float = field(default_factory=time.monotonic)

    def part(self, part: Part, parent: str = "") -> None:
        """Read a part and what is in it; `parent` is the media type that it stands in."""
        if part.type == "multipart/alternative" and part.children:
            self._alternative(part)
        elif part.children:
            for child in part.children:
                self.part(child, part.type)
        else:
            self._leaf(part, parent)

    def whole_text(self, forwards: int) -> str:
        """Return the text; for a mail whose writer says nothing in it, what came with it before that."""
        text = "\n".join(filter(None, map(told, self.segments)))
        if not self.attached or _LETTER.search(new_words(text).own):
            return text
        more = self.forwarded_text(forwards) or self.comment() or self.only_file()
        # a signature, say, or the mail that is answered
        return f"{more}\n\n{text}" if more and _LETTER.search(text) else more or text

    def attachments(self) -> tuple[Attachment, ...]:
        names = unique_names(
            safe_name(each.name, each.type, number) for number, each in enumerate(self.attached, start=1)
        )
        found = zip(names, self.attached, strict=True)
        return tuple(Attachment(name, each.type, each.size, each.mark) for name, each in found)

    def forwarded_text(self, forwards: int) -> str:
        """Return what attached messages say, for a mail that says nothing itself."""
        messages = [each for each in self.attached if each.type == "message/rfc822"]
        if forwards >= MAX_FORWARDS:
            self.warnings += ["too_deep"] if messages else []
            return ""
        roots = (split(message.content(), self.limits).root for message in messages)
        bodies = [read_body(root, self.limits, forwards + 1) for root in roots]
        self.warnings += [warning for body in bodies for warning in body.warnings]
        return "\n\n".join(body.text for body in bodies)

    def comment(self) -> str:
        """Return what somebody wrote into a reply to an invitation, for a mail that says nothing itself."""
        replies = (each.content() for each in self.attached if each.type == "text/calendar")
        return next(filter(None, map(invitations.comment, replies)), "")

    def only_file(self) -> str:
        """Return the text of a letter that is sent as a file, and nothing but pictures beside it."""
        files = [each for each in self.attached if not each.type.startswith("image/")]  # a logo, say
        if len(files) != 1 or files[0].type not in _TEXT:
            return ""
        content = charsets.clean(charsets.decode(files[0].content()[: self.limits.text_bytes]).text)
        is_html = files[0].type == "text/html"
        return told(Segment(None, content) if is_html else Segment(content, None))

    def _alternative(self, part: Part) -> None:
        outside, self.segments = self.segments, []
        dresses: list[list[Segment]] = []
        for child in part.children:
            before = len(self.segments)
            self.part(child, part.type)
            dresses.append(self.segments[before:])
        self.segments = [*outside, one_text(dresses)]

    def _leaf(self, part: Part, parent: str) -> None:
        if time.monotonic() - self.began > self.limits.seconds:
            raise Unreadable("too_slow")
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
        if part.type in _TEXT and _TEXT_BETWEEN_FILES.fullmatch(part.filename):
            return True
        if part.disposition == "attachment" and part.type.startswith("text/"):
            return False
        if part.type in _TEXT:
            return not (part.filename and has_text(self.segments))
        if part.type.startswith("text/"):
            known = _DATA.fullmatch(part.type) or part.type in _OTHER_VIEWS
            return not (known or part.filename or has_text(self.segments))
        return part.type.startswith("multipart/")

    def _add_text(self, part: Part, content: bytes) -> None:
        declared = part.parameters.get("charset") or _meta_charset(part, content)
        decoded = charsets.decode(content[: self.limits.text_bytes], declared)
        if len(content) > self.limits.text_bytes:
            self.warnings.append("text_cut")
            self.hash.update(content[self.limits.text_bytes :])
        if not decoded.certain:
            self.warnings.append("charset_guessed")
        text = charsets.clean(decoded.text)
        self.hash.update(text.rstrip().encode())
        if part.type in ("text/rtf", "text/richtext") and text.startswith("{\\rtf"):
            html = rich_text.to_html(content[: self.limits.text_bytes])
            self.segments.append(Segment(None, charsets.clean(html)))
        elif part.type == "text/html" or looks_like_html(text):
            self.segments.append(Segment(None, text))
        elif part.parameters.get("format", "").lower() == "flowed":
            delete_space = part.parameters.get("delsp", "").lower() == "yes"
            self._add_plain(unflowed(text, delete_space=delete_space))
        else:
            self._add_plain(text)

    def _add_plain(self, text: str) -> None:
        """Take text with what older programs put into it: files, and what PGP signed or encrypted."""
        if "\nbegin " in f"\n{text}":
            text, files = wrapped.without_files(text)
            for file in files:
                self._keep(file.name, "application/octet-stream", file.content)
        if "-----BEGIN PGP" in text:
            text, encrypted = wrapped.uncovered(text)
            self.warnings += ["encrypted"] if encrypted else []
        self.segments.append(Segment(text, None))

    def _attach(self, part: Part, content: bytes) -> None:
        name = part.filename
        if _ENCRYPTED.fullmatch(part.type):
            if self._opened(part, content):
                return
            self.warnings.append("signed_opaque" if _is_only_signed(part) else "encrypted")
        elif part.type == "application/ms-tnef" or name.lower() == "winmail.dat":
            if self._unwrapped(content):
                return
            self.warnings.append("winmail")
        elif part.type == "message/rfc822" and not name:
            subject = first(split(content[:MAX_REPORT]).root.headers, "subject")
            name = f"{shown(decode_words(subject)) or 'mail'}.eml".replace("/", "-")
        mark = attachment_kinds.mark(name, content[: attachment_kinds.HEAD])
        self.attached.append(_Attached(name, part.type, len(content), mark, part.content))

    def _keep(self, name: str, media_type: str, content: bytes) -> None:
        """Attach a file that was found inside something else."""
        mark = attachment_kinds.mark(name, content[: attachment_kinds.HEAD])
        self.attached.append(_Attached(name, media_type, len(content), mark, lambda: content))

    def _opened(self, part: Part, content: bytes) -> bool:
        """Read what an S/MIME envelope only signs; False where it is encrypted or broken."""
        inner = wrapped.signed_content(content) if self.envelopes < MAX_FORWARDS else None
        if inner is None:
            return False
        self.envelopes += 1
        self.part(split(inner, self.limits).root, part.type)
        return True

    def _unwrapped(self, content: bytes) -> bool:
        """Read what Outlook wrapped; False where that is broken or nothing of it can be read."""
        found = winmail.unwrapped(content)
        if found is None:
            return False
        for file in found.files:
            self._keep(file.name, "application/octet-stream", file.content)
        if says_something(self.segments):
            return True
        text, html = found.text, found.html
        if not (text.strip() or html):
            html, cut = rich_text.unpacked(found.packed, self.limits.text_bytes)
            self.warnings += ["text_cut"] if cut else []
        words = Segment(charsets.clean(text) or None, charsets.clean(html) or None)
        self.segments += [words] if any(words) else []
        return says_something([words]) or not found.packed


def _meta_charset(part: Part, content: bytes) -> str | None:
    found = _META_CHARSET.search(content[:2048]) if part.type == "text/html" else None
    return found[1].decode("ascii", "replace") if found else None


def _report_text(content: bytes) -> str:
    return charsets.clean(charsets.decode(content[:MAX_REPORT]).text)


def _is_only_signed(part: Part) -> bool:
    return part.parameters.get("smime-type", "").lower() == "signed-data"
