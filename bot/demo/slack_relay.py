"""The wire between a bot and local-slack, where it is put right what local-slack does unlike Slack.

Forms keep their initial values and don't leave with a required field empty; what is pressed in a modal or in
App Home tells in which view; of several connected bots exactly one gets each event; a history comes in pages.
What Slack refuses (limits, scopes, rates) is the tests' matter: `tests.servers.slack_proxy`.
"""

import asyncio
import json
import uuid
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Protocol, Self

import aiohttp
from aiohttp import web

from bot.demo.slack_history import HISTORIES, Histories
from bot.demo.slack_page import Json, Page, completed, left_empty

SHORTCUT = "/shortcut-on-message"
"""local-slack has no shortcuts: one on a message comes as this command and leaves as Slack would send it."""

_NESTED = ("attachments", "blocks", "files", "metadata", "view")
_PICKED = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
}


@dataclass(frozen=True)
class Call:
    """A call of Slack's Web API; ``arguments`` with their nested JSON read."""

    method: str
    token: str
    arguments: Json


@dataclass(frozen=True)
class Answer:
    """What the Web API answers."""

    body: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Upstream:
    """Where local-slack listens, and the tokens of the one app in it."""

    url: str
    bot_token: str
    app_token: str


class Acknowledged(Protocol):
    """Told of each acknowledgement before it leaves: the envelope's payload, and what the bot answered."""

    def __call__(self, payload: Json, answer: Json) -> None:
        """Take note."""


