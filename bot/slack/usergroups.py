"""Offices whose members are a Slack user group: who is in it now."""

import structlog
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.no_answer import NO_ANSWER, in_words

log = structlog.get_logger(__name__)


async def refresh(client: AsyncWebClient, desk: Desk) -> None:
    """Take over who is in each office's group; where Slack does not say, the last known people stay."""
    for office in desk.offices:
        if not office.usergroup:
            continue
        try:
            answer = await client.usergroups_users_list(usergroup=office.usergroup)
        except NO_ANSWER as error:
            log.warning("user group not read", office=office.key, reason=in_words(error))
            continue
        if isinstance(people := answer.get("users"), list):
            desk.members.refresh(office.key, people)
