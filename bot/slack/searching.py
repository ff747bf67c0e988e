"""The search as a form, opened from the home tab."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.dates import start_of
from bot.slack.cards import search as card
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from storage import finding
from storage.finding import Sought

Body = dict[str, Any]

MOST_SHOWN = 20


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("home.search")(on_search)
    app.view("inquiry.search")(on_search_sent)


async def on_search(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Søg*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    seen = at.desk.members.may_see(clicked.user)
    language = at.words.texts.language
    offices = [
        (office.key, at.desk.office_name(office.key, language))
        for office in at.desk.offices
        if seen is None or office.key in seen
    ]
    initiatives = [(label.key, at.words.initiative(label.key)) for label in at.words.taxonomy.initiatives]
    view = card.form(offices, initiatives, at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_search_sent(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """The form was sent in: what was found takes its place."""
    sent, at = typed(body), counter(context)
    if not any(value.strip() for value in sent.fields.values()):
        await ack(response_action="errors", errors={"words": at.words("refused-empty-search")})
        return
    members = at.desk.members
    asked = sought(sent.fields, members.may_see(sent.user), at.desk.calendar.timezone)
    asked = replace(asked, barred=members.barred_from(sent.user), seen_by=sent.user)
    await ack(response_action="update", view=await _found(at, client, asked))


def sought(fields: Mapping[str, str], seen: list[str] | None, timezone: tzinfo) -> Sought:
    """Read what a form asks for, within the offices whose inquiries may be seen (None: all)."""
    office, since, until = (fields.get(name, "") for name in ("office", "since", "until"))
    may_be_seen = office and (seen is None or office in seen)
    return Sought(
        words=fields.get("words", "").strip(),
        statuses=[fields["status"]] if fields.get("status") else (),
        offices=([office] if may_be_seen else []) if office else seen,
        initiative=fields.get("initiative") or None,
        organisation=fields.get("organisation", "").strip() or None,
        since=start_of(date.fromisoformat(since), timezone) if since else None,
        until=start_of(date.fromisoformat(until) + timedelta(days=1), timezone) if until else None,
    )


async def _found(at: Counter, client: AsyncWebClient, asked: Sought) -> Body:
    async with at.desk.database.reading() as session:
        ids = await finding.searched(session, asked, MOST_SHOWN + 1)
        lines = await finding.lines(session, ids[:MOST_SHOWN])
    await at.links.learn_from(client, lines)
    more = len(ids) > MOST_SHOWN
    return card.found(lines, more=more, link=at.links.to_card, words=at.words, now=at.now())
