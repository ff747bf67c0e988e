"""Slack's strictness before the local Slack: limits, scopes, rates, expiring triggers, and faults on demand.

What it refuses is judged in `slack_rules`; how events and forms travel is the relay's matter.
"""

import asyncio
import math
import time
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from bot.demo.slack_history import HISTORIES, is_true
from bot.demo.slack_page import Json
from bot.demo.slack_relay import Answer, Call, SlackRelay
from tests.servers.slack_rules import Refusal, refused_answer, refused_message, refused_view

SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "reactions:read",
    "usergroups:read",
    "users:read",
)
NEEDED = {
    "chat.delete": "chat:write",
    "chat.postEphemeral": "chat:write",
    "chat.postMessage": "chat:write",
    "chat.update": "chat:write",
    "conversations.history": "channels:history",
    "conversations.info": "channels:read",
    "conversations.list": "channels:read",
    "conversations.members": "channels:read",
    "conversations.open": "im:write",
    "conversations.replies": "channels:history",
    "files.completeUploadExternal": "files:write",
    "files.getUploadURLExternal": "files:write",
    "files.info": "files:read",
    "usergroups.users.list": "usergroups:read",
    "users.conversations": "im:read",
    "users.info": "users:read",
}
_MESSAGES = frozenset({"chat.postEphemeral", "chat.postMessage", "chat.update"})
_VIEWS = frozenset({"views.open", "views.publish", "views.push", "views.update"})
_HIGHEST_STACK = 3


class ConnectionCut(Exception):
    """The caller's connection is to end without an answer."""


