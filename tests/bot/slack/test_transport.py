import asyncio
import contextlib
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import aiohttp
import pytest
from pydantic import SecretStr

from bot.demo.ports import free_port
from bot.front_desk.incoming_mail import enclosed
from bot.settings import SettingsError
from bot.slack import app as slack_app
from bot.slack import talk as slack_talk
from bot.slack import transport
from bot.slack.counter import Counter
from storage import tally

ANNE = "U1ANNE"
SIGNED = "a signing secret"


@contextlib.asynccontextmanager
async def listening(app, settings, reports, refused=0):
    """Listen while the block lasts; each report fails so often before it is taken."""

    async def report(trouble):
        reports.append(trouble)
        return reports.count(trouble) > refused

    task = asyncio.create_task(transport.listen(app, settings, report))
    yield
    task.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await task


async def reported(reports, count):
    """Wait until so much was reported."""
    async with asyncio.timeout(10):
        while len(reports) < count:
            await asyncio.sleep(0.01)
    return reports


async def claimed(record, user):
    """Wait until the inquiry is somebody's."""
    async with asyncio.timeout(10):
        while (await record.inquiry(1)).claimed_by != user:
            await asyncio.sleep(0.01)


@pytest.fixture
def socket(settings, slack):
    """Settings for Socket Mode."""
    given = {"mode": "socket", "app_token": SecretStr(slack.app_token), "api_base_url": slack.api_url}
    return settings.slack.model_copy(update=given)


@pytest.fixture
def impatient(monkeypatch):
    """Call a lost connection trouble at once."""
    monkeypatch.setattr(transport, "LOOK", 0.02)
    monkeypatch.setattr(transport, "PATIENCE", 0.1)


async def test_a_connection_that_stands_is_reported_once(app, socket, slack, reports, impatient):
    async with listening(app, socket, reports):
        await slack.bot_connected()
        await reported(reports, 1)
        await asyncio.sleep(0.2)

    assert reports == [None]


async def test_what_could_not_be_recorded_is_reported_again(app, socket, slack, reports, impatient):
    async with listening(app, socket, reports, refused=2):
        await slack.bot_connected()
        assert await reported(reports, 3) == [None, None, None]
        await asyncio.sleep(0.1)

    assert reports == [None, None, None]


async def test_a_new_connection_when_slack_asks_for_one_is_no_trouble(
    app, record, socket, slack, slack_proxy, reports
):
    inquiry_id = await record.open()
    async with listening(app, socket, reports):
        await slack.bot_connected()
        await slack_proxy.disconnect()
        await slack.bot_connected()
        posted = await app.client.chat_postMessage(
            channel="C1UIP", text="x", blocks=[_claim_button(inquiry_id)]
        )
        await slack.wait(lambda page: page.messages["C1UIP"])
        await slack.click("C1UIP", posted["ts"], ANNE, "inquiry.claim")
        await claimed(record, ANNE)
        await reported(reports, 1)

    assert reports == [None]


def _claim_button(inquiry_id):
    label = {"type": "plain_text", "text": "Tag sagen"}
    button = {"type": "button", "action_id": "inquiry.claim", "value": str(inquiry_id), "text": label}
    return {"type": "actions", "block_id": f"inquiry:{inquiry_id}/actions", "elements": [button]}


async def test_a_wrong_token_is_reported_as_slack_says_it(app, socket, reports, impatient):
    wrong = socket.model_copy(update={"app_token": SecretStr("xapp-wrong")})

    async with listening(app, wrong, reports):
        await reported(reports, 1)

    assert reports == ["Slack answers invalid_auth"]


async def test_nobody_at_home_is_reported(app, socket, reports, impatient):
    away = socket.model_copy(update={"api_base_url": f"http://127.0.0.1:{free_port()}/api/"})

    async with listening(app, away, reports):
        await reported(reports, 1)

    assert reports == ["Slack can't be reached (ClientConnectorError)"]


async def test_a_connection_that_is_lost_and_comes_back_is_reported_both_times(
    app, socket, slack, slack_proxy, reports, impatient, monkeypatch
):
    monkeypatch.setattr(transport, "PING", 0.2)
    async with listening(app, socket, reports):
        await slack.bot_connected()
        await reported(reports, 1)
        slack_proxy.fail("apps.connections.open", "internal_error", times=3)
        await slack_proxy._dismiss_bots()
        await reported(reports, 3)

    assert reports == [None, "Slack answers internal_error", None]


