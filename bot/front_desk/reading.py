"""A message read before anything is decided: parsed, screened, understood. Nothing here has an effect."""

import faulthandler
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from bot.desk import Desk
from bot.front_desk.incoming_mail import incoming
from bot.front_desk.scanning import INFECTED, marks_of, nothing_is_scanned
from bot.inquiries.incoming import Incoming
from bot.mail.body import attachment_contents
from bot.mail.errors import Unreadable
from bot.mail.limits import Limits
from bot.mail.parsing import ParsedMail, parse
from bot.screening import Facts, Verdict, screen
from bot.screening.loops import by_its_writer
from bot.settings import Settings
from bot.signed_address import is_own_message_id
from nlp.understanding import Explanation, Understanding
from storage.messages import Stored

log = structlog.get_logger(__name__)

_ALARM = threading.Lock()
"""The process has one alarm, and whoever is done would stop another's: one message is parsed at a time."""


@dataclass(frozen=True)
class Reading:
    """A message as read in the worker: what it says, what it is, what it is about."""

    stored: Stored
    mail: ParsedMail | None = None
    verdict: Verdict | None = None
    understanding: Understanding | None = None
    trouble: str | None = None
    """Why the message could not be read."""
    again: str | None = None
    """Why it lay in quarantine, where it is read once more; None for a message that has just come."""


class Reader(Protocol):
    """Understands what people write (:class:`nlp.model.Model`, in this process or another)."""

    @property
    def version(self) -> str:
        """Which model it is."""

    def understand(self, subject: str, body: str) -> Understanding:
        """Say what one message asks for."""

    def understand_many(self, messages: Iterable[tuple[str, str]]) -> list[Understanding]:
        """Say it of several messages, in their order."""

    def explain(self, subject: str, body: str) -> Explanation:
        """Say it of one message, with the words that decided."""


class ReadingRoom:
    """Reads messages in a worker; what can't be read or understood is said so, and stops no other.

    A message that is still not parsed after ``patience`` seconds ends the process: where a loop in C never
    gives the others a turn, nothing less helps. The next start sets it aside (:meth:`Reception.recover`).
    """

    def __init__(self, desk: Desk, reader: Reader, patience: float | None = None) -> None:
        self._patience = patience
        self._desk = desk
        self._reader = reader
        self._limits = limits(desk.settings)
        self._own_addresses = frozenset({desk.own_address.lower()})

    @property
    def model(self) -> str:
        """Which model reads at present."""
        return self._reader.version

    def read(self, stored: Sequence[Stored]) -> list[Reading]:
        """Parse, screen and understand messages; takes its time, and never fails."""
        return self.understood(self.looked_at(stored))

    def looked_at(self, stored: Sequence[Stored]) -> list[Reading]:
        """Parse and screen messages; takes its time, and never fails."""
        return [self._looked_at(message) for message in stored]

    def letter(self, stored: Stored) -> Incoming | None:
        """Read one message as a letter; None where it can't be read. Takes its time."""
        (reading,) = self.looked_at([stored])
        if reading.mail is None:
            return None
        return incoming(self._desk, reading.mail, stored)

    def understood(self, readings: Sequence[Reading]) -> list[Reading]:
        """Understand those of the messages that are letters; takes its time, and never fails."""
        letters = [reading for reading in readings if reading.mail and not reading.verdict]
        understood: Sequence[Understanding | None]
        try:
            words = [(letter.mail.subject, letter.mail.new_text) for letter in letters if letter.mail]
            understood = self._reader.understand_many(words)
        except Exception:  # noqa: BLE001 - one can't be understood: each on its own, so that it spoils no other
            understood = [self._understood(letter) for letter in letters]
        known = dict(zip((letter.stored.ledger_id for letter in letters), understood, strict=True))
        return [_with(reading, known.get(reading.stored.ledger_id)) for reading in readings]

    def _looked_at(self, stored: Stored) -> Reading:
        try:
            with self._within_patience():
                mail = parse(stored.raw, self._limits)
                verdict, files = self.screened(stored, mail), self._files(mail, stored.raw)
            # outside of it: where clamd takes its time that is no fault of the mail's
            scanned = self._scanned(mail, files)
            return Reading(stored, by_its_writer(scanned, self._own_addresses), verdict)
        except Unreadable as unreadable:
            return Reading(stored, trouble=unreadable.reason)
        except Exception as error:
            log.exception("message not read", ledger=stored.ledger_id)
            return Reading(stored, trouble=f"{type(error).__name__} while reading")

    @contextmanager
    def _within_patience(self) -> Iterator[None]:
        if self._patience is None:
            yield
            return
        # a thread of its own, that needs no turn; what it prints are lines of this program, no letter's
        with _ALARM:
            faulthandler.dump_traceback_later(self._patience, exit=True)
            try:
                yield
            finally:
                faulthandler.cancel_dump_traceback_later()

    def _files(self, mail: ParsedMail, raw: bytes) -> Iterable[bytes] | None:
        """Find what is attached; None where nobody is to look into it."""
        if self._desk.scan is nothing_is_scanned or not mail.attachments:
            return None
        return attachment_contents(raw, mail.limits)

    def _scanned(self, mail: ParsedMail, files: Iterable[bytes] | None) -> ParsedMail:
        """Mark what is infected, or could not be looked into, among a mail's attachments."""
        if files is None:
            return mail
        found = zip(mail.attachments, marks_of(self._desk.scan, files), strict=True)
        marked = tuple(replace(each, mark=_graver(mark, each.mark)) for each, mark in found)
        return replace(mail, attachments=marked)

    def _understood(self, letter: Reading) -> Understanding | None:
        if letter.mail is None:
            return None
        try:
            return self._reader.understand(letter.mail.subject, letter.mail.new_text)
        except Exception:
            log.exception("message not understood", ledger=letter.stored.ledger_id)
            return None

    def screened(self, stored: Stored, mail: ParsedMail, duplicate_of: int | None = None) -> Verdict | None:
        """Judge a message by its own looks, and by whether it came before; None for one that people wrote."""
        return screen(mail, self._facts(stored, duplicate_of))

    def _facts(self, stored: Stored, duplicate_of: int | None) -> Facts:
        return Facts(
            own_addresses=self._own_addresses,
            is_own_message_id=self._is_own,
            duplicate_of=duplicate_of,
            size=len(stored.raw),
            max_size=self._desk.settings.imap.max_message_mb * 1024 * 1024,
        )

    def _is_own(self, message_id: str) -> bool:
        own_domain = self._desk.own_address.rpartition("@")[2]
        return is_own_message_id(message_id, own_domain, self._desk.key)


def _graver(scanned: str | None, seen: str | None) -> str | None:
    """Of two marks the one to heed: a virus, then what the file pretends, then that nobody has looked."""
    return scanned if scanned == INFECTED else seen or scanned


def limits(settings: Settings) -> Limits:
    """Return how much of one message the configuration has us read."""
    given = settings.reading
    return Limits(
        fields=given.max_fields,
        parts=given.max_parts,
        depth=given.max_depth,
        text_bytes=given.max_text_kb * 1000,
        seconds=given.max_seconds,
    )


def _with(reading: Reading, understanding: Understanding | None) -> Reading:
    return replace(reading, understanding=understanding) if understanding else reading
