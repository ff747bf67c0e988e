"""A local Slack, and the hands of the people in it: for the demo and for tests.

The program is in `slack_process`, what its page shows in `slack_page`, what a bot is served in `slack_relay`.
"""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import AsyncExitStack
from types import TracebackType
from typing import Any, Self, TypeVar

import aiohttp

from bot.demo.slack_page import Json, NotOnPage, Page, filled, press
from bot.demo.slack_process import Channel, LocalSlackMissing, Person, SlackProcess
from bot.demo.slack_relay import SHORTCUT, SlackRelay, Upstream

__all__ = ["Channel", "LocalSlack", "LocalSlackMissing", "NotOnPage", "NotSeen", "Person"]

PATIENCE = 10.0
"""Seconds to wait for what takes milliseconds: more than a busy machine needs."""

T = TypeVar("T")

Submitted = tuple[Json, int]


class NotSeen(TimeoutError):
    """What was waited for did not show; says what does."""

    def __init__(self, within: float, page: Page, missing: NotOnPage | None) -> None:
        shown = {channel: len(messages) for channel, messages in page.messages.items() if messages}
        modals = [view.get("callback_id", "") for view in page.modals]
        what = missing or "what was waited for"
        super().__init__(f"not seen within {within} s: {what} (messages: {shown}, modals: {modals})")
        self.page = page


