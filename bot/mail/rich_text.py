"""RTF as Outlook packs letters into it, to HTML: the one that it wraps ([MS-OXRTFEX]), or its text.

Read here and not by striprtf: links that a sender made up keep it busy for a time that grows with their
square, and it leaves out where they lead. Here every step moves forward.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from html import escape
from typing import NamedTuple

import compressed_rtf

from bot.mail import charsets

MAX_PACKED = 1_000_000
"""Bytes of packed text that are unpacked; they become nine times as many at most."""

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,9})? ?"
    rb"|\\'(?P<hex>[0-9a-fA-F]{2})"
    rb"|\\(?P<sign>[^a-zA-Z])"
    rb"|(?P<brace>[{}])"
    rb"|(?P<text>[^\\{}\r\n]+)"
    rb"|[\r\n]+|\\",
    re.DOTALL,
)
_SIGNS = {"~": "\xa0", "_": "\u2011", "-": "", "{": "{", "}": "}", "\\": "\\", "\n": "\n", "\r": "\n"}
_WORDS = {
    "par": "\n", "line": "\n", "sect": "\n\n", "page": "\n\n", "row": "\n", "tab": "\t", "cell": "\t",
    "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•", "endash": "–",
    "emdash": "—", "emspace": "\u2003", "enspace": "\u2002", "qmspace": "\u2005",
}  # fmt: skip
# What is no text of the letter; a group that begins with \* and is unknown here is none either.
_NO_TEXT = re.compile(
    r"fonttbl|colortbl|stylesheet|info|pict|object|objdata|header[lrf]?|footer[lrf]?|listtable|annotation"
    r"|listoverridetable|revtbl|rsidtbl|themedata"
)
# The charset of a font ([MS-RTF], \fcharset) by the code page that writes it; others are as the letter's own.
_CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_LINK = re.compile(r"HYPERLINK\s+\"([^\"]+)\"")
_SURROGATES = re.compile("[\ud800-\udfff]+")


class Unpacked(NamedTuple):
    """A letter as HTML, and whether it is cut; empty where its packing is broken or too large."""

    html: str = ""
    cut: bool = False


def unpacked(packed: bytes, most: int) -> Unpacked:
    """Read a text in Outlook's packed form: at most so many bytes of it; any bytes, never an error."""
    if len(packed) > MAX_PACKED:
        return Unpacked()
    try:
        content: bytes = compressed_rtf.decompress(packed)
    except Exception:  # noqa: BLE001 - of what is broken the library raises just this
        return Unpacked()
    if not content.startswith(b"{\\rtf"):
        return Unpacked()
    return Unpacked(to_html(content[:most]), cut=len(content) > most)


def to_html(content: bytes) -> str:
    """Read RTF as HTML, as far as it goes; any bytes, never an error."""
    reader = _Reader()
    for found in _tokens(content):
        reader.take(found)
    return reader.html()


def _tokens(content: bytes) -> Iterator[re.Match[bytes]]:
    position = 0
    while found := _TOKEN.match(content, position):
        yield found
        position = found.end()
        if found["word"] == b"bin":  # so many bytes of anything follow
            position += max(0, int(found["number"] or 0))


@dataclass(frozen=True, slots=True)
class _Group:
    """What holds until a group ends."""

    shown: bool = True
    beside_html: bool = False  # stands for the HTML beside it, for readers that know none
    is_tag: bool = False  # the wrapped HTML's own tags
    names_fonts: bool = False
    instructs: bool = False  # a field's instruction: where a link leads
    is_link: bool = False
    code_page: str = ""  # of the font, where it has one of its own
    skipped: int = 1  # signs after a Unicode one, for readers that know none


_AFTER = _Group(shown=False)  # the letter's own group ended


