"""A message's structure (RFC 5322, 2045, 2046): header fields, and parts as places in the raw bytes.

What the parts mean is `bot.mail.body`; field values are `bot.mail.headers`.

Why not `email.parser`: it reads line by line into text, so a 50 MB mail takes seconds and more
than four times its size in memory; nesting deep enough ends in RecursionError, hostile fields
take quadratic time, and an attached message's own bytes are gone. Here is one pass over the
delimiter lines, linear in the message, with limits on fields, parts and depth that each have a
defined outcome (a warning; the raw message is kept anyway). `tests/bot/mail/test_mime.py` holds
it against the standard library's parser on everything that the library can write.
"""

import codecs
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.mail import transfer
from bot.mail.headers import first, keyword, parameters, unfold
from bot.mail.limits import USUAL, Limits

MAX_FIELD_BYTES = 128 * 1024  # 500 recipients take about 40 KB

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:([^\n]*+(?:\n[ \t][^\n]*+)*+)(?:\n|\Z)")
_BLANK = re.compile(rb"[ \t]*\r?\n")
# In the header, at the latest at its end; a gateway made them of line ends that were right.
_DOUBLED_RETURNS = re.compile(rb"\A\s*+(?:[^\r\n]++\r?\n)*+[^\r\n]*+\r\r\n")
_ENVELOPE_LINE = re.compile(rb">?From [^\n]*\n")  # an mbox's, or a pipe's
# A line that is no field, yet stands among fields: a fold that lost its indentation.
_KNOWN_FIELD = (
    rb"(?=(?:from|to|cc|subject|date|message-id|received|mime-version|content-[a-z-]+"
    rb"|reply-to|return-path|in-reply-to|references|x-[a-z-]+)[ \t]*:)"
)
_JUNK_LINE = re.compile(rb"[^\r\n]+\r?\n" + _KNOWN_FIELD, re.IGNORECASE)
# Several of them: never lines that a person may have written, who forgot the empty line before the text.
_JUNK_LINES = re.compile(
    rb"(?:(?:[A-Za-z0-9+/=_.-]{1,200}|(?:by|for|from|with|id|via)[ ][^\r\n]{1,200}"
    rb"|(?:mon|tue|wed|thu|fri|sat|sun), \d[^\r\n]{1,60}"
    rb"|(?:\(|[\w-]+\.[\w.-]+(?: \(|; ))[^\r\n]{1,200})\r?\n){1,60}+" + _KNOWN_FIELD,
    re.IGNORECASE,
)
_DELIMITER = re.compile(rb"^--([^\r\n]{1,200})\r?(?:\n|\Z)", re.MULTILINE)
_FIRST_DELIMITER = re.compile(rb"^--(\S{1,200}?)[ \t]*\r?\n(?=content-)", re.MULTILINE | re.IGNORECASE)
_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+")


@dataclass(slots=True)
class Part:
    """One part: its fields, and where its body lies in the raw message."""

    raw: bytes = field(repr=False)
    headers: Mapping[str, tuple[str, ...]]  # lower-case name to its unfolded values, in order
    start: int
    end: int
    type: str
    parameters: Mapping[str, str]
    children: list["Part"] = field(default_factory=list)

    @property
    def disposition(self) -> str:
        """The disposition's keyword, `attachment` or `inline`, or the empty string."""
        return keyword(first(self.headers, "content-disposition")).lower()

    @property
    def filename(self) -> str:
        """The name that the sender gave the part, as sent: never use it as a path."""
        named = parameters(first(self.headers, "content-disposition")).get("filename")
        return named or self.parameters.get("name", "")

    def content(self) -> bytes:
        """Return the body with its transfer encoding undone."""
        encoding = keyword(first(self.headers, "content-transfer-encoding"))
        return transfer.decoded_between(self.raw, self.start, self.end, encoding.lower())

    def leaves(self) -> Iterator["Part"]:
        """Yield the parts that are not multipart, in order."""
        if not self.children:
            yield self
        for child in self.children:
            yield from child.leaves()


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message's root part, and what a limit left unread."""

    root: Part
    warnings: tuple[str, ...] = ()


def split(raw: bytes, limits: Limits = USUAL) -> Message:
    """Find the parts of a raw message; any bytes are some message."""
    walk = _Walk(_as_lines(raw), limits)
    return Message(walk.root, tuple(dict.fromkeys(walk.warnings)))