class LocalSlack:
    """A workspace with people and channels, a page to look at, and one bot's place in it.

    Started with ``people`` and ``channels``, or put on a ``process`` that runs already and is emptied first.
    ``relay`` may be a stricter one. Made and used in one event loop.

        async with LocalSlack(people, channels) as slack:
            bot = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
            await slack.say("C1", "U1", "Hej")
    """

    def __init__(
        self,
        people: Sequence[Person] = (),
        channels: Sequence[Channel] = (),
        *,
        port: int = 0,
        process: SlackProcess | None = None,
        relay: type[SlackRelay] = SlackRelay,
    ) -> None:
        self.page = Page()
        self._process = process or SlackProcess(people, channels, port=port)
        self._is_ours = process is None
        self._relay_type = relay
        self._change = asyncio.Condition()
        self._submissions: dict[str, asyncio.Future[Submitted]] = {}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            if self._is_ours:
                await self._start()
                stack.push_async_callback(asyncio.to_thread, self._process.stop)
            http = aiohttp.ClientSession(self._process.url, connector=aiohttp.TCPConnector(limit=0))
            self._http = await stack.enter_async_context(http)
            await self._control("reset")
            await self._watch(stack)
            upstream = Upstream(self._process.url, self.bot_token, self.app_token)
            relay = self._relay_type(upstream, self.page, self._acknowledged)
            self.relay = await stack.enter_async_context(relay)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _start(self) -> None:
        starting = asyncio.create_task(asyncio.to_thread(self._process.start))
        try:
            await asyncio.shield(starting)
        except asyncio.CancelledError:
            # the thread goes on by itself: what it starts would be nobody's
            await starting
            await asyncio.to_thread(self._process.stop)
            raise

    @property
    def api_url(self) -> str:
        """The bot's ``base_url``, with its slash."""
        return self.relay.api_url

    @property
    def page_url(self) -> str:
        """The address to open in a browser."""
        return self._process.url

    @property
    def bot_token(self) -> str:
        """The bot's ``xoxb`` token."""
        return self._process.bot_token

    @property
    def app_token(self) -> str:
        """The app's ``xapp`` token for Socket Mode."""
        return self._process.app_token

    def link(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the page's address of a message, with its thread open where ``thread_ts`` is given."""
        thread = f"?thread_ts={thread_ts}&cid={channel}" if thread_ts else ""
        return f"{self.page_url}/archives/{channel}/p{ts.replace('.', '')}{thread}"

    # What people do. Each returns when the bot has acknowledged, or after the 5 seconds local-slack gives it.

    async def say(self, channel: str, user: str, text: str, *, thread_ts: str | None = None) -> Json:
        """Write a message; return it. A user's id as channel is that user's conversation with the bot."""
        body = {"channel": channel, "user": user, "text": text, "thread_ts": thread_ts}
        return dict((await self._control("message", body))["message"])

    async def edit(self, channel: str, ts: str, user: str, text: str) -> None:
        """Edit one's own message."""
        await self._control("edit-message", {"channel": channel, "ts": ts, "user": user, "text": text})

    async def delete(self, channel: str, ts: str, user: str) -> None:
        """Delete one's own message."""
        await self._control("delete-message", {"channel": channel, "ts": ts, "user": user})

    async def click(
        self,
        channel: str,
        ts: str,
        user: str,
        action_id: str,
        within: float = PATIENCE,
        **choice: str | None,
    ) -> None:
        """Press a button of a message, or pick ``option=`` (its value) in one of its menus, once it is shown.

        ``value=`` and ``block_id=`` choose between several. Raises :class:`NotSeen`.
        """
        action = await self.wait(lambda page: press(page.message(channel, ts), action_id, **choice), within)
        await self.repeat_click(channel, ts, user, action)

    async def repeat_click(self, channel: str, ts: str, user: str, action: Json) -> None:
        """Send an action as it is, such as that of a button that has gone meanwhile."""
        body = {"channel": channel, "messageTs": ts, "user": user, "action": action}
        await self._control("interact", body)

    async def click_in_view(self, user: str, action_id: str, **choice: str | None) -> None:
        """Press a button of the modal on top or of the user's App Home, once it is shown."""
        action = await self.wait(
            lambda page: press(page.view_with(user, action_id) or {}, action_id, **choice)
        )
        # channel and message are there for the program's sake: the relay takes them out again
        await self.repeat_click("view", "view", user, action)

    async def submit(self, user: str, values: Mapping[str, Any] | None = None) -> dict[str, str]:
        """Fill in the modal on top, once there is one, and send it; return its field errors, none if taken.

        Values by block id: texts as they are, options by their value, several as lists; a field not named is
        left as it was given. Raises ``NotOnPage``, and ``TimeoutError`` when no bot acknowledges.
        """
        stack = await self.wait(lambda page: page.modals)
        states = filled(stack[-1], values or {})
        submitted = self._submissions[stack[-1]["id"]] = asyncio.get_running_loop().create_future()
        await self._stream.send_json({"t": "view_submit", "user": user, "values": states})
        async with asyncio.timeout(PATIENCE):
            answer, changes = await submitted
        await self.wait(lambda page: page.modal_changes > changes)
        return dict(answer.get("errors", {}))

    async def close_view(self, user: str) -> None:
        """Close the modal on top (local-slack then closes those below it as well)."""
        await self._stream.send_json({"t": "view_close", "user": user})
        await self.wait(lambda page: not page.modals)

    async def command(self, channel: str, user: str, command: str, text: str = "") -> None:
        """Type a slash command."""
        await self._control("command", {"channel": channel, "user": user, "command": command, "text": text})

    async def shortcut(self, channel: str, ts: str, user: str, callback_id: str) -> None:
        """Choose a shortcut in the menu of a message."""
        chosen = json.dumps({"callback_id": callback_id, "ts": ts})
        await self.command(channel, user, SHORTCUT, chosen)

    async def open_home(self, user: str) -> None:
        """Open the bot's App Home; what it publishes is then in :meth:`home`."""
        await self._control("open-home", {"user": user})

    async def react(self, channel: str, ts: str, user: str, name: str, *, present: bool = True) -> None:
        """Add a reaction, or take it away."""
        body = {"channel": channel, "ts": ts, "user": user, "name": name, "present": present}
        await self._control("reaction", body)

    # What people see.

    def messages(self, channel: str) -> list[Json]:
        """The channel's messages outside threads, oldest first."""
        return [message for message in self.page.messages.get(channel, []) if not message.get("thread_ts")]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The answers in the thread of the message at ``ts``, oldest first."""
        return [m for m in self.page.messages.get(channel, []) if m.get("thread_ts") == ts]

    def views(self) -> list[Json]:
        """The open modals, the top one last; one stack for everybody."""
        return self.page.modals

    def home(self, user: str) -> Json | None:
        """The user's App Home as last published."""
        return self.page.homes.get(user)

    async def wait(self, predicate: Callable[[Page], T], within: float = PATIENCE) -> T:
        """Return the first truthy value of ``predicate``, asked now and at each change of the page.

        A predicate may raise ``NotOnPage``: then it is asked again. Raises :class:`NotSeen` after ``within``
        seconds.
        """
        missing: NotOnPage | None = None
        try:
            async with asyncio.timeout(within), self._change:
                while True:
                    try:
                        if seen := predicate(self.page):
                            return seen
                    except NotOnPage as error:
                        missing = error
                    await self._change.wait()
        except TimeoutError:
            raise NotSeen(within, self.page, missing) from missing

    async def bot_connected(self, within: float = PATIENCE) -> None:
        """Wait until a bot is there to answer."""
        async with asyncio.timeout(within):
            await self.relay.connected.wait()

    def _acknowledged(self, payload: Json, answer: Json) -> None:
        if payload.get("type") == "view_submission":
            submitted = self._submissions.pop(payload["view"]["id"], None)
            if submitted and not submitted.done():  # else nobody waits any more
                submitted.set_result((answer, self.page.modal_changes))

    async def _watch(self, stack: AsyncExitStack) -> None:
        self._stream = await self._http.ws_connect("/ui", max_msg_size=0)
        self.page.apply(await self._stream.receive_json())
        self._following = asyncio.create_task(self._follow())
        stack.push_async_callback(self._look_away)

    async def _look_away(self) -> None:
        await self._stream.close()
        await self._following

    async def _follow(self) -> None:
        async for frame in self._stream:
            self.page.apply(frame.json())
            async with self._change:
                self._change.notify_all()

    async def _control(self, what: str, body: Json | None = None) -> Json:
        async with self._http.post(f"/_control/{what}", json=body or {}) as response:
            answer: Json = await response.json()
        if not answer["ok"]:
            raise ValueError(f"local-slack, {what}: {answer['error']}")
        return answer
