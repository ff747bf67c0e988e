"""The listeners of *Gennemgå udsagn*: statements are confirmed, corrected and set aside in a modal.

What stands in a row was read by whoever presses there: each button knows how often something had been said of
its statement, so that nobody overrules a colleague unseen.
"""

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.errors import Barred
from bot.rounds.acting import acting_on_answer, require
from bot.slack.cards.blocks import Block
from bot.slack.cards.rounds import statements as card
from bot.slack.cards.rounds.statements import PAGE, StatementsPage
from bot.slack.clicks import click, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal
from bot.staff import permissions
from consultation.rounds import record, reviewing, spoken, wishes
from consultation.rounds.reviews import Decision, Saying
from consultation.rounds.showing import show
from consultation.rounds.spoken import Heard
from consultation.rounds.words import Consent, Stance
from storage import round_messages, round_statements, rounds

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("submission.statements")(on_open)
    app.action("round.statements")(on_open_round)
    app.action("statement.next")(on_next)
    for way in ("before", "after"):
        app.action(f"statement.page.{way}")(on_page)
    for at in range(PAGE):
        app.action(f"statement.confirm.{at}")(on_confirm)
        app.action(f"statement.take_back.{at}")(on_take_back)
        app.action(f"statement.correct.{at}")(on_correct)
        app.action(f"statement.set_aside.{at}")(on_set_aside)
    app.view("round.statements")(on_all_confirmed)
    app.view("statement.correct")(on_corrected)
    app.view("statement.set_aside")(on_reason_given)


