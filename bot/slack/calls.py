"""One call of Slack's Web API: what its refusal, or no answer, means to whoever delivers."""

from collections.abc import Awaitable
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.outbox.delivery import PermanentFailure, TemporaryFailure, Unreachable
from bot.slack.no_answer import NO_ANSWER, NOT_SLACK, code_of, in_words

T = TypeVar("T")

PART = "slack"
"""What ``status`` calls the way to Slack."""

# What a workspace's owner can mend: until then the post waits, and status says since when.
CHANNEL_TROUBLE = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "restricted_action",
        "restricted_action_read_only_channel",
    }
)
# Slack says that it is in trouble itself.
IN_TROUBLE = frozenset({"fatal_error", "internal_error", "request_timeout", "service_unavailable"})
# Slack itself can't be used: nothing is wrong with the post.
OUT_OF_ORDER = IN_TROUBLE | frozenset(
    {
        "access_denied",
        "accesslimited",
        "account_inactive",
        "ekm_access_denied",
        "invalid_auth",
        "missing_scope",
        "no_permission",
        "not_authed",
        "org_login_required",
        "team_access_not_granted",
        "team_added_to_org",
        "token_expired",
        "token_revoked",
        "two_factor_setup_required",
    }
)
GONE = frozenset({"message_not_found", "thread_not_found", "cant_update_message", "cannot_reply_to_message"})
RATE_LIMITED = 429
SERVER_FAULT = 500


class ChannelTrouble(TemporaryFailure):
    """The channel takes no posts."""


class MessageGone(Exception):
    """Somebody deleted the message that was to change."""


async def called(call: Awaitable[T]) -> T:
    """Wait for a call of Slack's; a refusal becomes what it means to whoever delivers (`bot.outbox`)."""
    try:
        return await call
    except SlackApiError as refusal:
        raise _failure(refusal) from refusal
    except NO_ANSWER as error:
        raise Unreachable(PART, in_words(error)) from error


def is_slacks(error: Exception) -> bool:
    """Whether an error is Slack's or the network's trouble and will pass by itself."""
    if isinstance(error, SlackApiError):
        return _is_down(error) or code_of(error) in {None, "ratelimited", *IN_TROUBLE}
    return isinstance(error, (SlackClientError, aiohttp.ClientError))


def _is_down(refusal: SlackApiError) -> bool:
    response: Any = refusal.response
    return not isinstance(response, AsyncSlackResponse) or response.status_code >= SERVER_FAULT


def _failure(refusal: SlackApiError) -> Exception:
    if _is_down(refusal):
        return Unreachable(PART, "Slack is out of order")
    response: Any = refusal.response
    code = code_of(refusal)
    if response.status_code == RATE_LIMITED or code == "ratelimited":
        return TemporaryFailure("ratelimited", float(response.headers.get("Retry-After", 1)))
    if code is None:
        # something between us and Slack answers in its name: nothing is wrong with the post
        return Unreachable(PART, NOT_SLACK)
    if code in CHANNEL_TROUBLE:
        return ChannelTrouble(code)
    if code in OUT_OF_ORDER:
        return Unreachable(PART, f"Slack answers {code}")
    return MessageGone(code) if code in GONE else PermanentFailure(code)
