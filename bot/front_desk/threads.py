"""Where what is said in Slack belongs: whether it is for us, and which inquiry or letter it goes on.

Asked of the record alone; what becomes of it is :mod:`bot.front_desk.talk`'s.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.said import Deed, Said, is_nod, place
from bot.settings import SharedChannel
from storage import correspondence, inquiries, ledger, merged, originals, parties
from storage.outcomes import Outcome
from storage.tables import Correspondence, LedgerEntry

Read = Callable[[bytes], Said | None]
"""Reads what was kept (:func:`bot.slack.said.read`)."""


class Threads:
    """Finds what a message belongs to."""

    def __init__(self, desk: Desk, read: Read) -> None:
        self._desk, self._read = desk, read

    async def is_for_us(self, session: AsyncSession, said: Said) -> bool:
        """Whether a message is ours: to us by name, in a shared channel, or in a thread that we answer in."""
        if said.deed != Deed.WROTE:
            message = await message_at(session, said.channel, said.ts)
            if message is None or await _is_emptied(session, message):
                return False
            return not await self.is_recorded(session, message, said)
        if said.thread_ts and await inquiries.by_card(session, said.channel, said.thread_ts):
            return False  # beside a card staff speak among themselves, always
        if said.addressed or self.shared(said.channel):
            return True
        inquiry_id = await self.thread_of(session, said)
        if inquiry_id is not None:
            return await inquiries.takes_part(session, inquiry_id, said.writer)
        return await self._goes_on_undecided(session, said)

    async def thread_of(self, session: AsyncSession, said: Said) -> int | None:
        """The inquiry that a thread belongs to: by its first message, or by a later part of that.

        None of one that was emptied, as with a letter (``bot.front_desk.whose``).
        """
        if said.thread_ts is None:
            return None
        known = await correspondence.with_message(session, [said.thread])
        if known is not None:
            return known
        root = await message_at(session, said.channel, said.thread_ts)
        return root.inquiry_id if root and not await _is_emptied(session, root) else None

    async def continued(self, session: AsyncSession, said: Said, at: datetime) -> Correspondence | None:
        """The letter that a message goes on: its writer's last there, of moments ago."""
        contact = await parties.contact_by(session, said.writer)
        if contact is None or said.thread_ts or said.brought_by:
            return None
        newest = await inquiries.newest_of(session, contact.id)
        if newest is None:
            return None
        letter = await correspondence.last_received(session, newest.id)
        within = timedelta(seconds=self._desk.settings.slack.together_seconds)
        here = str(letter.message_id).startswith(f"{said.source}/")
        return letter if here and letter.sender == said.writer and abs(at - letter.at) <= within else None

    async def is_recorded(self, session: AsyncSession, message: LedgerEntry, said: Said) -> bool:
        """Whether what was done with a message is known: Slack tells of it, and its history is read too."""
        if message.inquiry_id is None:
            told = await originals.at_place(session, said.place)
            return told is not None and told.outcome is not None
        main_id = await merged.main_of(session, message.inquiry_id)
        last = await inquiries.last_change_of(session, main_id, said.ts)
        is_gone = last is not None and last.what == f"message_{Deed.DELETED}"
        if is_gone or said.deed == Deed.DELETED:
            return is_gone  # nobody edits what is gone: an edit was read before that
        if last is not None:
            overtaken = Decimal(last.details.get("done", 0)) >= Decimal(said.event_ts)
            return (
                overtaken or (await correspondence.letter(session, last.details["letter"])).text == said.text
            )
        first = self._read((await ledger.load(session, message.id)).raw)
        if first is not None and first.text == said.text:
            return True
        # thanks that an edit made a letter of
        letters = await merged.letters(session, main_id) if message.outcome == Outcome.SMALL_TALK else ()
        return any((each.sender, each.text) == (said.writer, said.text) for each in letters)

    async def asks_at_last(self, said: Said) -> bool:
        """Whether thanks were edited into something that somebody has to see."""
        if said.deed != Deed.EDITED or self.asks_nothing(said):
            return False
        async with self._desk.database.glance() as session:
            message = await message_at(session, said.channel, said.ts)
            if message is None or message.outcome != Outcome.SMALL_TALK:
                return False
            return await self._said_thanks(session, message, said)

    async def _said_thanks(self, session: AsyncSession, message: LedgerEntry, said: Said) -> bool:
        """Whether thanks still stood as such before the edit that is told of."""
        if message.inquiry_id is None:
            return True
        main_id = await merged.main_of(session, message.inquiry_id)
        last = await inquiries.last_change_of(session, main_id, said.ts)
        if last is None:
            return said.thread_ts is not None  # elsewhere an edit opened the inquiry that it belongs to
        return is_nod((await correspondence.letter(session, last.details["letter"])).text)

    def asks_nothing(self, said: Said) -> str | None:
        """Why a message opens nothing and is not handed on; None where somebody wants something."""
        if said.brought_by:
            return None
        if self.shared(said.channel) and not said.addressed and self._desk.members.works_here(said.user):
            return "colleague"
        return "thanks" if is_nod(said.text) and not said.files else None

    def shared(self, channel: str) -> SharedChannel | None:
        """The shared channel that a message was said in; None where it is none."""
        return next((each for each in self._desk.settings.slack_channel if each.id == channel), None)

    async def _goes_on_undecided(self, session: AsyncSession, said: Said) -> bool:
        """Whether somebody goes on in a thread before it is known what becomes of what they began it with."""
        root = await message_at(session, said.channel, said.thread_ts) if said.thread_ts else None
        if root is None or not ledger.is_open(root):
            return False
        first = self._read((await ledger.load(session, root.id)).raw)
        return first is not None and first.writer == said.writer


async def _is_emptied(session: AsyncSession, message: LedgerEntry) -> bool:
    return message.inquiry_id is not None and await merged.is_emptied(session, message.inquiry_id)


async def message_at(session: AsyncSession, channel: str, ts: str) -> LedgerEntry | None:
    """The ledger row of a message: of one that became an inquiry rather than one that did not."""
    known = await rows_of(session, channel, ts)
    return next((each for each in known if each.inquiry_id), known[0] if known else None)


async def rows_of(session: AsyncSession, channel: str, ts: str) -> list[LedgerEntry]:
    """Every ledger row of a message: it may have been brought by somebody, and heard."""
    known = [await originals.at_place(session, place(channel, ts, brought=way)) for way in (True, False)]
    return [each for each in known if each is not None]
