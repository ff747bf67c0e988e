"""The listeners on the card of an answer to a round: acknowledge, read the payload, one use case."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.rounds import questions
from bot.rounds.acting import acting_on_answer, require
from bot.rounds.letterheads import may_write
from bot.slack.cards.rounds import forms, letter
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.staff import permissions
from bot.typed_moments import read_moment
from consultation.rounds import deciding, joining, sent_again
from consultation.rounds.lifecycle import deadline_of
from consultation.rounds.roundfile import CLOSES
from consultation.rounds.words import AnswerKind
from storage import round_messages, round_parties, rounds
from storage.tables import Party, Round, Submission

Body = dict[str, Any]
_PARTY = {"submission.make_party": joining.make_party, "submission.unmake_party": joining.unmake_party}


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("submission.confirm")(on_decide)
    app.action("submission.decide")(on_decide)
    app.action("submission.letter")(on_letter)
    app.action("submission.set_aside")(on_set_aside)
    app.action("submission.give_time")(on_give_time)
    app.action("submission.no_time")(on_no_time)
    app.action("submission.not_again")(on_not_again)
    for name in _PARTY:
        app.action(name)(on_make_party)
    app.view("round.set_aside")(on_set_aside_sent)


async def on_decide(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Det er …*: what a message is."""
    await ack()
    clicked = click(body)
    submission_id, seen, kind = clicked.value.split(":")
    desk = counter(context).desk
    async with acting_on_answer(desk, int(submission_id), clicked.user) as (at, answer):
        await questions.decide(
            at.session, desk, at.of, answer, AnswerKind(kind), at.user, at.work, seen=int(seen)
        )


async def on_letter(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Vis hele brevet*."""
    await ack()
    clicked, at = click(body), counter(context)
    answer, _, of = await _looked_at(at, int(clicked.value), clicked.user)
    view = letter.draw(answer, of.key, at.words, at.words.date(answer.received_at, at.now()))
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_set_aside(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Læg til side*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    submission_id, seen = map(int, clicked.value.split(":"))
    await _looked_at(at, submission_id, clicked.user)
    await client.views_open(
        trigger_id=clicked.trigger_id, view=forms.set_aside(submission_id, seen, at.words)
    )


async def on_set_aside_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Why a message counts for nothing was sent in."""
    sent = typed(body)
    async with acting_on_answer(counter(context).desk, sent.memory["submission"], sent.user) as (at, answer):
        reason, seen = sent.fields["reason"], sent.memory["seen"]
        await deciding.set_aside(at.session, at.of, answer, reason, at.user, at.work, seen=seen)
    await ack()


async def on_give_time(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Giv længere frist*: open the form, with the day that was asked for."""
    await ack()
    clicked, at = click(body), counter(context)
    answer, party, of = await _looked_at(at, int(clicked.value.split(":")[0]), clicked.user)
    zone = at.desk.calendar.timezone
    asked = read_moment(answer.reading.get("until") or "", zone, CLOSES)
    until = asked or deadline_of(of.deadline, party.own_deadline).astimezone(zone)
    view = forms.more_time({"party": party.id}, party.organisation, f"{until:%Y-%m-%d %H:%M}", at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_no_time(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Nej*: the deadline stands, and the party is told."""
    await ack()
    clicked, desk = click(body), counter(context).desk
    submission_id, seen = map(int, clicked.value.split(":"))
    may_write(desk)
    async with acting_on_answer(desk, submission_id, clicked.user) as (at, answer):
        await deciding.refuse_time(at.session, at.of, answer, at.user, at.work, seen=seen)


async def on_not_again(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Send ikke igen*."""
    await ack()
    clicked, desk = click(body), counter(context).desk
    async with acting_on_answer(desk, int(clicked.value), clicked.user) as (at, answer):
        await sent_again.stop(at.session, at.of, answer, at.user, at.work.now)


async def on_make_party(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Gør til part*, and *Fortryd*: whoever answered unasked takes part from now on, or not after all."""
    await ack()
    clicked, desk = click(body), counter(context).desk
    move = _PARTY[body["actions"][0]["action_id"]]
    async with acting_on_answer(desk, int(clicked.value), clicked.user) as (at, answer):
        await move(at.session, at.of, answer, at.user, at.work)


async def _looked_at(at: Counter, submission_id: int, user: str) -> tuple[Submission, Party, Round]:
    async with at.desk.database.reading() as session:
        answer = await round_messages.get(session, submission_id)
        party = await round_parties.get(session, answer.party_id)
        of = await rounds.get(session, answer.round_id)
        require(at.desk, of, user)
        await permissions.require_answer(session, at.desk, submission_id, user)
    return answer, party, of
