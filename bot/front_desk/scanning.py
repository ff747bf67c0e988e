"""Viruses in what comes from outside, by ClamAV (clamd) where it is configured.

A mark never holds up a letter: what clamd can't say now is said to be unchecked, and is asked about again
once it is back (`bot.front_desk.rescanning`), and when somebody has the file brought. What a file is by its
first bytes
is `bot.front_desk.attachment_kinds`.
"""

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from io import BytesIO

import structlog
from clamav_client.clamd import BufferTooLongError, ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from bot.front_desk import attachment_kinds
from bot.settings import Clamav

log = structlog.get_logger(__name__)

INFECTED, UNCHECKED = "infected", "unchecked"
Scan = Callable[[bytes], str | None]
"""Says of a file that it is infected or could not be checked; None where nothing is to be said."""
TRIES = 2
REST = 30.0
"""Seconds in which a clamd that did not answer is not asked again: mail must not wait for it each time."""
MOST_SECONDS = 60.0
"""In which the files of one mail are shown to clamd; those that are left then are unchecked for now."""


class Unreachable(Exception):
    """Clamd does not answer."""


def nothing_is_scanned(_content: bytes) -> str | None:
    """Stand in where no clamd is configured."""
    return None


class Scanner:
    """Asks clamd, each time on a connection of its own; for worker threads, as it waits for the answer."""

    def __init__(self, settings: Clamav) -> None:
        self._settings = settings
        self._turn = threading.Lock()
        self._asleep_until = 0.0

    def scan(self, content: bytes) -> str | None:
        """Say what is wrong with a file, if anything; takes `clamav.timeout_seconds` twice at most."""
        if len(content) > self._settings.max_mb * 1024 * 1024:
            return UNCHECKED
        with self._turn:
            if time.monotonic() < self._asleep_until:
                return UNCHECKED
            return self._asked(content)

    def check(self) -> None:
        """Ask whether clamd is there; raises `Unreachable`."""
        try:
            with self._clamd() as clamd:
                clamd.ping()
        except (ClamdError, OSError) as error:
            raise Unreachable(type(error).__name__) from error

    def _asked(self, content: bytes) -> str | None:
        for _ in range(TRIES):
            try:
                with self._clamd() as clamd:
                    found = clamd.instream(BytesIO(content))
            except BufferTooLongError:
                return UNCHECKED
            except (ClamdError, OSError) as error:
                log.warning("clamd does not answer", error=type(error).__name__)
                continue
            if found:  # an empty answer is a connection that broke
                return _mark({status for status, _ in found.values()})
        self._asleep_until = time.monotonic() + REST
        return UNCHECKED

    @contextmanager
    def _clamd(self) -> Iterator[ClamdNetworkSocket]:
        at = self._settings
        clamd = (
            ClamdUnixSocket(str(at.socket), timeout=at.timeout_seconds)
            if at.socket is not None
            else ClamdNetworkSocket(at.host or "", at.port, timeout=at.timeout_seconds)
        )
        try:
            yield clamd
        finally:  # it leaves its socket open where it could not connect
            if hasattr(clamd, "clamd_socket"):
                clamd.clamd_socket.close()


def _mark(verdicts: set[str]) -> str | None:
    if "FOUND" in verdicts:
        return INFECTED
    return None if verdicts == {"OK"} else UNCHECKED


def marks_of(scan: Scan, contents: Iterable[bytes]) -> Iterator[str | None]:
    """Say what is wrong with each file of a mail, as far as there is time; takes a minute and a last file."""
    end = time.monotonic() + MOST_SECONDS
    for content in contents:
        yield scan(content) if time.monotonic() < end else UNCHECKED


def mark_of(scan: Scan, name: str, content: bytes) -> str | None:
    """Say what people must know of a file before they open it; in a worker, as it may wait for clamd."""
    found = scan(content)
    return (
        found if found == INFECTED else attachment_kinds.mark(name, content[: attachment_kinds.HEAD]) or found
    )


def scan_of(settings: Clamav) -> Scan:
    """Return what looks for viruses."""
    return Scanner(settings).scan if settings.host or settings.socket else nothing_is_scanned
