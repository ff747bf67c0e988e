"""Offices whose members are a Slack user group: who is in it now."""

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk

log = structlog.get_logger(__name__)


async def refresh(client: AsyncWebClient, desk: Desk) -> None:
    """Take over who is in each office's group; where Slack does not say, the last known people stay."""
    for office in desk.offices:
        if not office.usergroup:
            continue
        try:
            answer = await client.usergroups_users_list(usergroup=office.usergroup)
        except (SlackApiError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("user group not read", office=office.key, reason=type(error).__name__)
            continue
        desk.members.refresh(office.key, answer["users"])
