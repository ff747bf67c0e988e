"""The front desk: every stored message is read and decided on, once and in order.

It is read in a worker (``bot.front_desk.reading``), and then gets its one outcome
(``bot.front_desk.deciding``). Nothing it may meet stops the next message: what can't be understood is
quarantined and shown to triage. What would be decided, without deciding it, is in
``bot.front_desk.foreseeing``.
"""

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace

import structlog
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from bot.ahead import ahead
from bot.desk import Desk
from bot.front_desk import together
from bot.front_desk.deciding import Deciding, Decision
from bot.front_desk.quarantine import ENDS_PROCESSES, LIVES
from bot.front_desk.reading import Reader, Reading, ReadingRoom
from bot.rounds import receiving
from bot.rounds.answer_papers import Papers
from bot.rounds.recognising import ForARound, is_of, round_of
from storage import inquiries, ledger
from storage.database import is_in_trouble
from storage.giving_way import give_way
from storage.outcomes import Outcome

log = structlog.get_logger(__name__)

TRIES = 2
"""How often messages are decided on, together and then each by itself, where another process interferes."""
BATCH = 25
"""Messages read together in a worker, while those before them are committed."""


async def _at_once(ledger_ids: Sequence[int]) -> AsyncIterator[Sequence[int]]:
    yield ledger_ids


def nobody_listens(_inquiry_id: int, _subject: str, _text: str) -> None:
    """Stand in for a model in the shadow."""


