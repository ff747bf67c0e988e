"""Addresses of messages in this workspace, without asking Slack for each."""

from collections.abc import Iterable

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from storage.finding import Deed, Line

ARCHIVES = "/archives/"


class Links:
    """Every message's address begins alike: one is asked for, the others are made."""

    def __init__(self) -> None:
        self._workspace: str | None = None

    async def learn_from(self, client: AsyncWebClient, lines: Iterable[Line]) -> None:
        """Learn from the first inquiry that has a card."""
        for line in lines:
            if line.card_channel and line.card_ts:
                await self.learn(client, line.card_channel, line.card_ts)
                return

    async def learn(self, client: AsyncWebClient, channel: str, ts: str) -> None:
        """Ask for one message's address, unless the beginning is known; one that is gone teaches nothing."""
        if self._workspace is not None:
            return
        try:
            answer = await client.chat_getPermalink(channel=channel, message_ts=ts)
        except SlackApiError:
            return
        self._workspace = str(answer["permalink"]).partition(ARCHIVES)[0]

    def to_card(self, of: Line | Deed) -> str | None:
        """The address of an inquiry's card; None before there is one, or before the workspace is known."""
        if self._workspace is None or not of.card_channel or not of.card_ts:
            return None
        return f"{self._workspace}{ARCHIVES}{of.card_channel}/p{of.card_ts.replace('.', '')}"
