"""Bytes of unknown or wrongly named charset to text; the rescue that real mail needs.

Only characters are decided here; header fields are `bot.mail.headers`, transfer encodings
`bot.mail.mime`.

The order is: what the sender declared, UTF-8, windows-1252. Three departures from the letter
have proved right in practice and in the WHATWG Encoding Standard: a declared Latin-1 or ASCII
means windows-1252 (its superset); bytes that are valid UTF-8 beyond ASCII are UTF-8 even if
declared as a single-byte charset, since æ, ø, å of windows-1252 never form valid UTF-8 by
accident in running text; and UTF-8 with bytes between that are none, as where a gateway added
a line, stays UTF-8, and only those bytes are read as windows-1252.
"""

import codecs
import re
import unicodedata
from functools import lru_cache
from itertools import groupby, islice
from typing import NamedTuple

from charset_normalizer import from_bytes

# What senders call a charset, and the superset that their programs mean by it.
_MEANT = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
}
_ALIASES = {
    "ansi": "cp1252",
    "ansi_x3.110-1983": "cp1252",  # old Outlook's name for the Windows code page
    "ks_c_5601-1987": "cp949",
    "iso-8859-8-i": "iso8859-8",
    "iso-8859-8-e": "iso8859-8",
    "x-sjis": "cp932",
    "x-gbk": "gb18030",
    "x-mac-roman": "mac-roman",
    "x-macroman": "mac-roman",
    "macintosh": "mac-roman",
    "utf8mb4": "utf-8",
    "unicode-1-1-utf-7": "utf-7",
}
# Codecs that are no mail charset; some take quadratic time on hostile input.
_NOT_CHARSETS = frozenset(
    {"idna", "punycode", "unicode_escape", "raw-unicode-escape", "undefined", "unicode-escape"}
)
_SINGLE_BYTE = re.compile(r"cp\d|iso8859|mac|koi8|latin")
_CONTROLS = bytes({*range(32), 127} - set(b"\t\n"))
_ODD_SPACES = {"\ufeff": "", "\xa0": " ", "\u2028": "\n", "\u2029": "\n", "\x85": "\n"}
# Controls that no letter has, among them an 8-bit CSI, which a terminal obeys: they were windows-1252, and
# somebody took it for Latin-1.
_MISTAKEN = re.compile("[\x80-\x9f]")
# No word of a western language has so many bytes beyond ASCII in a row; a ruled line of dashes is one byte.
_NOT_WESTERN = re.compile(rb"[\x80-\xff]{8,}")
_DIFFERENT = 4
_MOST_MARKS = 30  # on one letter (UAX 15, section 13): to put many in order takes quadratic time
_MAY_BE_MARKS = re.compile(rf"[^\x00-\u02ff\w\s]{{{_MOST_MARKS},}}")
# What nobody writes in windows-1252 ("Ã¥", "â€“"), and any Danish text in UTF-8 has.
_UTF8 = re.compile(rb"[\xc2\xc3][\x80-\xbf]|\xe2[\x80-\x84][\x80-\xbf]|\xf0\x9f[\x80-\xbf]{2}")
_UTF8_BEGINS = b"\xc2\xc3\xe2"  # of a character that was cut rather than of windows-1252
_UNDEFINED = b"\x81\x8d\x8f\x90\x9d"  # in windows-1252
_LETTERS = bytes(range(0xC0, 0x100))  # of windows-1252; the code pages of DOS and the Mac have theirs below
_DANISH = re.compile(rb"[A-Za-z][\x86\x9b][a-z]")  # å and ø of DOS, inside a word: in windows-1252 signs
_SAMPLE = 4096  # bytes shown to the detector, whose time grows steeply


class Decoded(NamedTuple):
    """Text, and whether the charset was certain (False: the declared one was wrong or missing)."""

    text: str
    certain: bool


@lru_cache(maxsize=256)
def python_name(declared: str) -> str | None:
    """Return Python's codec for a declared charset, or None if there is no such charset."""
    name = declared.strip().strip("\"'").lower()
    name = _ALIASES.get(name, name)
    if not name.isascii() or "\x00" in name:
        return None
    try:
        found = codecs.lookup(name).name
    except LookupError:
        return None
    return None if found in _NOT_CHARSETS else _MEANT.get(found, found)


