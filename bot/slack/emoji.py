"""Emoji on a card as short-cuts: :eyes: takes the inquiry, :white_check_mark: closes it.

Only members' count; anybody else's are what emoji are elsewhere. Each may come twice, as Slack repeats
events: the second changes nothing. One that is taken away again does nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.inquiries import claiming, handling
from bot.inquiries.errors import AlreadyClaimed, InquiryError, NotAMember, NotNow
from bot.inquiries.lifecycle import Status
from bot.slack.inquiries import counter
from bot.slack.words import refusal
from storage import inquiries
from storage.tables import Inquiry

LATER = (0.2, 1.0, 4.0)
"""Seconds between looks for a card's inquiry: it stands in its channel a moment before that is on record."""
DEEDS: dict[str, Callable[[Desk, int, str], Awaitable[None]]] = {
    "eyes": claiming.claim,
    "white_check_mark": handling.close,
}


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.event("reaction_added")(on_emoji)


async def on_emoji(event: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Somebody put an emoji on a message."""
    at, user, item = counter(context), event["user"], event["item"]
    deed = DEEDS.get(event["reaction"])
    if deed is None or item["type"] != "message":
        return
    is_ours = event.get("item_user") == context.bot_user_id
    inquiry = await _of_card(at.desk, item["channel"], item["ts"], LATER if is_ours else ())
    if inquiry is None:
        return
    try:
        await deed(at.desk, inquiry.id, user)
    except InquiryError as error:
        if is_news(error, user):
            said = refusal(error, at.desk, at.words)
            await client.chat_postEphemeral(channel=item["channel"], user=user, text=said)


async def _of_card(desk: Desk, channel: str, ts: str, again_after: Sequence[float]) -> Inquiry | None:
    for pause in (0.0, *again_after):
        await asyncio.sleep(pause)
        async with desk.database.glance() as session:
            inquiry = await inquiries.by_card(session, channel, ts)
        if inquiry is not None:
            return inquiry
    return None


def is_news(error: InquiryError, user: str) -> bool:
    """Whether somebody should hear why their emoji did nothing: not where all is as they want it."""
    match error:
        case NotAMember():
            return False
        case AlreadyClaimed(by=by):
            return by != user
        case NotNow(status=status):
            return status != Status.CLOSED
    return True
