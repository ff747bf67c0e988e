"""`winmail.dat`: the text and files that Outlook wrapped in its own format ([MS-OXTNEF]).

Read here and not by tnefparse: a number of properties that the sender made up keeps it busy for ever and
takes all memory there is, and it copies what is left of the file for each of a million small objects. Here
every step moves forward in the file and what points past its end is its end.
"""

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from bot.mail import charsets

_SIGNATURE = b"\x78\x9f\x3e\x22"
_HEAD = 6  # the signature and a key
_OBJECT = struct.Struct("<BHHI")  # level, what it is, type, length
_CHECKSUM = 2
MAX_FILES = 500

_BODY, _FILE_BEGINS, _TITLE, _DATA = 0x800C, 0x9002, 0x8010, 0x800F
_MESSAGE_PROPERTIES, _FILE_PROPERTIES, _CODE_PAGE = 0x9003, 0x9005, 0x9007

_NAMED = 0x8000  # properties from here on are named, not numbered
_SEVERAL = 0x1000
_FIXED = {0x2: 4, 0x3: 4, 0x4: 4, 0xA: 4, 0xB: 4, 0x5: 8, 0x6: 8, 0x7: 8, 0x14: 8, 0x40: 8, 0x48: 16}
_STRING, _UNICODE, _OBJECT_KIND = 0x1E, 0x1F, 0xD
_VARIABLE = frozenset({_STRING, _UNICODE, _OBJECT_KIND, 0x102})
_TEXT, _HTML, _RTF, _LONG_NAME, _NAME, _OBJECT_DATA = 0x1000, 0x1013, 0x1009, 0x3707, 0x3704, 0x3701
_WRAPPER = 16  # bytes before an object that is a message itself: which kind of object it is


class File(NamedTuple):
    """A file that was wrapped: its name as sent, and its content."""

    name: str
    content: bytes


@dataclass(slots=True)
class Unwrapped:
    """What a winmail.dat holds."""

    text: str = ""
    html: str = ""
    packed: bytes = b""
    """Its text in Outlook's own packed form (`bot.mail.rich_text`)."""
    files: list[File] = field(default_factory=list)


@dataclass(slots=True)
class _Names:
    short: str = ""
    long: str = ""


def unwrapped(data: bytes) -> Unwrapped | None:
    """Return what was wrapped, or None for what is no winmail.dat; any bytes, never an error."""
    if not data.startswith(_SIGNATURE) or len(data) < _HEAD:
        return None
    found = Unwrapped()
    names, content, open_file, code_page = _Names(), b"", False, "cp1252"
    for what, value in _objects(data):
        if what == _FILE_BEGINS:
            _close(found, names, content, is_open=open_file)
            names, content, open_file = _Names(), b"", True
        elif what == _TITLE:
            names.short = _text(value, code_page)
        elif what == _DATA:
            content = value
        elif what == _FILE_PROPERTIES:
            properties = dict(_properties(value, code_page))
            names.long = str(properties.get(_LONG_NAME) or properties.get(_NAME) or names.long)
            whole = properties.get(_OBJECT_DATA)  # beside it stands but a picture of the file
            content = whole if isinstance(whole, bytes) else content
        elif what == _CODE_PAGE:
            code_page = f"cp{int.from_bytes(value[:4], 'little')}"
        elif what == _BODY:
            found.text = _text(value, code_page)
        elif what == _MESSAGE_PROPERTIES:
            _take_words(found, dict(_properties(value, code_page)))
    _close(found, names, content, is_open=open_file)
    return found


def _close(found: Unwrapped, names: _Names, content: bytes, *, is_open: bool) -> None:
    if is_open and content and len(found.files) < MAX_FILES:
        found.files.append(File(names.long or names.short, content))


def _take_words(found: Unwrapped, properties: Mapping[int, str | bytes]) -> None:
    text, html = properties.get(_TEXT), properties.get(_HTML)
    if isinstance(text, str) and text.strip():
        found.text = text
    if html:
        found.html = html if isinstance(html, str) else charsets.decode(html.rstrip(b"\0")).text
    packed = properties.get(_RTF)
    found.packed = packed if isinstance(packed, bytes) else found.packed


def _objects(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = _HEAD
    while position + _OBJECT.size <= len(data):
        _, what, _, length = _OBJECT.unpack_from(data, position)
        position += _OBJECT.size
        yield what, data[position : position + length]
        position += length + _CHECKSUM


def _properties(data: bytes, code_page: str) -> Iterator[tuple[int, str | bytes]]:
    """Yield the properties that are text or bytes, by number; what is cut off ends them."""
    try:
        yield from _read_properties(data, code_page)
    except struct.error:
        return


def _read_properties(data: bytes, code_page: str) -> Iterator[tuple[int, str | bytes]]:
    (left,) = struct.unpack_from("<I", data)
    position = 4
    while left:
        left -= 1
        kind, number = struct.unpack_from("<HH", data, position)
        position += 4
        if number >= _NAMED:
            position = _after_name(data, position)
        count = 1
        if kind & _SEVERAL or kind in _VARIABLE:
            (count,) = struct.unpack_from("<I", data, position)
            position += 4
        kind &= ~_SEVERAL
        if kind in _FIXED:
            position += _FIXED[kind] * count
        elif kind in _VARIABLE:
            for _ in range(count):
                (length,) = struct.unpack_from("<I", data, position)
                value = data[position + 4 : position + 4 + length]
                position += 4 + _padded(length)
                yield number, _value(value, kind, code_page)
        else:
            return  # nothing says how long it is


def _after_name(data: bytes, position: int) -> int:
    _, kind, length = struct.unpack_from("<16sII", data, position)
    return position + 24 + (_padded(length) if kind else 0)


def _padded(length: int) -> int:
    return length + -length % 4


def _value(value: bytes, kind: int, code_page: str) -> str | bytes:
    if kind == _UNICODE:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    if kind == _OBJECT_KIND:
        return value[_WRAPPER:]
    return _text(value, code_page) if kind == _STRING else value


def _text(value: bytes, code_page: str) -> str:
    return charsets.decode(value.rstrip(b"\0"), code_page).text
