"""What was said to us while nobody listened: read from Slack's histories, and decided on then.

A conversation is read from the last message that such a reading saw, whatever was heard meanwhile: so nothing
is missed that Slack told nobody of, and what was heard already is known by its place in the ledger. Channels
that are shared with foundations are read each time; the first time, and every few times, all that we are in.
"""

from collections.abc import Collection, Iterable, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.front_desk.talk import TalkDesk
from bot.inquiries.lifecycle import OPEN
from bot.inquiries.said import place, spot, thread_id
from bot.slack import histories, said
from bot.slack.histories import Message
from bot.slack.no_answer import NO_ANSWER, in_words
from storage import correspondence, ledger, mailboxes, originals, service
from storage.database import is_in_trouble
from storage.messages import TALK

log = structlog.get_logger(__name__)

PATIENT = 5
"""How often a call waits as long as Slack asks for before the reading is put off to the next time."""
ALL_EVERY = 6
"""How many readings of the shared channels come to one of everything: half an hour."""
LOOK_BACK = timedelta(days=7)
"""How old a message may be for its edit or deletion to be found."""
ANSWERED_LATELY = timedelta(days=30)
"""How long after an answer its thread is read for what else is said there."""
EVERYWHERE = f"{TALK}everywhere"
"""Names the cursor of conversations that have none of their own yet."""


@dataclass(frozen=True)
class Conversation:
    """A channel or somebody's direct messages, and whether it is read for edits and deletions as well."""

    id: str
    is_direct: bool = False
    whole: bool = True


