"""Transfer encodings undone (RFC 2045, section 6), however broken; never an error.

The standard library's decoders do the work; here is what they refuse: stray characters and
padding in base64, spaces after soft line breaks, text that is wrongly labelled as base64.
"""

import binascii
import re

_BASE64 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/="
_NOT_BASE64 = bytes(set(range(256)) - set(_BASE64))
_SPACED_SOFT_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_FULL_LINE = re.compile(rb"\s*[A-Za-z0-9+/]{40}")
# An empty line, then words or a rule.
_FOOTER = re.compile(rb"\r?\n[ \t]*\r?\n(?=[^\r\n]*(?:[^A-Za-z0-9+/=\s]|[^\s][ \t][^\s]))")
_HEAD = 4096  # bytes that are looked at
_STRAY_SHARE = 20  # more than one byte in this many outside the alphabet: not base64 at all


def decoded(data: bytes, encoding: str) -> bytes:
    """Return the content of a body under its Content-Transfer-Encoding."""
    match encoding:
        case "base64":
            body, below = _without_footer(data)
            return base64_bytes(body) + below if _may_be_base64(body) else data
        case "quoted-printable":
            return binascii.a2b_qp(_SPACED_SOFT_BREAK.sub(b"=", data) if b"= " in data else data)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return uu_bytes(data)
        case _:
            return data


def decoded_between(raw: bytes, start: int, end: int, encoding: str) -> bytes:
    """Return the content of a body that lies in a message; a large file's is not copied before."""
    is_plain = encoding == "base64" and raw.find(b"=", start, end - 4) < 0 and not _footer(raw, start, end)
    if is_plain and _may_be_base64(raw[start : min(end, start + _HEAD)]):
        try:
            return binascii.a2b_base64(memoryview(raw)[start:end])
        except binascii.Error:
            pass  # wrongly padded
    return decoded(raw[start:end], encoding)


def base64_bytes(data: bytes) -> bytes:
    """Decode base64 with stray characters, padding that is missing, or several padded pieces."""
    if data.find(b"=", 0, -4) < 0:
        try:
            return binascii.a2b_base64(data)
        except binascii.Error:
            pass  # wrongly padded: piece by piece, below
    pieces = data.translate(None, _NOT_BASE64).split(b"=")
    whole = (piece[: len(piece) - (len(piece) % 4 == 1)] for piece in pieces if piece)
    return b"".join(binascii.a2b_base64(piece + b"==") for piece in whole)


def uu_bytes(data: bytes) -> bytes:
    """Decode the lines between `begin` and `end`; lines that cannot be decoded are left out."""
    lines = data.splitlines()
    start = next((n for n, line in enumerate(lines) if line.startswith(b"begin ")), -1)
    pieces: list[bytes] = []
    for line in lines[start + 1 :]:
        if line.strip() == b"end":
            break
        try:
            pieces.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(pieces)


def _footer(data: bytes, start: int, end: int) -> re.Match[bytes] | None:
    """Find what a list wrote below base64 without decoding it; only below a line that is certainly base64."""
    return _FOOTER.search(data, max(start, end - _HEAD), end) if _FULL_LINE.match(data, start, end) else None


def _without_footer(data: bytes) -> tuple[bytes, bytes]:
    found = _footer(data, 0, len(data))
    return (data[: found.start()], data[found.start() :]) if found else (data, b"")


def _may_be_base64(data: bytes) -> bool:
    head = data[:_HEAD]
    stray = head.translate(None, _BASE64 + b"\r\n\t ")
    return len(stray) * _STRAY_SHARE <= len(head) and head.count(b" ") * _STRAY_SHARE <= len(head)