def decode(data: bytes, declared: str | None = None) -> Decoded:
    """Decode bytes to text; any bytes, any declared name, never an error."""
    if data.isascii() and not _needs_codec(declared):
        return Decoded(data.decode("ascii"), certain=True)
    codec = python_name(declared) if declared else None
    if codec and codec.startswith(("utf-16", "utf-32")) and not _may_be_wide(data):
        codec = None
    if codec is None or _SINGLE_BYTE.match(codec):
        utf8 = _strict(data, "utf-8")
        if utf8 is not None:
            return Decoded(utf8, certain=declared is None)
    if codec in (None, "cp1252") and _is_from_dos(data):
        return Decoded(data.decode("cp850"), certain=False)
    text = _strict(data, codec) if codec else None
    return Decoded(_rescue(data) if text is None else text, certain=text is not None)


def clean(text: str) -> str:
    """Return text as it may be stored and shown: one kind of newline, no controls, NFC."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    text = text.encode("utf-8", "ignore").translate(None, _CONTROLS).decode()
    if text.isascii():
        return text
    for odd, usual in _ODD_SPACES.items():  # quicker by far than str.translate
        text = text.replace(odd, usual)
    text = _MISTAKEN.sub(_as_windows, text)
    return unicodedata.normalize("NFC", _MAY_BE_MARKS.sub(_few_marks, text))


def _as_windows(control: re.Match[str]) -> str:
    return control[0].encode("latin-1").decode("cp1252", "ignore")


def _few_marks(run: re.Match[str]) -> str:
    pieces = groupby(run[0], key=lambda character: unicodedata.category(character).startswith("M"))
    return "".join("".join(islice(piece, _MOST_MARKS if marks else None)) for marks, piece in pieces)


@lru_cache(maxsize=256)
def _needs_codec(declared: str | None) -> bool:
    """Say whether ASCII bytes may stand for something else: UTF-16, UTF-7, ISO-2022, HZ."""
    name = python_name(declared) if declared else None
    return name is not None and name.startswith(("utf-16", "utf-32", "utf-7", "iso2022", "hz"))


def _strict(data: bytes, codec: str) -> str | None:
    try:
        return data.decode(codec)
    except (UnicodeError, LookupError):  # LookupError: bytes-to-bytes codecs such as "zlib"
        return None


def _rescue(data: bytes) -> str:
    """Find a reading for bytes whose declared charset failed or is missing."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    mostly = sum(not character.isascii() for character in text) >= 4 * broken
    if mostly or (_UTF8.search(data) and not _in_another_script(data)):
        return data.decode("utf-8", "fondsdialog.windows")
    return data.decode("cp1252", "replace") if _is_western(data) else _detected(data)


def _windows(error: UnicodeError) -> tuple[str, int]:
    """Read bytes that are no UTF-8 as windows-1252, but for what is left of a character that was cut."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    found = error.object[error.start : error.end]
    is_cut = found[:1] in _UTF8_BEGINS
    return "\ufffd" if is_cut else found.decode("cp1252", "replace"), error.end


codecs.register_error("fondsdialog.windows", _windows)


def _is_from_dos(data: bytes) -> bool:
    """Say whether a Danish text is in the code page of DOS, as old programs write it under any name."""
    return _DANISH.search(data) is not None and len(data) == len(data.translate(None, _LETTERS))


def _may_be_wide(data: bytes) -> bool:
    """Say whether bytes may be UTF-16 or UTF-32: its spaces and newlines have a NUL each."""
    return b"\x00" in data or data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))


def _is_western(data: bytes) -> bool:
    """Say whether bytes are windows-1252, perhaps with some that it leaves undefined."""
    letters, undefined = (len(data) - len(data.translate(None, these)) for these in (_LETTERS, _UNDEFINED))
    return letters >= _DIFFERENT * undefined and not _in_another_script(data)


def _in_another_script(data: bytes) -> bool:
    return any(len(set(run)) >= _DIFFERENT for run in _NOT_WESTERN.findall(data[:_SAMPLE]))


def _detected(data: bytes) -> str:
    """Ask the detector: bytes that windows-1252 leaves undefined are another code page."""
    best = from_bytes(data[:_SAMPLE]).best()
    return data.decode(best.encoding if best else "cp1252", "replace")
