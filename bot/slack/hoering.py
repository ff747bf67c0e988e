"""`/hoering` and `/round`: the rounds of one's offices, one round or party, and the form that sets one up."""

from datetime import time, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot import round_form
from bot.slack import round_overview
from bot.slack.cards import round_create, round_list, round_pages
from bot.slack.cards.blocks import Block
from bot.slack.cards.round_create import Blank
from bot.slack.clicks import typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.round_words import mistakes_said
from consultation.rounds import setting_up
from consultation.rounds.errors import NotAllowed
from consultation.rounds.question_sets import default_questions
from consultation.rounds.roundfile import RoundFile, Setting
from consultation.rounds.words import RoundKind

Body = dict[str, Any]
COMMANDS = ("/hoering", "/round")
NEW = ("ny", "new")
HELP = ("hjælp", "help", "?")
KINDS = {"policy": RoundKind.POLICY, "politik": RoundKind.POLICY}
FOUR_WEEKS = timedelta(days=29)
NOON = time(12)


def register(app: AsyncApp) -> None:
    """Table of contents."""
    for name in COMMANDS:
        app.command(name)(on_command)
    app.view("round.create")(on_create_sent)


async def on_command(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient, respond: AsyncRespond
) -> None:
    """What was typed after the command: nothing, *ny*, *hjælp*, or a round's key and perhaps a party."""
    await ack()
    at, user = counter(context), body["user_id"]
    first, _, rest = body.get("text", "").strip().partition(" ")
    match first.lower():
        case "":
            post = await round_overview.listed(at, user)
        case word if word in NEW:
            kind = KINDS.get(rest.strip().lower(), RoundKind.UIP)
            view = round_create.draw(_blank(at, user, kind), at.words)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        case word if word in HELP:
            post = round_list.help_page(body["command"], at.words)
        case _:
            post = await round_overview.one(at, user, first, rest.strip())
    await respond(text=post.text, blocks=list(post.blocks), response_type="ephemeral")


async def on_create_sent(ack: AsyncAck, body: Body, context: AsyncBoltContext) -> None:
    """The form was sent in: a draft, or what is wrong at each field; nothing typed is lost."""
    sent, at = typed(body), counter(context)
    setting = _setting(at)
    async with at.desk.database.reading() as session:
        key = await round_form.free_key(
            session, sent.fields.get("kind", ""), round_form.year_of(sent.fields, setting)
        )
    filled = round_form.read(sent.fields, key, setting)
    wrong = mistakes_said(filled, at.words)
    if wrong or filled.file is None:
        await ack(response_action="errors", errors=wrong)
        return
    if not at.desk.members.may_act(sent.user, filled.file.office):
        raise NotAllowed(sent.user)
    await ack(response_action="update", view=await _created(at, filled.file, sent.user))


async def _created(at: Counter, file: RoundFile, user: str) -> Block:
    """Record the draft, and show what the check before launch finds in it."""
    async with at.desk.database.transaction() as session:
        made = await setting_up.create(session, file, {}, user, at.now())
        found = await setting_up.findings(session, made, at.desk.calendar, at.now())
        view = round_pages.created(made, found, at.words)
    at.desk.nudge()
    return view


def _blank(at: Counter, user: str, kind: RoundKind) -> Blank:
    offices = [
        (office.key, at.desk.office_name(office.key, at.words.texts.language))
        for office in sorted(at.desk.offices, key=lambda each: user not in at.desk.members.of(each.key))
        if at.desk.members.may_act(user, office.key)
    ]
    if not offices:
        raise NotAllowed(user)
    questions = round_form.questions_as_lines(default_questions(kind, at.desk.settings.service.language))
    return Blank(kind, questions, _suggested(at), offices)


def _suggested(at: Counter) -> str:
    """Suggest a deadline: noon on the first working day after four weeks."""
    calendar = at.desk.calendar
    day = calendar.next_working_moment(at.now() + FOUR_WEEKS).astimezone(calendar.timezone)
    return f"{day:%Y-%m-%d} {NOON:%H:%M}"


def _setting(at: Counter) -> Setting:
    service = at.desk.settings.service
    return Setting([office.key for office in at.desk.offices], service.timezone, at.now(), service.language)
