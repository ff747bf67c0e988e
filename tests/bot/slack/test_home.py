"""The home tab: through Bolt's dispatcher, and as people see it on the local Slack."""

import json

import pytest

from bot import staff as colleagues

ANNE, BO, EVA = "U1ANNE", "U2BO", "U5EVA"


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

    await home(ANNE, "Mine sager")


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
    seen = await home(ANNE, "My inquiries")
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

    await home(ANNE, "Du er væk og er tilbage mandag den 9. marts 2026. <@U2BO> rykkes imens.")
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
    await home(ANNE, "You are away and back on Monday 9 March 2026. <@U2BO> is reminded meanwhile.")
