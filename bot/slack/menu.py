"""The menu behind a card's three dots, and *Mere …*: what is chosen there opens a form or is done at once."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.inquiries import claiming, confiding, correcting, handling, merging
from bot.inquiries.change import looked_at
from bot.inquiries.errors import UnknownInquiry
from bot.slack import explaining, originals, splitting, unveiling
from bot.slack.cards import further, further_forms, history, modals, sealed
from bot.slack.cards.blocks import Block
from bot.slack.clicks import Click, click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal
from bot.staff import permissions
from storage import inquiries, merged, parts, rounds
from storage.tables import Inquiry

Body = dict[str, Any]
Deed = Callable[[Desk, int, str], Awaitable[None]]
Form = Callable[[Counter, int, str], Awaitable[Block]]
Page = Callable[[Counter, AsyncWebClient, int, Click, int], Awaitable[None]]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("inquiry.more")(on_more)
    app.action("inquiry.further")(on_further)
    app.action("inquiry.further.choice")(on_more)
    app.action("inquiry.history.older")(on_more)
    app.action("inquiry.history.newer")(on_more)
    app.view("inquiry.handover")(on_handover_sent)
    app.view("inquiry.link")(on_link_sent)
    app.view("inquiry.correct")(on_correct_sent)
    app.view("inquiry.seal")(on_seal_sent)
    app.action("inquiry.show")(unveiling.on_show)


async def on_more(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Something was chosen, behind the three dots or in *Mere …*."""
    await ack()
    clicked, at = click(body), counter(context)
    inquiry_id = clicked.inquiry_id or await _of_card(at, clicked)
    choice, _, page = clicked.value.partition(":")
    if choice in DEEDS:
        await DEEDS[choice](at.desk, inquiry_id, clicked.user)
        if clicked.view_id:
            await show_modal(client, clicked, further.done(choice, at.words))
    elif choice in PAGES:
        await PAGES[choice](at, client, inquiry_id, clicked, int(page or 0))
    else:
        await show_modal(client, clicked, await FORMS[choice](at, inquiry_id, clicked.user))


