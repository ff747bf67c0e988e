import time

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient

from tests.servers.sample_bot import card, connected, form, plain

UIP = "C1UIP"
METADATA = {"event_type": "fondsdialog", "event_payload": {"reference": "FD-1"}}


@pytest.fixture
def client(slack):
    return AsyncWebClient(slack.bot_token, base_url=slack.api_url)


@pytest.fixture
async def bot(slack):
    async with connected(slack) as running:
        yield running


async def refused(call):
    with pytest.raises(SlackApiError) as error:
        await call
    return error.value.response


async def test_what_breaks_a_rule_is_refused_and_noted(client, slack, slack_proxy):
    long = [{"type": "section", "text": plain("x" * 3001)}]

    answer = await refused(client.chat_postMessage(channel=UIP, text="x", blocks=long))

    assert answer["error"] == "invalid_blocks"
    assert "3000" in answer["response_metadata"]["messages"][0]
    assert slack.messages(UIP) == []
    [(method, _)] = slack_proxy.refusals
    assert method == "chat.postMessage"
    slack_proxy.refusals.clear()


async def test_a_wrong_token_is_refused(slack):
    stranger = AsyncWebClient("xoxb-wrong", base_url=slack.api_url)

    assert (await refused(stranger.auth_test()))["error"] == "invalid_auth"


async def test_the_scopes_are_told_and_asked_for(client, slack_proxy):
    slack_proxy.scopes.remove("chat:write")

    assert "usergroups:read" in (await client.auth_test()).headers["X-OAuth-Scopes"]
    assert (await refused(client.chat_postMessage(channel=UIP, text="x")))["error"] == "missing_scope"


async def test_a_channel_without_the_bot_takes_no_messages(client, slack_proxy):
    slack_proxy.outside.add(UIP)

    assert (await refused(client.chat_postMessage(channel=UIP, text="x")))["error"] == "not_in_channel"
    assert (await client.conversations_info(channel=UIP))["channel"]["is_member"] is False
    assert (await client.conversations_info(channel="C2POLICY"))["channel"]["is_member"] is True


async def test_a_user_group_has_its_members(client, slack_proxy):
    slack_proxy.usergroups["S1"] = ["U1ANNE", "U2BO"]

    assert (await client.usergroups_users_list(usergroup="S1"))["users"] == ["U1ANNE", "U2BO"]
    assert (await refused(client.usergroups_users_list(usergroup="S2")))["error"] == "no_such_subteam"


async def test_metadata_is_given_back_to_who_asks_for_it(client):
    posted = await client.chat_postMessage(channel=UIP, text="x", metadata=METADATA)
    await client.chat_postMessage(channel=UIP, text="y", thread_ts=posted["ts"], metadata=METADATA)
    await client.chat_update(channel=UIP, ts=posted["ts"], text="z")

    [asked] = (await client.conversations_history(channel=UIP, include_all_metadata=True))["messages"]
    [silent] = (await client.conversations_history(channel=UIP))["messages"]
    thread = (await client.conversations_replies(channel=UIP, ts=posted["ts"], include_all_metadata=True))[
        "messages"
    ]

    assert asked["metadata"] == METADATA
    assert "metadata" not in silent
    assert [message["metadata"] for message in thread] == [METADATA, METADATA]


async def test_history_comes_in_pages_and_only_of_the_time_asked_for(client):
    sent = [(await client.chat_postMessage(channel=UIP, text=str(number)))["ts"] for number in range(5)]
    await client.chat_postEphemeral(channel=UIP, user="U1ANNE", text="kun til dig")

    pages = [page["messages"] async for page in await client.conversations_history(channel=UIP, limit=2)]
    since = await client.conversations_history(channel=UIP, oldest=sent[2])
    including = await client.conversations_history(
        channel=UIP, oldest=sent[2], latest=sent[3], inclusive=True
    )

    assert [[message["text"] for message in page] for page in pages] == [["4", "3"], ["2", "1"], ["0"]]
    assert [message["text"] for message in since["messages"]] == ["4", "3"]
    assert [message["text"] for message in including["messages"]] == ["3", "2"]


async def test_two_readers_of_one_history_do_not_disturb_each_other(client):
    for number in range(5):
        await client.chat_postMessage(channel=UIP, text=str(number))

    first = await client.conversations_history(channel=UIP, limit=2)
    await client.chat_postMessage(channel=UIP, text="5")
    other = await client.conversations_history(channel=UIP, limit=4)
    rest = [await _next_page(client, first), await _next_page(client, other)]
    stranger = await refused(client.conversations_history(channel=UIP, cursor="nobody:2"))

    assert [[message["text"] for message in page["messages"]] for page in (first, other)] == [
        ["4", "3"],
        ["5", "4", "3", "2"],
    ]
    assert [[message["text"] for message in page["messages"]] for page in rest] == [["2", "1"], ["1", "0"]]
    assert stranger["error"] == "invalid_cursor"


async def _next_page(client, page):
    cursor = page["response_metadata"]["next_cursor"]
    return await client.conversations_history(channel=UIP, limit=2, cursor=cursor)


