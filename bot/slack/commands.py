"""``/henvendelse``, and ``/inquiry`` for those who write English: answers for the one who asked alone."""

from dataclasses import replace
from typing import Any

import structlog
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import SQLAlchemyError

from bot.inquiries import phoned
from bot.inquiries.errors import InquiryError, NoSuchNumber
from bot.inquiries.phoned import Call
from bot.slack import machine_mail, searching, shelf, views
from bot.slack.asked import Asked, Wish, asked
from bot.slack.cards import answers
from bot.slack.cards import inquiry as inquiry_card
from bot.slack.cards.blocks import Block
from bot.slack.cards.post import Post
from bot.slack.clicks import Typed, click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import follow
from bot.slack.words import refusal
from bot.staff import overview, permissions
from bot.staff.overview import Section
from nlp.errors import NlpError
from nlp.understanding import Understanding
from storage import inquiries

log = structlog.get_logger(__name__)

Body = dict[str, Any]

DANISH, ENGLISH = "/henvendelse", "/inquiry"
MOST_SHOWN = 10


def register(app: AsyncApp) -> None:
    """Table of contents."""
    for command in (DANISH, ENGLISH):
        app.command(command)(on_command)
    app.action("inquiry.open")(on_open)
    app.action("home.call")(on_call)
    app.view("inquiry.create")(on_call_sent)


async def on_command(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """Whatever is typed after the command."""
    await ack()
    at, user = counter(context), body["user_id"]
    if body["command"] == ENGLISH:
        at = at.in_language("en")
    wanted = asked(body.get("text", ""))
    if not at.desk.members.works_here(user):
        post = answers.said(at.words("refused-only-staff"))
    elif wanted.wish == Wish.NEW:
        await client.views_open(trigger_id=body["trigger_id"], view=answers.call_form(at.words))
        return
    elif wanted.wish == Wish.LIBRARY:
        await client.views_open(trigger_id=body["trigger_id"], view=await shelf.drawn(at, user))
        return
    else:
        try:
            post = await _answer(at, client, wanted, user, body["command"])
        except InquiryError as refused:
            # said where the command was typed: the app may be no member of that channel
            post = answers.said(refusal(refused, at.desk, at.words))
    await respond(text=post.text, blocks=post.blocks, response_type="ephemeral")


async def on_open(ack: AsyncAck) -> None:
    """*Gå til kortet* is an address: Slack goes there by itself, and asks to be heard all the same."""
    await ack()


async def on_call(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Nyt opkald* on the home tab."""
    await ack()
    clicked, at = click(body), counter(context)
    at.desk.members.require_colleague(clicked.user)
    await client.views_open(trigger_id=clicked.trigger_id, view=answers.call_form(at.words))


async def on_call_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """The form for a call was sent in: tell the colleague what it became, once however often they press."""
    sent, at = typed(body), counter(context)
    at.desk.members.require_colleague(sent.user)
    call = _call(sent)
    if wrong := phoned.why_not(call):
        field, key = wrong
        await ack(response_action="errors", errors={field: at.words(key)})
        return
    # reading may take longer than Slack waits, and a form that seems stuck is sent in once more
    await ack(response_action="update", view=answers.about_call(at.words("call-underway"), at.words))
    await follow(client, body["view"]["id"], _taken_down(at, client, call, sent.user))


async def _taken_down(at: Counter, client: AsyncWebClient, call: Call, user: str) -> Block:
    """Open the inquiry, and say so here and in a message; where that can't be, what was typed comes back."""
    try:
        inquiry = await phoned.take_down(at.desk, call, await _read(at, call), user)
    except SQLAlchemyError as broken:
        log.warning("call not taken down", reason=type(broken).__name__)
        return answers.call_form(at.words, call, failed=True)
    office = next(each for each in at.desk.offices if each.key == inquiry.office)
    sentence = at.words("call-opened", reference=inquiry.reference, channel=office.channel or "")
    await client.chat_postMessage(channel=user, text=sentence)
    return answers.about_call(sentence, at.words)


async def _answer(at: Counter, client: AsyncWebClient, wanted: Asked, user: str, command: str) -> Post:
    match wanted.wish:
        case Wish.FIND:
            return await searching.answer(at, client, wanted.words, user)
        case Wish.SHOW:
            return await _shown(at, wanted.words, user)
        case Wish.MINE:
            return await _listed(at, client, Section.MINE, user)
        case Wish.LATE:
            return await _listed(at, client, Section.LATE, user)
        case Wish.MACHINES:
            return await machine_mail.listed(at, user)
    return answers.guide(command, at.words)


async def _shown(at: Counter, reference: str, user: str) -> Post:
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, reference)
        if inquiry is None:
            raise NoSuchNumber(reference)
        await permissions.require(session, at.desk, inquiry, user)
        card = await views.card(session, at.desk, inquiry, at.now())
    # nobody else sees what is answered here
    return inquiry_card.draw(replace(card, confidential=False), at.words)


async def _listed(at: Counter, client: AsyncWebClient, section: Section, user: str) -> Post:
    now = at.now()
    async with at.desk.database.reading() as session:
        listing = await overview.listing(session, at.desk, user, section, now, size=MOST_SHOWN)
    if not listing.lines:
        return answers.said(at.words(f"home-{section}-none"))
    await at.links.learn_from(client, listing.lines)
    title = f"{at.words(f'home-{section}')} ({listing.count})"
    return answers.listed(title, listing.lines, at.links.to_card, at.words, now)


async def _read(at: Counter, call: Call) -> Understanding | None:
    try:
        return (await at.explain(call.subject, call.text)).understanding
    except NlpError as broken:
        log.warning("call not read", reason=type(broken).__name__)
        return None


def _call(sent: Typed) -> Call:
    names = ("name", "organisation", "address", "subject", "text")
    taken_down = {name: sent.fields.get(name, "") for name in names}
    return Call(**taken_down, acknowledge=bool(sent.several.get(answers.ACKNOWLEDGE)))
