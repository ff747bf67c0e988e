"""What may come instead of an answer of Slack's, and what it says for itself."""

from collections.abc import Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError, SlackClientError

# AttributeError: what the library meets in an answer that is JSON and no object
NO_ANSWER = (SlackClientError, aiohttp.ClientError, TimeoutError, OSError, AttributeError)
NOT_SLACK = "what answers is not Slack"


def code_of(refusal: SlackApiError) -> str | None:
    """Slack's own word for why it refuses; None where something else answers in its name."""
    answer: Any = refusal.response
    data = getattr(answer, "data", answer)
    code = data.get("error") if isinstance(data, Mapping) else None
    return code if isinstance(code, str) and code else None


def in_words(error: Exception) -> str:
    """Say in plain words what came instead of an answer."""
    if isinstance(error, SlackApiError):
        code = code_of(error)
        return f"Slack answers {code}" if code else NOT_SLACK
    if isinstance(error, AttributeError):
        return NOT_SLACK
    return f"Slack can't be reached ({type(error).__name__})"
