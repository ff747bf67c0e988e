"""The listeners on an inquiry's card and forms: acknowledge, read the payload, one use case.

A refusal is raised, not handled here: ``bot.slack.app`` says it to the one who clicked. A click is
acknowledged first; a form last, so that a refusal is said in the form and nothing typed is lost.
"""

from datetime import date, datetime
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import claiming, handling, merging
from bot.inquiries.change import looked_at
from bot.rounds.guesses import MOST
from bot.slack.cards import modals
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("inquiry.claim")(on_claim)
    app.action("inquiry.reroute")(on_reroute)
    app.action("inquiry.guess.0")(on_guess)
    app.action("inquiry.guess.1")(on_guess)
    for number in range(MOST):
        app.action(f"inquiry.to_round.{number}")(on_to_round)
    app.view("inquiry.reroute")(on_reroute_sent)
    app.view("inquiry.note")(on_note_sent)
    app.view("inquiry.snooze")(on_snooze_sent)
    app.view("inquiry.merge")(on_merge_sent)
    app.action("inquiry.unmerge")(on_unmerge)


async def on_claim(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Tag sagen*."""
    await ack()
    clicked = click(body)
    await claiming.claim(counter(context).desk, int(clicked.value), clicked.user)


async def on_reroute(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Send videre*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.glance() as session:
        inquiry = await looked_at(session, at.desk, int(clicked.value), clicked.user)
    language = at.words.texts.language
    offices = [(each.key, at.desk.office_name(each.key, language)) for each in at.desk.offices]
    known = at.words.taxonomy.initiatives
    initiatives = [(label.key, at.words.initiative(label.key)) for label in known]
    view = modals.reroute(inquiry, offices, initiatives, at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_reroute_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The reroute form was sent in."""
    sent = typed(body)
    office, initiative = sent.fields["office"], sent.fields["initiative"]
    seen = tuple(sent.memory["seen"]) if "seen" in sent.memory else None
    desk, inquiry_id = counter(context).desk, sent.memory["inquiry"]
    await handling.reroute(desk, inquiry_id, sent.user, office, initiative, seen)
    await ack()


async def on_guess(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """One of the two guesses was right."""
    await ack()
    clicked = click(body)
    inquiry_id, office, initiative = clicked.value.split(":", 2)
    await handling.reroute(counter(context).desk, int(inquiry_id), clicked.user, office, initiative)


async def on_to_round(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The letter is an answer to one of the rounds that were asked about."""
    await ack()
    clicked = click(body)
    inquiry_id, round_id = map(int, clicked.value.split(":"))
    await counter(context).to_round(inquiry_id, round_id, clicked.user)


async def on_note_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The note form was sent in."""
    sent, at = typed(body), counter(context)
    text = sent.fields["note"].strip()
    if not text:
        await ack(response_action="errors", errors={"note": at.words("refused-empty-note")})
        return
    await handling.note(at.desk, sent.memory["inquiry"], sent.user, text)
    await ack()


async def on_snooze_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The snooze form was sent in: the inquiry comes back when work begins on that day, or next after it."""
    sent, at = typed(body), counter(context)
    calendar = at.desk.calendar
    day = date.fromisoformat(sent.fields["until"])
    if day <= at.now().astimezone(calendar.timezone).date():
        await ack(response_action="errors", errors={"until": at.words("refused-past-day")})
        return
    until = calendar.next_working_moment(datetime.combine(day, calendar.day_starts, calendar.timezone))
    await handling.snooze(at.desk, sent.memory["inquiry"], sent.user, until)
    await ack()


async def on_merge_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The merge form was sent in."""
    sent = typed(body)
    await merging.merge(counter(context).desk, sent.memory["inquiry"], sent.user, sent.fields["into"])
    await ack()


async def on_unmerge(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Skil ad*."""
    await ack()
    clicked = click(body)
    await merging.part(counter(context).desk, int(clicked.value), clicked.user)


def counter(context: AsyncBoltContext) -> Counter:
    """What every listener works with; ``bot.slack.app`` puts it there."""
    at: Counter = context["counter"]
    return at
