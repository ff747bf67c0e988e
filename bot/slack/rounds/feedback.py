"""*Send tilbagemelding*: the note is sent in, a letter looked at, and the letters asked for or sent.

The letters are drawn up once and kept: what a colleague confirms is what was looked at.
"""

from collections.abc import Sequence
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.errors import Barred
from bot.outbox.delivery import PermanentFailure, TemporaryFailure
from bot.rounds import acting
from bot.rounds.acting import require
from bot.slack.cards.blocks import Block
from bot.slack.cards.rounds import feedback
from bot.slack.cards.rounds.feedback import FeedbackPage
from bot.slack.clicks import click, half_typed, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.posting import Poster
from bot.slack.rounds.words import refusal
from bot.slack.windows import follow
from bot.staff import permissions
from consultation.rounds import asking, feedback_letters
from consultation.rounds.asking import Wish
from consultation.rounds.errors import NoRemarks, NothingAsked
from consultation.rounds.feedback_letters import Letter
from consultation.rounds.lifecycle import Act
from storage import round_messages, rounds

Body = dict[str, Any]
LARGEST_NOTE = 20 * 1024 * 1024  # bytes


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("round.feedback")(on_feedback)
    app.action("round.feedback_look")(on_look)
    app.action("round.feedback_of")(on_another)
    app.view("round.feedback")(on_note_sent)
    app.view("round.feedback_send")(on_sent)


async def on_feedback(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Send tilbagemelding*: open the form for the note."""
    await ack()
    clicked, at = click(body), counter(context)
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, int(clicked.value))
    require(at.desk, of, clicked.user)
    await client.views_open(trigger_id=clicked.trigger_id, view=feedback.form(of.id, at.words))


async def on_note_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """The note was sent in: reading it takes longer than Slack waits, so the modal follows."""
    sent, at = typed(body), counter(context)
    await ack(response_action="update", view=feedback.reading(at.words))
    drawn = _drawn_up(at, client, sent.memory["round"], sent.user, sent.files["note"][0])
    await follow(client, body["view"]["id"], drawn)


async def on_another(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """Another party was picked, to look at its letter."""
    await ack()
    clicked, at, memory = click(body), counter(context), half_typed(body).memory
    party, asks = int(clicked.value), bool(memory["asks"])
    view = await _page(at, memory["round"], memory["letters"], clicked.user, party, asks=asks)
    await client.views_update(view_id=body["view"]["id"], view=view)


async def on_look(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Se et brev*: what a colleague asks for, before it is confirmed."""
    await ack()
    clicked, at = click(body), counter(context)
    round_id, number = map(int, clicked.value.split(":"))
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, round_id)
    asked = asking.asked(of)
    if asked is None or asked.number != number or asked.wish.letters is None:
        raise NothingAsked(of.key)
    view = await _page(at, round_id, asked.wish.letters, clicked.user, None, asks=False)
    await client.views_open(trigger_id=clicked.trigger_id, view=view)


async def on_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Send*: the letters leave, or a colleague is asked to confirm them."""
    sent = typed(body)
    wish = Wish(Act.FEEDBACK, letters=sent.memory["letters"])
    await acting.ask(counter(context).desk, sent.memory["round"], sent.user, wish)
    await ack()


async def _drawn_up(
    at: Counter, client: AsyncWebClient, round_id: int, user: str, file: dict[str, Any]
) -> Block:
    """Fetch a note and draw everybody's letter up of it; the form again where that can't be."""
    try:
        content = await Poster(client).download(file["url_private_download"], LARGEST_NOTE)
        number = await at.feedback.draw_up(round_id, user, file["name"], content)
        return await _page(at, round_id, number, user, None, asks=True)
    except NoRemarks as error:
        return feedback.form(round_id, at.words, refusal(error, at.words, at.now()))
    except (PermanentFailure, TemporaryFailure):
        return feedback.form(round_id, at.words, at.words("round-note-not-fetched"))


async def _page(
    at: Counter, round_id: int, number: int, user: str, party: int | None, *, asks: bool
) -> Block:
    """Draw letters as they were drawn up; the one of ``party``, else the first that may leave."""
    async with at.desk.database.reading() as session:
        of = await rounds.get(session, round_id)
        require(at.desk, of, user)
        letters = await feedback_letters.kept(session, of, number)
        had = await feedback_letters.had_before(session, of)
        shown = await _shown(session, at, letters, party, user)
    text = at.feedback.words(of, shown) if shown else ""
    seats = acting.seats(at.desk, of)
    second = seats.four_eyes or seats.approver not in (None, user)
    page = FeedbackPage(of, number, letters, frozenset(had), shown, text, asks, second)
    return feedback.preview(page, at.words)


async def _shown(
    session: AsyncSession, at: Counter, letters: Sequence[Letter], party: int | None, user: str
) -> Letter | None:
    """Choose the letter to show: that of ``party``, else the first that is this member's business."""
    for each in letters:
        if not each.ready or party not in (None, each.party.id):
            continue
        try:
            for answer in await round_messages.of_party(session, each.party.id):
                await permissions.require_answer(session, at.desk, answer.id, user)
        except Barred:
            if party is not None:
                raise
        else:
            return each
    return None
