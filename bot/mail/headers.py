"""Header field values to text.

Unfolding, encoded words (RFC 2047), parameters (RFC 2231), message identifiers and dates. Which
fields a message has is `bot.mail.mime`; addresses are `bot.mail.addresses`.

Decoded here and not by `email.header`: bytes of neighbouring words are joined before they are
decoded, since many programs split a word inside a character, and no input raises.
"""

import binascii
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import groupby
from typing import NamedTuple
from urllib.parse import unquote_to_bytes

from bot.mail import charsets, transfer

# A word is at most 75 characters by RFC 2047; some programs write whole subjects in one.
_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([bBqQ])\?(.{0,1500}?)\?=")
_ID = re.compile(r"<[^<>\s]{1,900}>")
_BARE_ID = re.compile(r"(?<![^<>\s,;])[^<>\s,;@]+@[^<>\s,;]+")  # looked for once a word: linear
_KEYWORD = re.compile(r"[^\s;]+")
_PARAMETER = re.compile(r';\s*([^\s=;"]+)\s*=\s*("(?:\\.|[^"\\])*"?|[^;]*)')
_SECTION = re.compile(r"^(.*?)\*(\d{1,3})?(\*)?$")
# Characters that change the order or hide: they would let a name show as another one.
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufff9-\ufffb]")
MAX_IDS = 200
OWN_MARK = "X-Fondsdialog"
"""A field that every letter of ours has."""


class _Word(NamedTuple):
    """An encoded word: its charset and encoding (`b` or `q`) in lower case, and what is encoded."""

    charset: str
    encoding: str
    data: bytes


def unfold(value: bytes) -> str:
    """Return a raw field value as one line of text; 8-bit bytes are rescued."""
    line = value.replace(b"\r", b"").replace(b"\n", b"").strip()
    text = line.decode("ascii") if line.isascii() else charsets.decode(line).text
    return text if text.isprintable() else charsets.clean(text).replace("\n", " ")


def shown(text: str) -> str:
    """Return a value as people may see it: one line, no invisible or order-changing marks."""
    return " ".join(_INVISIBLE.sub("", charsets.clean(text)).split())


def decode_words(value: str) -> str:
    """Decode the encoded words in an unfolded value; what cannot be decoded stays as it is."""
    if "=?" not in value:
        return value
    pieces: list[str] = []
    words: list[_Word] = []
    end = 0
    for word in _WORD.finditer(value):
        between = value[end : word.start()]
        if words and between and not between.isspace():
            pieces.append(_joined(words))
            words = []
        if not words:
            pieces.append(between)
        words.append(_Word(word[1].lower(), word[2].lower(), word[3].encode("utf-8", "surrogatepass")))
        end = word.end()
    return "".join([*pieces, _joined(words), value[end:]])


def keyword(value: str) -> str:
    """Return what stands before the parameters: a media type, a disposition, an encoding."""
    found = _KEYWORD.match(value)
    return found[0] if found else ""


def parameters(value: str) -> dict[str, str]:
    """Return the parameters of a Content-Type or Content-Disposition, names in lower case."""
    plain: dict[str, str] = {}
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    rest = value[len(keyword(value)) :]
    for name, quoted in _PARAMETER.findall(";" + rest):
        text = _unquoted(quoted)
        section = _SECTION.match(name.lower())
        if section is None:
            plain.setdefault(name.lower(), decode_words(text))
        else:
            number = int(section[2] or 0)
            encoded = section[3] is not None or section[2] is None
            sections.setdefault(section[1], {})[number] = (text, encoded)
    return plain | {name: _assembled(found) for name, found in sections.items()}


def message_ids(values: Iterable[str]) -> tuple[str, ...]:
    """Return the message identifiers in the values, with angle brackets, each once, in order."""
    found: list[str] = []
    for value in values:
        found += _ID.findall(value) or [f"<{bare}>" for bare in _BARE_ID.findall(value)]
    return tuple(dict.fromkeys(found))[-MAX_IDS:]


def date(value: str) -> datetime | None:
    """Return an RFC 5322 date in UTC, or None; without a zone it is taken as UTC."""
    try:
        parsed = parsedate_to_datetime(value[:200])
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def received_at(values: Sequence[str]) -> datetime | None:
    """Return the time of the topmost `Received`, which our own server wrote."""
    return date(values[0].rpartition(";")[2].strip()) if values else None


def first(headers: Mapping[str, tuple[str, ...]], name: str) -> str:
    """Return a field's first value, or the empty string."""
    return headers.get(name, ("",))[0]


def _joined(words: Sequence[_Word]) -> str:
    """Decode a run of words, neighbours of one charset together."""
    return "".join(
        _decoded(list(run), charset) for charset, run in groupby(words, key=lambda word: word.charset)
    )


def _decoded(words: Sequence[_Word], charset: str) -> str:
    read = charsets.decode(b"".join(map(_word_bytes, words)), charset)
    is_cut = not read.certain or any(map(_is_cut, words[:-1]))
    if is_cut and all(word.encoding == "b" for word in words):
        whole = charsets.decode(transfer.base64_bytes(b"".join(word.data for word in words)), charset)
        read = whole if whole.certain else read
    return read.text


def _is_cut(word: _Word) -> bool:
    """Say whether base64 was cut inside a group of four, as some programs do."""
    alone = binascii.b2a_base64(_word_bytes(word), newline=False)
    return alone.rstrip(b"=") != word.data.rstrip(b"=")


def _word_bytes(word: _Word) -> bytes:
    if word.encoding == "b":
        return transfer.base64_bytes(word.data)
    return binascii.a2b_qp(word.data, header=True)


def _unquoted(text: str) -> str:
    text = text.strip()
    if not text.startswith('"'):
        return text
    return text[1:].removesuffix('"').replace('\\"', '"').replace("\\\\", "\\")


def _assembled(sections: Mapping[int, tuple[str, bool]]) -> str:
    """Join the numbered sections of one RFC 2231 parameter."""
    ordered = [sections[number] for number in sorted(sections)]
    charset = None
    if ordered[0][1] and ordered[0][0].count("'") >= 2:  # noqa: PLR2004 - charset'language'value
        charset, _, rest = ordered[0][0].split("'", 2)
        ordered[0] = (rest, True)
    data = b"".join(
        unquote_to_bytes(text) if encoded else text.encode("utf-8", "surrogatepass")
        for text, encoded in ordered
    )
    return charsets.decode(data, charset).text