class _Walk:
    """One pass over the delimiter lines, knowing the path of parts that each line stands in."""

    def __init__(self, raw: bytes, limits: Limits) -> None:
        self._raw = raw
        self._limits = limits
        self._path: list[tuple[Part, bytes]] = []  # the open parts, each with its boundary or b""
        self._awaited: dict[bytes, int] = {}  # a boundary to its part's place in the path
        self._parts = 0
        self.warnings: list[str] = []
        self.root = self._begin(0, "text/plain")
        if self._awaited:
            self._run()

    def _run(self) -> None:
        for line in _DELIMITER.finditer(self._raw, self.root.start):
            token = line[1].rstrip()
            if (place := self._awaited.get(token)) is not None:
                if self._parts >= self._limits.parts:
                    self.warnings.append("too_many_parts")
                    return
                self._end_below(place, line.start())
                self._begin_child(line.end())
            elif token.endswith(b"--") and (place := self._awaited.pop(token[:-2], None)) is not None:
                self._end_below(place, line.start())

    def _begin_child(self, position: int) -> None:
        parent = self._path[-1][0]
        default = "message/rfc822" if parent.type == "multipart/digest" else "text/plain"
        parent.children.append(self._begin(position, default))

    def _begin(self, position: int, default_type: str) -> Part:
        headers, start = _fields(self._raw, position, self.warnings, self._limits.fields)
        declared = first(headers, "content-type")
        kind = keyword(declared).lower()
        part = Part(
            raw=self._raw,
            headers=headers,
            start=start,
            end=len(self._raw),
            type=kind if _TYPE.fullmatch(kind) else default_type,
            parameters=parameters(declared),
        )
        self._parts += 1
        self._path.append((part, self._await(part)))
        return part

    def _await(self, part: Part) -> bytes:
        """Look out for the boundary of a multipart from here on."""
        if not part.type.startswith("multipart/"):
            return b""
        if len(self._path) >= self._limits.depth:
            self.warnings.append("too_deep")
            return b""
        boundary = self._boundary(part)
        if not boundary or boundary in self._awaited:
            return b""
        self._awaited[boundary] = len(self._path)
        return boundary

    def _boundary(self, part: Part) -> bytes:
        """Return the declared boundary; for one that is missing or wrong, the first one used."""
        declared = part.parameters.get("boundary", "").rstrip().encode("latin-1", "replace")
        if declared and (self._path or b"--" + declared in self._raw):
            return declared
        used = _FIRST_DELIMITER.search(self._raw, part.start)
        return used[1] if used else b""

    def _end_below(self, place: int, position: int) -> None:
        """End the parts below a place: the newline before a delimiter belongs to the delimiter."""
        newline = 2 if self._raw.endswith(b"\r\n", 0, position) else 1
        while len(self._path) > place + 1:
            part, boundary = self._path.pop()
            part.end = max(part.start, position - newline)
            self._awaited.pop(boundary, None)


def _as_lines(raw: bytes) -> bytes:
    """Return the message as ASCII-compatible lines, beginning at its first field."""
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raw = raw.decode("utf-16", "replace").encode()
    if b"\n" not in raw:
        raw = raw.replace(b"\r", b"\n")
    if _DOUBLED_RETURNS.search(raw):
        raw = raw.replace(b"\r\r\n", b"\r\n")
    return raw.removeprefix(codecs.BOM_UTF8).lstrip(b"\r\n")


def _fields(
    raw: bytes, position: int, warnings: list[str], most: int
) -> tuple[dict[str, tuple[str, ...]], int]:
    """Read the header fields from a position; returns them and where the body starts."""
    found: dict[str, list[str]] = {}
    if line := _ENVELOPE_LINE.match(raw, position):
        position = line.end()
    for _ in range(most):
        if line := _FIELD.match(raw, position):
            value = unfold(line[2][:MAX_FIELD_BYTES])
            found.setdefault(line[1].decode("ascii").lower(), []).append(value)
        elif (line := _junk(raw, position, several=bool(found))) is None:
            break
        position = line.end()
    else:
        warnings.append("too_many_fields")
    blank = _BLANK.match(raw, position)
    fields = {name: tuple(values) for name, values in found.items()}
    return fields, blank.end() if blank else position


def _junk(raw: bytes, position: int, *, several: bool) -> re.Match[bytes] | None:
    """Find what is no field and stands between fields; several such lines only where a field came before."""
    line = _JUNK_LINE.match(raw, position)
    return _JUNK_LINES.match(raw, position) if line is None and several else line
