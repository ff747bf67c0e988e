"""The listeners on the card of a message that could not be read."""

from contextlib import suppress
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.front_desk import quarantine
from bot.slack.calls import MessageGone
from bot.slack.cards import quarantine as cards
from bot.slack.clicks import Click, click
from bot.slack.inquiries import counter
from bot.slack.posting import Label, Posted, Poster
from storage.outcomes import Outcome

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("quarantine.create")(on_create)
    app.action("quarantine.retry")(on_retry)
    app.action("quarantine.discard")(on_discard)


async def on_create(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Opret henvendelse*."""
    await ack()
    clicked, at = click(body), counter(context)
    subject = at.house("quarantine-subject")
    reference = await quarantine.make_inquiry(at.desk, int(clicked.value), clicked.user, subject, at.opened)
    await _settle(
        client, clicked, at.house("quarantine-opened", reference=reference, who=f"<@{clicked.user}>")
    )


async def on_retry(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Prøv igen*."""
    await ack()
    clicked, at = click(body), counter(context)
    await quarantine.require_survivable(at.desk, int(clicked.value), clicked.user)
    outcome = await at.reread(int(clicked.value))
    still_unread = outcome == Outcome.QUARANTINED
    # what becomes of the card is read by the whole channel
    words = at.words if still_unread else at.house
    sentence = words("quarantine-retried", outcome=words(f"outcome-{outcome}"))
    if still_unread:
        # it still needs somebody's decision: the card keeps its buttons
        await client.chat_postEphemeral(channel=clicked.channel, user=clicked.user, text=sentence)
    else:
        await _settle(client, clicked, sentence)


async def on_discard(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Kassér*."""
    await ack()
    clicked, at = click(body), counter(context)
    await quarantine.discard(at.desk, int(clicked.value), clicked.user)
    await _settle(client, clicked, at.house("quarantine-discarded", who=f"<@{clicked.user}>"))


async def _settle(client: AsyncWebClient, clicked: Click, text: str) -> None:
    """Say on the card what became of the message; a card that was deleted needs no word."""
    place, label = Posted(clicked.channel, clicked.ts), Label(quarantine.card_key(int(clicked.value)))
    with suppress(MessageGone):
        await Poster(client).update(place, cards.settled(text), label)
