"""What comes instead of an answer of Slack's, in plain words."""

import pytest
from slack_sdk.errors import SlackApiError, SlackRequestError

from bot.slack.no_answer import NOT_SLACK, code_of, in_words


@pytest.mark.parametrize(
    ("answer", "code"),
    [({"ok": False, "error": "invalid_auth"}, "invalid_auth"), ({"ok": False}, None), ({"error": 7}, None)]
    + [(answer, None) for answer in (None, [], "ok", b"", object())],
)
def test_only_slacks_own_word_is_taken_for_one(answer, code):
    assert code_of(SlackApiError("so", answer)) == code


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (SlackApiError("so", {"error": "token_revoked"}), "Slack answers token_revoked"),
        (SlackApiError("so", "<html>"), NOT_SLACK),
        (AttributeError("'str' object has no attribute 'get'"), NOT_SLACK),
        (TimeoutError(), "Slack can't be reached (TimeoutError)"),
        (SlackRequestError("so"), "Slack can't be reached (SlackRequestError)"),
    ],
)
def test_it_is_said_in_plain_words(error, words):
    assert in_words(error) == words
