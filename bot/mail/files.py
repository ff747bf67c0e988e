"""Mails in files: single messages, mbox files, Maildirs, and folders of them, oldest first."""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from functools import partial
from pathlib import Path

from bot.mail import headers

HEAD = 64 * 1024  # bytes: where a message's headers end at the latest, for finding its time
UNDATED = datetime.min.replace(tzinfo=UTC)
_MBOX_MARK = b"From "


@dataclass(frozen=True)
class MailFile:
    """One message in a file, not yet read: thousands of them fit into memory."""

    source: str
    sent_at: datetime | None
    read: Callable[[], bytes]


def found(paths: Sequence[Path]) -> list[MailFile]:
    """Find every message below some paths, oldest first; those without a time come last.

    ``-`` is one message, or an mbox, on standard input. Raises :class:`FileNotFoundError`.
    """
    mails = [mail for path in paths for mail in _below(path)]
    return sorted(mails, key=lambda mail: (mail.sent_at is None, mail.sent_at or UNDATED))


def _below(path: Path) -> Iterator[MailFile]:
    if str(path) == "-":
        yield _whole("-", sys.stdin.buffer.read())
    elif not path.exists():
        raise FileNotFoundError(2, "there is no such file or folder", str(path))
    elif not path.is_dir():
        yield from _in_file(path)
    elif (path / "cur").is_dir() or (path / "new").is_dir():
        yield from _in_maildir(path)
    else:
        for child in sorted(path.iterdir()):
            if not child.name.startswith("."):
                yield from _below(child)


def _in_file(path: Path) -> Iterator[MailFile]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_MBOX_MARK):
        yield from _in_mbox(path)
    else:
        yield MailFile(str(path), _time_of(head), path.read_bytes)


def _in_mbox(path: Path) -> Iterator[MailFile]:
    # Only where each message lies is kept: an archive may be larger than memory.
    starts = list(_starts(path))
    for number, (start, end) in enumerate(zip(starts, [*starts[1:], path.stat().st_size], strict=True), 1):
        head = _part(path, start, min(end, start + HEAD))
        yield MailFile(f"{path}:{number}", _time_of(head), partial(_part, path, start, end))


def _starts(path: Path) -> Iterator[int]:
    """Where messages start: a "From " line at the top, or after an empty line (RFC 4155)."""
    at, blank = 0, True
    with path.open("rb") as file:
        for line in file:
            if blank and line.startswith(_MBOX_MARK):
                yield at
            at, blank = at + len(line), not line.strip(b"\r\n")


def _part(path: Path, start: int, end: int) -> bytes:
    """A message without its "From " line and without the empty line behind it."""
    with path.open("rb") as file:
        file.seek(start)
        _, _, message = file.read(end - start).partition(b"\n")
    return message.removesuffix(b"\n")


def _in_maildir(path: Path) -> Iterator[MailFile]:
    for part in ("new", "cur"):
        folder = path / part
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                yield from _in_file(file)


def _whole(source: str, raw: bytes) -> MailFile:
    return MailFile(source, _time_of(raw[:HEAD]), lambda: raw)


def _time_of(head: bytes) -> datetime | None:
    """When a message was received: its topmost ``Received``, else its ``Date``."""
    fields = BytesHeaderParser().parsebytes(head)
    received = fields.get("Received")
    return (headers.date(str(received).rpartition(";")[2]) if received else None) or headers.date(
        str(fields.get("Date", ""))
    )
