"""The menu behind a card's three dots, and *Mere …*: what is chosen there opens a form or is done at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import handling, merging
from bot.inquiries.change import looked_at
from bot.inquiries.errors import UnknownInquiry
from bot.slack import explaining
from bot.slack.cards import further, modals
from bot.slack.cards.blocks import Block
from bot.slack.clicks import Click, click
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal
from storage import inquiries, merged

Body = dict[str, Any]
Form = Callable[[Counter, int, str], Awaitable[Block]]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("inquiry.more")(on_more)
    app.action("inquiry.further")(on_further)
    app.action("inquiry.further.choice")(on_more)


async def on_more(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Something was chosen, behind the three dots or in *Mere …*."""
    await ack()
    clicked, at = click(body), counter(context)
    inquiry_id = clicked.inquiry_id or await _of_card(at, clicked)
    match clicked.value:
        case "close":
            await handling.close(at.desk, inquiry_id, clicked.user)
        case "reopen":
            await handling.reopen(at.desk, inquiry_id, clicked.user)
        case "why":
            await explaining.show(at, client, inquiry_id, clicked)
        case choice:
            await show_modal(client, clicked, await FORMS[choice](at, inquiry_id, clicked.user))


async def on_further(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Mere …*: everything that has no room on the card."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.get(session, int(clicked.value))
    at.desk.members.require(clicked.user, inquiry.office)
    await show_modal(client, clicked, further.draw(inquiry, at.words))


async def _note(at: Counter, inquiry_id: int, user: str) -> Block:
    async with at.desk.database.reading() as session:
        await looked_at(session, at.desk, inquiry_id, user)
    return modals.note(inquiry_id, at.words)


async def _snooze(at: Counter, inquiry_id: int, user: str) -> Block:
    async with at.desk.database.reading() as session:
        await looked_at(session, at.desk, inquiry_id, user)
    tomorrow = at.desk.calendar.next_working_moment(at.now() + timedelta(days=1))
    return modals.snooze(inquiry_id, tomorrow.astimezone(at.desk.calendar.timezone).date(), at.words)


async def _merge(at: Counter, inquiry_id: int, user: str) -> Block:
    return modals.merge(await merging.open_form(at.desk, inquiry_id, user), at.words)


async def _original(at: Counter, inquiry_id: int, user: str) -> Block:
    """Show every letter; whoever may act on an inquiry may read it, wherever it goes on."""
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        letters = await merged.letters(session, inquiry_id)
    at.desk.members.require(user, inquiry.office)
    written = [letter for letter in letters if letter.text or letter.full_text]
    return modals.original(inquiry.reference, written, at.words, at.now())


FORMS: dict[str, Form] = {"note": _note, "snooze": _snooze, "merge": _merge, "original": _original}
"""What is shown for a choice."""


async def _of_card(at: Counter, clicked: Click) -> int:
    async with at.desk.database.reading() as session:
        inquiry = await inquiries.by_card(session, clicked.channel, clicked.ts)
    if inquiry is None:
        raise UnknownInquiry(clicked.ts)
    return inquiry.id
