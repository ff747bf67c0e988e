"""Mails in files: single messages, mbox files, Maildirs, and folders of them, oldest first."""

import io
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from functools import partial
from pathlib import Path
from typing import BinaryIO

from bot.mail import headers

HEAD = 64 * 1024  # bytes: where a message's headers end at the latest, for finding its time
UNDATED = datetime.min.replace(tzinfo=UTC)
_MBOX_MARK = b"From "
_MARKED = re.compile(rb"^>(>*From )", re.MULTILINE)
"""A line that looked like the mark of a next message, as an mbox has it (RFC 4155, appendix A)."""

Part = Callable[[int, int], bytes]
"""Read the bytes of a file from one place up to another."""


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
        yield from _on_standard_input(sys.stdin.buffer.read())
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
        with path.open("rb") as file:
            places = list(_places(file))
        yield from _in_mbox(str(path), places, partial(_part_of_file, path))
    else:
        yield MailFile(str(path), _time_of(head), path.read_bytes)


def _on_standard_input(raw: bytes) -> Iterator[MailFile]:
    if raw.startswith(_MBOX_MARK):
        yield from _in_mbox("-", list(_places(io.BytesIO(raw))), lambda start, end: raw[start:end])
    else:
        yield MailFile("-", _time_of(raw[:HEAD]), lambda: raw)


def _in_mbox(source: str, places: Sequence[tuple[int, int]], part: Part) -> Iterator[MailFile]:
    # Only where each message lies is kept: an archive may be larger than memory.
    for number, (start, end) in enumerate(places, 1):
        head = _unmarked(part(start, min(end, start + HEAD)))
        yield MailFile(f"{source}:{number}", _time_of(head), partial(_message, part, start, end))


def _places(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Where each message lies: from a "From " line, at the top or after an empty line, to the next."""
    start, at, blank = 0, 0, False
    for line in file:
        if blank and line.startswith(_MBOX_MARK):
            yield start, at
            start = at
        at, blank = at + len(line), not line.strip(b"\r\n")
    yield start, at


def _part_of_file(path: Path, start: int, end: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(end - start)


def _message(part: Part, start: int, end: int) -> bytes:
    return _unmarked(part(start, end)).removesuffix(b"\n")


def _unmarked(message: bytes) -> bytes:
    """A message without its "From " line, and without the marks on its own lines that look like one."""
    _, _, own = message.partition(b"\n")
    return _MARKED.sub(rb"\1", own)


def _in_maildir(path: Path) -> Iterator[MailFile]:
    for part in ("new", "cur"):
        folder = path / part
        if folder.is_dir():
            for file in sorted(folder.iterdir()):
                yield from _in_file(file)


def _time_of(head: bytes) -> datetime | None:
    """When a message was received: its topmost ``Received``, else its ``Date``."""
    fields = BytesHeaderParser().parsebytes(head)
    received = fields.get("Received")
    return (headers.date(str(received).rpartition(";")[2]) if received else None) or headers.date(
        str(fields.get("Date", ""))
    )
