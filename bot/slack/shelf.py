"""The listeners around the shelf of standard answers: taking one out of use, and into use again."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import library
from bot.slack.cards import shelf
from bot.slack.cards.blocks import Block
from bot.slack.clicks import click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action(shelf.RETIRE)(on_retire)
    app.action(shelf.REINSTATE)(on_reinstate)


async def drawn(at: Counter, user: str) -> Block:
    """The shelf as it is now."""
    return shelf.draw(await library.shelf(at.desk, user, shelf.MOST), at.words)


async def on_retire(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tag ud af brug*."""
    await ack()
    clicked, at = click(body), counter(context)
    await library.retire(at.desk, int(clicked.value), clicked.user)
    await show_modal(client, clicked, await drawn(at, clicked.user))


async def on_reinstate(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tag i brug igen*."""
    await ack()
    clicked, at = click(body), counter(context)
    await library.reinstate(at.desk, int(clicked.value), clicked.user)
    await show_modal(client, clicked, await drawn(at, clicked.user))
