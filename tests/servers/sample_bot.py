"""A small bot on Bolt with a card, a form and a menu: what the local Slack is tried out with.

It shares nothing with the product but Slack's own rules.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from bot.demo.local_slack import LocalSlack
from bot.demo.slack_page import Json


def plain(text: str) -> Json:
    """A text as labels and titles want it."""
    return {"type": "plain_text", "text": text}


def card(state: str = "ny") -> list[Json]:
    """A card that shows ``state``; one that was claimed has no claim button."""
    buttons = [
        {"type": "button", "action_id": "claim", "text": plain("Tag sagen"), "value": "FD-1"},
        {"type": "button", "action_id": "reply", "text": plain("Svar"), "value": "FD-1"},
        {
            "type": "overflow",
            "action_id": "more",
            "options": [_option("Note", "note"), _option("Luk", "close")],
        },
    ]
    shown = buttons if state == "ny" else buttons[1:]
    return [
        {"type": "section", "block_id": "state", "text": {"type": "mrkdwn", "text": f"*FD-1* {state}"}},
        {"type": "actions", "block_id": "acts", "elements": shown},
    ]


def form() -> Json:
    """A modal with a prefilled field, an empty one, a choice that may stay open, and a button."""
    return {
        "type": "modal",
        "callback_id": "reply",
        "private_metadata": "FD-1",
        "title": plain("Svar"),
        "submit": plain("Send"),
        "blocks": [
            _input("subject", "Emne", {"type": "plain_text_input", "initial_value": "Sv: Ansøgning"}),
            _input("body", "Tekst", {"type": "plain_text_input", "multiline": True}),
            {
                **_input("office", "Kontor", {"type": "static_select", "options": [_option("UIP", "uip")]}),
                "optional": True,
            },
            {
                "type": "actions",
                "elements": [{"type": "button", "action_id": "why", "text": plain("Hvorfor?")}],
            },
        ],
    }


def note(text: str) -> Json:
    """A modal without fields."""
    section = {"type": "section", "text": plain(text)}
    return {"type": "modal", "callback_id": "note", "title": plain("Note"), "blocks": [section]}


def _option(label: str, value: str) -> Json:
    return {"text": plain(label), "value": value}


def _input(name: str, label: str, element: Json) -> Json:
    return {
        "type": "input",
        "block_id": name,
        "label": plain(label),
        "element": {"action_id": name, **element},
    }


class SampleBot:
    """The bot and what it saw: ``actions``, ``forms`` (their values) and ``events``, in order."""

    def __init__(self, slack: LocalSlack) -> None:
        self.app = AsyncApp(client=AsyncWebClient(slack.bot_token, base_url=slack.api_url))
        self.client = self.app.client
        self.actions: list[Json] = []
        self.forms: list[Json] = []
        self.events: list[Json] = []
        self.claimed_by = ""
        self.answer: Json = {}
        self.app.action("claim")(self.claim)
        self.app.action("reply")(self.reply)
        self.app.action("why")(self.explain)
        self.app.action("more")(self.see)
        self.app.action("home")(self.see)
        self.app.view("reply")(self.take)
        self.app.event("message")(self.hear)
        self.app.event("app_home_opened")(self.show_home)
        self.app.shortcut("from_message")(self.see)

    async def post_card(self, channel: str = "C1UIP") -> str:
        """Post a card; return its ts."""
        posted = await self.client.chat_postMessage(channel=channel, text="FD-1", blocks=card())
        return str(posted["ts"])

    async def claim(self, ack: Any, body: Json) -> None:
        """Let the first who clicks have it, and tell the others."""
        await ack()
        self.actions.append(body)
        user, place = body["user"]["id"], {"channel": body["channel"]["id"]}
        if self.claimed_by:
            await self.client.chat_postEphemeral(**place, user=user, text=f"Den har {self.claimed_by}")
            return
        self.claimed_by = user
        await self.client.chat_update(
            **place, ts=body["message"]["ts"], text="FD-1", blocks=card(f"taget: {user}")
        )

    async def reply(self, ack: Any, body: Json) -> None:
        """Open the form."""
        await ack()
        await self.client.views_open(trigger_id=body["trigger_id"], view=form())

    async def explain(self, ack: Any, body: Json) -> None:
        """Open a second modal over the first."""
        await ack()
        self.actions.append(body)
        await self.client.views_push(trigger_id=body["trigger_id"], view=note("Derfor"))

    async def see(self, ack: Any, body: Json) -> None:
        """Note what was done."""
        await ack()
        self.actions.append(body)

    async def take(self, ack: Any, view: Json) -> None:
        """Answer a form with :attr:`answer`."""
        self.forms.append(view["state"]["values"])
        await ack(**self.answer)

    async def hear(self, event: Json) -> None:
        """Note what was said."""
        self.events.append(event)

    async def show_home(self, event: Json) -> None:
        """Publish a home with one button."""
        button = {"type": "button", "action_id": "home", "text": plain("Mine sager")}
        view = {"type": "home", "blocks": [{"type": "actions", "elements": [button]}]}
        await self.client.views_publish(user_id=event["user"], view=view)


@asynccontextmanager
async def connected(slack: LocalSlack) -> AsyncIterator[SampleBot]:
    """Run a bot in Socket Mode."""
    bot = SampleBot(slack)
    client = AsyncWebClient(slack.app_token, base_url=slack.api_url)
    handler = AsyncSocketModeHandler(bot.app, slack.app_token, web_client=client)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt has types, its adapters do not
    await slack.bot_connected()
    yield bot
    await handler.close_async()  # type: ignore[no-untyped-call]  # the same
