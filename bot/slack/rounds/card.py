"""The listeners on a round's card and forms: acknowledge, read the payload, one use case.

A move that needs a second member is asked for by the first click and made by the other's; who has to agree is
decided where the move is made.
"""

from datetime import timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.rounds import acting as round_acting
from bot.rounds.acting import acting, require
from bot.rounds.letterheads import may_write
from bot.slack.cards.rounds import forms, pages
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.rounds import reading
from bot.slack.rounds.words import rows_refused
from bot.typed_moments import read_moment
from consultation.rounds import asking, inviting, reminding
from consultation.rounds.asking import Wish
from consultation.rounds.invitees import invitees_typed
from consultation.rounds.lifecycle import Act
from consultation.rounds.roundfile import CLOSES
from storage import round_parties, rounds
from storage.tables import Round

Body = dict[str, Any]
A_WEEK = timedelta(days=7)
_PAGES = {
    "round.check": reading.findings,
    "round.plan": reading.plan,
    "round.parties": reading.parties,
}


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    for act in (Act.APPROVE, Act.OPEN, Act.CLOSE, Act.REPORT):
        app.action(f"round.{act}")(on_move)
    for name in _PAGES:
        app.action(name)(on_page)
    app.action("round.confirm")(on_confirm)
    app.action("round.withdraw")(on_withdraw)
    app.action("round.extend")(on_extend)
    app.action("round.cancel")(on_cancel)
    app.action("round.invite")(on_invite)
    app.action("round.party")(on_party)
    app.view("round.extend")(on_extend_sent)
    app.view("round.extend_party")(on_more_time_sent)
    app.view("round.cancel")(on_cancel_sent)
    app.view("round.invite")(on_invite_sent)
    app.view("round.plan")(on_remind)


async def on_move(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Godkend*, *Send ud*, *Luk*, *Meld notatet færdigt*."""
    await ack()
    clicked = click(body)
    wish = Wish(Act(_name(body).removeprefix("round.")))
    await round_acting.ask(counter(context).desk, int(clicked.value), clicked.user, wish)


async def on_confirm(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Bekræft*: make the move that a colleague asked for."""
    await ack()
    clicked = click(body)
    round_id, number = map(int, clicked.value.split(":"))
    await round_acting.confirm(counter(context).desk, round_id, clicked.user, number)


async def on_withdraw(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Nej*: what was asked for is not done."""
    await ack()
    clicked = click(body)
    round_id, number = map(int, clicked.value.split(":"))
    async with acting(counter(context).desk, round_id, clicked.user) as at:
        await asking.withdraw(at.session, at.of, number, at.user, at.work.now)


async def on_page(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tjek høringen*, *Vis plan og rykkere*, *Vis parter*: something to read."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, int(clicked.value))
        require(at.desk, of, clicked.user)
        view = await _PAGES[_name(body)](session, of, at)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_party(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """One of the parties was picked."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        party = await round_parties.get(session, int(clicked.value))
        of = await rounds.get(session, party.round_id)
        require(at.desk, of, clicked.user)
        view = await reading.party(session, party, of, at)
    await client.views_push(trigger_id=clicked.trigger_id, view=view)


async def on_remind(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Ryk nu* under the plan: those whose turn it is, and nobody else."""
    sent, desk = typed(body), counter(context).desk
    may_write(desk)
    async with acting(desk, sent.memory["round"], sent.user) as at:
        work = at.work
        count = await reminding.remind_in(at.session, at.of, work.calendar, work.head, work.now)
    await ack(response_action="update", view=pages.reminded(count, counter(context).words))


async def on_extend(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Forlæng fristen*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    of = await _looked_at(at, int(clicked.value), clicked.user)
    async with at.desk.database.reading() as session:
        parties = await reading.named(session, of)
    until = (of.deadline + A_WEEK).astimezone(at.desk.calendar.timezone)
    view = forms.extend(of.id, f"{until:%Y-%m-%d %H:%M}", parties, at.words)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_extend_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """A new deadline for everybody, or for one party, was sent in."""
    sent = typed(body)
    party = int(sent.fields["party"]) if sent.fields.get("party") else None
    await _extend(ack, counter(context), sent.memory["round"], sent.user, sent.fields, party)


async def on_more_time_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """How long a party gets that asked for more time was sent in."""
    sent, at = typed(body), counter(context)
    async with at.desk.database.reading() as session:
        party = await round_parties.get(session, sent.memory["party"])
    await _extend(ack, at, party.round_id, sent.user, sent.fields, party.id)


async def on_cancel(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Aflys*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    of = await _looked_at(at, int(clicked.value), clicked.user)
    view = forms.cancel(of.id, of.title, at.words, was_out=of.opened_at is not None)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_cancel_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Why a round is given up was sent in."""
    sent = typed(body)
    wish = Wish(Act.CANCEL, reason=sent.fields["reason"])
    await round_acting.ask(counter(context).desk, sent.memory["round"], sent.user, wish)
    await ack()


async def on_invite(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Invitér*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    of = await _looked_at(at, int(clicked.value), clicked.user)
    await client.views_open(trigger_id=clicked.trigger_id, view=forms.invite(of.id, at.words))


async def on_invite_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """A list of those to ask was sent in; where a row can't be used, nobody joins and every row is named."""
    sent, at = typed(body), counter(context)
    listed = invitees_typed(sent.fields["invitees"])
    if refused := rows_refused(listed, at.words):
        await ack(response_action="errors", errors={"invitees": refused})
        return
    async with acting(at.desk, sent.memory["round"], sent.user) as on:
        await inviting.invite(on.session, on.of, listed.invitees, on.user, on.work.now)
    await ack()


async def _extend(
    ack: AsyncAck, at: Counter, round_id: int, user: str, fields: Any, party: int | None
) -> None:
    until = read_moment(fields["until"], at.desk.calendar.timezone, CLOSES)
    if until is None:
        await ack(response_action="errors", errors={"until": at.words("round-no-moment")})
        return
    act = Act.EXTEND if party is None else Act.EXTEND_PARTY
    await round_acting.ask(at.desk, round_id, user, Wish(act, until, party, fields["reason"]))
    await ack()


async def _looked_at(at: Counter, round_id: int, user: str) -> Round:
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, round_id)
    require(at.desk, of, user)
    return of


def _name(body: Body) -> str:
    return str(body["actions"][0]["action_id"])
