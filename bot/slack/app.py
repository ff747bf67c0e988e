"""The Slack app: its listeners, and what people hear when something can't be done."""

import asyncio
import traceback
import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import structlog
from slack_bolt import BoltResponse
from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.middleware.authorization.async_single_team_authorization import AsyncSingleTeamAuthorization
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import NoResultFound, SQLAlchemyError

from bot.inquiries.errors import (
    BadCopies,
    BadRecipients,
    FileGone,
    FilesTooLarge,
    InquiryError,
    LetterUnderway,
    NoSuchNumber,
    SameInquiry,
    TitleTaken,
)
from bot.slack import (
    clicks,
    commands,
    emoji,
    inquiries,
    machine_mail,
    menu,
    party_search,
    quarantine,
    replying,
    searching,
    shelf,
    splitting,
)
from bot.slack.calls import is_slacks
from bot.slack.counter import Counter
from bot.slack.home import tab
from bot.slack.no_answer import code_of
from bot.slack.rounds import answers, card, charts, feedback, hoering, statements, words
from bot.slack.words import refusal
from consultation.rounds.errors import RoundError
from storage.database import is_in_trouble

_FIELDS = {
    BadRecipients: "recipients",
    BadCopies: "copies",
    NoSuchNumber: "other",
    SameInquiry: "other",
    FilesTooLarge: "attachments",
    FileGone: "attachments",
    LetterUnderway: "office",
    TitleTaken: "title",
} | words.FIELDS
"""At which field of a form something is said that stands in its way; else at its main one."""

log = structlog.get_logger(__name__)

_TOO_SLOW = frozenset({"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id"})
"""What Slack says to a window that opens more than three seconds after the click."""
_CLOSED = "not_found"
"""What Slack says to a change of a window that somebody closed meanwhile."""

ACK_SEEN = 0.05
"""Seconds after which Bolt has seen an acknowledgement: it looks every 10 ms."""

# Bolt asks one listener after the other whether a click is for it: those most clicked come first
_HEARD = (
    inquiries,
    menu,
    replying,
    shelf,
    splitting,
    emoji,
    quarantine,
    machine_mail,
    tab,
    card,
    commands,
    searching,
    answers,
    charts,
    statements,
    feedback,
    hoering,
    party_search,
)


def build(client: AsyncWebClient, counter: Counter, signing_secret: str | None = None) -> AsyncApp:
    """Put the app together; ``signing_secret`` is needed for HTTP, not for Socket Mode."""

    async def introduce(body: dict[str, Any], next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt's name
        # Bolt would ask too, but take any failure for a token that was revoked and answer that all is done: a
        # form would close with what was typed in it
        if authorization.auth_test_result is None and body.get("type") != "url_verification":
            authorization.auth_test_result = await client.auth_test()
        await next()

    app = AsyncApp(
        name="fondsdialog",  # else Bolt reads the sources of all who called, to find a name
        client=client,
        signing_secret=signing_secret or "",
        request_verification_enabled=signing_secret is not None,
        before_authorize=introduce,
    )
    authorization = _authorization(app)

    async def bring_counter(context: AsyncBoltContext, next: Callable[[], Awaitable[None]]) -> None:  # noqa: A002 - Bolt's name
        context["counter"] = await counter.for_reader(context.user_id)
        await next()

    async def on_error(
        error: Exception,
        body: dict[str, Any],
        client: AsyncWebClient,
        response: BoltResponse | None,
        context: AsyncBoltContext,
    ) -> BoltResponse | None:
        return await tell(error, body, client, response, context.get("counter", counter))

    app.middleware(bring_counter)
    for each in _HEARD:
        each.register(app)
    app.error(on_error)
    return app


def _authorization(app: AsyncApp) -> AsyncSingleTeamAuthorization:
    """What keeps who we are, which Bolt asks Slack once."""
    steps = app._async_middleware_list  # noqa: SLF001 - it can't be given one
    return next(each for each in steps if isinstance(each, AsyncSingleTeamAuthorization))


async def tell(
    error: Exception,
    body: dict[str, Any],
    client: AsyncWebClient,
    response: BoltResponse | None,
    counter: Counter,
) -> BoltResponse | None:
    """Say a refusal to the one who clicked; anything else is logged under a number that they are told.

    One of the three catch-alls. Slack hears 200, except of an event that was not kept. ``response`` is None
    when the click was acknowledged already. What stands in the way of a form is said in it, so that what was
    typed stays. Of a window that is closed nobody waits to hear.
    """
    if response is None and _refused_with(error) == _CLOSED:
        await asyncio.sleep(ACK_SEEN)
        return None
    sentence = _sentence(error, counter)
    if response is not None and clicks.has_fields(body):
        field = clicks.field_for(body, _FIELDS.get(type(error)))
        return BoltResponse(status=200, body={"response_action": "errors", "errors": {field: sentence}})
    await _say(client, body, sentence)
    if response is not None:
        # an event that could not be kept is told of again when Slack hears no 200
        return BoltResponse(status=503 if body.get("type") == "event_callback" else 200)
    # Bolt forgets the acknowledgement when it has not seen it before this returns
    await asyncio.sleep(ACK_SEEN)
    return None


def _sentence(error: Exception, counter: Counter) -> str:
    if isinstance(error, InquiryError):
        return refusal(error, counter.desk, counter.words)
    if isinstance(error, RoundError):
        return words.refusal(error, counter.words, counter.now())
    if isinstance(error, NoResultFound):  # a card can outlive what it shows
        return counter.words("refused-unknown")
    if trouble := _trouble(error):
        log.warning("listener met trouble", reason=_refused_with(error) or type(error).__name__)
        return counter.words(trouble)
    number = uuid.uuid4().hex[:8]
    # where it broke and not the error's own words: they may quote a letter
    frames = "".join(traceback.format_tb(error.__traceback__))
    log.error("listener broke", number=number, error=type(error).__name__, frames=frames)
    return counter.words("refused-broken", id=number)


def _trouble(error: Exception) -> str | None:
    """What to say of an error that is nobody's fault here."""
    if _refused_with(error) in _TOO_SLOW:
        return "refused-too-slow"
    if isinstance(error, SQLAlchemyError) and is_in_trouble(error):
        return "refused-no-database"
    return "refused-no-slack" if is_slacks(error) else None


def _refused_with(error: Exception) -> str | None:
    return code_of(error) if isinstance(error, SlackApiError) else None


async def _say(client: AsyncWebClient, body: dict[str, Any], sentence: str) -> None:
    place = clicks.place(body)
    if place is None:
        return
    try:
        if place.channel:
            await client.chat_postEphemeral(
                channel=place.channel, user=place.user, text=sentence, thread_ts=place.thread_ts
            )
        else:
            await client.chat_postMessage(channel=place.user, text=sentence)
    except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as refused:
        log.warning("refusal not shown", reason=type(refused).__name__)
