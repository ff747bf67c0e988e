"""How Slack's events reach us: Socket Mode, or HTTP with Slack's signature; the listeners are the same."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_server import AsyncSlackAppServer
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.settings import Slack
from bot.settings.listening import not_ours
from bot.slack.no_answer import NO_ANSWER, in_words

PING = 5.0  # seconds between signs of life; a connection without four of them is given up
LOOK = 0.5  # seconds between looks at the connection
PATIENCE = 5.0  # seconds without one before it is called trouble: Slack asks for a new one every few hours
PATH = "/slack/events"

Report = Callable[[str | None], Awaitable[bool]]
"""Records how the connection is doing; None for well. False where it could not, and is to be told again."""


async def listen(app: AsyncApp, settings: Slack, report: Report) -> None:
    """Take events until cancelled."""
    if settings.mode == "http":
        await _serve(app, settings, report)
    else:
        await _hold_socket(app, settings, report)


async def _hold_socket(app: AsyncApp, settings: Slack, report: Report) -> None:
    token = settings.app_token.get_secret_value() if settings.app_token else ""
    client = AsyncWebClient(token=token, base_url=settings.api_base_url)
    handler = AsyncSocketModeHandler(app, token, web_client=client, ping_interval=PING)
    # it connects, and connects anew, by itself and for ever: an error of it never comes to us
    connecting = asyncio.create_task(handler.connect_async())  # type: ignore[no-untyped-call]  # Bolt has no types
    try:
        await _watch(handler, report)
    finally:
        connecting.cancel()
        await handler.close_async()  # type: ignore[no-untyped-call]  # as above


async def _watch(handler: AsyncSocketModeHandler, report: Report) -> None:
    """Report when the connection stands, and when it has been gone for a while."""
    stands: bool | None = None
    gone = 0.0
    while True:
        gone = 0.0 if await handler.client.is_connected() else gone + LOOK
        if not gone and stands is not True:
            stands = True if await report(None) else None
        elif gone >= PATIENCE and stands is not False:
            stands = False if await report(await _why_not(handler.client.web_client)) else None
        await asyncio.sleep(LOOK)


async def _why_not(client: AsyncWebClient) -> str:
    try:
        await client.apps_connections_open(app_token=client.token or "")
    except NO_ANSWER as error:
        return in_words(error)
    return "no connection to Slack's Socket Mode"


async def _serve(app: AsyncApp, settings: Slack, report: Report) -> None:
    runner = web.AppRunner(AsyncSlackAppServer(settings.http_port, PATH, app).web_app)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, settings.http_host, settings.http_port).start()
        except OSError as error:
            raise not_ours("slack.http_", settings.http_host, settings.http_port, error) from error
        known = False
        while True:
            known = known or await report(None)
            await asyncio.sleep(LOOK)
    finally:
        await runner.cleanup()