class CatchingUp:
    """Reads what was missed in the conversations that we are in."""

    def __init__(self, client: AsyncWebClient, desk: Desk, talk: TalkDesk) -> None:
        self._client, self._desk, self._talk = copy(client), desk, talk
        self._client.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENT)]
        self._readings = 0
        self._bot = ""

    async def catch_up(self) -> int:
        """Read from where the last reading ended; returns how many messages, edits and deletions were missed.

        A conversation that can't be read is said so in ``status``, and the others are read.
        """
        await self._talk.recover()  # a process that died may have heard something and not decided on it
        whole = self._readings % ALL_EVERY == 0
        self._readings += 1
        shared = [Conversation(each.id, whole=whole) for each in self._desk.settings.slack_channel]
        everywhere = await self._cursor(EVERYWHERE)
        others = await self._others({each.id for each in shared}) if whole else None
        found = [*shared, *(others or [])]
        before = await self._cursors(found)
        missed = [await self._tried(each, everywhere) for each in found]
        if others is not None:
            reached = before or await self._cursors(found)
            # one that can't be read has no say in where those begin that are met for the first time later
            if None not in missed or (everywhere is None and reached):
                await self._advance(EVERYWHERE, max([everywhere or 0, *reached]))
        return sum(each or 0 for each in missed)

    async def _others(self, shared: Collection[str]) -> list[Conversation] | None:
        """Everything else that we are in: direct messages, and channels where somebody may name us.

        None where Slack doesn't say.
        """
        trouble: str | None = None
        found: list[Conversation] | None = None
        try:
            listed = histories.pages(
                self._client.users_conversations, "channels", types="im,public_channel,private_channel"
            )
            there = [Conversation(each["id"], is_direct=bool(each.get("is_im"))) async for each in listed]
            found = [each for each in there if each.id not in shared]
        except NO_ANSWER as error:
            trouble = in_words(error)
        await self._report("slack-conversations", trouble)
        return found

    async def _tried(self, of: Conversation, everywhere: int | None) -> int | None:
        """Read a conversation; returns how much was missed, or None where it can't be read."""
        trouble, missed = None, None
        try:
            missed = await self._read(of, everywhere)
        except NO_ANSWER as error:
            trouble = in_words(error)
        except Exception as error:
            if is_in_trouble(error):
                raise  # the database is gone, not a message bad
            log.exception("channel not caught up", channel=of.id)
            trouble = f"reading it broke ({type(error).__name__})"
        await self._report(f"slack-channel {of.id}", trouble)
        if missed or trouble:
            log.info("channel caught up", channel=of.id, missed=missed, trouble=trouble)
        return missed

    async def _read(self, of: Conversation, everywhere: int | None) -> int:
        self._bot = self._bot or (await self._client.auth_test())["user_id"]
        own = await self._cursor(_mailbox(of))
        last = own if own is not None else everywhere
        if last is None:
            # what was written before the first start was dealt with before us
            newest = (await self._client.conversations_history(channel=of.id, limit=1))["messages"]
            await self._advance(_mailbox(of), histories.number(newest[0]["ts"]) if newest else 0)
            return 0
        since = max(0, last - LOOK_BACK // timedelta(microseconds=1)) if of.whole else last
        heard, theirs = await self._heard(of, since) if of.whole else ([], set())
        threads = theirs.union(await self._threads(of))
        found = await histories.between(self._client, of.id, since, threads, self._bot, last)
        new = [each for each in found.written if histories.number(each["ts"]) > last]
        missed = [await self._hear(of, each) for each in new]
        changes = histories.changes(heard, found)
        missed += [await self._take_in({"type": "message", "channel": of.id, **each}) for each in changes]
        # a short reading looks into few threads: how far it came says nothing about the others
        if own is None or (of.whole and found.newest > last):
            await self._advance(_mailbox(of), max(last, found.newest))
        return sum(missed)

    async def _threads(self, of: Conversation) -> list[str]:
        lately = self._desk.clock.now() - ANSWERED_LATELY if of.whole else None
        async with self._desk.database.reading() as session:
            named = await correspondence.threads(session, thread_id(of.id, ""), OPEN, lately)
        return [spot(thread)[1] for thread in named]

    async def _hear(self, of: Conversation, message: Message) -> bool:
        """Decide on a message; False where it was heard already, or is nothing for us."""
        async with self._desk.database.reading() as session:
            known = await originals.at_place(session, place(of.id, message["ts"]))
        kind = {"channel_type": "im"} if of.is_direct else {}
        event = {"type": "message", **message, **kind, "channel": of.id}
        return known is None and await self._take_in(event)

    async def _take_in(self, event: Message) -> bool:
        at = datetime.fromtimestamp(float(event["ts"]), UTC)
        raw = said.kept(event, self._bot, envelope={"type": "history"})
        ledger_id = await self._talk.keep(raw, at)
        if ledger_id is not None:
            await self._talk.decide(ledger_id)
        return ledger_id is not None

    async def _heard(self, of: Conversation, since: int) -> tuple[list[Message], set[str]]:
        """The messages that we know, which may have been edited or be there no more, and inquiries' threads.

        What colleagues say among themselves is known too; reading their threads would cost a call for each.
        """
        async with self._desk.database.reading() as session:
            known = [
                each
                for brought in (False, True)
                for each in await ledger.said_there(session, _mailbox(of, brought=brought), since)
            ]
            stored = await ledger.load_all(session, [each.id for each in known]) if known else []
        joined = {each.id for each in known if each.inquiry_id}
        told = [(each.ledger_id, event) for each in stored if (event := said.event_in(each.raw)) is not None]
        threads = {event["thread_ts"] for number, event in told if number in joined and "thread_ts" in event}
        return [event for _, event in told], threads

    async def _cursor(self, mailbox: str) -> int | None:
        async with self._desk.database.reading() as session:
            cursor = await mailboxes.cursor(session, mailbox)
        return cursor.last_uid if cursor else None

    async def _cursors(self, conversations: Iterable[Conversation]) -> Sequence[int]:
        found = [await self._cursor(_mailbox(each)) for each in conversations]
        return [each for each in found if each is not None]

    async def _advance(self, mailbox: str, last: int) -> None:
        async with self._desk.database.transaction() as session:
            await mailboxes.advance(session, mailbox, 0, last, self._desk.clock.now())

    async def _report(self, part: str, trouble: str | None) -> None:
        async with self._desk.database.transaction() as session:
            await service.report_part(session, part, trouble, self._desk.clock.now())


def _mailbox(of: Conversation, *, brought: bool = False) -> str:
    return place(of.id, "0", brought=brought).mailbox
