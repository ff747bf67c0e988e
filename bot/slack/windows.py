"""Where a modal appears: in a window of its own, or in the one that was clicked in."""

import asyncio
from collections.abc import Awaitable

from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.cards.blocks import Block
from bot.slack.clicks import Click


async def show_modal(client: AsyncWebClient, clicked: Click, view: Block) -> str:
    """Show a modal; returns its id. What was clicked in a modal changes that one."""
    if clicked.view_id:
        answer = await client.views_update(view_id=clicked.view_id, view=view)
    else:
        answer = await client.views_open(trigger_id=clicked.trigger_id, view=view)
    return str(answer["view"]["id"])


SHOWN_FIRST = 0.5
"""Seconds before a modal changes again: what acknowledges a form goes another way, and may be slower."""


async def follow(client: AsyncWebClient, view_id: str, view: Awaitable[Block]) -> None:
    """Show what a form came to, in the modal that says meanwhile that it is being read."""
    shown, _ = await asyncio.gather(view, asyncio.sleep(SHOWN_FIRST))
    await client.views_update(view_id=view_id, view=shown)
