"""The home tab: through Bolt's dispatcher, and as people see it on the local Slack."""

import json

import pytest

from bot.inquiries import claiming
from bot.staff import own_settings as colleagues

ANNE, BO, EVA = "U1ANNE", "U2BO", "U5EVA"
UIP = "C1UIP"


@pytest.fixture
def home(slack):
    """Wait until somebody's home tab says something."""

    async def _home(user, text):
        return await slack.wait(lambda _: (seen := slack.home(user)) and text in str(seen) and seen)

    return _home


SETTINGS = ("language", "day_starts", "day_ends")
ABSENCE = ("since", "until", "deputy")


def form(callback_id, fields):
    """A form as it was opened, with its fields in order."""
    inputs = [{"type": "input", "block_id": name} for name in fields]
    return {"type": "modal", "callback_id": callback_id, "private_metadata": "", "blocks": inputs}


def errors(response):
    """Which field of a form says what."""
    answer = json.loads(response.body)
    assert answer["response_action"] == "errors"
    return answer["errors"]


@pytest.fixture
def preferences(desk):
    """Read what somebody has set."""

    async def _preferences(user):
        async with desk.database.reading() as session:
            return await colleagues.preferences(session, user)

    return _preferences


async def test_it_shows_as_soon_as_it_is_opened(staff, home):
    assert (await staff.open_home(ANNE)).status == 200

    await home(ANNE, "Mit overblik")


async def test_the_apps_messages_tab_is_not_the_home_tab(staff, slack_proxy):
    assert (await staff.open_home(ANNE, tab="messages")).status == 200

    assert [call for call in slack_proxy.calls if call.method == "views.publish"] == []


async def test_somebody_of_no_office_is_told_so_kindly(staff, home):
    await staff.open_home(EVA)

    seen = await home(EVA, "Hører du til et kontor")
    assert "home.settings" not in str(seen)


async def test_the_language_chosen_is_seen_at_once(staff, home, preferences):
    await staff.open_home(ANNE)
    view = form("home.settings", SETTINGS)

    answer = await staff.submit(ANNE, view, language="en", day_starts="08:00", day_ends="16:30")

    assert not answer.body
    seen = await home(ANNE, "My overview")
    assert "Working hours: 8:00–16:30" in str(seen)
    assert (await preferences(ANNE)).language == "en"


async def test_a_day_that_ends_before_it_begins_is_refused_in_the_form(staff, home, preferences):
    view = form("home.settings", SETTINGS)

    answer = await staff.submit(ANNE, view, language="da", day_starts="16:00", day_ends="08:00")

    assert errors(answer) == {"day_ends": "Arbejdsdagen skal slutte, efter at den er begyndt."}
    assert (await preferences(ANNE)).day_starts is None


async def test_an_absence_is_reported_seen_and_ended(staff, slack, home, preferences):
    view = form("home.away", ABSENCE)
    await staff.submit(ANNE, view, since="2026-03-04", until="2026-03-09", deputy=BO)

    await home(ANNE, "Du er væk og er tilbage mandag den 9. marts 2026. <@U2BO> får påmindelserne imens.")
    await staff.click(ANNE, "home.back", "back")

    await slack.wait(lambda _: "Du er væk" not in str(slack.home(ANNE)))
    assert (await preferences(ANNE)).away is None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"until": "2026-03-04"}, "Vælg en dag efter i dag og efter den første fraværsdag."),
        ({"deputy": ANNE}, "Vælg en kollega: du kan ikke være din egen stedfortræder."),
        ({"deputy": EVA}, "Vælg en kollega fra et af kontorerne."),
    ],
)
async def test_an_absence_that_makes_no_sense_is_refused_in_the_form(staff, preferences, fields, sentence):
    view = form("home.away", ABSENCE)

    whole = {"since": "2026-03-04", "until": "2026-03-09", "deputy": ""} | fields
    answer = await staff.submit(ANNE, view, **whole)

    [said] = errors(answer).values()
    assert said == sentence
    assert (await preferences(ANNE)).away is None


