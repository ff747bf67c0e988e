import asyncio
import time
from contextlib import AsyncExitStack

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError

from bot.demo import slack_process
from bot.demo.local_slack import Channel, LocalSlack, LocalSlackMissing, NotOnPage, NotSeen, Person
from bot.demo.ports import is_listening
from tests.servers.sample_bot import connected, note

ANNE, BO = "U1ANNE", "U2BO"
UIP = "C1UIP"


@pytest.fixture
async def bot(slack):
    async with connected(slack) as running:
        yield running


def test_a_program_that_is_not_waited_for_to_the_end_is_stopped(slack, monkeypatch):
    def breaks(port):
        raise KeyboardInterrupt

    monkeypatch.setattr(slack_process, "is_listening", breaks)
    process = slack_process.SlackProcess([], [])

    with pytest.raises(KeyboardInterrupt):
        process.start()

    assert process._process.poll() is not None


async def test_who_gives_up_while_it_starts_leaves_no_program_behind(slack, monkeypatch):
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def slow(port):
        loop.call_soon_threadsafe(asked.set)
        time.sleep(0.2)
        return is_listening(port)

    monkeypatch.setattr(slack_process, "is_listening", slow)
    another = LocalSlack([], [])
    opening = asyncio.create_task(another.__aenter__())
    await asked.wait()

    opening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await opening

    assert another._process._process.poll() is not None


async def test_a_click_reaches_the_bot_and_its_update_the_page(slack, bot):
    ts = await bot.post_card()

    await slack.click(UIP, ts, ANNE, "claim")

    await slack.wait(lambda page: "taget: U1ANNE" in str(page.message(UIP, ts)["blocks"]))
    [action] = bot.actions
    assert action["user"]["id"] == ANNE
    assert action["message"]["ts"] == ts
    assert action["actions"][0]["value"] == "FD-1"


async def test_of_fifty_simultaneous_clicks_each_arrives_once(slack, bot):
    ts = await bot.post_card()
    await slack.wait(lambda page: page.messages[UIP])

    await asyncio.gather(*(slack.click(UIP, ts, f"U{number}CLICK", "claim") for number in range(50)))

    assert len({action["user"]["id"] for action in bot.actions}) == len(bot.actions) == 50
    await slack.wait(lambda page: len(page.messages[UIP]) == 50)


async def test_a_button_that_is_not_shown_cannot_be_clicked(slack, bot):
    ts = await bot.post_card()

    with pytest.raises(NotSeen, match="close is not on the page; there is: claim, reply, more"):
        await slack.click(UIP, ts, ANNE, "close", within=0.1)


async def test_a_pick_in_an_overflow_menu_arrives_as_its_option(slack, bot):
    ts = await bot.post_card()

    await slack.click(UIP, ts, BO, "more", option="close")

    [picked] = bot.actions[0]["actions"]
    assert picked["type"] == "overflow"
    assert picked["selected_option"]["value"] == "close"


async def _open_form(slack, bot):
    await slack.click(UIP, await bot.post_card(), ANNE, "reply")
    await slack.wait(lambda page: page.modals)


async def test_a_form_is_submitted_with_what_it_was_given_and_what_was_filled_in(slack, bot):
    await _open_form(slack, bot)

    errors = await slack.submit(ANNE, {"body": "Kære fond\nTak.", "office": "uip"})

    assert errors == {}
    assert slack.views() == []
    [values] = bot.forms
    assert values["subject"]["subject"]["value"] == "Sv: Ansøgning"
    assert values["body"]["body"]["value"] == "Kære fond\nTak."
    assert values["office"]["office"]["selected_option"]["value"] == "uip"


async def test_a_form_with_a_required_field_empty_never_leaves(slack, bot):
    await _open_form(slack, bot)

    errors = await slack.submit(ANNE)

    assert list(errors) == ["body"]
    assert bot.forms == []
    assert len(slack.views()) == 1


async def test_field_errors_leave_the_form_open(slack, bot):
    await _open_form(slack, bot)
    bot.answer = {"response_action": "errors", "errors": {"body": "For kort"}}

    errors = await slack.submit(ANNE, {"body": "x"})

    assert errors == {"body": "For kort"}
    assert slack.page.form_errors == errors
    assert len(slack.views()) == 1