class Reception:
    """Decides on stored messages, one at a time and in order.

    ``overheard`` is told of each inquiry that was opened, and of the words that were understood; it returns
    at once. ``patience`` is for :class:`~bot.front_desk.reading.ReadingRoom`.
    """

    def __init__(
        self,
        desk: Desk,
        reader: Reader,
        overheard: Callable[[int, str, str], None] = nobody_listens,
        patience: float | None = None,
    ) -> None:
        self._desk = desk
        self._room = ReadingRoom(desk, reader, patience)
        self._deciding = Deciding(desk, self._room)
        self._overheard = overheard
        # one message at a time: whether a message belongs to a thread depends on those before it
        self._turn = asyncio.Lock()
        self._rounds_are_out = False
        self._outlived: set[int] = set()

    async def recover(self) -> int:
        """Decide on what a killed process stored and did not decide; returns how many.

        One by one, and which is noted before: it may be what killed the process.
        """
        count = 0
        while True:
            async with self._desk.database.reading() as session:
                left = await ledger.undecided(session, limit=100)
            if not left:
                return count
            for ledger_id in left:
                await self._take_up(ledger_id)
                count += 1

    async def _take_up(self, ledger_id: int) -> None:
        """Decide on a message that was left behind; one that no process survives is quarantined unread."""
        if ledger_id not in self._outlived:
            async with self._desk.database.transaction() as session:
                tries = await ledger.take_up(session, ledger_id)
            if tries > LIVES:
                async with self._desk.database.reading() as session:
                    stored = await ledger.load(session, ledger_id)
                await self.decide(Reading(stored, trouble=ENDS_PROCESSES))
                return
        # should the database be away now, that is no fault of the message's
        self._outlived.add(ledger_id)
        await self.receive(ledger_id)

    async def receive(self, ledger_id: int) -> Decision:
        """Read one stored message and decide on it."""
        return await self.decide(await self._read(ledger_id))

    async def read_again(self, ledger_id: int) -> Decision:
        """Read a message in quarantine once more and decide on it; the ledger says that it was.

        What is in quarantine no more, as somebody was quicker, keeps what it is.
        """
        async with self._desk.database.reading() as session:
            entry = await ledger.entry(session, ledger_id)
        reading = await self._read(ledger_id)
        return await self.decide(replace(reading, again=entry.reason or "unreadable"))

    async def _read(self, ledger_id: int) -> Reading:
        (reading,) = await asyncio.to_thread(self._room.understood, await self._look_at([ledger_id]))
        return reading

    async def receive_all(self, ledger_ids: Sequence[int]) -> AsyncIterator[Decision]:
        """Read stored messages and decide on them in order."""
        async for decision in self.receive_each(_at_once(ledger_ids)):
            yield decision

    async def receive_each(self, stored: AsyncIterator[Sequence[int]]) -> AsyncIterator[Decision]:
        """Read stored messages as they come, and decide on them in order; the next are read meanwhile.

        What is yielded is recorded.
        """
        async for readings in ahead(self._understood(ahead(self._looked_at(stored)))):
            left: Sequence[Reading] = readings
            while left:
                decisions = await self._decide_on_the_first(left)
                left = left[len(decisions) :]
                for decision in decisions:
                    yield decision

    async def _looked_at(self, stored: AsyncIterator[Sequence[int]]) -> AsyncIterator[list[Reading]]:
        async for ledger_ids in stored:
            for start in range(0, len(ledger_ids), BATCH):
                yield await self._look_at(ledger_ids[start : start + BATCH])

    async def _understood(self, looked_at: AsyncIterator[list[Reading]]) -> AsyncIterator[list[Reading]]:
        async for readings in looked_at:
            yield await asyncio.to_thread(self._room.understood, readings)

    async def _look_at(self, ledger_ids: Sequence[int]) -> list[Reading]:
        async with self._desk.database.reading() as session:
            stored = await ledger.load_all(session, ledger_ids)
            # asked once for several messages: most of the time there is no round
            self._rounds_are_out = await receiving.are_out(session)
        return await asyncio.to_thread(self._room.looked_at, stored)

    async def decide(self, reading: Reading) -> Decision:
        """Give a message its outcome; what fails on the way is rolled back and quarantined."""
        async with self._turn:
            try:
                decision = await self._decided_or_quarantined(reading)
            except ledger.AlreadyDecided:
                return await self._known(reading)  # another process was quicker
        self._tell(decision)
        return decision

    def _tell(self, decision: Decision) -> None:
        """Tell those who wait for what was decided and recorded."""
        reading = decision.reading
        self._desk.nudge()
        if decision.outcome == Outcome.INQUIRY and decision.inquiry and reading.mail:
            self._overheard(decision.inquiry.id, reading.mail.subject, reading.mail.new_text)
        log.info("decided", ledger=reading.stored.ledger_id, outcome=decision.outcome, reason=decision.reason)

    async def _decide_on_the_first(self, readings: Sequence[Reading]) -> list[Decision]:
        """Decide on as many of the first messages as may be together; on one where that fails."""
        some = readings[: together.strangers(readings)]
        if len(some) > 1 and (decisions := await self._decide_together(some)):
            return decisions
        return [await self.decide(readings[0])]

    async def _decide_together(self, readings: Sequence[Reading]) -> list[Decision]:
        """Decide in one transaction on those before the first that a round waits for; none if that fails.

        One alone is left to be decided on by itself, which costs no more.
        """
        async with self._turn:
            some = await self._before_the_first_for_a_round(readings)
            decisions = await self._decided_together(some) if len(some) > 1 else []
        for decision in decisions:
            self._tell(decision)
        return decisions

    async def _decided_together(self, readings: Sequence[Reading]) -> list[Decision]:
        now = self._desk.clock.now()
        for _ in range(TRIES):
            decisions = []
            try:
                async with together.transaction(self._desk, readings, now) as session:
                    for reading in readings:
                        decisions.append(await self._deciding.decide(session, reading, None, now))
                        await give_way()  # clicks are not to wait for a whole backlog
            except DBAPIError as error:
                # another process recorded the same party in this moment: at the next try it is known
                log.info("not decided together", messages=len(readings), error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - one of them is bad: each by itself finds out which
                log.info("not decided together", messages=len(readings), error=type(error).__name__)
                return []
            else:
                return decisions
        return []

    async def _before_the_first_for_a_round(self, readings: Sequence[Reading]) -> Sequence[Reading]:
        for count, reading in enumerate(readings):
            if self._rounds_are_out and await is_of(self._desk, reading) is not None:
                return readings[:count]
        return readings

    async def _known(self, reading: Reading) -> Decision:
        async with self._desk.database.reading() as session:
            entry = await ledger.entry(session, reading.stored.ledger_id)
            inquiry = await inquiries.get(session, entry.inquiry_id) if entry.inquiry_id else None
        return Decision(reading, Outcome(str(entry.outcome)), entry.reason, inquiry)

    async def _for_a_round(self, reading: Reading, papers: Papers | None = None) -> ForARound | None:
        return await round_of(self._desk, reading, papers) if self._rounds_are_out else None

    async def _decided_or_quarantined(self, reading: Reading) -> Decision:
        try:
            return await self._decided_at_last(reading)
        except ledger.AlreadyDecided:
            raise
        except Exception as error:
            if is_in_trouble(error):
                raise  # the database is gone, not the message bad: it stays undecided and is tried again
            await self._require_undecided(reading)  # else that may be why
            log.exception("message not decided", ledger=reading.stored.ledger_id)
            trouble = f"{type(error).__name__} while deciding"
            return await self._decided(Reading(reading.stored, trouble=trouble, again=reading.again))

    async def _require_undecided(self, reading: Reading) -> None:
        async with self._desk.database.reading() as session:
            await ledger.require_open(session, reading.stored.ledger_id)

    async def _decided_at_last(self, reading: Reading) -> Decision:
        """Decide, once more where another process took away in this moment what the decision rested on."""
        to = await self._for_a_round(reading)
        for _ in range(TRIES - 1):
            try:
                return await self._decided(reading, to)
            except (IntegrityError, StaleDataError):
                await self._require_undecided(reading)
                log.info("decided once more", ledger=reading.stored.ledger_id)
                to = await self._for_a_round(reading, to.papers if to else None)
        return await self._decided(reading, to)

    async def _decided(self, reading: Reading, for_a_round: ForARound | None = None) -> Decision:
        async with self._desk.database.transaction() as session:
            return await self._deciding.decide(session, reading, for_a_round, self._desk.clock.now())
