"""The listeners on the home tab: what is one's own, and one's own settings."""

import re
from datetime import date, time
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import claiming
from bot.slack.cards import preferences as forms
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.home.pages import show
from bot.slack.inquiries import counter
from bot.staff import own_settings
from bot.staff.own_settings import Away

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.event("app_home_opened")(on_opened)
    app.action("home.settings")(on_settings)
    app.action("home.away")(on_away)
    app.action("home.back")(on_back)
    app.action(re.compile(r"home\.page(\.\w+)?"))(on_page)
    app.action("home.claim")(on_claim)
    app.view("home.settings")(on_settings_sent)
    app.view("home.away")(on_away_sent)


async def on_opened(event: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """The tab was opened; the event comes for the app's messages tab as well."""
    if event.get("tab", "home") == "home":
        await show(counter(context), client, event["user"])


async def on_settings(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Indstillinger*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        mine = await own_settings.preferences(session, clicked.user)
    view = forms.settings(mine, at.desk.calendar, at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_settings_sent(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """The settings were sent in."""
    sent, at = typed(body), counter(context)
    starts, ends = (time.fromisoformat(sent.fields[name]) for name in ("day_starts", "day_ends"))
    if (wrong := own_settings.why_not_hours(starts, ends)) is not None:
        await ack(response_action="errors", errors={"day_ends": at.words(wrong)})
        return
    await own_settings.choose(at.desk, sent.user, sent.fields["language"], starts, ends)
    await ack()
    await show(await at.for_reader(sent.user), client, sent.user)


async def on_away(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Fravær*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        mine = await own_settings.preferences(session, clicked.user)
    view = forms.away(mine.away, _today(at), at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_away_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """An absence was sent in."""
    sent, at = typed(body), counter(context)
    since, until = (date.fromisoformat(sent.fields[name]) for name in ("since", "until"))
    away = Away(since, until, sent.fields.get("deputy") or None)
    if wrong := own_settings.why_not_away(sent.user, away, _today(at), at.desk.members.works_here):
        field, key = wrong
        await ack(response_action="errors", errors={field: at.words(key)})
        return
    await own_settings.go_away(at.desk, sent.user, away)
    await ack()
    await show(at, client, sent.user)


async def on_back(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Jeg er tilbage*."""
    await ack()
    clicked, at = click(body), counter(context)
    await own_settings.go_away(at.desk, clicked.user, None)
    await show(at, client, clicked.user)


async def on_page(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """To another page of the tab."""
    await ack()
    clicked = click(body)
    await show(counter(context), client, clicked.user, clicked.value)


async def on_claim(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tag sagen* on a line: whoever was too late sees at once that it is gone."""
    await ack()
    clicked, at = click(body), counter(context)
    inquiry_id, here = clicked.value.split("/")
    try:
        await claiming.claim(at.desk, int(inquiry_id), clicked.user)
    finally:
        await show(at, client, clicked.user, here)


def _today(at: Counter) -> date:
    return at.now().astimezone(at.desk.calendar.timezone).date()