@pytest.mark.parametrize(("action", "depth"), [("update", 1), ("push", 2)])
async def test_a_submission_may_be_answered_with_the_next_view(slack, bot, action, depth):
    await _open_form(slack, bot)
    bot.answer = {"response_action": action, "view": note("Forhåndsvisning")}

    await slack.submit(ANNE, {"body": "x"})

    assert len(slack.views()) == depth
    assert slack.views()[-1]["callback_id"] == "note"


async def test_a_field_the_form_does_not_have_cannot_be_filled_in(slack, bot):
    await _open_form(slack, bot)

    with pytest.raises(NotOnPage):
        await slack.submit(ANNE, {"recipients": "x"})


async def test_a_button_in_a_modal_tells_its_view_and_may_open_another(slack, bot):
    await _open_form(slack, bot)

    await slack.click_in_view(ANNE, "why")

    await slack.wait(lambda page: len(page.modals) == 2)
    assert bot.actions[0]["view"]["callback_id"] == "reply"
    assert "channel" not in bot.actions[0]
    await slack.close_view(ANNE)
    assert slack.views() == []


async def test_a_button_in_app_home_tells_its_view(slack, bot):
    await slack.open_home(BO)

    await slack.click_in_view(BO, "home")

    assert bot.actions[0]["container"] == {"type": "view", "view_id": slack.home(BO)["id"]}
    assert bot.actions[0]["view"]["type"] == "home"


async def test_what_is_said_in_a_thread_reaches_the_bot_and_the_page(slack, bot):
    ts = await bot.post_card()

    said = await slack.say(UIP, ANNE, "Ring til dem", thread_ts=ts)

    assert bot.events[0]["thread_ts"] == ts
    await slack.wait(lambda page: len(page.messages[UIP]) == 2)
    assert [message["ts"] for message in slack.thread(UIP, ts)] == [said["ts"]]
    assert [message["ts"] for message in slack.messages(UIP)] == [ts]


async def test_a_shortcut_on_a_message_arrives_with_the_message(slack, bot):
    said = await slack.say(UIP, ANNE, "Fonden skriver her")
    await slack.wait(lambda page: page.messages[UIP])

    await slack.shortcut(UIP, said["ts"], BO, "from_message")

    assert bot.actions[0]["type"] == "message_action"
    assert bot.actions[0]["message"]["text"] == "Fonden skriver her"


async def test_of_two_connected_bots_one_gets_each_event(slack):
    async with AsyncExitStack() as stack:
        bots = [await stack.enter_async_context(connected(slack)) for _ in range(2)]
        for number in range(4):
            await slack.say(UIP, ANNE, f"nummer {number}")

        assert [len(bot.events) for bot in bots] == [2, 2]


async def test_without_a_bot_nobody_waits(slack):
    async with asyncio.timeout(2):
        await slack.say(UIP, ANNE, "er her nogen?")


async def test_a_bot_that_leaves_with_a_click_in_hand_keeps_nobody_waiting(slack):
    async with connected(slack) as poster:
        ts = await poster.post_card()
        opened = await poster.client.apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as http, http.ws_connect(opened["url"]) as silent:
        await silent.receive_json()
        clicking = asyncio.create_task(slack.click(UIP, ts, ANNE, "claim"))
        await silent.receive_json()
        await silent.close()

        async with asyncio.timeout(4):  # local-slack itself gives a bot 5 seconds
            await clicking


async def test_waiting_in_vain_says_what_is_there(slack):
    await slack.say(UIP, ANNE, "hej")

    with pytest.raises(NotSeen, match=r"C1UIP"):
        await slack.wait(lambda page: page.modals, within=0.2)


async def test_each_test_finds_the_workspace_empty(slack):
    assert slack.messages(UIP) == []


async def test_a_slack_of_ones_own_has_its_own_people_and_channels():
    async with LocalSlack([Person("U9", "Nina", "nina@fond.example")], [Channel("C9", "ni")]) as slack:
        await slack.say("C9", "U9", "hej")
        async with connected(slack) as bot:
            with pytest.raises(SlackApiError, match="channel_not_found"):
                await bot.post_card()
            assert (await bot.client.users_info(user="U9"))["user"]["real_name"] == "Nina"


async def test_a_missing_program_is_named_with_the_line_that_brings_it(monkeypatch, tmp_path):
    monkeypatch.setenv("FONDSDIALOG_LOCAL_SLACK", str(tmp_path / "none"))

    with pytest.raises(LocalSlackMissing, match="npm ci --prefix tests/tools"):
        await LocalSlack([], []).__aenter__()
