"""The way in: one IMAP mailbox, read in a worker thread and never relied on more than needed.

The cursor is our own (UIDVALIDITY and UID, RFC 3501, 2.3.1.1): flags, dates and Message-IDs decide nothing.
What is found is handed over to be stored and decided on; only then is a message moved out of the inbox. A
lost connection comes back by itself.
"""

import selectors
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

import structlog
from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError

from bot.mail.imap import FAULTS, connected, in_our_words, move, what_is_wrong
from bot.settings import Imap

log = structlog.get_logger(__name__)

BATCH = 50  # messages
BATCH_BYTES = 8 * 1024 * 1024
LONGEST_PAUSE = 60.0  # seconds between two attempts to connect
FIRST_WAIT = 0.25  # seconds: the first wait after news, see Mailbox._watch
LONGEST_WAIT = 240.0
"""Seconds: a mailbox that is not heard of for five minutes is taken for silent, and people are told."""
TRIES = 4
"""How often a letter is asked for in vain before those behind it are read first."""
STOP_CHECK = 0.25  # seconds: how soon a waiting thread notices that it is to stop


@dataclass(frozen=True)
class Fetched:
    """One message as the server gave it."""

    uid: int
    raw: bytes
    arrived_at: datetime


@dataclass(frozen=True)
class Decided:
    """A message whose outcome is recorded, still in the inbox."""

    ledger_id: int
    uid: int
    quarantined: bool


class RecordAway(Exception):
    """The record can't be asked in this moment; nothing is wrong with the mail server."""


class Mailroom(Protocol):
    """What the mailbox asks of the record; each call blocks the mailbox's thread until it is done.

    Each raises :class:`RecordAway` while the record can't be asked.
    """

    def resume(self) -> None:
        """Decide on what was stored before the record or the connection was lost."""

    def last_uid(self, mailbox: str, uidvalidity: int) -> int:
        """How far the mailbox has been read under this UIDVALIDITY; 0 for not at all."""

    def take_in(self, mailbox: str, uidvalidity: int, messages: list[Fetched]) -> None:
        """Store messages whole, then decide on each. They are taken out of the list: they may be large."""

    def set_aside(self, mailbox: str, uidvalidity: int) -> Sequence[int]:
        """Messages that the server did not give and that are not to be asked for yet."""

    def not_given(self, mailbox: str, uidvalidity: int, uids: Sequence[int]) -> None:
        """Record that the server does not give messages, again and again; people are told."""

    def left_behind(self, mailbox: str, uidvalidity: int) -> Sequence[int]:
        """Messages that were set aside, and are to be asked for once more."""

    def removed(self, mailbox: str, uidvalidity: int, uid: int) -> None:
        """Record that somebody took away a message that was set aside."""

    def to_file(self, mailbox: str, uidvalidity: int) -> Sequence[Decided]:
        """Messages that may leave the inbox."""

    def filed(self, messages: Sequence[Decided]) -> None:
        """Record that messages left the inbox."""

    def report(self, trouble: str | None) -> None:
        """Record how the mailbox is doing; None for well."""


