"""`/hoering` and `/round`: the rounds of one's offices, one round or party, and the form that sets one up."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import time, timedelta
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.inquiries.enclosing import MEGABYTE
from bot.outbox.delivery import PermanentFailure, TemporaryFailure
from bot.rounds import form
from bot.rounds import papers as round_papers
from bot.slack.cards.blocks import Block
from bot.slack.cards.outside import safe_line
from bot.slack.cards.rounds import create, lists, pages
from bot.slack.cards.rounds.create import Blank
from bot.slack.clicks import typed
from bot.slack.counter import Counter
from bot.slack.inquiries import counter
from bot.slack.posting import Poster
from bot.slack.rounds import overview
from bot.slack.rounds.words import NAME_SHOWN, mistakes_said
from bot.slack.windows import follow
from consultation.rounds import setting_up
from consultation.rounds.errors import KeyTaken, NotAllowed
from consultation.rounds.question_sets import default_questions
from consultation.rounds.roundfile import RoundFile, Setting
from consultation.rounds.words import RoundKind
from storage import rounds

Body = dict[str, Any]
File = Mapping[str, Any]
"""A file as Slack describes it."""
ENGLISH = "/round"
COMMANDS = ("/hoering", ENGLISH)
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
    if body["command"] == ENGLISH:
        at = at.in_language("en")
    first, _, rest = body.get("text", "").strip().partition(" ")
    if not at.desk.members.works_here(user):
        await respond(text=at.words("refused-only-staff"), response_type="ephemeral")
        return
    match first.lower():
        case "":
            post = await overview.listed(at, user)
        case word if word in NEW:
            kind = KINDS.get(rest.strip().lower(), RoundKind.UIP)
            view = create.draw(_blank(at, user, kind), at.words)
            await client.views_open(trigger_id=body["trigger_id"], view=view)
            return
        case word if word in HELP:
            post = lists.help_page(body["command"], at.words)
        case _:
            post = await overview.one(at, user, first, rest.strip())
    await respond(text=post.text, blocks=list(post.blocks), response_type="ephemeral")


async def on_create_sent(
    ack: AsyncAck, body: Body, context: AsyncBoltContext, client: AsyncWebClient
) -> None:
    """The form was sent in: a draft, or what is wrong at each field; nothing typed is lost."""
    sent, at = typed(body), counter(context)
    setting, files = _setting(at), sent.files.get("documents", [])
    async with at.desk.database.reading() as session:
        key = await form.free_key(session, sent.fields.get("kind", ""), form.year_of(sent.fields, setting))
    filled = form.read(sent.fields, key, setting)
    wrong = mistakes_said(filled, at.words) | _documents_refused(at, files)
    if wrong or filled.file is None:
        await ack(response_action="errors", errors=wrong)
        return
    if not at.desk.members.may_act(sent.user, filled.file.office):
        raise NotAllowed(sent.user)
    if not files:
        await ack(response_action="update", view=await _created(at, filled.file, {}, [], sent.user))
        return
    await _require_free(at, filled.file.key)
    # fetching takes longer than Slack waits
    await ack(response_action="update", view=create.reading(at.words))
    made = _created_with(at, client, filled.file, files, sent.user)
    await follow(client, body["view"]["id"], made)


async def _created_with(
    at: Counter, client: AsyncWebClient, file: RoundFile, files: Sequence[File], user: str
) -> Block:
    """Fetch the documents, and record the draft with those that could be had."""
    poster, papers, missing = Poster(client), {}, []
    most = at.desk.settings.smtp.attachments_mb * MEGABYTE
    for each in files:
        try:
            content = await poster.download(each["url_private_download"], most)
            papers[each["name"]] = (
                content,
                await asyncio.to_thread(round_papers.text_of, each["name"], content),
            )
        except (PermanentFailure, TemporaryFailure):
            missing.append(each["name"])
    return await _created(at, file, papers, missing, user)


async def _created(
    at: Counter, file: RoundFile, papers: Mapping[str, tuple[bytes, str]], missing: Sequence[str], user: str
) -> Block:
    """Record the draft, and show what the check before launch finds in it."""
    async with at.desk.database.transaction() as session:
        made = await setting_up.create(session, file, papers, user, at.now())
        found = await setting_up.findings(session, made, at.desk.calendar, at.now())
        view = pages.created(made, found, missing, at.words)
    at.desk.nudge()
    return view


def _documents_refused(at: Counter, files: Sequence[File]) -> dict[str, str]:
    """Say at their field why documents can't go along; empty where they can."""
    most = at.desk.settings.smtp.attachments_mb
    found = round_papers.refused([(each["name"], int(each["size"])) for each in files], most)
    if found is None:
        return {}
    why, name = found
    shown = safe_line(name, NAME_SHOWN)
    return {"documents": at.words("round-document-refused", why=why, name=shown, most=most)}


async def _require_free(at: Counter, key: str) -> None:
    async with at.desk.database.reading() as session:
        if await rounds.by_key(session, key):
            raise KeyTaken(key)


def _blank(at: Counter, user: str, kind: RoundKind) -> Blank:
    offices = [
        (office.key, at.desk.office_name(office.key, at.words.texts.language))
        for office in sorted(at.desk.offices, key=lambda each: user not in at.desk.members.of(each.key))
        if at.desk.members.may_act(user, office.key)
    ]
    if not offices:
        raise NotAllowed(user)
    questions = form.questions_as_lines(default_questions(kind, at.desk.settings.service.language))
    return Blank(kind, questions, _suggested(at), offices)


def _suggested(at: Counter) -> str:
    """Suggest a deadline: noon on the first working day after four weeks."""
    calendar = at.desk.calendar
    day = calendar.next_working_moment(at.now() + FOUR_WEEKS).astimezone(calendar.timezone)
    return f"{day:%Y-%m-%d} {NOON:%H:%M}"


def _setting(at: Counter) -> Setting:
    service = at.desk.settings.service
    return Setting([office.key for office in at.desk.offices], service.timezone, at.now(), service.language)