class Babble(Exception):
    """What is answered is no answer of Slack's."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


@dataclass
class Fault:
    """What goes wrong with the next ``times`` calls of ``method`` (``*``: of any)."""

    method: str
    times: float = 1
    error: str = "internal_error"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    done_first: bool = False
    cut: bool = False
    babble: str | None = None
    seconds: float = 0


class SlackProxy(SlackRelay):
    """A relay that refuses what Slack refuses.

    ``scopes``, ``usergroups`` (members by group), ``outside`` (channels without the bot),
    ``posts_per_second`` (per channel; none: no limit) and ``trigger_seconds`` may be changed at any time.
    ``calls`` are all calls of the Web API, ``refusals`` those whose content broke a rule of Slack's.
    """

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.scopes = list(SCOPES)
        self.usergroups: dict[str, list[str]] = {}
        self.outside: set[str] = set()
        self.posts_per_second: float | None = None
        self.trigger_seconds = 30.0  # 3 at Slack's; on a busy machine that would judge the machine
        self.calls: list[Call] = []
        self.refusals: list[tuple[str, Refusal]] = []
        self._faults: list[Fault] = []
        self._triggers: dict[str, float] = {}
        self._metadata: dict[tuple[str, str], Json] = {}
        self._posted: dict[str, float] = {}
        self._homes: dict[str, str] = {}  # user: Slack's word for what stands on their tab
        self._event: Json = {}

    # Faults

    def fail(
        self, method: str, error: str = "internal_error", *, status: int = 200, times: float = 1
    ) -> None:
        """Let the next calls fail with an error of Slack's, or with a bare HTTP status."""
        self._faults.append(Fault(method, times, error, status))

    def limit(self, method: str, retry_after: int = 1, *, times: float = 1) -> None:
        """Let the next calls meet a rate limit."""
        headers = {"Retry-After": str(retry_after)}
        self._faults.append(Fault(method, times, "ratelimited", 429, headers))

    def cut(self, method: str, *, done_first: bool = False, times: float = 1) -> None:
        """Cut the next calls' connections, at once or (``done_first``) when all is done but the answer."""
        self._faults.append(Fault(method, times, cut=True, done_first=done_first))

    def babble(self, text: str, method: str = "*", *, times: float = math.inf) -> None:
        """Answer the next calls with a text that is none of Slack's, as if all were well."""
        self._faults.append(Fault(method, times, babble=text))

    def be_slow(self, method: str, seconds: float, *, times: float = 1) -> None:
        """Do what the next calls ask, and keep them waiting for the answer."""
        self._faults.append(Fault(method, times, seconds=seconds, done_first=True))

    def fail_all(self, status: int = 503) -> None:
        """Be down until :meth:`heal`."""
        self._faults.append(Fault("*", math.inf, status=status))

    def heal(self) -> None:
        """Forget the faults that are still to come."""
        self._faults.clear()

    # What local-slack can't send

    async def disconnect(self) -> None:
        """Ask a bot to connect anew, as Slack does every few hours, and send it no more where it was."""
        bot = self._some_bot()
        await bot.send_json({"type": "disconnect", "reason": "refresh_requested", "debug_info": {}})
        self._retire(bot)

    async def repeat_event(self) -> None:
        """Send the last event once more, as Slack does when it saw no acknowledgement."""
        await self.push("events_api", self._event, retry_attempt=1, retry_reason="timeout")

    async def suggest(self, user: str, action_id: str, typed: str, **place: Any) -> list[Json]:
        """Type into a menu that the bot fills; return the options it offers."""
        payload = {"type": "block_suggestion", "action_id": action_id, "value": typed, "user": {"id": user}}
        answer = await self.push("interactive", {**payload, "team": {"id": "T0LOCAL"}, **place})
        return list(answer["options"])

    # The Web API

    async def answer(self, call: Call) -> Answer:
        """Answer a call as Slack would, faults first."""
        self.calls.append(call)
        fault = self._next_fault(call.method)
        if fault and not fault.done_first:
            return _fault_answer(fault)
        answer = await self._judged(call)
        if fault and fault.seconds:
            await asyncio.sleep(fault.seconds)
        elif fault:
            return _fault_answer(fault)
        return Answer(answer.body, answer.status, {"X-OAuth-Scopes": ",".join(self.scopes), **answer.headers})

    async def _judged(self, call: Call) -> Answer:
        barred = self._barred(call)
        if barred:
            return Answer(barred.body)
        if self._too_fast(call):
            return _fault_answer(Fault(call.method, 1, "ratelimited", 429, {"Retry-After": "1"}))
        misuse = await self._misuse(call)
        if misuse:
            self.refusals.append((call.method, misuse))
            return Answer(misuse.body)
        if call.method == "usergroups.users.list":
            return self._group(call.arguments.get("usergroup", ""))
        return self._conflict(call) or self._completed(call, await super().answer(call))

    def _barred(self, call: Call) -> Refusal | None:
        wanted = self.upstream.bot_token
        if call.method == "apps.connections.open":
            wanted = self.upstream.app_token
        if call.token != wanted:
            return Refusal("invalid_auth" if call.token else "not_authed")
        needed = NEEDED.get(call.method)
        if needed and needed not in self.scopes:
            return Refusal("missing_scope", (f"needed: {needed}", f"provided: {','.join(self.scopes)}"))
        if call.method in _MESSAGES and call.arguments.get("channel") in self.outside:
            return Refusal("not_in_channel")
        return None

    async def _misuse(self, call: Call) -> Refusal | None:
        if call.method in _MESSAGES:
            return refused_message(call.arguments)
        if call.method in _VIEWS:
            return (
                refused_view(call.arguments["view"]) or self._used_trigger(call) or await self._no_place(call)
            )
        return None

    def _conflict(self, call: Call) -> Answer | None:
        """Refuse to publish over what somebody published meanwhile."""
        guard = call.arguments.get("hash") if call.method == "views.publish" else None
        is_old = guard and guard != self._homes.get(call.arguments["user_id"])
        return Answer(Refusal("hash_conflict").body) if is_old else None

    def _used_trigger(self, call: Call) -> Refusal | None:
        trigger = call.arguments.get("trigger_id")
        if trigger not in self._triggers:  # where one is needed, local-slack refuses it
            return None
        issued, self._triggers[trigger] = self._triggers[trigger], math.inf
        if issued == math.inf:
            return Refusal("exchanged_trigger_id")
        return Refusal("expired_trigger_id") if time.monotonic() - issued > self.trigger_seconds else None

    async def _no_place(self, call: Call) -> Refusal | None:
        if call.method == "views.push" and len(self.page.modals) >= _HIGHEST_STACK:
            return Refusal("push_limit_reached")
        if call.method == "views.update" and not self.page.modals:
            await asyncio.sleep(0.05)  # a view that was opened just now may be on its way to the page
            return None if self.page.modals else Refusal("not_found")
        return None

    def _too_fast(self, call: Call) -> bool:
        if call.method != "chat.postMessage" or self.posts_per_second is None:
            return False
        channel, now = call.arguments["channel"], time.monotonic()
        if now - self._posted.get(channel, -math.inf) < 1 / self.posts_per_second:
            return True
        self._posted[channel] = now
        return False

    def _group(self, name: str) -> Answer:
        if name not in self.usergroups:
            return Answer(Refusal("no_such_subteam").body)
        return Answer({"ok": True, "users": self.usergroups[name]})

    def _completed(self, call: Call, answer: Answer) -> Answer:
        if not answer.body["ok"]:
            return answer
        match call.method:
            case "chat.postMessage" | "chat.update":
                self._keep_metadata(call.arguments, answer.body)
            case method if method in HISTORIES:
                if is_true(call.arguments.get("include_all_metadata")):
                    channel, messages = call.arguments["channel"], answer.body["messages"]
                    answer.body["messages"] = [self._with_metadata(channel, each) for each in messages]
            case "views.publish":
                answer.body["view"]["hash"] = self._published(call.arguments["user_id"])
            case "conversations.info":
                answer.body["channel"]["is_member"] = call.arguments["channel"] not in self.outside
        return answer

    def _published(self, user: str) -> str:
        self._homes[user] = f"{time.time():.0f}.{len(self.calls)}"
        return self._homes[user]

    def _keep_metadata(self, arguments: Json, body: Json) -> None:
        # an update without metadata leaves it as it was, one with an empty object removes it
        if arguments.get("metadata") is not None:
            self._metadata[body["channel"], body["ts"]] = arguments["metadata"]

    def _with_metadata(self, channel: str, message: Json) -> Json:
        metadata = self._metadata.get((channel, message["ts"]))
        return {**message, "metadata": metadata} if metadata else message

    # Events and forms

    def adjusted(self, envelope: Json) -> Json:
        """Note when its trigger was issued and what the last event was."""
        envelope = super().adjusted(envelope)
        if "trigger_id" in envelope["payload"]:
            self._triggers[envelope["payload"]["trigger_id"]] = time.monotonic()
        if envelope["type"] == "events_api":
            self._event = envelope["payload"]
        return envelope

    async def _acknowledge(self, answer: Json) -> None:
        payload, _ = self._underway.get(answer["envelope_id"], ({}, None))
        if payload.get("type") == "view_submission" and answer.get("payload"):
            refusal = refused_answer(payload["view"], answer["payload"])
            if refusal:
                self.refusals.append(("view_submission", refusal))
        await super()._acknowledge(answer)

    async def _web_api(self, request: web.Request) -> web.Response:
        try:
            return await super()._web_api(request)
        except ConnectionCut:
            if request.transport:
                request.transport.abort()
            return web.Response()
        except Babble as nonsense:
            return web.Response(text=nonsense.text, content_type="application/json")

    def _next_fault(self, method: str) -> Fault | None:
        fault = next((fault for fault in self._faults if fault.method in {method, "*"}), None)
        if fault:
            fault.times -= 1
            if fault.times <= 0:
                self._faults.remove(fault)
        return fault


def _fault_answer(fault: Fault) -> Answer:
    if fault.cut:
        raise ConnectionCut
    if fault.babble is not None:
        raise Babble(fault.babble)
    return Answer({"ok": False, "error": fault.error}, fault.status, fault.headers)