async def on_further(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Mere …*: everything that has no room on the card."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.glance() as session:
        inquiry = await inquiries.get(session, int(clicked.value))
        await permissions.require(session, at.desk, inquiry, clicked.user)
    await show_modal(client, clicked, further.draw(inquiry, at.words))


async def _note(at: Counter, inquiry_id: int, user: str) -> Block:
    return modals.note((await _looked_at(at, inquiry_id, user)).id, at.words)


async def _snooze(at: Counter, inquiry_id: int, user: str) -> Block:
    await _looked_at(at, inquiry_id, user)
    tomorrow = at.desk.calendar.next_working_moment(at.now() + timedelta(days=1))
    return modals.snooze(inquiry_id, tomorrow.astimezone(at.desk.calendar.timezone).date(), at.words)


async def _merge(at: Counter, inquiry_id: int, user: str) -> Block:
    return modals.merge(await merging.open_form(at.desk, inquiry_id, user), at.words)


async def _original(at: Counter, inquiry_id: int, user: str) -> Block:
    """Show every letter; whoever may act on an inquiry may read it, wherever it goes on."""
    async with at.desk.database.glance() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        await permissions.require(session, at.desk, inquiry, user)
        letters = await merged.letters(session, parts.whole_of(inquiry))
    written = [letter for letter in letters if letter.text or letter.full_text]
    return modals.original(inquiry.reference, written, at.words, at.now())


async def _handover(at: Counter, inquiry_id: int, user: str) -> Block:
    return further_forms.handover(await _looked_at(at, inquiry_id, user), at.words)


async def _link(at: Counter, inquiry_id: int, user: str) -> Block:
    inquiry = await _looked_at(at, inquiry_id, user)
    async with at.desk.database.glance() as session:
        there = await rounds.newest_first(session)
    return further_forms.link(inquiry, there, at.words)


async def _correct(at: Counter, inquiry_id: int, user: str) -> Block:
    inquiry = await _looked_at(at, inquiry_id, user)
    async with at.desk.database.glance() as session:
        organisation = await inquiries.organisation_name(session, inquiry)
    return further_forms.correct(inquiry, organisation, at.words)


async def _seal(at: Counter, inquiry_id: int, user: str) -> Block:
    inquiry = await _looked_at(at, inquiry_id, user)
    return sealed.form(inquiry, confiding.named(inquiry, inquiry.confidential or (), user), at.words)


async def _why(at: Counter, client: AsyncWebClient, inquiry_id: int, clicked: Click, _page: int) -> None:
    await explaining.show(at, client, inquiry_id, clicked)


async def _files(at: Counter, client: AsyncWebClient, inquiry_id: int, clicked: Click, _page: int) -> None:
    await originals.bring(at, client, inquiry_id, clicked)


async def _history(at: Counter, client: AsyncWebClient, inquiry_id: int, clicked: Click, page: int) -> None:
    async with at.desk.database.glance() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        await permissions.require(session, at.desk, inquiry, clicked.user)
        events = await inquiries.history(session, inquiry_id)
    offices = {each.key: at.desk.office_name(each.key, at.words.texts.language) for each in at.desk.offices}
    view = history.draw(inquiry, events, page, at.words, at.now(), offices)
    await show_modal(client, clicked, view)


async def _looked_at(at: Counter, inquiry_id: int, user: str) -> Inquiry:
    async with at.desk.database.glance() as session:
        return await looked_at(session, at.desk, inquiry_id, user)


DEEDS: dict[str, Deed] = {
    "close": handling.close,
    "reopen": handling.reopen,
    "release": claiming.release,
    "unseal": confiding.unseal,
}
"""What is done at once."""
FORMS: dict[str, Form] = {
    "note": _note,
    "snooze": _snooze,
    "merge": _merge,
    "original": _original,
    "handover": _handover,
    "link": _link,
    "correct": _correct,
    "seal": _seal,
    "reseal": _seal,
    "split": splitting.open_split,
}
"""What is shown for a choice."""
PAGES: dict[str, Page] = {"why": _why, "files": _files, "history": _history}
"""What changes while it is shown, or has several pages."""


async def on_handover_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Giv til en kollega* was sent in."""
    sent = typed(body)
    colleague = sent.fields["colleague"]
    await claiming.hand_to(counter(context).desk, sent.memory["inquiry"], sent.user, colleague)
    await ack()


async def on_link_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The link form was sent in."""
    sent, at = typed(body), counter(context)
    inquiry_id, number, key = sent.memory["inquiry"], sent.fields["other"], sent.fields.get("round")
    if number or not key:
        await correcting.link(at.desk, inquiry_id, sent.user, number)
    if key:
        await correcting.link_round(at.desk, inquiry_id, sent.user, key)
    await ack()


async def on_correct_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The correction form was sent in."""
    sent = typed(body)
    topics, organisation = sent.several.get("topics", []), sent.fields["organisation"]
    await correcting.correct(counter(context).desk, sent.memory["inquiry"], sent.user, topics, organisation)
    await ack()


async def on_seal_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """It was said who may see the inquiry."""
    sent, at = typed(body), counter(context)
    chosen = sent.several.get("members", [])
    if not all(map(at.desk.members.works_here, chosen)):
        await ack(response_action="errors", errors={"members": at.words("refused-stranger-deputy")})
        return
    await confiding.seal(at.desk, sent.memory["inquiry"], sent.user, chosen)
    await ack()


async def _of_card(at: Counter, clicked: Click) -> int:
    async with at.desk.database.glance() as session:
        inquiry = await inquiries.by_card(session, clicked.channel, clicked.ts)
    if inquiry is None:
        raise UnknownInquiry(clicked.ts)
    return inquiry.id
