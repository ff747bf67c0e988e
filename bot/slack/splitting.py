"""The listeners around an inquiry that is split: asking offices, taking back, answering a colleague."""

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import splitting
from bot.inquiries.splitting import MOST, Question
from bot.slack import replying
from bot.slack.cards import parts as card
from bot.slack.cards.blocks import Block
from bot.slack.clicks import Typed, click, half_typed, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.views import office_asked
from bot.slack.windows import show_modal

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.view("inquiry.split")(on_split_sent)
    app.action("inquiry.part.take_back")(on_take_back)
    app.action("inquiry.reply.part")(on_put_in)
    app.view("inquiry.answer_colleague")(on_answer_sent)
    app.view_closed("inquiry.answer_colleague")(replying.on_reply_closed)


async def open_split(at: Counter, inquiry_id: int, user: str) -> Block:
    """*Del op*: the form; where an inquiry is split already, what it is split into."""
    inquiry, asked = await splitting.open_form(at.desk, inquiry_id, user)
    if asked:
        return card.overview(inquiry, [(each, office_asked(at.desk, each)) for each in asked], at.words)
    language = at.words.texts.language
    offices = [(each.key, at.desk.office_name(each.key, language)) for each in at.desk.offices]
    return card.form(inquiry, offices, at.words)


async def on_split_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The questions were sent in; one without an office is said at its field."""
    sent, at = typed(body), counter(context)
    if missing := _without_its_other_half(sent):
        await ack(
            response_action="errors", errors=dict.fromkeys(missing, at.words("refused-questions-missing"))
        )
        return
    await splitting.split(at.desk, sent.memory["inquiry"], sent.user, _questions(sent))
    await ack()


async def on_take_back(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Tag tilbage*: what is left is shown."""
    await ack()
    clicked, at = click(body), counter(context)
    inquiry_id, part_id = map(int, clicked.value.split(":"))
    await splitting.take_back(at.desk, inquiry_id, clicked.user, part_id)
    inquiry, asked = await splitting.open_form(at.desk, inquiry_id, clicked.user)
    left = [(each, office_asked(at.desk, each)) for each in asked]
    await show_modal(client, clicked, card.overview(inquiry, left, at.words))


async def on_put_in(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """What an office answered is put into the letter."""
    await ack()
    clicked, at, sent = click(body), counter(context), half_typed(body)
    text = await splitting.text_of(at.desk, sent.memory["inquiry"], clicked.user, int(clicked.value))
    await replying.put_in(at, client, clicked, sent, text, [])


async def on_answer_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """A question was answered to the colleague who asked."""
    sent = typed(body)
    await splitting.answer(counter(context).desk, sent.memory["inquiry"], sent.user, sent.fields["body"])
    await ack()


def _questions(sent: Typed) -> list[Question]:
    both = [
        (sent.fields.get(f"office_{each}", ""), sent.fields.get(f"question_{each}", "").strip())
        for each in range(1, MOST + 1)
    ]
    return [Question(office, text) for office, text in both if text]


def _without_its_other_half(sent: Typed) -> list[str]:
    """The fields that are empty although the one beside them is not."""
    empty = []
    for each in range(1, MOST + 1):
        office, text = sent.fields.get(f"office_{each}", ""), sent.fields.get(f"question_{each}", "").strip()
        if text and not office:
            empty.append(f"office_{each}")
        if office and not text:
            empty.append(f"question_{each}")
    return empty