@pytest.fixture
async def web_address(client, desk, words, settings, reports, talk):
    """The product listening for Slack's requests over HTTP."""
    app = slack_app.build(client, Counter(desk, words, None, None, None, enclosed, None, None, None), SIGNED)
    slack_talk.register(app, talk)
    port = free_port()
    http = settings.slack.model_copy(update={"mode": "http", "http_port": port})
    async with listening(app, http, reports):
        await reported(reports, 1)
        yield f"http://127.0.0.1:{port}{transport.PATH}"


async def test_over_http_a_port_that_another_program_has_is_named(app, settings, reports, web_address):
    taken = {"mode": "http", "http_port": int(web_address.split(":")[2].split("/")[0])}

    with pytest.raises(SettingsError, match=r"slack\.http_port is \d+ \(.*address already in use\)"):
        await transport.listen(app, settings.slack.model_copy(update=taken), reports.append)


async def posted_by_slack(address, payload, secret=SIGNED, *, age=0):
    """Send a click, or an event, as Slack signs it; give its status."""
    is_event = payload["type"] == "event_callback"
    body = json.dumps(payload) if is_event else urlencode({"payload": json.dumps(payload)})
    now = str(int(time.time()) - age)
    signature = hmac.new(secret.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json" if is_event else "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={signature}",
    }
    async with aiohttp.ClientSession() as http, http.post(address, data=body, headers=headers) as response:
        return response.status


def claiming(user):
    return {
        "type": "block_actions",
        "user": {"id": user},
        "team": {"id": "T0LOCAL"},
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "C1UIP"},
        "actions": [
            {"type": "button", "action_id": "inquiry.claim", "block_id": "inquiry:1/actions", "value": "1"}
        ],
    }


async def test_over_http_a_click_that_slack_signed_is_acted_upon(record, web_address, reports):
    await record.open()

    assert await posted_by_slack(web_address, claiming(ANNE)) == 200

    await claimed(record, ANNE)
    assert reports == [None]


async def test_over_http_what_slack_did_not_sign_is_refused(record, web_address):
    await record.open()

    assert await posted_by_slack(web_address, claiming(ANNE), secret="guessed") == 401

    assert (await record.inquiry(1)).claimed_by is None


ASKED = {
    "type": "event_callback",
    "team_id": "T0LOCAL",
    "event_id": "Ev1",
    "event": {
        "type": "message",
        "channel": "C4NORDLYS",
        "ts": "1767.000100",
        "text": "Kan vi få en snak om UIP?",
        "user": "U6KAREN",
    },
}


async def test_over_http_what_a_foundation_writes_is_kept_before_slack_hears_that_we_have_it(
    desk, web_address
):
    assert await posted_by_slack(web_address, ASKED) == 200

    async with desk.database.reading() as session:
        assert (await tally.totals(session)).seen == 1


async def test_over_http_an_event_told_again_is_one(desk, web_address):
    for _ in range(2):
        assert await posted_by_slack(web_address, ASKED) == 200

    async with desk.database.reading() as session:
        assert (await tally.totals(session)).seen == 1


@pytest.mark.parametrize("wrong", [{"secret": "guessed"}, {"age": 600}])
async def test_over_http_an_event_that_slack_did_not_sign_now_is_refused_and_not_kept(
    desk, web_address, wrong
):
    assert await posted_by_slack(web_address, ASKED, **wrong) == 401

    async with desk.database.reading() as session:
        assert (await tally.totals(session)).seen == 0


async def test_over_http_slack_may_check_the_address_whatever_it_says_of_our_token(web_address, slack_proxy):
    slack_proxy.fail("auth.test", "invalid_auth")
    payload = {"type": "url_verification", "challenge": "abc"}
    body, now = json.dumps(payload), str(int(time.time()))
    signature = hmac.new(SIGNED.encode(), f"v0:{now}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "Content-Type": "application/json",
        "X-Slack-Request-Timestamp": now,
        "X-Slack-Signature": f"v0={signature}",
    }

    async with aiohttp.ClientSession() as http, http.post(web_address, data=body, headers=headers) as answer:
        assert "abc" in await answer.text()
