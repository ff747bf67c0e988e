"""*Vis* on what a confidential inquiry left out in its channel: shown to those who may see it, in a modal."""

from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.errors import UnknownInquiry
from bot.inquiries.posts import UPDATE
from bot.slack import views
from bot.slack.cards import inquiry as inquiry_card
from bot.slack.cards import sealed
from bot.slack.cards.post import Post
from bot.slack.clicks import click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal
from bot.staff import permissions
from storage import inquiries, outbox
from storage.tables import Inquiry, OutboxRow


async def on_show(
    ack: AsyncAck, body: dict[str, Any], context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """*Vis*: on the card, or on what stands in its thread."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.glance() as session:
        row = await outbox.by_key(session, clicked.value)
        inquiry_id = row.inquiry_id if row is not None else clicked.inquiry_id
        if inquiry_id is None:
            raise UnknownInquiry(clicked.value)
        inquiry = await inquiries.get(session, inquiry_id)
        await permissions.require(session, at.desk, inquiry, clicked.user)
        post = await _whole(session, at, inquiry, row)
    await show_modal(client, clicked, sealed.unveiled(post, inquiry.reference, at.words))


async def _whole(session: AsyncSession, at: Counter, inquiry: Inquiry, row: OutboxRow | None) -> Post:
    if row is None:
        card = await views.card(session, at.desk, inquiry, at.now())
        return inquiry_card.draw(replace(card, confidential=False), at.words)
    if row.kind == UPDATE:
        return await views.updated_post(session, at.desk, row, at.words, at.now())
    return await views.thread_post(session, row, at.words, at.now())
