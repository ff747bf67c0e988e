"""The listeners on the list of what was taken for machines' mail."""

import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.front_desk import taken_for_machines
from bot.slack.cards import machine_mail
from bot.slack.cards.post import Post
from bot.slack.clicks import click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from storage.kept_aside import Spot

Body = dict[str, Any]

ON_A_PAGE = 15


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("machine_mail.create")(on_create)
    app.action(re.compile(r"machine_mail\.(older|newest)"))(on_page)


async def on_create(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Opret henvendelse*."""
    await ack()
    clicked, at = click(body), counter(context)
    subject = at.house("quarantine-subject")
    number = int(clicked.value)
    reference = await taken_for_machines.make_inquiry(at.desk, number, clicked.user, subject, at.opened)
    said = at.words("machine-mail-opened", reference=reference)
    await client.chat_postEphemeral(channel=clicked.channel, user=clicked.user, text=said)


async def on_page(ack: AsyncAck, body: Body, context: AsyncBoltContext, respond: AsyncRespond) -> None:
    """*Ældre*, *De nyeste*: another page takes this one's place."""
    await ack()
    clicked = click(body)
    language, after = machine_mail.place_named(clicked.value)
    post = await listed(counter(context).in_language(language), clicked.user, after)
    await respond(text=post.text, blocks=post.blocks, response_type="ephemeral", replace_original=True)


async def listed(at: Counter, user: str, after: Spot | None = None) -> Post:
    """A page of them, for whoever typed the command: the newest, or those ``after`` a place."""
    page = await taken_for_machines.page(at.desk, user, at.opened, ON_A_PAGE, after)
    return machine_mail.draw(page, at.words, at.now())
