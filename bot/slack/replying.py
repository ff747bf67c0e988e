"""The listeners around an answer: its form, what is put into it, taking it back, approval, the library."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries import answering, approving, drafting, library, sending_again, splitting
from bot.inquiries.answer import Answer, Seen, Uploaded
from bot.inquiries.errors import OnlyWhole, SomethingNew
from bot.slack.cards import answer_forms, parts, reply
from bot.slack.cards.blocks import Block
from bot.slack.clicks import Click, Typed, click, half_typed, typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.windows import show_modal

Body = dict[str, Any]


def register(app: AsyncApp) -> None:
    """Table of contents: which name leads where."""
    app.action("inquiry.reply")(on_reply)
    app.action("inquiry.undo")(on_undo)
    app.action("inquiry.not_again")(on_not_again)
    app.action("inquiry.approve")(on_approve)
    app.action("inquiry.sendback")(on_send_back)
    app.action("inquiry.reply.template")(on_template)
    app.action("inquiry.reply.similar")(on_similar)
    app.action(re.compile(r"body|more_\d"))(on_typing)
    app.action("answer.keep")(on_keep)
    app.view("inquiry.reply")(on_reply_sent)
    app.view_closed("inquiry.reply")(on_reply_closed)
    app.view("inquiry.sendback")(on_send_back_sent)
    app.view("answer.template")(on_keep_sent)


async def on_reply(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Svar*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    view = await _reply_form(at, int(clicked.value), clicked.user)
    await show_modal(client, clicked, view)


async def _reply_form(at: Counter, inquiry_id: int, user: str) -> Block:
    """The form for a letter; where a colleague asked, the one for an answer to them."""
    try:
        form = await answering.open_form(at.desk, inquiry_id, user)
    except OnlyWhole:
        return parts.answer_form(await splitting.open_answer(at.desk, inquiry_id, user), at.words)
    return reply.draw(form, at.words, at.now())


async def on_reply_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The answer form was sent in: hold the letter; when something arrived meanwhile, show that first."""
    sent, at = typed(body), counter(context)
    answer, inquiry_id = answer_of(sent), sent.memory["inquiry"]
    try:
        await answering.send(at.desk, inquiry_id, sent.user, answer)
    except SomethingNew:
        form = await answering.reopened_form(at.desk, inquiry_id, sent.user, answer)
        put_in = sent.memory.get("put_in", 0)
        view = reply.draw(form, at.words, at.now(), overtaken=True, put_in=put_in)
        await ack(response_action="update", view=view)
    else:
        await ack()