class SlackRelay:
    """Serves a bot the Web API and Socket Mode of the local Slack behind it."""

    def __init__(self, upstream: Upstream, page: Page, acknowledged: Acknowledged) -> None:
        self.upstream = upstream
        self.page = page
        self.connected = asyncio.Event()
        self._acknowledged = acknowledged
        self._bots: list[web.WebSocketResponse] = []
        self._underway: dict[str, tuple[Json, web.WebSocketResponse | None]] = {}
        self._own: dict[str, asyncio.Future[Json]] = {}
        self._histories = Histories()

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            connector = aiohttp.TCPConnector(limit=0)
            self._http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
            runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=0.1)
            stack.push_async_callback(runner.cleanup)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self._address = f"127.0.0.1:{runner.addresses[0][1]}"
            await self._connect_upstream(stack)
            stack.push_async_callback(self._dismiss_bots)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    @property
    def api_url(self) -> str:
        """The Web API's address, as a bot's ``base_url``."""
        return f"http://{self._address}/api/"

    async def answer(self, call: Call) -> Answer:
        """Answer one call of the Web API; a stricter relay puts its own checks before this."""
        if call.method == "apps.connections.open":
            return Answer({"ok": True, "url": f"ws://{self._address}/socket"})
        if call.method in HISTORIES:
            return await self._page_of_history(call)
        return await self.ask(call)

    async def ask(self, call: Call) -> Answer:
        """Let local-slack answer."""
        head = {"Authorization": f"Bearer {call.token}"}
        url = f"{self.upstream.url}/api/{call.method}"
        async with self._http.post(url, json=call.arguments, headers=head) as response:
            return Answer(await response.json())

    async def _page_of_history(self, call: Call) -> Answer:
        """Answer with a page; local-slack is asked for the first one alone."""
        if call.arguments.get("cursor"):
            return Answer(self._histories.go_on(call.arguments))
        body = (await self.ask(call)).body
        return Answer(self._histories.begin(call.arguments, body["messages"]) if body["ok"] else body)

    async def push(self, kind: str, payload: Json, **extra: Any) -> Json:
        """Send a bot an envelope that local-slack has no means to make; return what the bot answers.

        Raises `ConnectionError` when no bot is connected, `TimeoutError` when it doesn't answer.
        """
        envelope = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "payload": payload,
            "accepts_response_payload": kind != "events_api",
            **extra,
        }
        answered: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._own[envelope["envelope_id"]] = answered
        await self._some_bot().send_json(envelope)
        async with asyncio.timeout(10):
            return await answered

    async def _web_api(self, request: web.Request) -> web.Response:
        call = Call(request.match_info["method"], _token(request), await _arguments(request))
        answer = await self.answer(call)
        return web.json_response(answer.body, status=answer.status, headers=answer.headers)

    def _application(self) -> web.Application:
        application = web.Application()
        application.router.add_route("*", "/api/{method}", self._web_api)
        application.router.add_get("/socket", self._socket)
        return application

    async def _connect_upstream(self, stack: AsyncExitStack) -> None:
        opening = Call("apps.connections.open", self.upstream.app_token, {})
        address = (await self.ask(opening)).body["url"]
        self._envelopes = await self._http.ws_connect(address, max_msg_size=0)
        self._reading = asyncio.create_task(self._read_upstream())
        stack.push_async_callback(self._leave_upstream)

    async def _leave_upstream(self) -> None:
        await self._envelopes.close()
        await self._reading

    async def _read_upstream(self) -> None:
        async for frame in self._envelopes:
            envelope = frame.json()
            if envelope["type"] != "hello":
                await self._pass_on(envelope)

    async def _pass_on(self, envelope: Json) -> None:
        envelope = self.adjusted(envelope)
        bot, name = self._next_bot(), envelope["envelope_id"]
        self._underway[name] = (envelope["payload"], bot)
        errors = _unfinished(envelope["payload"])
        if errors:
            refusal = {"response_action": "errors", "errors": errors}
            await self._acknowledge({"envelope_id": name, "payload": refusal})
        elif bot is None:  # local-slack shall not wait 5 seconds for nobody
            await self._acknowledge({"envelope_id": name})
        else:
            await bot.send_json(envelope)

    def adjusted(self, envelope: Json) -> Json:
        """Return the envelope as a bot shall see it."""
        payload = envelope["payload"]
        if payload.get("command") == SHORTCUT:
            return {**envelope, "type": "interactive", "payload": self._shortcut(payload)}
        match payload.get("type"):
            case "view_submission":
                payload = _with_whole_form(payload)
            case "block_actions":
                payload = self._with_view(_with_pick(payload))
        return {**envelope, "payload": payload}

    def _shortcut(self, command: Json) -> Json:
        """Turn a slash command into the shortcut on a message it stands for."""
        chosen, channel = json.loads(command["text"]), command["channel_id"]
        kept = ("token", "trigger_id", "response_url", "api_app_id", "is_enterprise_install")
        return {
            "type": "message_action",
            **{key: command[key] for key in kept},
            "callback_id": chosen["callback_id"],
            "team": {"id": command["team_id"], "domain": command["team_domain"]},
            "user": {"id": command["user_id"], "name": command["user_name"]},
            "channel": {"id": channel, "name": command["channel_name"]},
            "message_ts": chosen["ts"],
            "message": self.page.message(channel, chosen["ts"]),
        }

    def _with_view(self, payload: Json) -> Json:
        if payload.get("message"):
            return payload
        view = self.page.view_with(payload["user"]["id"], payload["actions"][0]["action_id"]) or {}
        kept = {
            key: value for key, value in payload.items() if key not in {"channel", "message", "response_url"}
        }
        return {**kept, "container": {"type": "view", "view_id": view.get("id")}, "view": view}

    def _next_bot(self) -> web.WebSocketResponse | None:
        """Each in its turn: Slack says only that one of an app's connections gets an envelope."""
        if not self._bots:
            return None
        self._bots.append(self._bots.pop(0))
        return self._bots[-1]

    async def _socket(self, request: web.Request) -> web.WebSocketResponse:
        bot = web.WebSocketResponse(max_msg_size=0)
        await bot.prepare(request)
        self._bots.append(bot)
        await bot.send_json({"type": "hello", "num_connections": len(self._bots)})
        self.connected.set()
        try:
            async for frame in bot:
                await self._acknowledge(frame.json())
        finally:
            await self._forget(bot)
        return bot

    def _some_bot(self) -> web.WebSocketResponse:
        bot = self._next_bot()
        if bot is None:
            raise ConnectionError("no bot is connected")
        return bot

    def _retire(self, bot: web.WebSocketResponse) -> None:
        self._bots = [other for other in self._bots if other is not bot]
        if not self._bots:
            self.connected.clear()

    async def _forget(self, bot: web.WebSocketResponse) -> None:
        self._retire(bot)
        if not self._envelopes.closed:
            for name in [name for name, (_, holder) in self._underway.items() if holder is bot]:
                await self._acknowledge({"envelope_id": name})

    async def _dismiss_bots(self) -> None:
        for bot in list(self._bots):
            await bot.close(code=aiohttp.WSCloseCode.GOING_AWAY)

    async def _acknowledge(self, answer: Json) -> None:
        name, payload = answer["envelope_id"], answer.get("payload") or {}
        if name in self._own:
            self._own.pop(name).set_result(payload)
        elif name in self._underway:
            self._acknowledged(self._underway.pop(name)[0], payload)
            await self._envelopes.send_json(answer)


def _token(request: web.Request) -> str:
    return request.headers.get("Authorization", "").removeprefix("Bearer ")


async def _arguments(request: web.Request) -> Json:
    if request.content_type == "application/json":
        return dict(await request.json())
    arguments: Json = {**request.query, **await request.post()}
    nested = {key: json.loads(arguments[key]) for key in _NESTED if arguments.get(key)}
    return arguments | nested


def _with_whole_form(payload: Json) -> Json:
    view = payload["view"]
    values = completed(view, view["state"]["values"])
    return {**payload, "view": {**view, "state": {"values": values}}}


def _unfinished(payload: Json) -> dict[str, str]:
    if payload.get("type") != "view_submission":
        return {}
    return left_empty(payload["view"], payload["view"]["state"]["values"])


def _with_pick(payload: Json) -> Json:
    action, *more = payload["actions"]
    if action["type"] in _PICKED:
        action = {**action, _PICKED[action["type"]]: (action.get("selected_option") or {}).get("value")}
    return {**payload, "actions": [action, *more]}
