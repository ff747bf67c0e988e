"""Messages as they come and as they are kept: fingerprinted and packed, and whole again."""

import hashlib
import zlib
from dataclasses import dataclass
from datetime import datetime
from typing import Self

# Most of a letter is attachments, compressed already: the fastest level gets nearly all there is to get.
COMPRESSION = 1
_PIECE = 1024 * 1024
TALK = "slack:"
"""How the source of what was said in Slack begins; the channel's id follows."""


def is_talk(source: str) -> bool:
    """Whether what came from a source was said in Slack; everything else is a mail."""
    return source.startswith(TALK)


@dataclass(frozen=True)
class Place:
    """Where on a server a message lies (RFC 3501: a UID means something only under its UIDVALIDITY)."""

    mailbox: str
    uidvalidity: int
    uid: int


@dataclass(frozen=True)
class Arrival:
    """A message ready to be stored: packed, which a worker thread can do before the transaction."""

    sha256: str
    size: int
    packed: bytes | bytearray
    source: str
    received_at: datetime
    place: Place | None = None

    @classmethod
    def pack(cls, raw: bytes, *, source: str, received_at: datetime, place: Place | None = None) -> Self:
        """Compress and fingerprint the message as it came."""
        digest = hashlib.sha256(raw).hexdigest()
        return cls(digest, len(raw), _packed(raw), source, received_at, place)


def _packed(raw: bytes) -> bytes | bytearray:
    """Compress a message; a large one piece by piece, so that there is no second copy of the result."""
    if len(raw) <= _PIECE:
        return zlib.compress(raw, COMPRESSION)
    packer, packed = zlib.compressobj(COMPRESSION), bytearray()
    with memoryview(raw) as whole:
        for start in range(0, len(raw), _PIECE):
            packed += packer.compress(whole[start : start + _PIECE])
    packed += packer.flush()
    return packed


@dataclass(frozen=True)
class Stored:
    """A message to decide on, whole."""

    ledger_id: int
    raw_id: int
    source: str
    received_at: datetime
    raw: bytes

    @classmethod
    def unpack(
        cls, ledger_id: int, raw_id: int, source: str, received_at: datetime, size: int, packed: bytes
    ) -> Self:
        """Put a message together again; with its size known that is done once."""
        return cls(ledger_id, raw_id, source, received_at, zlib.decompress(packed, bufsize=max(size, 1)))

    @property
    def is_talk(self) -> bool:
        """Whether it was said in Slack, and is JSON; everything else is a mail."""
        return is_talk(self.source)

    @property
    def suffix(self) -> str:
        """What the name of a file that holds it ends in."""
        return ".json" if self.is_talk else ".eml"
