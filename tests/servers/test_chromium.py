import pytest

from tests.servers.chromium import screenshot
from tests.servers.sample_bot import connected

UIP = "C1UIP"


@pytest.fixture
async def bot(slack):
    async with connected(slack) as running:
        yield running


async def test_a_click_in_the_browser_reaches_the_bot_and_its_update_the_page(slack_page, bot, screenshots):
    ts = await bot.post_card()
    await slack_page.open(UIP)
    await slack_page.act_as("U2BO")

    await slack_page.button(ts, "Tag sagen").click()

    await slack_page.message(ts).get_by_text("taget: U2BO").wait_for()
    assert await slack_page.button(ts, "Tag sagen").count() == 0
    picture = screenshots / "card.png"
    await screenshot(slack_page.message(ts), picture)
    assert picture.read_bytes().startswith(b"\x89PNG")


async def test_a_form_filled_in_in_the_browser_keeps_what_it_was_given(slack_page, bot):
    ts = await bot.post_card()
    await slack_page.open(UIP)
    await slack_page.button(ts, "Svar").click()

    await slack_page.field("Tekst").fill("Kære fond")
    await slack_page.field("Kontor").select_option(label="UIP")
    await slack_page.send()

    await slack_page.modal.wait_for(state="detached")
    [values] = bot.forms
    assert values["subject"]["subject"]["value"] == "Sv: Ansøgning"
    assert values["body"]["body"]["value"] == "Kære fond"
    assert values["office"]["office"]["selected_option"]["value"] == "uip"


async def test_field_errors_are_shown_in_the_form(slack_page, bot):
    ts = await bot.post_card()
    await slack_page.open(UIP)
    await slack_page.button(ts, "Svar").click()

    await slack_page.send()

    await slack_page.modal.get_by_text("Udfyld dette felt").wait_for()


async def test_a_pick_in_the_overflow_menu_reaches_the_bot(slack_page, bot, slack):
    ts = await bot.post_card()
    await slack_page.open(UIP)

    await slack_page.pick(ts, "Luk")

    await slack.wait(lambda _: bot.actions)
    assert bot.actions[0]["actions"][0]["selected_option"]["value"] == "close"


async def test_a_thread_opens_by_its_address(slack_page, bot):
    ts = await bot.post_card()
    await bot.client.chat_postMessage(channel=UIP, thread_ts=ts, text="Fonden har svaret")

    await slack_page.open(UIP, ts, thread=True)

    await slack_page.thread.get_by_text("Fonden har svaret").wait_for()
