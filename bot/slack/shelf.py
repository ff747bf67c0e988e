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

_DOES = {shelf.RETIRE: library.retire, shelf.REINSTATE: library.reinstate}


def register(app: AsyncApp) -> None:
    """Table of contents."""
    for action in _DOES:
        app.action(action)(on_change)


async def drawn(at: Counter, user: str) -> Block:
    """The shelf as it is now."""
    return shelf.draw(await library.shelf(at.desk, user, shelf.MOST), at.words)


async def on_change(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tag ud af brug* or *Tag i brug igen*: do so, and show the shelf as it is then."""
    await ack()
    clicked, at = click(body), counter(context)
    await _DOES[body["actions"][0]["action_id"]](at.desk, int(clicked.value), clicked.user)
    await show_modal(client, clicked, await drawn(at, clicked.user))
