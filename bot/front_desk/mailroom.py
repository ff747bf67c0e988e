"""The mailroom: between the mailbox's thread and the front desk.

The thread's questions are answered on the event loop, where the database is; the thread waits.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from concurrent.futures import CancelledError
from datetime import datetime, timedelta
from typing import TypeVar

from bot.desk import Desk
from bot.front_desk.reception import Reception
from bot.mail.mailbox import Decided, Fetched, RecordAway
from bot.pulse import MAILBOX
from storage import ledger, mailboxes, service
from storage.database import is_in_trouble
from storage.messages import Arrival, Place
from storage.outcomes import Outcome
from storage.tables import PartState

LARGE = 4 * 1024 * 1024  # bytes: nobody wants these in memory twice

T = TypeVar("T")
LETTER = "imap-letter"
"""The part that a letter is which the mail server does not give, as ``status`` names it."""
SOONEST, LATEST = timedelta(minutes=5), timedelta(days=1)


def ask_again(since: datetime, asked_at: datetime) -> datetime:
    """Say when to ask once more for a letter that is not given: later each time, each day in the end."""
    return asked_at + min(max(asked_at - since, SOONEST), LATEST)


def _letter(mailbox: str, uidvalidity: int) -> str:
    return f"{LETTER} {mailbox}/{uidvalidity}/"


class RecordMailroom:
    """Answers :class:`bot.mail.mailbox.Mailroom` from the record."""

    def __init__(self, desk: Desk, reception: Reception, loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._reception = reception
        self._loop = loop
        self._account = f"{desk.settings.imap.username or ''}@{desk.settings.imap.host}"

    def resume(self) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._reception.recover())

    def last_uid(self, mailbox: str, uidvalidity: int) -> int:
        """See :class:`~bot.mail.mailbox.Mailroom`; another UIDVALIDITY means reading from the start."""
        return self._wait_for(self._last_uid(mailbox, uidvalidity))

    def take_in(self, mailbox: str, uidvalidity: int, messages: list[Fetched]) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`; packing is work for this thread, not for the loop."""
        now = self._desk.clock.now()
        # one that was set aside comes after those behind it: what is read stays read
        last = max(*(message.uid for message in messages), self.last_uid(mailbox, uidvalidity))
        arrivals = []
        while messages:
            message = messages.pop(0)
            received_at, place = min(message.arrived_at, now), Place(mailbox, uidvalidity, message.uid)
            arrivals.append(Arrival.pack(message.raw, source=mailbox, received_at=received_at, place=place))
            del message  # nobody needs the bytes as they came any more
        self._wait_for(self._take_in(mailbox, uidvalidity, last, arrivals))

    def set_aside(self, mailbox: str, uidvalidity: int) -> Sequence[int]:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        return list(self._wait_for(self._not_given_yet(mailbox, uidvalidity)))

    def left_behind(self, mailbox: str, uidvalidity: int) -> Sequence[int]:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        now, parts = self._desk.clock.now(), self._wait_for(self._not_given_yet(mailbox, uidvalidity))
        return [uid for uid, part in parts.items() if now >= ask_again(part.since, part.seen_at)]

    def not_given(self, mailbox: str, uidvalidity: int, uids: Sequence[int]) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._not_given(mailbox, uidvalidity, uids))

    def removed(self, mailbox: str, uidvalidity: int, uid: int) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._forget([f"{_letter(mailbox, uidvalidity)}{uid}"]))

    def to_file(self, mailbox: str, uidvalidity: int) -> Sequence[Decided]:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        return self._wait_for(self._to_file(mailbox, uidvalidity))

    def filed(self, messages: Sequence[Decided]) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._filed([message.ledger_id for message in messages]))

    def report(self, trouble: str | None) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._report(trouble))

    def _wait_for(self, answer: Coroutine[object, object, T]) -> T:
        self._desk.pulse.beat(MAILBOX)
        try:
            return asyncio.run_coroutine_threadsafe(answer, self._loop).result()
        except CancelledError as ending:  # that of a thread which waits, unlike asyncio's
            raise RecordAway("the service ends") from ending
        except Exception as error:
            if is_in_trouble(error):
                raise RecordAway(type(error).__name__) from error
            raise

    async def _last_uid(self, mailbox: str, uidvalidity: int) -> int:
        async with self._desk.database.glance() as session:
            cursor = await mailboxes.cursor_of(session, self._account, mailbox)
        return cursor.last_uid if cursor and cursor.uidvalidity == uidvalidity else 0

    async def _take_in(self, mailbox: str, uidvalidity: int, last: int, arrivals: list[Arrival]) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            stored = await ledger.store(session, arrivals, now)
            cursor = mailboxes.of_account(self._account, mailbox)
            await mailboxes.advance(session, cursor, uidvalidity, last, now)
            given = [arrival.place.uid for arrival in arrivals if arrival.place]
            await service.forget_parts(session, [f"{_letter(mailbox, uidvalidity)}{uid}" for uid in given])
            new = await ledger.undecided_of(session, stored)
        if sum(arrival.size for arrival in arrivals) > LARGE:
            await self._desk.database.let_go()
        arrivals.clear()  # what is stored is not to be held while it is read
        async for _ in self._reception.receive_all(new):
            pass

    async def _not_given_yet(self, mailbox: str, uidvalidity: int) -> dict[int, PartState]:
        begins = _letter(mailbox, uidvalidity)
        async with self._desk.database.glance() as session:
            parts = await service.parts(session)
        of_mailbox = [part.part for part in parts if part.part.startswith(f"{LETTER} {mailbox}/")]
        if stale := [name for name in of_mailbox if not name.startswith(begins)]:
            await self._forget(stale)  # the server has numbered its messages anew: all are read again
        return {int(part.part.removeprefix(begins)): part for part in parts if part.part.startswith(begins)}

    async def _forget(self, names: Sequence[str]) -> None:
        async with self._desk.database.transaction() as session:
            await service.forget_parts(session, names)

    async def _not_given(self, mailbox: str, uidvalidity: int, uids: Sequence[int]) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            for uid in uids:
                name = f"{_letter(mailbox, uidvalidity)}{uid}"
                reason = f"the mail server does not give the message with UID {uid}"
                await service.report_part(session, name, reason, now)

    async def _to_file(self, mailbox: str, uidvalidity: int) -> list[Decided]:
        last = await self._last_uid(mailbox, uidvalidity)
        async with self._desk.database.glance() as session:
            entries = await mailboxes.unfiled(session, mailbox, uidvalidity)
        return [
            Decided(entry.id, entry.uid, entry.outcome == Outcome.QUARANTINED)
            for entry in entries
            # beyond what was read here it is another account's: here that number may be an unread letter's
            if entry.uid is not None and entry.uid <= last
        ]

    async def _filed(self, ledger_ids: Sequence[int]) -> None:
        async with self._desk.database.transaction() as session:
            await mailboxes.filed(session, ledger_ids, self._desk.clock.now())

    async def _report(self, trouble: str | None) -> None:
        async with self._desk.database.transaction() as session:
            await service.report_part(session, MAILBOX, trouble, self._desk.clock.now())
