import json
import re

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.inquiries import claiming, handling
from bot.slack import app as slack_app

ANNE = "U1ANNE"
SECRET = "Borger 311299-1234 skriver"


@pytest.fixture
def broken(monkeypatch):
    """Let claiming and noting fail, with a letter's words in the error."""

    async def fail(*_):
        raise ValueError(SECRET)

    monkeypatch.setattr(claiming, "claim", fail)
    monkeypatch.setattr(handling, "note", fail)


async def test_an_unknown_error_gets_a_number_that_is_told_and_logged(broken, staff):
    with capture_logs() as logs:
        response = await staff.click(ANNE, "inquiry.claim", "1")

    assert response.status == 200
    [(user, sentence)] = staff.told()
    [number] = re.fullmatch(
        r"Noget gik galt, og fejlen er noteret \(nr\. (\w{8})\) – prøv igen om lidt\.", sentence
    ).groups()
    assert user == ANNE
    assert [(line["event"], line["number"], line["error"]) for line in logs] == [
        ("listener broke", number, "ValueError")
    ]


async def test_the_log_tells_where_it_broke_and_nothing_that_was_written(broken, staff):
    with capture_logs() as logs:
        await staff.click(ANNE, "inquiry.claim", "1")

    assert "on_claim" in logs[0]["frames"]
    assert "311299" not in str(logs)
    assert "Borger" not in str(logs)


async def test_where_the_database_is_away_that_is_said_and_nothing_called_broken(staff, monkeypatch):
    async def claim(*_):
        raise OperationalError("UPDATE", {}, OSError())

    monkeypatch.setattr(claiming, "claim", claim)

    with capture_logs() as logs:
        await staff.click(ANNE, "inquiry.claim", "1")

    [(user, sentence)] = staff.told()
    assert (user, sentence.partition(",")[0]) == (ANNE, "Databasen svarer ikke lige nu")
    assert [(line["log_level"], line["reason"]) for line in logs] == [("warning", "OperationalError")]


@pytest.mark.parametrize(
    "trouble", [{"error": "ratelimited"}, {"error": "internal_error"}, {"error": "any", "status": 503}]
)
async def test_where_slack_is_in_trouble_that_is_said_and_nothing_called_broken(
    staff, slack_proxy, monkeypatch, trouble
):
    async def claim(*_):
        slack_proxy.fail("conversations.info", **trouble)
        await staff.app.client.conversations_info(channel="C1UIP")

    monkeypatch.setattr(claiming, "claim", claim)

    with capture_logs() as logs:
        await staff.click(ANNE, "inquiry.claim", "1")

    [(_, sentence)] = staff.told()
    assert sentence.startswith("Slack svarede ikke")
    assert [line["log_level"] for line in logs] == ["warning"]


async def test_what_a_workspaces_owner_has_to_mend_is_an_error_in_the_log(staff, slack_proxy, monkeypatch):
    async def claim(*_):
        slack_proxy.fail("conversations.info", "missing_scope")
        await staff.app.client.conversations_info(channel="C1UIP")

    monkeypatch.setattr(claiming, "claim", claim)

    with capture_logs() as logs:
        await staff.click(ANNE, "inquiry.claim", "1")

    assert [(line["event"], line["log_level"]) for line in logs] == [("listener broke", "error")]


async def test_an_unknown_error_in_a_form_is_said_in_it_so_that_nothing_typed_is_lost(broken, staff):
    view = {
        "type": "modal",
        "callback_id": "inquiry.note",
        "private_metadata": '{"inquiry": 1}',
        "blocks": [{"type": "input", "block_id": "note"}],
    }

    with capture_logs():
        response = await staff.submit(ANNE, view, note="Ring først")

    assert response.status == 200
    assert json.loads(response.body)["errors"]["note"].startswith("Noget gik galt")


@pytest.mark.parametrize("fault", ["refused", "cut", "down"])
async def test_slack_hears_200_also_when_nobody_can_be_told(broken, staff, slack_proxy, fault):
    await staff.app.client.auth_test()
    match fault:
        case "refused":
            slack_proxy.fail("chat.postEphemeral", "user_not_in_channel")
        case "cut":
            slack_proxy.cut("chat.postEphemeral")
        case "down":
            slack_proxy.fail("chat.postEphemeral", status=503)

    with capture_logs() as logs:
        response = await staff.click(ANNE, "inquiry.claim", "1")

    assert response.status == 200
    assert [line["event"] for line in logs] == ["listener broke", "refusal not shown"]


async def test_where_there_is_no_channel_it_is_said_in_a_direct_message(broken, staff, slack_proxy):
    with capture_logs():
        response = await staff.click(ANNE, "inquiry.claim", "1", channel="")

    assert response.status == 200
    [said] = [call.arguments for call in slack_proxy.calls if call.method == "chat.postMessage"]
    assert said["channel"] == ANNE


async def test_each_is_refused_in_their_own_language(staff, record):
    await record.prefers(ANNE, language="en")

    for user in (ANNE, "U2BO"):
        await staff.click(user, "inquiry.claim", "99")

    assert staff.told() == [
        (ANNE, "The inquiry no longer exists."),
        ("U2BO", "Sagen findes ikke længere."),
    ]


async def test_a_payload_with_nobody_behind_it_is_answered_and_nobody_told(
    client, app, desk, words, slack_proxy
):
    counter = slack_app.Counter(desk, words, None, None, None, None, None, None, None)

    with capture_logs():
        assert await slack_app.tell(ValueError(), {}, client, None, counter) is None

    assert slack_proxy.calls == []


@pytest.mark.parametrize("fault", ["down", "refused", "babbles"])
async def test_a_form_sent_in_before_slack_has_said_who_we_are_stays_with_what_was_typed(
    staff, slack_proxy, fault
):
    view = {
        "type": "modal",
        "callback_id": "inquiry.note",
        "private_metadata": '{"inquiry": 1}',
        "blocks": [{"type": "input", "block_id": "note"}],
    }
    match fault:
        case "down":
            slack_proxy.fail("auth.test", status=503)
        case "refused":
            slack_proxy.fail("auth.test", "internal_error")
        case "babbles":
            slack_proxy.babble("<html>", "auth.test", times=1)

    with capture_logs():
        response = await staff.submit(ANNE, view, note="Ring først")

    assert json.loads(response.body)["errors"]["note"].startswith("Slack svarede ikke")


async def test_slack_out_of_reach_before_any_listener_is_answered_200(staff, slack_proxy):
    slack_proxy.cut("auth.test")

    with capture_logs() as logs:
        response = await staff.click(ANNE, "inquiry.claim", "1")

    assert response.status == 200
    assert (logs[0]["event"], logs[0]["log_level"]) == ("listener met trouble", "warning")
