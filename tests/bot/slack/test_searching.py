"""The search form: what it asks for, and as people use it on the local Slack."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.searching import sought
from storage.finding import Sought

ANNE, DAN = "U1ANNE", "U4DAN"
COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    ("fields", "seen", "asked"),
    [
        ({"words": " unge "}, None, Sought(words="unge")),
        ({"words": "unge"}, ["uip"], Sought(words="unge", offices=["uip"])),
        ({"office": "uip"}, None, Sought(offices=["uip"])),
        ({"office": "uip"}, ["uip", "politik"], Sought(offices=["uip"])),
        ({"office": "uip"}, ["politik"], Sought(offices=[])),
        ({"status": "closed", "initiative": "uip"}, None, Sought(statuses=["closed"], initiative="uip")),
        ({"organisation": " Nordlys"}, None, Sought(organisation="Nordlys")),
        (
            {"since": "2026-03-02", "until": "2026-03-31"},
            None,
            Sought(since=datetime(2026, 3, 1, 23, tzinfo=UTC), until=datetime(2026, 3, 31, 22, tzinfo=UTC)),
        ),
    ],
)
def test_a_form_asks_within_what_may_be_seen_and_its_days_are_whole(fields, seen, asked):
    assert sought(fields, seen, COPENHAGEN) == asked


@pytest.mark.usefixtures("running")
class TestOnThePage:
    @pytest.fixture
    async def searching(self, slack):
        """Open the form from the home tab as somebody."""

        async def _searching(user):
            await slack.open_home(user)
            await slack.click_in_view(user, "home.search")
            await slack.wait(lambda page: page.modals)

        return _searching

    async def test_what_was_found_takes_the_forms_place(self, record, slack, searching):
        await record.open(text="Vi driver et herberg")
        await record.open(text="Noget andet")
        await searching(ANNE)

        assert await slack.submit(ANNE, {"words": "herberger", "organisation": "nordlys"}) == {}

        view = await slack.wait(
            lambda page: next((v for v in page.modals if v["callback_id"] == "inquiry.found"), None)
        )
        assert "FD-2026-00001" in str(view)
        assert "FD-2026-00002" not in str(view)

    async def test_an_empty_form_is_refused_in_it(self, slack, searching):
        await searching(ANNE)

        assert await slack.submit(ANNE) == {"words": "Skriv mindst ét ord, eller vælg i et felt."}

    async def test_only_offices_that_may_be_seen_are_to_choose_from(self, slack, searching):
        await searching(ANNE)
        assert "Politik" not in str(slack.views()[-1]["blocks"][2])
        await slack.close_view(ANNE)

        await searching(DAN)
        assert "Politik" in str(slack.views()[-1]["blocks"][2])

    async def test_a_call_is_taken_down_from_the_home_tab_too(self, slack):
        await slack.open_home(ANNE)
        await slack.click_in_view(ANNE, "home.call")

        await slack.wait(lambda page: any(v["callback_id"] == "inquiry.create" for v in page.modals))