async def on_typing(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """Somebody pauses while typing an answer: keep it."""
    await ack()
    await _keep(counter(context), half_typed(body))


async def on_reply_closed(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The answer form was closed without being sent: keep what stands in it, where Slack tells."""
    await ack()
    if (body["view"].get("state") or {}).get("values"):
        await _keep(counter(context), half_typed(body))


async def on_template(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """A standard answer was chosen."""
    await ack()
    clicked, at, sent = click(body), counter(context), half_typed(body)
    template_id, inquiry_id = int(clicked.value), sent.memory["inquiry"]
    language = sent.fields.get("language") or "da"
    text = await library.standard(at.desk, inquiry_id, clicked.user, template_id, language)
    await put_in(at, client, clicked, sent, text, [template_id])


async def on_similar(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """What was answered to a similar question was chosen."""
    await ack()
    clicked, at, sent = click(body), counter(context), half_typed(body)
    text = await library.earlier(at.desk, sent.memory["inquiry"], clicked.user, int(clicked.value))
    await put_in(at, client, clicked, sent, text, [])


async def on_undo(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Fortryd*."""
    await ack()
    clicked = click(body)
    inquiry_id, letter_id = _letter_of(clicked)
    await answering.undo(counter(context).desk, inquiry_id, letter_id, clicked.user)


async def on_not_again(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Send ikke igen*."""
    await ack()
    clicked = click(body)
    inquiry_id, letter_id = _letter_of(clicked)
    to = clicked.value.split(":")[2:]
    await sending_again.stop(counter(context).desk, inquiry_id, letter_id, clicked.user, *to)


async def on_approve(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """*Godkend*."""
    await ack()
    clicked = click(body)
    inquiry_id, letter_id = _letter_of(clicked)
    await approving.approve(counter(context).desk, inquiry_id, letter_id, clicked.user)


async def on_send_back(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Send tilbage*: ask what should be different."""
    await ack()
    clicked, at = click(body), counter(context)
    view = answer_forms.send_back(*_letter_of(clicked), at.words)
    await show_modal(client, clicked, view)


async def on_send_back_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """What should be different was sent in."""
    sent = typed(body)
    inquiry_id, letter_id = sent.memory["inquiry"], sent.memory["letter"]
    desk = counter(context).desk
    await approving.send_back(desk, inquiry_id, letter_id, sent.user, sent.fields["reason"])
    await ack()


async def on_keep(ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient) -> None:
    """*Gem som standardsvar*: open the form."""
    await ack()
    clicked, at = click(body), counter(context)
    letter, text = await library.open_entry(at.desk, int(clicked.value), clicked.user)
    await show_modal(client, clicked, answer_forms.template(letter, text, at.words))


async def on_keep_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """A standard answer was sent in."""
    sent = typed(body)
    until = sent.fields.get("valid_until")
    entry = library.Entry(
        title=sent.fields["title"],
        body_da=sent.fields.get("body_da", ""),
        body_en=sent.fields.get("body_en", ""),
        valid_until=date.fromisoformat(until) if until else None,
    )
    await library.save(counter(context).desk, sent.memory["letter"], sent.user, entry)
    await ack()


def answer_of(sent: Typed) -> Answer:
    """What stands in an answer form."""
    kept, received = (_ticked(sent, names) for names in (reply.KEPT, reply.RECEIVED))
    if received:
        kept = [*(kept or []), *received]
    return Answer(
        recipients=", ".join(
            filter(None, [*sent.several.get(reply.THREADS, []), sent.fields.get("recipients", "")])
        ),
        subject=sent.fields.get("subject", ""),
        body="\n\n".join(filter(None, (sent.fields.get(name) for name in reply.BODY))),
        seen=Seen(sent.memory["seen"], tuple(sent.memory.get("merged", ()))),
        language=sent.fields.get("language") or None,
        quoted=reply.QUOTED in sent.several.get("quoted", []),
        kept=None if kept is None else [int(number) for number in kept],
        uploaded=[_uploaded(file) for file in sent.files.get("attachments", [])],
        used=sent.memory.get("used", []),
        copies=sent.fields.get("copies", ""),
    )


def _ticked(sent: Typed, names: Sequence[str]) -> list[str] | None:
    """What is ticked in some fields; None where the form has none of them."""
    fields = [sent.several[name] for name in names if name in sent.several]
    return [*chain.from_iterable(fields)] if fields else None


def _uploaded(file: dict[str, Any]) -> Uploaded:
    kind = file.get("mimetype") or "application/octet-stream"
    return Uploaded(file["name"], kind, int(file["size"]), file["url_private_download"])


async def _keep(at: Counter, sent: Typed) -> None:
    await drafting.keep(at.desk, sent.memory["inquiry"], sent.user, answer_of(sent))


async def put_in(
    at: Counter, client: AsyncWebClient, clicked: Click, sent: Typed, text: str, used: list[int]
) -> None:
    """Show the form with a text below what was typed."""
    answer = answer_of(sent)
    body = "\n\n".join(filter(None, (answer.body.rstrip(), text)))[: reply.LONGEST]
    put_in = sent.memory.get("put_in", 0) + 1
    opened = await answering.open_form(at.desk, sent.memory["inquiry"], sent.user)
    # what arrived since the form was opened is still to be shown when it is sent
    form = replace(opened, seen=answer.seen)
    filled = answering.with_typed(form, replace(answer, body=body, used=[*answer.used, *used]))
    await show_modal(client, clicked, reply.draw(filled, at.words, at.now(), put_in=put_in))


def _letter_of(clicked: Click) -> tuple[int, int]:
    inquiry_id, letter_id = clicked.value.split(":")[:2]
    return int(inquiry_id), int(letter_id)
