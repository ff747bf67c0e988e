"""The doctor's questions: whether each thing that the service needs is there and answers.

Each check returns what it found, or raises :class:`Ill` with one plain sentence. Nothing is changed anywhere.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy.exc import DBAPIError

from bot import bootstrap
from bot.clock import start_clock
from bot.dates import written
from bot.front_desk import scanning
from bot.front_desk.scanning import Scanner
from bot.learning import models
from bot.mail.imap import FAULTS, connected, what_is_wrong
from bot.mail.smtp import SmtpPool
from bot.monitoring import clock_check, life
from bot.monitoring.room import no_room
from bot.monitoring.subjects import Subject
from bot.outbox.delivery import Unreachable
from bot.settings import Office, Settings, SettingsError, check_secret
from nlp.errors import NlpError
from nlp.model import load as load_model
from storage import schema, service
from storage.database import Database
from storage.schema import SchemaState

AnswerT = TypeVar("AnswerT")

# What the app does needs these and no more; each is explained in docs/slack-app.yaml.
SCOPES = frozenset(
    {
        *("app_mentions:read", "channels:history", "channels:read", "chat:write", "commands", "files:read"),
        *("files:write", "groups:history", "groups:read", "im:history", "im:read", "im:write"),
        "reactions:read",
        "users:read",
    }
)
GROUP_SCOPES = frozenset({"usergroups:read"})
"""Needed where an office's people are a Slack user group."""

NOT_LET_IN = frozenset({"account_inactive", "invalid_auth", "not_authed", "token_expired", "token_revoked"})
"""What Slack answers to a token that is wrong, or was taken back."""

WELCOME_SCOPES = frozenset({"metadata.message:read"})
"""Without it what was posted is found by other means."""


class Ill(Exception):
    """One plain sentence on what is wrong and what to do."""


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's."""

    what: str
    well: bool
    said: str


async def findings(settings: Settings) -> AsyncIterator[Finding]:
    """Ask everything, one after the other."""
    checks: list[tuple[str, Callable[[Settings], Awaitable[str]]]] = [
        ("configuration", _configuration),
        ("data directory", _data_directory),
        ("database", _database),
        ("clock", _clock),
        ("service", _service),
        ("disk", _disk),
        ("model", _model),
        ("imap", _imap),
        ("smtp", _smtp),
        ("clamav", _clamav),
        ("slack", _slack),
    ]
    for what, check in checks:
        yield await _asked(what, check(settings))
    if settings.slack.mode != "off":
        client = bootstrap.slack_client(settings)
        for office in settings.office:
            yield await _asked(f"channel of {office.key}", _channel_of(client, office))
        for shared in settings.slack_channel:
            yield await _asked(f"shared {shared.id}", _channel(client, shared.id))


async def _asked(what: str, answer: Awaitable[str]) -> Finding:
    try:
        return Finding(what, well=True, said=await answer)
    except Ill as ill:
        return Finding(what, well=False, said=str(ill))
    except SettingsError as error:
        return Finding(what, well=False, said=" ".join(map(str, error.mistakes)))
    except Exception as error:  # noqa: BLE001 - whatever it is, the others are still to be asked
        return Finding(what, well=False, said=f"could not be looked at ({type(error).__name__})")


async def _configuration(settings: Settings) -> str:
    return f"{len(settings.office)} offices, {len(settings.route)} routes"


async def _data_directory(settings: Settings) -> str:
    check_secret(settings)
    return f"{settings.service.data_dir}"


async def _database(settings: Settings) -> str:
    database = Database(settings.database.url)
    try:
        state = await schema.state(database)
    except (DBAPIError, OSError) as error:
        raise Ill(f"the database can't be opened ({type(error).__name__}): check database.url") from error
    finally:
        await database.close()
    if state.missing:
        raise Ill(f"there is no file {state.missing}: check database.url, or run `fondsdialog db upgrade`")
    if state.is_newer:
        return _ahead(state)
    if not state.up_to_date:
        raise Ill(f"at version {state.current}, needs {state.needed}: run `fondsdialog db upgrade`")
    return f"{database.url.get_backend_name()}, version {state.current}"


def _ahead(state: SchemaState) -> str:
    if not state.is_usable:
        raise Ill(f"at version {state.current}, too far ahead of this program: install the newer one")
    return f"version {state.current}, one step ahead of this program: install the newer one soon"


async def _clock(settings: Settings) -> str:
    """Whether this machine's clock agrees with another's; whoever can't be asked is told of by itself."""
    database = Database(settings.database.url)
    try:
        apart = await clock_check.from_database(database)
    except (DBAPIError, OSError):
        return "not known: the database can't be read"
    finally:
        await database.close()
    if apart is None and settings.slack.mode != "off":
        before = clock_check.by_the_wall()
        try:
            answer = await bootstrap.slack_client(settings).auth_test()
        except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError):
            return "not known: Slack can't be asked"
        apart = clock_check.from_header(answer.headers.get("Date"), before, clock_check.by_the_wall())
    if apart is None:
        return "nobody can be asked what time it is"
    if apart.is_too_far:
        raise Ill(f"this machine's clock is {apart}: have it kept right (NTP), else times go wrong")
    return f"agrees with {apart.of}'s"


