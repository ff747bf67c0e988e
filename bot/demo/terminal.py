"""Slack without Slack: cards and threads on the terminal, for machines where the local Slack can't run."""

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import click
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.cards.blocks import Block

_MENTION = re.compile(r"<@(\w+)>")
_LINK = re.compile(r"<([^|>]+)\|([^>]+)>")


class TerminalSlack(AsyncWebClient):
    """Answers the few calls that posting makes, and prints what would be shown."""

    def __init__(self, channels: dict[str, str], people: dict[str, str]) -> None:
        super().__init__()
        self._names = channels | people
        self._posted = 0
        self.messages: dict[str, Sequence[Block]] = {}
        self.shown: defaultdict[str, list[Sequence[Block]]] = defaultdict(list)
        """Everything that was shown, by channel."""

    async def chat_postMessage(self, **message: Any) -> Any:  # noqa: N802 - Slack's name
        """Print a new message."""
        self._posted += 1
        ts = f"{self._posted}.000000"
        self._show(message, "↳" if message.get("thread_ts") else "#")
        self.messages[ts] = message["blocks"]
        return {"channel": message["channel"], "ts": ts}

    async def chat_update(self, **message: Any) -> Any:
        """Print a message's new state."""
        self._show(message, "~")
        self.messages[message["ts"]] = message["blocks"]
        return {"channel": message["channel"], "ts": message["ts"]}

    async def chat_getPermalink(self, **_message: Any) -> Any:  # noqa: N802 - Slack's name
        """There is nothing to link to here."""
        return {"permalink": "https://slack.example/"}

    async def files_upload_v2(self, **files: Any) -> Any:
        """Name what would be shown."""
        for each in files["file_uploads"]:
            click.echo(f"  │ [ {each['title'] or each['filename']} ]")
        return {"files": []}

    async def conversations_history(self, **_channel: Any) -> Any:
        """Nothing was posted here before."""
        return {"messages": []}

    async def conversations_replies(self, **_channel: Any) -> Any:
        """Nor in any thread."""
        return {"messages": []}

    async def conversations_open(self, **people: Any) -> Any:
        """A person's own place is the person."""
        return {"channel": {"id": people["users"][0]}}

    def _show(self, message: dict[str, Any], mark: str) -> None:
        self.shown[message["channel"]].append(message["blocks"])
        where = self._names.get(message["channel"], message["channel"])
        click.echo(click.style(f"\n{mark} {where}", fg="cyan", bold=True))
        for block in message["blocks"]:
            for line in self._lines(block):
                click.echo(f"  │ {line}")

    def _lines(self, block: Block) -> list[str]:
        if block["type"] == "actions":
            return ["  ".join(f"[ {_label(element)} ]" for element in block["elements"])]
        texts = [block["text"]] if "text" in block else block.get("elements", [])
        return [line for text in texts for line in self._plain(text["text"]).splitlines()]

    def _plain(self, mrkdwn: str) -> str:
        named = _MENTION.sub(lambda found: self._names.get(found[1], found[1]), mrkdwn)
        text = _LINK.sub(r"\2", named).replace("*", "")
        return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def _label(element: Block) -> str:
    return str(element["text"]["text"]) if "text" in element else "⋯"
