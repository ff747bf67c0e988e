"""The stretches of a mail's text, each plain, in HTML or both; which of the two is read."""

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple

from bot.mail.html_text import MAX_HTML, to_text

# What programs put in the plain part for readers without HTML.
_NO_PLAIN_TEXT = re.compile(
    r"(?:this|your|the) (?:e-?mail|message|mail|newsletter|client)\b.{0,80}\bhtml\b"
    r"|html[- ]?(?:only|e?-?mail|version)\b"
    r"|(?:denne|din) (?:e-?mail|mail|besked|meddelelse)\b.{0,80}\bhtml\b"
    r"|\b(?:read|view|open|see|læs|vis|se|åbn)\b.{0,60}\b(?:browser|online)\b"
    r"|\b(?:cannot|can't|can you not|unable to) (?:read|view|see|display) this (?:e-?mail|message)\b"
    r"|\bmulti-?part message in mime\b"
    r"|\b(?:mailklient|mailprogram|e-?mailprogram)\b.{0,20}\b(?:kan ikke|understøtter ikke)\b"
    r"|\bkan (?:du|i) ikke (?:læse|se|åbne|vise) (?:denne|mailen|e-?mailen|beskeden)\b"
    r"|^\W*(?:læs|se|åbn|vis) (?:mailen|e-?mailen|beskeden|nyhedsbrevet) her\b"
    r"|\bindeholder formateret tekst\b",
    re.IGNORECASE,
)
_LONGEST_NOTICE = 300
_MANY_WORDS = 5  # that stand in one dress alone, and make the difference
_WORD = re.compile(r"[^\W\d_]+")
_LINK = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_DOCUMENT = re.compile(r"\s*(?:<!doctype html|<html[\s>])", re.IGNORECASE)
_FIRST_TAG = re.compile(r"\s*<(?:p|div|table|span|font|head|body|meta|style|center)\b[^<>]*>", re.IGNORECASE)
_LAST_TAG = re.compile(r"</[a-z]+\s*>\Z", re.IGNORECASE)
_NO_WORDS = re.compile(r"\[cid:[^\]\s]{1,300}\]|[\W_]")
_LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")  # "v?rksteder": what a program without æ, ø and å leaves


class Segment(NamedTuple):
    """A stretch of the text, in one or both dresses."""

    plain: str | None
    html: str | None


def one_text(dresses: Sequence[Sequence[Segment]]) -> Segment:
    """Return the dresses of one text, each in its stretches, as one; the best is the last (RFC 2046)."""
    rich = next((each for each in reversed(dresses) if any(one.html for one in each)), ())
    html = "\n".join(each.html or f"<pre>{escape(each.plain or '')}</pre>" for each in rich)
    plain = [each for each in chain(*dresses) if each.plain and each.plain.strip()]
    if all(each in rich and not each.html for each in plain):
        plain = []  # a line below the HTML, say, where the plain dress itself is empty
    return Segment("\n".join(each.plain or "" for each in plain) or None, html or None)


def looks_like_html(text: str) -> bool:
    """Say whether a text that calls itself plain is a document, or stands between two tags."""
    is_between = _FIRST_TAG.match(text) is not None and _LAST_TAG.search(text.rstrip()[-20:]) is not None
    return is_between or _DOCUMENT.match(text) is not None


def told(segment: Segment) -> str:
    """Return the text of a segment, in its plainer dress where that has all the words.

    A short one may stand in for the HTML: a notice, a logo's name, a signature alone.
    """
    plain = (segment.plain or "").strip("\n")
    speaks = _NO_WORDS.sub("", plain) != "" and not _is_notice(plain)
    doubtful = plain.isascii() and _LOST_LETTER.search(plain) is not None
    if segment.html is None or (speaks and not doubtful and len(plain) >= _LONGEST_NOTICE):
        return plain
    rich = to_text(segment.html)
    if not speaks or (doubtful and not rich.isascii() and rich.count("?") < plain.count("?")):
        return rich or plain
    if len(plain) >= _LONGEST_NOTICE or not _says_more(rich, plain):
        return plain  # nothing was lost: question marks are in an address, say
    return f"{plain}\n\n{rich}" if _says_more(plain, rich) else rich


def _says_more(text: str, other: str) -> bool:
    return len(_words(text) - _words(other)) >= _MANY_WORDS


def _words(text: str) -> set[str]:
    return set(_WORD.findall(_LINK.sub("", text).lower()))


def is_cut(segment: Segment) -> bool:
    """Say whether a segment's words are those of HTML that is longer than what is read of it."""
    return len(segment.html or "") > MAX_HTML and not (segment.plain or "").strip()


def has_text(segments: Iterable[Segment]) -> bool:
    """Say whether there is anything in any of them; HTML is not read for that."""
    return any(each.html or (each.plain or "").strip() for each in segments)


def says_something(segments: Iterable[Segment]) -> bool:
    """Say whether a word stands in any of them."""
    return any(map(str.isalnum, "".join(map(told, segments))))


def _is_notice(plain: str) -> bool:
    return len(plain) < _LONGEST_NOTICE and _NO_PLAIN_TEXT.search(plain) is not None
