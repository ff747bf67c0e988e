"""The front desk for what is said in Slack: it is kept, and given its outcome.

As with a mail (``bot.front_desk.reception``), it is stored whole before anything is made of it, and gets one
outcome in the ledger, in one transaction with everything that follows. What isn't meant for us is never
stored (``bot.front_desk.threads``).

What is said in one channel is decided on one by one, in the order in which it was said, whichever of several
processes heard it: whether a message goes on another depends on those before it.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.quarantine import once_more, show_again, show_to_triage
from bot.front_desk.threads import Read, Threads, message_at, rows_of
from bot.inquiries import intake, rereading
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.inquiries.said import Deed, Said, subject_of
from storage import inquiries, ledger, mailboxes, merged, turns
from storage.database import is_in_trouble
from storage.messages import Arrival, Stored
from storage.outcomes import Outcome
from storage.tables import Correspondence, Inquiry

log = structlog.get_logger(__name__)

Understand = Callable[[str, str], Awaitable[Understood]]
"""Says what a message, by subject and text, asks for."""
NameOf = Callable[[str], Awaitable[str]]
"""Finds a Slack user's name; empty where Slack doesn't say."""


@dataclass(frozen=True)
class Decided:
    """What became of a message; ``inquiry_id`` where it belongs to one."""

    outcome: Outcome
    reason: str | None = None
    inquiry_id: int | None = None


@dataclass(frozen=True)
class Heard:
    """A message as read: by whom, what it asks for, and which letter it goes on, if any."""

    stored: Stored
    said: Said
    letter: Incoming
    understood: Understood
    continues: tuple[int, str] | None
    """That letter as it was when the two were understood together: its number and its text."""


class SaidMeanwhile(Exception):
    """Somebody decided on something of the same writer meanwhile: a message is read once more, with that."""


def nobody_listens(_inquiry_id: int, _subject: str, _text: str) -> None:
    """Stand in for a model in the shadow."""


class TalkDesk:
    """Stores what is said to us and decides on it, one message at a time."""

    def __init__(
        self,
        desk: Desk,
        read: Read,
        understand: Understand,
        name_of: NameOf,
        overheard: Callable[[int, str, str], None] = nobody_listens,
    ) -> None:
        self._desk, self._read, self._understand = desk, read, understand
        self._name_of, self._overheard = name_of, overheard
        self._threads = Threads(desk, read)
        self._turn = asyncio.Lock()

    async def keep(self, raw: bytes, at: datetime | None = None) -> int | None:
        """Store what came, if it is meant for us; returns its ledger number, the same each time it comes."""
        said, now = self._read(raw), self._desk.clock.now()
        if said is None:
            return None
        arrival = Arrival.pack(raw, source=said.source, received_at=min(at or now, now), place=said.place)
        async with self._desk.database.transaction() as session:
            if not await self._threads.is_for_us(session, said):
                return None
            known = await message_at(session, said.channel, said.ts) if said.brought_by else None
            if known is not None and known.inquiry_id is not None:
                return known.id
            (ledger_id,) = await ledger.store(session, [arrival], now)
        return ledger_id

    async def decide(self, ledger_id: int) -> Decided:
        """Give one stored message its outcome; again, it says what that was.

        What was said there before and nobody decided on yet comes first: another process may be at it, or
        gone.
        """
        async with self._turn:
            async with self._desk.database.glance() as session:
                before = await ledger.undecided_before(session, ledger_id)
            for each in before:
                await self._decide_on(each)
            return await self._decide_on(ledger_id)

    async def _decide_on(self, ledger_id: int) -> Decided:
        async with self._desk.database.glance() as session:
            entry = await ledger.entry(session, ledger_id)
            stored = await ledger.load(session, ledger_id)
        if not ledger.is_open(entry):
            return Decided(Outcome(str(entry.outcome)), entry.reason, entry.inquiry_id)
        try:
            decided = await self._decided_or_quarantined(stored)
        except ledger.AlreadyDecided:
            return await self._known(ledger_id)  # another process was quicker
        self._desk.nudge()
        log.info("decided", ledger=ledger_id, outcome=decided.outcome, reason=decided.reason)
        return decided

    async def _decided_or_quarantined(self, stored: Stored) -> Decided:
        try:
            return await self._decided(stored)
        except ledger.AlreadyDecided:
            raise
        except Exception as error:
            if is_in_trouble(error):
                raise  # the database is gone, not the message bad: it is decided on at the next start
            async with self._desk.database.glance() as session:
                await ledger.require_open(session, stored.ledger_id)  # else that may be why
            log.exception("said message not decided", ledger=stored.ledger_id)
            return await self._quarantined(stored, type(error).__name__)

    def opened(self, stored: Stored) -> Incoming | None:
        """Read a stored message as a letter; None where nobody said anything."""
        said = self._read(stored.raw)
        return self._letter(stored, said, "") if said else None

    async def recover(self) -> int:
        """Decide on what a killed process stored and did not decide; returns how many."""
        async with self._desk.database.glance() as session:
            left = await ledger.undecided(session, limit=1000, talk=True)
        for ledger_id in left:
            await self.decide(ledger_id)
        return len(left)

    async def _decided(self, stored: Stored) -> Decided:
        said = self._read(stored.raw)
        if said is None:
            raise ValueError("kept, but said by nobody")
        if said.deed != Deed.WROTE:
            if not await self._threads.asks_at_last(said):
                return await self._changed(stored, said)
            said = replace(said, deed=Deed.WROTE)
        while True:
            heard = await self._heard(stored, said)
            with suppress(SaidMeanwhile):
                decided = await self._settled(heard)
                break
        if decided.outcome == Outcome.INQUIRY and decided.inquiry_id:
            self._overheard(decided.inquiry_id, heard.letter.subject, heard.letter.text)
        return decided

    async def _heard(self, stored: Stored, said: Said) -> Heard:
        letter = self._letter(stored, said, await self._name_of(said.user))
        async with self._desk.database.glance() as session:
            before = await self._threads.continued(session, said, letter.received_at)
        whole = f"{before.text}\n{said.text}" if before else said.text
        understood = await self._understand(subject_of(whole), whole)
        return Heard(stored, said, letter, understood, _as_it_is(before))

    def _letter(self, stored: Stored, said: Said, name: str) -> Incoming:
        shared = self._threads.shared(said.channel)
        return Incoming(
            sender=said.writer,
            sender_name=name,
            subject=subject_of(said.text),
            text=said.text,
            full_text=None,
            received_at=stored.received_at,
            ledger_id=stored.ledger_id,
            message_id=said.thread,
            attachments=said.files,
            organisation=shared.organisation if shared else None,
            office=shared.office if shared else None,
        )

    async def _settled(self, heard: Heard) -> Decided:
        now = self._desk.clock.now()
        async with self._desk.database.transaction() as session:
            await turns.one_by_one(session, heard.said.source)
            decided = await self._becomes(session, heard, now)
            await self._file(session, heard.stored, decided, now)
            if decided.inquiry_id is not None:
                await self._release(session, heard, decided.inquiry_id, now)
            if heard.said.event_ts != heard.said.ts:
                # an edit made something of it: what becomes of it next is that inquiry's
                message = await message_at(session, heard.said.channel, heard.said.ts)
                if message is not None and message.inquiry_id is None:
                    message.inquiry_id = decided.inquiry_id
        return decided

    async def _release(self, session: AsyncSession, heard: Heard, inquiry_id: int, now: datetime) -> None:
        """Take out of quarantine what is the same message: nobody shall make an inquiry of it once more."""
        for each in await rows_of(session, heard.said.channel, heard.said.ts):
            if each.id == heard.stored.ledger_id or each.outcome != Outcome.QUARANTINED:
                continue
            reason = f"heard anew, was quarantined: {each.reason}"
            try:
                await ledger.decide(
                    session, each.id, Outcome.DUPLICATE, now, reason=reason, inquiry_id=inquiry_id
                )
            except ledger.AlreadyDecided:
                raise SaidMeanwhile from None  # in this moment somebody made an inquiry of it
            await show_again(session, self._desk, each.id, now)

    async def _becomes(self, session: AsyncSession, heard: Heard, now: datetime) -> Decided:
        said = heard.said
        same = await message_at(session, said.channel, said.ts)
        if same is not None and same.inquiry_id is not None:
            if said.event_ts != said.ts and not await self._threads.is_recorded(session, same, said):
                inquiry = await rereading.asks_at_last(
                    session, self._desk, same.inquiry_id, heard.letter, said, now
                )
                return Decided(Outcome.FOLLOW_UP, None, inquiry.id)
            # somebody brought it before we heard it ourselves, or while we did
            return Decided(Outcome.DUPLICATE, "known already", same.inquiry_id)
        inquiry_id = await self._threads.thread_of(session, said)
        if reason := self._threads.asks_nothing(said):
            return Decided(Outcome.SMALL_TALK, reason, inquiry_id)
        if inquiry_id is not None:
            inquiry = await intake.follow_up(session, self._desk, inquiry_id, heard.letter, now)
            return Decided(Outcome.FOLLOW_UP, None, inquiry.id)
        before = await self._threads.continued(session, said, heard.letter.received_at)
        if _as_it_is(before) != heard.continues:
            raise SaidMeanwhile
        if before is not None:
            inquiry = await self._goes_on(session, before, heard, now)
            return Decided(Outcome.FOLLOW_UP, "in one go", inquiry.id)
        inquiry = await intake.open_inquiry(session, self._desk, heard.letter, heard.understood, now)
        if said.brought_by:
            await inquiries.record(session, inquiry.id, now, said.brought_by, "brought_in")
        return Decided(Outcome.INQUIRY, None, inquiry.id)

    async def _goes_on(
        self, session: AsyncSession, before: Correspondence, heard: Heard, now: datetime
    ) -> Inquiry:
        """Add a message to the one before; where somebody is at work, it is a letter of its own."""
        await merged.locked_main(session, before.inquiry_id)  # nobody takes it up in this moment
        if not await rereading.is_untouched(session, before.inquiry_id):
            return await intake.follow_up(session, self._desk, before.inquiry_id, heard.letter, now)
        return await rereading.go_on(session, self._desk, before, heard.letter, heard.understood, now)

    async def _changed(self, stored: Stored, said: Said) -> Decided:
        """Record an edit or a deletion; the inquiry keeps what was there before."""
        now = self._desk.clock.now()
        outcome = Outcome.EDIT if said.deed == Deed.EDITED else Outcome.DELETION
        async with self._desk.database.transaction() as session:
            await turns.one_by_one(session, said.source)
            message = await message_at(session, said.channel, said.ts)
            inquiry_id = message.inquiry_id if message else None
            decided = Decided(outcome, None, inquiry_id)
            if message is not None and inquiry_id is not None:
                main = await merged.locked_main(session, inquiry_id)
                if await self._threads.is_recorded(session, message, said):
                    decided = Decided(outcome, "known already", inquiry_id)
                else:
                    await rereading.changed(session, main, said, stored.ledger_id, now)
            await self._file(session, stored, decided, now)
        return decided

    async def _quarantined(self, stored: Stored, trouble: str) -> Decided:
        now = self._desk.clock.now()
        decided = Decided(Outcome.QUARANTINED, f"{trouble} while deciding")
        async with self._desk.database.transaction() as session:
            await self._file(session, stored, decided, now)
            await show_to_triage(session, self._desk, stored.ledger_id, now)
        return decided

    async def _known(self, ledger_id: int) -> Decided:
        async with self._desk.database.glance() as session:
            entry = await ledger.entry(session, ledger_id)
        return Decided(Outcome(str(entry.outcome)), entry.reason, entry.inquiry_id)

    async def _file(self, session: AsyncSession, stored: Stored, decided: Decided, now: datetime) -> None:
        reason, before = decided.reason, await ledger.entry(session, stored.ledger_id)
        if before.outcome == Outcome.QUARANTINED:
            reason = once_more(reason, before.reason or "", decided.outcome)
        await ledger.decide(
            session, stored.ledger_id, decided.outcome, now, reason=reason, inquiry_id=decided.inquiry_id
        )
        # there is no inbox that it would have to leave
        await mailboxes.filed(session, [stored.ledger_id], now)


def _as_it_is(letter: Correspondence | None) -> tuple[int, str] | None:
    return (letter.id, letter.text) if letter else None
