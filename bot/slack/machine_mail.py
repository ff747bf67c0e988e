"""The listener on the list of what was taken for machines' mail."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.front_desk import taken_for_machines
from bot.slack.cards import machine_mail
from bot.slack.cards.post import Post
from bot.slack.clicks import click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter

Body = dict[str, Any]

MOST_SHOWN = 15


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("machine_mail.create")(on_create)


async def on_create(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Opret henvendelse*."""
    await ack()
    clicked, at = click(body), counter(context)
    subject = at.house("quarantine-subject")
    number = int(clicked.value)
    reference = await taken_for_machines.make_inquiry(at.desk, number, clicked.user, subject, at.opened)
    said = at.words("machine-mail-opened", reference=reference)
    await client.chat_postEphemeral(channel=clicked.channel, user=clicked.user, text=said)


async def listed(at: Counter, user: str) -> Post:
    """The newest, for whoever typed the command."""
    mails = await taken_for_machines.newest(at.desk, user, at.opened, MOST_SHOWN)
    return machine_mail.draw(mails, at.words, at.now())