async def on_open(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Gennemgå udsagn* on the card of an answer: from the first page on which something waits."""
    await ack()
    clicked, at = click(body), counter(context)
    await _may_see(at, int(clicked.value), clicked.user)
    shown = await show_modal(client, clicked, card.opening(at.words))
    await client.views_update(view_id=shown, view=await _first_page(at, int(clicked.value), clicked.user))


async def on_open_round(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Gennemgå udsagn* on the card of a round: the oldest answer in which something waits."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        require(at.desk, await rounds.get(session, int(clicked.value)), clicked.user)
    shown = await show_modal(client, clicked, card.opening(at.words))
    view = await _next_answer(at, int(clicked.value), clicked.user)
    await client.views_update(view_id=shown, view=view)


async def on_next(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Næste svar*: another answer in which something waits, the first after this one."""
    await ack()
    clicked, at = click(body), counter(context)
    after = int(clicked.value)
    async with at.desk.database.reading() as session:
        round_id = (await round_messages.get(session, after)).round_id
    await show_modal(client, click(body), await _next_answer(at, round_id, clicked.user, after))


async def on_page(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Forrige*, *Næste*: another page of the same answer."""
    await ack()
    clicked = click(body)
    answer, page = map(int, clicked.value.split(":"))
    await show_modal(client, click(body), await _drawn(counter(context), answer, page, clicked.user))


async def on_confirm(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Bekræft*: one statement is as it stands there."""
    await ack()
    await _say_of_one(counter(context), client, body, Decision.CONFIRMED)


async def on_take_back(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Fortryd*: one statement waits for a person again."""
    await ack()
    await _say_of_one(counter(context), client, body, Decision.PROPOSED)


async def on_correct(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Ret*: the form takes the page's place."""
    await ack()
    at = counter(context)
    page, row, _ = await _pressed(at, body)
    await show_modal(client, click(body), card.correct(page, row, at.words))


async def on_set_aside(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Læg til side*: the form takes the page's place."""
    await ack()
    at = counter(context)
    page, row, _ = await _pressed(at, body)
    await show_modal(client, click(body), card.set_aside(page, row, at.words))


async def on_corrected(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """What a statement is was sent in: whoever corrects one has confirmed it."""
    sent, at = typed(body), counter(context)
    is_ = {
        "stance": Stance(sent.fields["stance"]),
        "topics": tuple(sent.several.get("topics", ())),
        "target_groups": tuple(sent.several.get("groups", ())),
    }
    await ack(response_action="update", view=await _said_in_form(at, body, Decision.CONFIRMED, **is_))


async def on_reason_given(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Why a statement is set aside was sent in."""
    sent, at = typed(body), counter(context)
    view = await _said_in_form(at, body, Decision.SET_ASIDE, reason=sent.fields["reason"])
    await ack(response_action="update", view=view)


async def on_all_confirmed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Bekræft alle viste*: then the next page, or the next answer, on which something waits."""
    sent, at = typed(body), counter(context)
    answer, seen = sent.memory["answer"], dict(sent.memory["seen"])
    page = await _page(at, answer, sent.memory["page"], sent.user)
    # what somebody has spoken of meanwhile stays as they said it
    same = [each for row, each in enumerate(page.shown) if seen.get(row) == each.statement.times]
    await _say(at, answer, sent.user, [each.saying(Decision.CONFIRMED) for each in same])
    await ack(response_action="update", view=await _onwards(at, answer, sent.user))


async def _say_of_one(at: Counter, client: AsyncWebClient, body: Body, decision: Decision) -> None:
    page, row, user = await _pressed(at, body)
    times = int(click(body).value.split(":")[3])
    await _say(at, page.answer, user, [page.shown[row].saying(decision, seen=times)])
    await show_modal(client, click(body), await _drawn(at, page.answer, page.page, user))


async def _said_in_form(at: Counter, body: Body, decision: Decision, **is_: Any) -> Block:
    """Record what a form says of one statement; returns the page it is on."""
    sent = typed(body)
    answer, number = sent.memory["answer"], sent.memory["page"]
    page = await _page(at, answer, number, sent.user)
    saying = page.shown[sent.memory["at"]].saying(decision, seen=sent.memory["times"], **is_)
    await _say(at, answer, sent.user, [saying])
    return await _drawn(at, answer, number, sent.user)


async def _say(at: Counter, answer: int, user: str, sayings: list[Saying]) -> None:
    async with acting_on_answer(at.desk, answer, user) as (on, message):
        if await reviewing.say(on.session, message, sayings, on.user, on.work.now):
            await show(on.session, on.of, on.work.now)


async def _pressed(at: Counter, body: Body) -> tuple[StatementsPage, int, str]:
    """Return the page on which a row's button was pressed, the row, and who pressed it."""
    clicked = click(body)
    answer, page, row, _ = map(int, clicked.value.split(":"))
    return await _page(at, answer, page, clicked.user), row, clicked.user


async def _onwards(at: Counter, answer: int, user: str) -> Block:
    async with at.desk.database.reading() as session:
        message = await round_messages.get(session, answer)
        waiting = spoken.waiting(await spoken.by_party(session, message), answer)
    if any(waiting):
        return await _drawn(at, answer, waiting.index(True) // PAGE, user)
    return await _next_answer(at, message.round_id, user, answer)


async def _first_page(at: Counter, answer: int, user: str) -> Block:
    async with at.desk.database.reading() as session:
        message = await round_messages.get(session, answer)
        waiting = spoken.waiting(await spoken.by_party(session, message), answer)
    return await _drawn(at, answer, waiting.index(True) // PAGE if any(waiting) else 0, user)


async def _next_answer(at: Counter, round_id: int, user: str, after: int = 0) -> Block:
    async with at.desk.database.reading() as session:
        require(at.desk, await rounds.get(session, round_id), user)
        waiting = [number for number, _ in await _others(session, at, round_id, user, after)]
    if not waiting:
        return card.nothing_waits(at.words)
    return await _first_page(at, next((each for each in waiting if each > after), waiting[0]), user)


async def _drawn(at: Counter, answer: int, page: int, user: str) -> Block:
    return card.draw(await _page(at, answer, page, user), at.words)


async def _page(at: Counter, answer: int, number: int, user: str) -> StatementsPage:
    """Read one page of an answer's statements; beyond the end it is the last."""
    async with at.desk.database.reading() as session:
        message = await round_messages.get(session, answer)
        require(at.desk, await rounds.get(session, message.round_id), user)
        await permissions.require_answer(session, at.desk, answer, user)
        heard = await spoken.by_party(session, message)
        questions = {each.key: each.text for each in await record.questions(session, message.round_id)}
        others = await _others(session, at, message.round_id, user, answer)
    waiting = spoken.waiting(heard, answer)
    number = min(number, max(0, len(waiting) - 1) // PAGE)
    shown = await asyncio.to_thread(_read, at, heard, answer, number)
    who = heard.parties[message.party_id].organisation
    in_others = sum(count for _, count in others)
    in_part = wishes.of_answers(heard.messages)[answer] is Consent.IN_PART
    return StatementsPage(
        answer, who, number, shown, len(waiting), sum(waiting), in_others, questions, in_part
    )


def _read(at: Counter, heard: Heard, answer: int, number: int) -> list[spoken.Spoken]:
    return spoken.said(heard, at.reader, (answer,), slice(number * PAGE, (number + 1) * PAGE))


async def _others(
    session: AsyncSession, at: Counter, round_id: int, user: str, but: int
) -> list[tuple[int, int]]:
    """Return a round's other answers in which something waits, without those that are none of somebody's."""
    found = []
    for number, count in await round_statements.waiting_in(session, round_id):
        try:
            await permissions.require_answer(session, at.desk, number, user)
        except Barred:
            continue
        found += [(number, count)] if number != but else []
    return found


async def _may_see(at: Counter, answer: int, user: str) -> None:
    async with at.desk.database.reading() as session:
        require(
            at.desk, await rounds.get(session, (await round_messages.get(session, answer)).round_id), user
        )
        await permissions.require_answer(session, at.desk, answer, user)