async def _service(settings: Settings) -> str:
    """Whether the loops of the service live; one that is silent beside others that are not has broken."""
    database = Database(settings.database.url)
    now = start_clock(os.environ, settings.service.timezone).now()
    try:
        async with database.reading() as session:
            every = await service.parts(session)
    except (DBAPIError, OSError):
        return "not known: the database can't be read"
    finally:
        await database.close()
    parts = [part for part in every if part.part in life.LOOPS]
    quiet = life.silent(parts, now)
    last = max((part.seen_at for part in parts), default=None)
    if last is None:
        return "has not run yet"
    seen = written(last, "en", settings.service.timezone, now)
    if len(quiet) == len(parts):
        return f"is not running; last seen {seen}"
    if quiet:
        names = ", ".join(part.part for part in quiet)
        raise Ill(
            f"no sign of life from {names} for {life.SILENCE.seconds // 60} minutes: restart the service"
        )
    if hung := [part.trouble for part in every if part.part.startswith(f"{Subject.HUNG} ") and part.trouble]:
        raise Ill(f"{hung[0]}: restart the service")
    return f"is running; last seen {seen}"


async def _disk(settings: Settings) -> str:
    if settings.service.data_dir.exists() and (trouble := no_room(settings)):
        raise Ill(f"{trouble}: make room, before letters can't be kept any more")
    return f"room for more than {settings.monitoring.disk_free_mb} MB"


async def _model(settings: Settings) -> str:
    try:
        model = await asyncio.to_thread(load_model, models.in_use(settings), bootstrap.taxonomy(settings))
    except NlpError as error:
        raise Ill(
            f"no usable model ({type(error).__name__}): run `make setup` or `fondsdialog train`"
        ) from error
    return f"version {model.version}"


async def _imap(settings: Settings) -> str:
    if not settings.imap.host:
        return "not configured: no mail is read"

    def ask() -> str:
        with connected(settings.imap) as client:
            client.select_folder(settings.imap.mailbox, readonly=True)
            idle = "IDLE" if client.has_capability("IDLE") else f"every {settings.imap.poll_seconds} seconds"
            return f"{settings.imap.host}, {settings.imap.mailbox} ({idle})"

    try:
        return await asyncio.to_thread(ask)
    except FAULTS as fault:
        raise Ill(f"{what_is_wrong(fault)}: check the host, port, security and login in [imap]") from fault


async def _smtp(settings: Settings) -> str:
    if not settings.smtp.host:
        return "not configured: no letter is sent"
    pool = SmtpPool(settings.smtp)
    try:
        await pool.check()
    except Unreachable as error:
        raise Ill(f"{error.reason}: check the host, port, security and login in [smtp]") from error
    finally:
        await pool.close()
    return f"{settings.smtp.host}, as {settings.smtp.from_address}"


async def _clamav(settings: Settings) -> str:
    at = settings.clamav
    if not (at.host or at.socket):
        return "not configured: attachments are not checked for viruses"
    try:
        await asyncio.to_thread(Scanner(at).check)
    except scanning.Unreachable as error:
        raise Ill(f"clamd does not answer ({error}): check clamav.host, or clamav.socket") from error
    return f"{at.socket or at.host}"


async def _slack(settings: Settings) -> str:
    if settings.slack.mode == "off":
        return "off"
    answer = await _called(bootstrap.slack_client(settings).auth_test())
    granted = {
        scope.strip() for scope in answer.headers.get("x-oauth-scopes", "").split(",") if scope.strip()
    }
    needed = SCOPES | (GROUP_SCOPES if any(office.usergroup for office in settings.office) else set())
    missing = needed - granted
    if granted and missing:
        raise Ill(f"the bot token lacks {', '.join(sorted(missing))}: add them and install the app again")
    if settings.slack.mode == "socket" and settings.slack.app_token:
        token = settings.slack.app_token.get_secret_value()
        client = AsyncWebClient(token=token, base_url=settings.slack.api_base_url)
        await _called(client.apps_connections_open(app_token=token))
    more = granted - SCOPES - GROUP_SCOPES - WELCOME_SCOPES
    beside = f"; may do more than it needs: {', '.join(sorted(more))}" if more else ""
    return f"{answer['team']} as {answer['user']}{beside}"


async def _channel_of(client: AsyncWebClient, office: Office) -> str:
    if not office.channel:
        raise Ill("none is configured: nobody would see this office's inquiries")
    return await _channel(client, office.channel)


async def _channel(client: AsyncWebClient, channel_id: str) -> str:
    answer = await _called(client.conversations_info(channel=channel_id))
    channel = answer["channel"]
    if channel.get("is_archived"):
        raise Ill(f"#{channel.get('name')} is archived")
    if channel.get("is_member") is False:
        raise Ill(f"the app is not in #{channel.get('name')}: invite it there")
    return f"#{channel.get('name')}"


async def _called(call: Awaitable[AnswerT]) -> AnswerT:
    try:
        return await call
    except SlackApiError as refusal:
        code = refusal.response.get("error")
        mend = ": install the app again, and set its tokens" if code in NOT_LET_IN else ""
        raise Ill(f"Slack answers {code}{mend}") from refusal
    except (SlackClientError, aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Ill(f"Slack can't be reached ({type(error).__name__})") from error
