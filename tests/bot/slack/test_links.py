import pytest

from bot.slack.links import Links
from storage.finding import Deed

UIP = "C1UIP"


@pytest.fixture
async def posted(slack, client):
    """A message in Slack: its channel and its ts."""
    answer = await client.chat_postMessage(channel=UIP, text="Kort")
    return answer["channel"], answer["ts"]


def asked(slack_proxy):
    return [call for call in slack_proxy.calls if call.method == "chat.getPermalink"]


def a_deed(channel, ts):
    return Deed(None, "claimed", "FD-2026-00042", "", channel, ts)


async def test_a_cards_address_is_slacks_own(slack, client, posted):
    links = Links()
    await links.learn(client, *posted)

    assert links.to_card(a_deed(*posted)) == slack.link(*posted)


async def test_one_address_is_asked_for_and_the_others_are_like_it(slack, client, slack_proxy, posted):
    links = Links()
    for _ in range(3):
        await links.learn(client, *posted)

    assert links.to_card(a_deed("C2POLICY", "12.34")) == f"{slack.page_url}/archives/C2POLICY/p1234"
    assert len(asked(slack_proxy)) == 1


async def test_a_message_that_is_gone_teaches_nothing(client, slack_proxy):
    links = Links()
    slack_proxy.fail("chat.getPermalink", "message_not_found")
    await links.learn(client, UIP, "99.9")

    assert links.to_card(a_deed(UIP, "12.34")) is None


async def test_what_has_no_card_has_no_address(client, posted):
    links = Links()
    await links.learn(client, *posted)

    assert links.to_card(a_deed(None, None)) is None
