"""What was written in shared channels while nobody listened: read from their history, and decided on then.

A channel is read from the last message that such a reading saw, whatever was heard meanwhile: so nothing is
missed that Slack told nobody of, and what was heard already is known by its place in the ledger.
"""

from collections.abc import AsyncIterator
from copy import copy
from datetime import UTC, datetime
from typing import Any

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.inquiries.lifecycle import OPEN
from bot.inquiries.said import place, spot, thread_id
from bot.slack.said import kept
from bot.talk import TalkDesk
from storage import inquiries, ledger, service

log = structlog.get_logger(__name__)

PAGE = 200
PATIENT = 5
"""How often a call waits as long as Slack asks for before the reading is put off to the next time."""


class CatchingUp:
    """Reads what was missed in the channels that are shared with foundations."""

    def __init__(self, client: AsyncWebClient, desk: Desk, talk: TalkDesk) -> None:
        self._client, self._desk, self._talk = copy(client), desk, talk
        self._client.retry_handlers = [AsyncRateLimitErrorRetryHandler(max_retry_count=PATIENT)]

    async def catch_up(self) -> int:
        """Read each channel from where the last reading ended; returns how many messages were missed.

        A channel that can't be read is said so in ``status``, and the others are read.
        """
        return sum([await self._tried(each.id) for each in self._desk.settings.slack_channel])

    async def _tried(self, channel: str) -> int:
        trouble, missed = None, 0
        try:
            missed = await self._channel(channel)
        except SlackApiError as refusal:
            trouble = f"Slack answers {refusal.response['error']}"
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            trouble = f"Slack can't be reached ({type(error).__name__})"
        async with self._desk.database.transaction() as session:
            await service.report_part(session, f"slack-channel {channel}", trouble, self._desk.clock.now())
        if missed or trouble:
            log.info("channel caught up", channel=channel, missed=missed, trouble=trouble)
        return missed

    async def _channel(self, channel: str) -> int:
        bot = (await self._client.auth_test())["user_id"]
        mailbox = place(channel, "0").mailbox
        async with self._desk.database.reading() as session:
            cursor = await ledger.cursor(session, mailbox)
            threads = await inquiries.threads(session, thread_id(channel, ""), OPEN)
        if cursor is None:
            # what was written before the first start was dealt with before us
            newest = (await self._client.conversations_history(channel=channel, limit=1))["messages"]
            await self._advance(mailbox, newest[0]["ts"] if newest else "0.000000")
            return 0
        oldest = _ts(cursor.last_uid)
        written = [each async for each in self._pages("history", channel=channel, oldest=oldest)]
        roots = {spot(thread)[1] for thread in threads} | {
            each["ts"] for each in written if each.get("reply_count")
        }
        for root in sorted(roots):
            replies = self._pages("replies", channel=channel, ts=root, oldest=oldest)
            written += [each async for each in replies if each["ts"] != root]
        heard = [await self._hear(channel, each, bot) for each in sorted(written, key=_moment)]
        if written:
            await self._advance(mailbox, max(written, key=_moment)["ts"])
        return sum(heard)

    async def _hear(self, channel: str, message: dict[str, Any], bot: str) -> bool:
        """Decide on a message; False where it was heard already, or is nothing for us."""
        async with self._desk.database.reading() as session:
            known = await ledger.at_place(session, place(channel, message["ts"]))
        if known is not None:
            return False
        event = {"type": "message", **message, "channel": channel}
        at = datetime.fromtimestamp(float(message["ts"]), UTC)
        ledger_id = await self._talk.keep(kept(event, bot, envelope={"type": "history"}), at)
        if ledger_id is not None:
            await self._talk.decide(ledger_id)
        return ledger_id is not None

    async def _pages(self, what: str, **arguments: str) -> AsyncIterator[dict[str, Any]]:
        ask = getattr(self._client, f"conversations_{what}")
        cursor = None
        while True:
            answer = await ask(limit=PAGE, cursor=cursor, **arguments)
            for message in answer["messages"]:
                yield message
            cursor = (answer.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return

    async def _advance(self, mailbox: str, ts: str) -> None:
        last = int(ts.replace(".", ""))
        async with self._desk.database.transaction() as session:
            await ledger.advance(session, mailbox, 0, last, self._desk.clock.now())


def _moment(message: dict[str, Any]) -> float:
    return float(message["ts"])


def _ts(number: int) -> str:
    return f"{number // 1_000_000}.{number % 1_000_000:06d}"
