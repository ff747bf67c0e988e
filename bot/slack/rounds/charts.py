"""*Vis graf*: how a round's answers came in against earlier rounds, as a picture in its card's thread."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.digests.pictures import LONGEST_ALT, curves_drawn, plain
from bot.rounds.acting import require
from bot.slack.cards.rounds import lists
from bot.slack.clicks import click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.posting import Posted, Poster, Upload, UploadRefused
from consultation.rounds import digesting
from consultation.rounds.digest import Curve
from storage import rounds
from storage.tables import Round

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("round.chart")(on_chart)


async def on_chart(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Draw it, and put it where the office sees it; as a line of text where Slack takes no files of us."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, int(clicked.value))
        require(at.desk, of, clicked.user)
        own, earlier = await digesting.curves(session, of, at.desk.calendar, at.now())
    said = await _shown(at, client, of, own, earlier)
    if said and clicked.channel:
        await client.chat_postEphemeral(channel=clicked.channel, user=clicked.user, text=said)


async def _shown(at: Counter, client: AsyncWebClient, of: Round, own: Curve, earlier: list[Curve]) -> str:
    """Put the picture into the card's thread; returns what is to be said instead where that can't be."""
    if not of.opened_at or not own.answered or not own.answered[-1]:
        return at.words("round-no-chart")
    line = at.words("round-progress", bar=lists.sparkline(own), days=len(own.answered) - 1)
    if not of.card_channel or not of.card_ts:
        return line
    title = at.house("digest-chart", round=plain(of.title))
    content = await curves_drawn(of, own, earlier, at.desk, at.house.texts)
    picture = Upload(f"{of.key}.png", title, title[:LONGEST_ALT], content)
    try:
        await Poster(client).upload(Posted(of.card_channel, of.card_ts), [picture])
    except UploadRefused:
        return line
    return at.words("round-chart-in-thread")