@dataclass(slots=True)
class _Reader:
    """A letter while it is read, token by token."""

    wraps_html: bool = False
    code_page: str = "cp1252"
    group: _Group = field(default_factory=_Group)
    outer: list[_Group] = field(default_factory=list)
    fonts: dict[int, str] = field(default_factory=dict)
    font: int = 0
    to_skip: int = 0
    starred: bool = False
    instruction: str = ""
    raw: bytearray = field(default_factory=bytearray)
    said: list[str] = field(default_factory=list)

    def html(self) -> str:
        """Return what was read."""
        self._say_raw()
        text = _SURROGATES.sub(_joined, "".join(self.said))
        return text if self.wraps_html else f"<pre>{text}</pre>"

    def take(self, found: re.Match[bytes]) -> None:
        """Read one token."""
        if found["text"] or found["hex"]:
            self._take_bytes(found["text"] or bytes.fromhex(found["hex"].decode()))
            return
        self._say_raw()
        self.to_skip = 0
        if found["brace"]:
            self._take_brace(opens=found["brace"] == b"{")
        elif found["word"]:
            number = found["number"]
            self._take_word(found["word"].decode(), None if number is None else int(number))
        elif found["sign"] == b"*":
            self.starred = True
        elif found["sign"]:
            self._say(_SIGNS.get(found["sign"].decode("latin-1"), ""))

    def _take_bytes(self, content: bytes) -> None:
        skipped = min(self.to_skip, len(content))
        self.to_skip -= skipped
        self.raw += content[skipped:]

    def _say_raw(self) -> None:
        if self.raw:
            code_page = self.group.code_page or self.code_page
            self._say(self.raw.decode(code_page, "replace"))
            self.raw.clear()

    def _say(self, text: str) -> None:
        if self.group.instructs:
            self.instruction += text
        elif self.group.shown and not self.group.beside_html:
            self.said.append(text if self.group.is_tag else escape(text, quote=False))

    def _take_brace(self, *, opens: bool) -> None:
        self.starred = False
        if opens:
            self.outer.append(self.group)
            return
        closing, self.group = self.group, self.outer.pop() if self.outer else _AFTER
        if closing.is_link and not self.group.is_link:
            self.said.append("</a>")

    def _take_word(self, word: str, number: int | None) -> None:
        starred, self.starred = self.starred, False
        if word in _WORDS:
            self._say(_WORDS[word])
        elif word == "u" and number is not None:
            self._say(chr(number % 0x10000))
            self.to_skip = self.group.skipped
        elif word in {"f", "fcharset", "ansicpg", "fromhtml"}:
            self._take_font(word, number or 0)
        elif word == "fldrslt":
            self._begin_link()
        else:
            self.group = _within(self.group, word, number, starred=starred)

    def _take_font(self, word: str, number: int) -> None:
        if word == "fromhtml":
            self.wraps_html = True
        elif word == "ansicpg":
            self.code_page = charsets.python_name(f"cp{number}") or self.code_page
        elif word == "fcharset" and self.group.names_fonts:
            self.fonts[self.font] = _CHARSETS.get(number, "")
        elif word == "f":
            self.font, code_page = number, self.fonts.get(number, "")
            if code_page != self.group.code_page:
                self.group = replace(self.group, code_page=code_page)

    def _begin_link(self) -> None:
        leads = _LINK.search(self.instruction)
        self.instruction = ""
        if leads and self.group.shown and not (self.group.beside_html or self.group.is_link):
            self.said.append(f'<a href="{escape(leads[1])}">')
            self.group = replace(self.group, is_link=True)


def _within(group: _Group, word: str, number: int | None, *, starred: bool) -> _Group:
    """Return what holds in a group after a word that says so."""
    if word == "htmlrtf":
        return replace(group, beside_html=number != 0)
    if word == "htmltag":
        return replace(group, is_tag=True)
    if word == "fldinst":
        return replace(group, instructs=True)
    if word == "uc":
        return replace(group, skipped=number or 0)
    if starred or _NO_TEXT.fullmatch(word):
        return replace(group, shown=False, names_fonts=word == "fonttbl")
    return group


def _joined(halves: re.Match[str]) -> str:
    """Put signs together that were written in two halves, as emoji are."""
    return halves[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
