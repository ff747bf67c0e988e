"""Mails in files: single messages, mbox files, Maildirs, and folders of them, oldest first."""

import contextlib
import errno
import io
import os
import re
import stat
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
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
_LETTERS_END_IN = (".eml", ".mbox")
_WHY = {
    errno.EACCES: "we are not allowed to read it",
    errno.ENOENT: "a link to what is not there",
    errno.ELOOP: "a link that leads back to itself",
}

Part = Callable[[int, int], bytes]
"""Read the bytes of a file from one place up to another."""


@dataclass(frozen=True)
class MailFile:
    """One message in a file, not yet read: thousands of them fit into memory."""

    source: str
    sent_at: datetime | None
    read: Callable[[], bytes]


@dataclass(frozen=True)
class Unread:
    """A file or folder that could not be read, and why in plain words."""

    path: str
    why: str


@dataclass
class Found:
    """What lies below some paths: every message, oldest first; what could not be read; what is no mail."""

    mails: list[MailFile] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    """Hidden files, and what a mail server keeps in a Maildir beside its letters."""


def found(paths: Sequence[Path]) -> Found:
    """Find every message below some paths, oldest first; those without a time come last.

    ``-`` is one message, or an mbox, on standard input. Raises :class:`FileNotFoundError` for a path that
    is not there; what can't be read further down is told of, and the rest is found.
    """
    for path in paths:
        if str(path) != "-" and not os.path.lexists(path):
            raise FileNotFoundError(2, "there is no such file or folder", str(path))
    search = _Search([Path(os.path.realpath(path)) for path in paths if str(path) != "-"])
    for path in paths:
        search.below(path)
    search.found.mails.sort(key=lambda mail: (mail.sent_at is None, mail.sent_at or UNDATED))
    return search.found


class _Search:
    """A walk through files and folders that goes on past whatever is odd."""

    def __init__(self, named: Sequence[Path]) -> None:
        self.found = Found()
        self._named = named
        self._walked: set[tuple[int, int]] = set()
        """Folders, by device and number: a link may lead back up, or twice to one place."""

    def below(self, path: Path) -> None:
        with self._going_on(path):
            if str(path) == "-":
                self.found.mails.extend(_on_standard_input(sys.stdin.buffer.read()))
            else:
                self._at(path, path.stat())

    def _at(self, path: Path, there: os.stat_result) -> None:
        if stat.S_ISREG(there.st_mode):
            self.found.mails.extend([*_in_file(path)])
        elif not stat.S_ISDIR(there.st_mode):
            self.found.unread.append(Unread(_said(path), "neither a file nor a folder"))
        elif self._is_above(path):
            self.found.unread.append(Unread(_said(path), "a link that leads up, out of what was named"))
        elif (there.st_dev, there.st_ino) not in self._walked:
            self._walked.add((there.st_dev, there.st_ino))
            self._in_folder(path)

    def _is_above(self, path: Path) -> bool:
        real = Path(os.path.realpath(path))
        return not any(map(real.is_relative_to, self._named)) and any(
            real in each.parents for each in self._named
        )

    def _in_folder(self, path: Path) -> None:
        may_hold_mail = _is_maildirs if _is_maildir(path) else _is_anybodys
        for child in sorted(path.iterdir()):
            with self._going_on(child):
                if may_hold_mail(child):
                    self._at(child, child.stat())
                elif not _is_empty_folder(child):
                    self.found.left_out.append(_said(child))

    @contextlib.contextmanager
    def _going_on(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = _WHY.get(error.errno or 0) or error.strerror or type(error).__name__
            self.found.unread.append(Unread(_said(path), why))


def _is_maildir(path: Path) -> bool:
    return all((path / part).is_dir() for part in ("new", "cur"))


def _is_anybodys(child: Path) -> bool:
    return not child.name.startswith(".") or _is_maildir(child)


def _is_maildirs(child: Path) -> bool:
    """In a Maildir lie its letters, folders of the Maildirs below it (".Sent"), and the server's own files.

    What is in "tmp" is still being delivered.
    """
    return child.suffix in _LETTERS_END_IN or (child.name != "tmp" and not child.is_file())


def _is_empty_folder(path: Path) -> bool:
    return path.is_dir() and not any(path.iterdir())


def _said(path: Path) -> str:
    """A path as text: a file's name is bytes, which need not be UTF-8."""
    return os.fsencode(path).decode("utf-8", "replace")


def _in_file(path: Path) -> Iterator[MailFile]:
    with path.open("rb") as file:
        head = file.read(HEAD)
    if head.startswith(_MBOX_MARK):
        with path.open("rb") as file:
            places = list(_places(file))
        yield from _in_mbox(_said(path), places, partial(_part_of_file, path))
    else:
        yield MailFile(_said(path), _time_of(head), path.read_bytes)


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


def _time_of(head: bytes) -> datetime | None:
    """When a message was received: its topmost ``Received``, else its ``Date``."""
    fields = BytesHeaderParser().parsebytes(head)
    received = fields.get("Received")
    return (headers.date(str(received).rpartition(";")[2]) if received else None) or headers.date(
        str(fields.get("Date", ""))
    )
