"""Slack is down, slow, in a hurry, or talks nonsense: every card is shown, once, and nothing stops."""

from datetime import timedelta

import pytest

from bot import bootstrap
from bot import service as running_service
from bot.slack import posts
from tests.journeys.mails import a_mail
from tests.journeys.ministry import ANNE, OFFICES, PATIENCE, ROUTES, UIP, shown, until

NONSENSE = ["{half", '"ok"', '{"ok": false}', '{"ok": true}']
POST = "chat.postMessage"


@pytest.fixture
def hasty(watchful, monkeypatch):
    """Nobody here waits a minute before a channel is tried again."""
    monkeypatch.setattr(posts, "LATER", timedelta(seconds=0.2))


async def is_shown_once(ministry, slack, subject):
    card = await ministry.card(subject, UIP)
    inquiry = await ministry.inquiry(card)

    async def recorded():
        return (await ministry.inquiry(card)).shown_revision == inquiry.revision

    await until(recorded)
    assert len([each for each in slack.messages(UIP) if subject in shown(each)]) == 1


@pytest.mark.usefixtures("hasty")
async def test_whatever_slack_answers_once_the_card_is_shown_once(opened, slack, slack_proxy):
    ministry = await opened()
    for error in ("internal_error", "token_revoked", "not_in_channel"):
        slack_proxy.fail(POST, error)
        await ministry.gets(a_mail(subject=f"Om {error}."))
        await is_shown_once(ministry, slack, f"Om {error}.")


@pytest.mark.usefixtures("hasty")
async def test_what_slack_refuses_for_good_is_stood_in_for_by_its_number(opened, slack, slack_proxy):
    ministry = await opened()
    slack_proxy.fail(POST, "invalid_blocks")
    await ministry.gets(a_mail(subject="For langt"))

    card = await ministry.card("Slack kunne ikke vise", UIP)
    await card.shows("FD-2025-00001")
    assert len(slack.messages(UIP)) == 1


@pytest.mark.parametrize("way", ["cut", "cut when it was done", "late", "down"])
@pytest.mark.usefixtures("hasty")
async def test_an_answer_that_never_comes_makes_no_second_card(opened, slack, slack_proxy, monkeypatch, way):
    if way == "late":
        monkeypatch.setattr(bootstrap, "SLACK_TIMEOUT", 0.3)
    ministry = await opened()
    match way:
        case "cut":
            slack_proxy.cut(POST)
        case "cut when it was done":
            slack_proxy.cut(POST, done_first=True)
        case "late":
            slack_proxy.be_slow(POST, 1.0)
        case "down":
            slack_proxy.fail(POST, status=503, times=3)
    await ministry.gets(a_mail(subject="Hører I mig?"))

    await is_shown_once(ministry, slack, "Hører I mig?")


async def test_as_long_as_slack_asks_us_to_wait_we_wait_and_the_cards_come_in_their_order(
    opened, slack, slack_proxy
):
    ministry = await opened()
    slack_proxy.limit(POST, retry_after=1, times=2)
    for number in range(3):
        await ministry.gets(a_mail(subject=f"Nummer {number}."))

    for number in range(3):
        await is_shown_once(ministry, slack, f"Nummer {number}.")
    cards = [shown(each) for each in slack.messages(UIP)]
    assert [f"Nummer {number}." in card for number, card in enumerate(cards)] == [True] * 3
    assert len([call for call in slack_proxy.calls if call.method == POST]) == 5


@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.usefixtures("hasty")
async def test_nonsense_from_slack_stops_no_loop_and_the_card_comes_after(
    opened, slack, slack_proxy, monkeypatch, nonsense
):
    monkeypatch.setattr(running_service, "GROUPS_REFRESH", 0.05)
    monkeypatch.setattr(running_service, "MISSED_LOOKED_FOR", 0.05)
    slack_proxy.usergroups["S1GROUP"] = [ANNE]
    offices = [each | ({"usergroup": "S1GROUP"} if each["key"] == "uip" else {}) for each in OFFICES]
    shared = [{"id": "C4NORDLYS", "organisation": "Fonden Nordlys"}]
    ministry = await opened(office=offices, route=ROUTES, slack_channel=shared)
    slack_proxy.babble(nonsense)
    await ministry.gets(a_mail(subject="Vrøvl"))
    before = len(slack_proxy.calls)

    async def asked():
        methods = {call.method for call in slack_proxy.calls[before:]}
        return {POST, "usergroups.users.list", "auth.test"} <= methods

    await until(asked)
    slack_proxy.heal()

    await is_shown_once(ministry, slack, "Vrøvl")
    await slack.bot_connected(PATIENCE)


@pytest.mark.usefixtures("hasty")
async def test_a_click_while_slack_asks_us_to_connect_anew_is_acted_upon(opened, slack, slack_proxy):
    ministry = await opened()
    await ministry.gets(a_mail(subject="Klik"))
    card = await ministry.card("Klik", UIP)
    await slack_proxy.disconnect()
    await slack.bot_connected(PATIENCE)

    await card.click(ANNE, "inquiry.claim")

    await card.shows(ANNE)
    assert (await ministry.history(card)).count("claimed") == 1