class Mailbox:
    """Watches one mailbox until told to stop."""

    def __init__(self, settings: Imap, mailroom: Mailroom) -> None:
        self._settings = settings
        self._mailroom = mailroom
        self._stop = threading.Event()
        self._attempts = 0
        self._asked_for: tuple[int, int] | None = None
        self._in_vain: Counter[tuple[int, int]] = Counter()  # by UIDVALIDITY and UID

    def stop(self) -> None:
        """Have :meth:`run` return soon; may be called from any thread."""
        self._stop.set()

    def run(self) -> None:
        """Read for ever; connects again, with growing pauses, whenever the connection is lost."""
        while not self._stop.is_set():
            try:
                with connected(self._settings) as client:
                    self._watch(client)
            except FAULTS as fault:
                self._count_in_vain()
                self._note(what_is_wrong(fault), logged=in_our_words(fault))
            except RecordAway as away:
                # who has no record can't take anything in; what is on the server stays there meanwhile
                self._attempts += 1
                log.warning("mail not taken in", reason=str(away))
            except Exception as error:  # one of the three catch-alls: reading mail must go on
                log.exception("mailbox broke")
                self._count_in_vain()
                self._note(f"reading mail broke ({type(error).__name__})")
            self._stop.wait(pause_before(self._attempts))

    def _count_in_vain(self) -> None:
        if self._asked_for is not None:
            self._in_vain[self._asked_for] += 1

    def _note(self, trouble: str, *, logged: str | None = None) -> None:
        self._attempts += 1
        log.warning("mailbox lost", trouble=logged or trouble)
        try:
            self._mailroom.report(trouble)
        except Exception as error:  # noqa: BLE001 - whatever it is, reading mail must go on
            log.warning(
                "trouble not recorded",
                reason=str(error) if isinstance(error, RecordAway) else type(error).__name__,
            )

    def _watch(self, client: IMAPClient) -> None:
        """Look, and wait for news, again and again.

        What arrives between a look and the wait is told in the answer to some command, not in IDLE. So the
        wait follows a look that found nothing, with nothing in between, and is short at first.
        """
        uidvalidity = self._open(client)
        self._asked_for = None
        self._mailroom.resume()
        wait = FIRST_WAIT
        while not self._stop.is_set():
            # the library keeps what a server says of its own accord until somebody asks: some lines a letter
            client._imap.untagged_responses.clear()  # noqa: SLF001 - nobody else can
            self._file_decided(client, uidvalidity)
            if self._take_in_new(client, uidvalidity):
                wait = FIRST_WAIT
            else:
                self._is_well()
                self._wait(client, wait)
                wait = min(2 * wait, self._settings.poll_seconds, LONGEST_WAIT)

    def _open(self, client: IMAPClient) -> int:
        for folder in (self._settings.processed, self._settings.quarantine):
            if not client.folder_exists(folder):
                client.create_folder(folder)
        return int(client.select_folder(self._settings.mailbox)[b"UIDVALIDITY"])

    def _take_in_new(self, client: IMAPClient, uidvalidity: int) -> bool:
        mailbox = self._settings.mailbox
        last = self._mailroom.last_uid(mailbox, uidvalidity)
        # "n:*" always names the last message too, however small its UID (RFC 3501, 6.4.8)
        known = {uid for uid in client.search(["UID", f"{last + 1}:*"]) if uid > last}
        aside = set(self._mailroom.set_aside(mailbox, uidvalidity))
        new = sorted(known - aside)
        doubtful = [uid for uid in new if self._in_vain[uidvalidity, uid] >= TRIES]
        for batch in self._batches(client, uidvalidity, [uid for uid in new if uid not in doubtful]):
            # that those behind are given shows that it is the letter, not the server
            passed = [uid for uid in doubtful if uid < max(each.uid for each in batch)]
            if passed:
                self._mailroom.not_given(mailbox, uidvalidity, passed)
                doubtful = [uid for uid in doubtful if uid not in passed]
            self._mailroom.take_in(mailbox, uidvalidity, batch)
            self._is_well()
        self._ask_once_more(client, uidvalidity, doubtful)
        return bool(new)

    def _ask_once_more(self, client: IMAPClient, uidvalidity: int, doubtful: Sequence[int]) -> None:
        """Ask for what was not given so far, once all else is read; it may be given one day."""
        mailbox = self._settings.mailbox
        waiting = self._mailroom.left_behind(mailbox, uidvalidity)
        for uid in (*doubtful, *waiting):
            if uid in waiting:
                # noted before: should it break the connection, its next time is not now
                self._mailroom.not_given(mailbox, uidvalidity, [uid])
            batches = list(self._batches(client, uidvalidity, [uid]))
            for batch in batches:
                self._mailroom.take_in(mailbox, uidvalidity, batch)
                self._is_well()
            if not batches:
                self._mailroom.removed(mailbox, uidvalidity, uid)

    def _is_well(self) -> None:
        """Say so when something has come of it: a server that always breaks off later is not well."""
        self._mailroom.report(None)
        self._attempts = 0

    def _batches(self, client: IMAPClient, uidvalidity: int, uids: Sequence[int]) -> Iterator[list[Fetched]]:
        # after a failure one by one: what lies before the one that breaks it is read
        for some in _chunks(uids, 1 if self._attempts else BATCH):
            self._asked_for = (uidvalidity, some[0]) if len(some) == 1 else None
            sizes = {uid: data[b"RFC822.SIZE"] for uid, data in client.fetch(some, ["RFC822.SIZE"]).items()}
            _require_all(client, some, sizes)
            for few in by_size([uid for uid in some if uid in sizes], sizes):
                fetched = _fetched(client, few)
                _require_all(client, few, [each.uid for each in fetched])
                if fetched:
                    yield fetched
            self._asked_for = None

    def _file_decided(self, client: IMAPClient, uidvalidity: int) -> None:
        waiting = self._mailroom.to_file(self._settings.mailbox, uidvalidity)
        for quarantined in (False, True):
            some = [message for message in waiting if message.quarantined == quarantined]
            if some:
                folder = self._settings.quarantine if quarantined else self._settings.processed
                move(client, [message.uid for message in some], folder)
                self._mailroom.filed(some)

    def _wait(self, client: IMAPClient, seconds: float) -> None:
        """Wait for news, but not longer: a server may forget to say that something came."""
        if not client.has_capability("IDLE"):
            self._stop.wait(seconds)
            return
        client.idle()
        until = time.monotonic() + seconds
        # not idle_check: it takes the half of a line that has come so far for the end of the connection
        with selectors.DefaultSelector() as selector:
            selector.register(client.socket(), selectors.EVENT_READ)
            while time.monotonic() < until and not self._stop.is_set():
                if selector.select(STOP_CHECK):
                    break
        client.idle_done()