async def test_a_rate_limit_is_met_once_and_told_with_its_seconds(client, slack_proxy):
    slack_proxy.limit("chat.postMessage", retry_after=7)

    answer = await refused(client.chat_postMessage(channel=UIP, text="x"))

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert (await client.chat_postMessage(channel=UIP, text="x"))["ok"]


async def test_a_channel_takes_one_message_a_second_where_that_is_the_limit(client, slack_proxy):
    slack_proxy.posts_per_second = 1.0
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=2))
    start = time.monotonic()

    await client.chat_postMessage(channel=UIP, text="1")
    await client.chat_postMessage(channel="C2POLICY", text="et andet sted")
    await client.chat_postMessage(channel=UIP, text="2")

    assert time.monotonic() - start > 1
    assert [call.method for call in slack_proxy.calls].count("chat.postMessage") == 4


async def test_a_method_fails_as_often_as_it_was_told_to(client, slack_proxy):
    slack_proxy.fail("chat.update", "message_not_found", times=2)
    ts = (await client.chat_postMessage(channel=UIP, text="x"))["ts"]

    for _ in range(2):
        assert (await refused(client.chat_update(channel=UIP, ts=ts, text="y")))[
            "error"
        ] == "message_not_found"
    assert (await client.chat_update(channel=UIP, ts=ts, text="y"))["ok"]


async def test_slack_is_down_until_it_heals(client, slack_proxy):
    slack_proxy.fail_all(503)
    for _ in range(3):
        assert (await refused(client.auth_test())).status_code == 503

    slack_proxy.heal()

    assert (await client.auth_test())["ok"]


@pytest.mark.parametrize(("done_first", "posted"), [(False, 0), (True, 1)])
async def test_a_connection_is_cut_before_or_after_the_deed(slack, slack_proxy, done_first, posted):
    client = AsyncWebClient(slack.bot_token, base_url=slack.api_url, retry_handlers=[])
    slack_proxy.cut("chat.postMessage", done_first=done_first)

    with pytest.raises(aiohttp.ClientError):
        await client.chat_postMessage(channel=UIP, text="x")

    assert len((await client.conversations_history(channel=UIP))["messages"]) == posted


async def _trigger(slack, bot):
    await slack.click(UIP, await bot.post_card(), "U1ANNE", "more", option="note")
    return bot.actions[-1]["trigger_id"]


async def test_a_trigger_opens_one_view(slack, slack_proxy, bot):
    trigger = await _trigger(slack, bot)
    await bot.client.views_open(trigger_id=trigger, view=form())

    again = await refused(bot.client.views_open(trigger_id=trigger, view=form()))

    assert again["error"] == "exchanged_trigger_id"
    slack_proxy.refusals.clear()


async def test_a_trigger_expires(slack, slack_proxy, bot):
    slack_proxy.trigger_seconds = 0
    trigger = await _trigger(slack, bot)

    late = await refused(bot.client.views_open(trigger_id=trigger, view=form()))

    assert late["error"] == "expired_trigger_id"
    slack_proxy.refusals.clear()


async def test_a_view_that_was_closed_is_not_found(slack, slack_proxy, bot):
    opened = await bot.client.views_open(trigger_id=await _trigger(slack, bot), view=form())
    await slack.wait(lambda page: page.modals)
    await slack.close_view("U1ANNE")

    gone = await refused(bot.client.views_update(view_id=opened["view"]["id"], view=form()))

    assert gone["error"] == "not_found"
    slack_proxy.refusals.clear()


async def test_an_answer_to_a_form_that_slack_would_not_show_is_noted(slack, slack_proxy, bot):
    await bot.client.views_open(trigger_id=await _trigger(slack, bot), view=form())
    bot.answer = {"response_action": "errors", "errors": {"recipients": "Findes ikke"}}

    await slack.submit("U1ANNE", {"body": "x"})

    [(method, refusal)] = slack_proxy.refusals
    assert (method, refusal.messages) == ("view_submission", ("recipients",))
    slack_proxy.refusals.clear()


async def test_a_bot_told_to_connect_anew_gets_the_next_event(slack, slack_proxy, bot):
    await slack_proxy.disconnect()
    await slack.bot_connected()
    await slack.say(UIP, "U1ANNE", "er du der?")

    assert [event["text"] for event in bot.events] == ["er du der?"]


async def test_an_event_may_come_twice(slack, slack_proxy, bot):
    await slack.say(UIP, "U1ANNE", "hej")

    await slack_proxy.repeat_event()

    assert [event["text"] for event in bot.events] == ["hej", "hej"]


async def test_a_menu_filled_by_the_bot_offers_its_options(slack_proxy, bot):
    @bot.app.options("topic")
    async def offer(ack, payload):
        await ack(options=[{"text": plain(payload["value"] * 2), "value": "x"}])

    options = await slack_proxy.suggest("U1ANNE", "topic", "for")

    assert options[0]["text"]["text"] == "forfor"


async def test_the_card_of_a_claimed_inquiry_passes(slack, bot):
    ts = await bot.post_card()
    await bot.client.chat_update(channel=UIP, ts=ts, text="FD-1", blocks=card("taget"))
