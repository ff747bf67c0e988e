"""What text and bytes hold in wrappings beside MIME: uuencode, PGP's armour, S/MIME's envelope.

What Outlook wraps is `bot.mail.winmail`. Signatures are not verified: who wrote a letter is asked elsewhere
(`bot.mail.authentication`). Nothing is decrypted: we hold no keys.
"""

import binascii
import re
from collections.abc import Callable
from typing import NamedTuple

from asn1crypto.cms import ContentInfo

from bot.mail.transfer import uu_bytes

MAX_FILES = 100

# `begin 644 name`, lines that each begin with their length, and `end`; a person may write "begin 2026 well".
_UU = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n((?:[ -`]{1,90}\n)*?)(?:[` ]?\n)?end[ \t]*$", re.MULTILINE
)
_SIGNED, _SIGNATURE = "-----BEGIN PGP SIGNED MESSAGE-----", "-----BEGIN PGP SIGNATURE-----"
_SIGNATURE_ENDS = "-----END PGP SIGNATURE-----"
_ENCRYPTED, _ENCRYPTED_ENDS = "-----BEGIN PGP MESSAGE-----", "-----END PGP MESSAGE-----"
_ARMOUR_HEAD = re.compile(r"[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]*\n)*\n?")
_DASHED = re.compile(r"^- (?=-)", re.MULTILINE)


class UuFile(NamedTuple):
    """A file that stood in the text."""

    name: str
    content: bytes


class Uncovered(NamedTuple):
    """A text without PGP's armour, and whether some of it was encrypted and is left out."""

    text: str
    encrypted: bool


def without_files(text: str) -> tuple[str, list[UuFile]]:
    """Return the text without the uuencoded files in it, and these."""
    files: list[UuFile] = []

    def taken(block: re.Match[str]) -> str:
        content = uu_bytes(block[0].encode("ascii", "replace"))
        if not content or len(files) >= MAX_FILES:
            return block[0]
        files.append(UuFile(block[1].strip(), content))
        return ""

    return _UU.sub(taken, text), files


def uncovered(text: str) -> Uncovered:
    """Return what a text says that was signed or encrypted with PGP."""
    text, _ = _replaced(text, _SIGNED, _SIGNATURE_ENDS, _said)
    text, encrypted = _replaced(text, _ENCRYPTED, _ENCRYPTED_ENDS, lambda _block: "")
    return Uncovered(text, encrypted > 0)


def _said(block: str) -> str:
    """Return what stands above the signature, with the dashes that were put before its own dashes gone."""
    said = block.partition(_SIGNATURE)[0]
    head = _ARMOUR_HEAD.match(said)
    return _DASHED.sub("", said[head.end() :] if head else said).rstrip("\n")


def _replaced(text: str, begin: str, end: str, by: Callable[[str], str]) -> tuple[str, int]:
    """Replace each block between two lines by what is made of it; one that never ends is text."""
    pieces: list[str] = []
    position = 0
    while (start := text.find(begin, position)) >= 0 and (stop := text.find(end, start)) >= 0:
        pieces += [text[position:start], by(text[start + len(begin) : stop])]
        position = stop + len(end)
    return "".join([*pieces, text[position:]]), len(pieces) // 2


def signed_content(data: bytes) -> bytes | None:
    """Return the MIME entity in an S/MIME envelope that is only signed (RFC 8551, 3.5.2); None otherwise."""
    try:
        info = ContentInfo.load(data)
        if info["content_type"].native != "signed_data":
            return None
        content = info["content"]["encap_content_info"]["content"].native
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, binascii.Error):
        return None
    return content if isinstance(content, bytes) and content else None
