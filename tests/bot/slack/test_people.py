"""The name that somebody in Slack has given themselves, asked of the local Slack."""

import pytest

from bot.slack import people


@pytest.fixture
def name_of(client):
    """What asks Slack for names."""
    return people.name_of(client)


async def test_somebody_is_called_what_they_call_themselves(slack, name_of):
    assert await name_of("U6KAREN") == "Karen Lyngholt"


@pytest.mark.parametrize("error", ["user_not_found", "missing_scope", "internal_error"])
async def test_where_slack_gives_none_there_is_none_and_everything_goes_on(slack_proxy, name_of, error):
    slack_proxy.fail("users.info", error)

    assert await name_of("U6KAREN") == ""


async def test_a_connection_that_breaks_gives_none_either(slack_proxy, name_of):
    slack_proxy.cut("users.info", times=9)

    assert await name_of("U6KAREN") == ""
