"""The search, as a form opened from the home tab and behind a command, and its pages."""

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta, tzinfo
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.dates import start_of
from bot.slack.cards import found
from bot.slack.cards import search as card
from bot.slack.cards.found import FoundPage, Place
from bot.slack.cards.post import Post
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from storage import finding
from storage.finding import Sought

Body = dict[str, Any]

ON_A_PAGE, ON_A_POST = 20, 10


def register(app: AsyncApp) -> None:
    """Table of contents."""
    app.action("home.search")(on_search)
    app.view("inquiry.search")(on_search_sent)
    app.action(re.compile(r"inquiry\.found\.\w+"))(on_found_page)


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
    fields = _asked(sent.fields)
    if not fields:
        await ack(response_action="errors", errors={"words": at.words("refused-empty-search")})
        return
    await ack(response_action="update", view=await _window(at, client, fields, sent.user))


async def on_found_page(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """*Forrige*, *Næste*: another page takes this one's place, in the window or below the command."""
    await ack()
    clicked, place = click(body), found.place_named(click(body).value)
    at = counter(context).in_language(place.language)
    if clicked.view_id:
        fields = json.loads(body["view"]["private_metadata"])
        view = await _window(at, client, fields, clicked.user, place)
        await client.views_update(view_id=clicked.view_id, view=view)
        return
    post = await answer(at, client, place.asked, clicked.user, place)
    await respond(text=post.text, blocks=post.blocks, response_type="ephemeral", replace_original=True)


async def answer(
    at: Counter, client: AsyncWebClient, words: str, user: str, place: Place | None = None
) -> Post:
    """What a command's search finds for ``user``: its first page, or another one."""
    wanted = found.asked_for(words)
    page = await _page(at, client, {"words": wanted}, user, ON_A_POST, place)
    page = replace(page, place=replace(page.place, asked=wanted))
    return found.answered(page, at.links.to_card, at.words, at.now())


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


def _asked(fields: Mapping[str, str]) -> dict[str, str]:
    most = {"words": found.WORDS_ASKED}
    kept = {name: found.asked_for(value, most.get(name, found.NAME_ASKED)) for name, value in fields.items()}
    return {name: value for name, value in kept.items() if value}


async def _window(
    at: Counter, client: AsyncWebClient, fields: Mapping[str, str], user: str, place: Place | None = None
) -> Body:
    page = await _page(at, client, fields, user, ON_A_PAGE, place)
    metadata = json.dumps(dict(fields), ensure_ascii=False)
    return found.window(page, metadata, at.links.to_card, at.words, at.now())


async def _page(
    at: Counter,
    client: AsyncWebClient,
    fields: Mapping[str, str],
    user: str,
    size: int,
    place: Place | None,
) -> FoundPage:
    """Look for what somebody asks, within what they may see in this moment."""
    members = at.desk.members
    asked = sought(fields, members.may_see(user), at.desk.calendar.timezone)
    asked = replace(asked, barred=members.barred_from(user), seen_by=user)
    async with at.desk.database.reading() as session:
        here = place or Place(0, await finding.mark(session), at.words.texts.language)
        seen = await finding.searched(session, asked, size, here.offset, here.until)
        lines = await finding.lines(session, seen.ids)
    await at.links.learn_from(client, lines)
    return FoundPage(lines, here, size, seen.more, seen.newest_only)