@pytest.mark.usefixtures("running")
async def test_a_colleague_chooses_english_and_a_deputy_in_slack_itself(slack, home):
    await slack.open_home(ANNE)
    await slack.click_in_view(ANNE, "home.settings")
    assert await slack.submit(ANNE, {"language": "en", "day_starts": "07:30"}) == {}
    await home(ANNE, "Working hours: 7:30–15:00")

    await slack.click_in_view(ANNE, "home.away")
    await slack.wait(lambda page: "First day away" in str(page.modals))
    assert await slack.submit(ANNE, {"until": "2026-03-09", "deputy": BO}) == {}
    await home(
        ANNE, "You are away and will be back on Monday 9 March 2026. <@U2BO> gets the reminders meanwhile."
    )


@pytest.mark.usefixtures("running")
class TestOnThePage:
    async def test_what_is_taken_there_moves_to_ones_own_at_once(self, record, slack, home):
        await record.open()
        await slack.open_home(ANNE)
        await home(ANNE, "*Ikke taget endnu* (1)")

        await slack.click_in_view(ANNE, "home.claim")

        await home(ANNE, "*Mine* (1)")
        assert "*Ikke taget endnu* (0)" in str(slack.home(ANNE))
        assert (await record.inquiry(1)).claimed_by == ANNE

    async def test_who_was_too_late_is_told_and_sees_that_it_is_gone(
        self, record, desk, slack, slack_proxy, home
    ):
        inquiry_id = await record.open()
        await slack.open_home(ANNE)
        await home(ANNE, "*Ikke taget endnu* (1)")
        await claiming.claim(desk, inquiry_id, BO)

        await slack.click_in_view(ANNE, "home.claim")

        await home(ANNE, "*Ikke taget endnu* (0)")
        posts = await slack.wait(
            lambda _: [
                call.arguments
                for call in slack_proxy.calls
                if call.method == "chat.postMessage" and call.arguments["channel"] == ANNE
            ]
        )
        assert [post["text"] for post in posts] == ["<@U2BO> har allerede taget sagen."]

    async def test_an_answer_is_written_from_there(self, record, desk, slack, home):
        await claiming.claim(desk, await record.open(), ANNE)
        await slack.open_home(ANNE)
        await home(ANNE, "*Mine* (1)")

        await slack.click_in_view(ANNE, "inquiry.reply")

        await slack.wait(lambda page: page.modals)
        assert await slack.submit(ANNE, {"body": "Kære Karen"}) == {}
        assert [letter.text for letter in await record.letters(1)] == ["Kære Karen"]

    async def test_a_long_list_is_read_page_by_page_and_back(self, record, slack, home):
        for _ in range(25):
            await record.open()
        await slack.open_home(ANNE)
        await home(ANNE, "Vis alle 25")

        await slack.click_in_view(ANNE, "home.page")
        await home(ANNE, "1–20 af 25")
        await slack.click_in_view(ANNE, "home.page.after")
        await home(ANNE, "21–25 af 25")
        await slack.click_in_view(ANNE, "home.page.before")
        await home(ANNE, "1–20 af 25")
        await slack.click_in_view(ANNE, "home.page.overview")
        await home(ANNE, "Mit overblik")

    async def test_a_number_leads_to_its_card(self, record, slack, another_courier, home):
        await record.open()
        await another_courier.run_until_empty()
        card = await slack.wait(lambda _: next(iter(slack.messages(UIP)), None))
        await slack.open_home(ANNE)

        await home(ANNE, f"<{slack.link(UIP, card['ts'])}|FD-2026-00001>")

    async def test_three_hundred_open_inquiries_with_nasty_names_fit(self, record, slack, home):
        for number in range(300):
            await record.open(subject="<!channel> & " * 400, sender_name="*👩‍👩‍👧‍👦*" * 100 + str(number))
        await slack.open_home(ANNE)

        await home(ANNE, "Vis alle 300")
