"""The listeners for what people say to us: in a direct message, by name, in a shared channel, by a shortcut.

What came is stored before Slack hears that we have it; what can't be stored is not acknowledged, so that
Slack tells us once more.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.front_desk.talk import TalkDesk
from bot.inquiries.errors import NothingSaid
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.said import kept
from storage import inquiries

Body = dict[str, Any]
TALK, KEPT = "talk", "kept"


def register(app: AsyncApp, talk: TalkDesk) -> None:
    """Table of contents."""

    async def bring_talk(context: AsyncBoltContext, next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt's name
        context[TALK] = talk
        await next()

    app.middleware(bring_talk)
    app.event("message", middleware=[keep])(on_said)
    app.event("app_mention", middleware=[keep])(on_said)
    app.shortcut("inquiry.from_message")(on_shortcut)


async def keep(
    body: Body,
    event: Body,
    context: AsyncBoltContext,
    next: Callable[[], Awaitable[None]],  # noqa: A002 - Bolt's name
) -> None:
    """Store what was said, before it is acknowledged."""
    raw = kept(event, context.bot_user_id or "", envelope=body)
    context[KEPT] = await _talk(context).keep(raw)
    await next()


async def on_said(context: AsyncBoltContext) -> None:
    """Somebody said, edited or deleted something."""
    if (ledger_id := context[KEPT]) is not None:
        await _talk(context).decide(ledger_id)


async def on_shortcut(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Opret henvendelse* on a message: staff make an inquiry of what somebody wrote."""
    await ack()
    at, user = counter(context), body["user"]["id"]
    at.desk.members.require_colleague(user)
    event = {"type": "message", **body["message"], "channel": body["channel"]["id"]}
    raw = kept(event, context.bot_user_id or "", brought_by=user, envelope={"type": "message_action"})
    ledger_id = await _talk(context).keep(raw)
    if ledger_id is None:
        raise NothingSaid
    decided = await _talk(context).decide(ledger_id)
    sentence = await _made(at, decided.inquiry_id)
    await client.chat_postEphemeral(channel=event["channel"], user=user, text=sentence)


async def _made(at: Counter, inquiry_id: int | None) -> str:
    if inquiry_id is None:
        return at.words("talk-not-made")
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
    return at.words("talk-made", reference=inquiry.reference)


def _talk(context: AsyncBoltContext) -> TalkDesk:
    talk: TalkDesk = context[TALK]
    return talk
