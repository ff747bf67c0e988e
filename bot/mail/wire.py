"""Mail as it goes over the wire (RFC 5322, RFC 2046): headers and parts as bytes, put together by hand.

A round sends the same files in thousands of letters: what is the same is made once.
The standard library makes what is intricate (encoded words, names of files). What a letter says is
`bot.mail.letters`'.
"""

import base64
import hashlib
from collections.abc import Sequence
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache
from mimetypes import guess_type

LONGEST_LINE = 998
"""Without its line break (RFC 5322, 2.1.1)."""
_FOLDED_AT = 78


def header(name: str, value: str) -> bytes:
    """Return a header line of text of any kind; a line break in it is a :class:`ValueError`."""
    if value.isascii() and value.isprintable() and "=?" not in value:
        return structured(name, value)
    return _encoded(name, value)


def structured(name: str, value: str) -> bytes:
    """Return a header line of addresses or identifiers, folded between its words.

    It goes as it stands: names in it are encoded already. A line break in it is a :class:`ValueError`.
    """
    if not value.isprintable():
        raise ValueError(f"a {name} must be one line of text")
    line = f"{name}: {value.rstrip()}"
    return (line if len(line) <= _FOLDED_AT else _folded(line)).encode() + b"\r\n"


def _folded(line: str) -> str:
    lines = [""]
    for word in line.split(" "):
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _FOLDED_AT:
            lines.append("")
        lines[-1] += f" {word}"
    return "\r\n".join(lines).removeprefix(" ")


@lru_cache(maxsize=256)
def _encoded(name: str, value: str) -> bytes:
    """Encode a header as the library does, which takes longer than all the rest of a letter."""
    return SMTP.fold_binary(name, SMTP.header_store_parse(name, _as_written(value))[1])


def text_part(subtype: str, text: str) -> bytes:
    """Return a part of text."""
    # as bytes: a text has more kinds of line breaks than a mail
    lines = text.encode().splitlines()
    content = b"\r\n".join(lines) + b"\r\n"
    encoding = "7bit" if content.isascii() else "8bit"
    if len(content) > LONGEST_LINE and max(map(len, lines)) > LONGEST_LINE:
        encoding, content = "base64", base64.encodebytes(content).replace(b"\n", b"\r\n")
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n'
    return head.encode() + content


@lru_cache(maxsize=32)
def file_part(name: str, content: bytes) -> bytes:
    """Return a file as a part, to be saved under its name."""
    kind, _, subtype = (guess_type(name)[0] or "application/octet-stream").partition("/")
    part = EmailMessage(policy=SMTP)
    part.set_content(
        content, maintype=kind, subtype=subtype, filename=_as_written(name), disposition="attachment"
    )
    return _without_version(part)


def picture_part(cid: str, name: str, content: bytes) -> bytes:
    """Return a PNG as a part that the HTML beside it shows."""
    part = EmailMessage(policy=SMTP)
    part.set_content(
        content, maintype="image", subtype="png", cid=f"<{cid}>", filename=name, disposition="inline"
    )
    return _without_version(part)


def _as_written(text: str) -> str:
    """Return a text that stands for itself: the library decodes encoded words in it, line breaks and all."""
    return text.replace("=?", "= ?")


def _without_version(part: EmailMessage) -> bytes:
    del part["MIME-Version"]  # that is said once, of the whole
    return part.as_bytes()


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """Return several parts as one; a part alone stays as it is.

    They are parted by nothing random, so that a letter sent twice is the same.
    """
    if len(parts) == 1:
        return parts[0]
    # nobody can write a text that has its own digest in it; files are base64
    boundary = f"=_{hashlib.sha256(subtype.encode() + parts[0]).hexdigest()[:40]}"
    mark = b"--" + boundary.encode()
    head = f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
    return b"".join((head, *(_between(mark, part) for part in parts), mark, b"--\r\n"))


def _between(mark: bytes, part: bytes) -> bytes:
    # the line break before a boundary belongs to the boundary
    return b"%b\r\n%b\r\n" % (mark, part)


def in_seven_bits(letter: bytes) -> bytes:
    """Return a letter as it goes to a server that takes plain ASCII only (RFC 6152, 3)."""
    return message_from_bytes(letter, policy=SMTP.clone(cte_type="7bit")).as_bytes()