def by_size(uids: Sequence[int], sizes: dict[int, int]) -> Iterator[list[int]]:
    """Split messages into batches that fit into memory; a large one stands alone."""
    batch: list[int] = []
    filled = 0
    for uid in uids:
        if batch and filled + sizes[uid] > BATCH_BYTES:
            yield batch
            batch, filled = [], 0
        batch.append(uid)
        filled += sizes[uid]
    if batch:
        yield batch


def pause_before(attempts: int) -> float:
    """Seconds to wait before connecting again."""
    return min(0.5 * 2 ** min(attempts, 10), LONGEST_PAUSE) if attempts else 0.0


def _require_all(client: IMAPClient, asked: Sequence[int], given: Collection[int]) -> None:
    """Raise where the server keeps back what is there: what comes after would hide it for ever."""
    missing = [uid for uid in asked if uid not in given]
    if missing and client.search(["UID", ",".join(map(str, missing))]):
        raise IMAPClientError("it names a message and does not give it")


def _fetched(client: IMAPClient, uids: Sequence[int]) -> list[Fetched]:
    # PEEK: reading leaves no trace, so that \Seen stays what people made it
    answer: dict[int, dict[bytes, Any]] = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
    # one that was removed in this moment has no body
    whole = [(uid, data) for uid, data in sorted(answer.items()) if data.get(b"BODY[]") is not None]
    return [Fetched(uid, data[b"BODY[]"], _moment(data.get(b"INTERNALDATE"))) for uid, data in whole]


def _moment(said: datetime | None) -> datetime:
    """When a message came, by what the server says; now where that is no date, UTC where it has no zone."""
    if said is None:
        return datetime.now(UTC)
    return said if said.tzinfo else said.replace(tzinfo=UTC)


def _chunks(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]
