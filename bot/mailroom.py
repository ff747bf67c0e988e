"""The mailroom: between the mailbox's thread and the front desk.

The thread's questions are answered on the event loop, where the database is; the thread waits.
"""

import asyncio
from collections.abc import Coroutine, Sequence
from typing import TypeVar

from bot.desk import Desk
from bot.mail.mailbox import Decided, Fetched, RecordAway
from bot.reception import Reception
from storage import ledger, mailboxes, service
from storage.database import is_in_trouble
from storage.ledger import Arrival, Place
from storage.outcomes import Outcome

PART = "imap"
LARGE = 4 * 1024 * 1024  # bytes: nobody wants these in memory twice

T = TypeVar("T")


class RecordMailroom:
    """Answers :class:`bot.mail.mailbox.Mailroom` from the record."""

    def __init__(self, desk: Desk, reception: Reception, loop: asyncio.AbstractEventLoop) -> None:
        self._desk = desk
        self._reception = reception
        self._loop = loop

    def resume(self) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`."""
        self._wait_for(self._reception.recover())

    def last_uid(self, mailbox: str, uidvalidity: int) -> int:
        """See :class:`~bot.mail.mailbox.Mailroom`; another UIDVALIDITY means reading from the start."""
        return self._wait_for(self._last_uid(mailbox, uidvalidity))

    def take_in(self, mailbox: str, uidvalidity: int, messages: list[Fetched]) -> None:
        """See :class:`~bot.mail.mailbox.Mailroom`; packing is work for this thread, not for the loop."""
        now = self._desk.clock.now()
        last = max(message.uid for message in messages)
        arrivals = []
        while messages:
            message = messages.pop(0)
            received_at, place = min(message.arrived_at, now), Place(mailbox, uidvalidity, message.uid)
            arrivals.append(Arrival.pack(message.raw, source=mailbox, received_at=received_at, place=place))
            del message  # nobody needs the bytes as they came any more
        self._wait_for(self._take_in(mailbox, uidvalidity, last, arrivals))

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
        try:
            return asyncio.run_coroutine_threadsafe(answer, self._loop).result()
        except Exception as error:
            if is_in_trouble(error):
                raise RecordAway(type(error).__name__) from error
            raise

    async def _last_uid(self, mailbox: str, uidvalidity: int) -> int:
        async with self._desk.database.glance() as session:
            cursor = await mailboxes.cursor(session, mailbox)
        return cursor.last_uid if cursor and cursor.uidvalidity == uidvalidity else 0

    async def _take_in(self, mailbox: str, uidvalidity: int, last: int, arrivals: list[Arrival]) -> None:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            stored = await ledger.store(session, arrivals, now)
            await mailboxes.advance(session, mailbox, uidvalidity, last, now)
            new = await ledger.undecided_of(session, stored)
        if sum(arrival.size for arrival in arrivals) > LARGE:
            await self._desk.database.let_go()
        arrivals.clear()  # what is stored is not to be held while it is read
        async for _ in self._reception.receive_all(new):
            pass

    async def _to_file(self, mailbox: str, uidvalidity: int) -> list[Decided]:
        async with self._desk.database.glance() as session:
            entries = await mailboxes.unfiled(session, mailbox, uidvalidity)
        return [
            Decided(entry.id, entry.uid, entry.outcome == Outcome.QUARANTINED)
            for entry in entries
            if entry.uid is not None
        ]

    async def _filed(self, ledger_ids: Sequence[int]) -> None:
        async with self._desk.database.transaction() as session:
            await mailboxes.filed(session, ledger_ids, self._desk.clock.now())

    async def _report(self, trouble: str | None) -> None:
        async with self._desk.database.transaction() as session:
            await service.report_part(session, PART, trouble, self._desk.clock.now())
