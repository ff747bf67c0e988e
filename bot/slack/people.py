"""Who somebody in Slack is: the name that they have given themselves."""

from collections.abc import Awaitable, Callable

import aiohttp
import structlog
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

log = structlog.get_logger(__name__)


def name_of(client: AsyncWebClient) -> Callable[[str], Awaitable[str]]:
    """Ask Slack for names; without an answer there is none, and everything goes on."""

    async def ask(user: str) -> str:
        try:
            found = (await client.users_info(user=user))["user"]
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as refused:
            log.warning("name not found", user=user, reason=type(refused).__name__)
            return ""
        profile = found.get("profile") or {}
        return str(profile.get("real_name") or found.get("real_name") or found.get("name") or "")

    return ask
