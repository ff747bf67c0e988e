"""The search form: what it asks for, and as people use it on the local Slack."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.searching import sought
from storage import search
from storage.finding import Sought

ANNE, DAN, EVA = "U1ANNE", "U4DAN", "U5EVA"
UIP = "C1UIP"
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


def references(shown):
    """Which inquiries something shows, in order."""
    return list(dict.fromkeys(re.findall(r"FD-2026-\d{5}", str(shown))))


@pytest.fixture
async def hundreds(record):
    """A hundred and twenty inquiries of one's own office on evaluation, and thirty of another's."""
    for number in range(150):
        other = {"initiative": "politisk_inddragelse"} if number % 5 == 0 else {}
        await record.open(text=f"Om evaluering, nr. {number}", **other)


@pytest.fixture
def shown(slack):
    """Wait until the answer to a command says something, and read it."""

    async def _shown(ts, text):
        return await slack.wait(
            lambda page: (answer := page.message(UIP, ts)) and text in str(answer) and answer
        )

    return _shown


@pytest.mark.usefixtures("running", "hundreds")
class TestPages:
    async def test_a_command_is_answered_page_by_page_with_all_one_may_see(
        self, record, slack, slack_proxy, typing, shown
    ):
        answer = await typing(ANNE, "find evalueringer", "nr. 1–10")
        ts, seen = answer["ts"], references(answer["blocks"])
        await record.open(text="Også om evaluering")

        while "inquiry.found.after" in str(answer):
            await slack.click(UIP, ts, ANNE, "inquiry.found.after")
            answer = await shown(ts, f"nr. {len(seen) + 1}–")
            seen += references(answer["blocks"])

        assert len(seen) == len(set(seen)) == 120
        assert seen == sorted(seen, reverse=True)
        await slack.click(UIP, ts, ANNE, "inquiry.found.before")
        await shown(ts, "nr. 101–110")
        assert slack_proxy.refusals == []

    async def test_the_pages_are_in_the_language_of_the_command(self, slack, typing, shown):
        answer = await typing(ANNE, "find evaluering", "no. 1–10", "/inquiry")

        await slack.click(UIP, answer["ts"], ANNE, "inquiry.found.after")

        await shown(answer["ts"], "no. 11–20")

    async def test_the_forms_window_goes_on_page_by_page(self, slack, slack_proxy):
        await slack.open_home(ANNE)
        await slack.click_in_view(ANNE, "home.search")
        await slack.wait(lambda page: page.modals)
        assert await slack.submit(ANNE, {"words": "evaluering", "organisation": "nordlys"}) == {}
        seen = []
        while True:
            first = f"Nr. {len(seen) + 1}–"
            view = await slack.wait(
                lambda page, first=first: next((v for v in page.modals if first in str(v)), None)
            )
            seen += references(view["blocks"])
            if "inquiry.found.after" not in str(view):
                break
            await slack.click_in_view(ANNE, "inquiry.found.after")

        assert len(seen) == len(set(seen)) == 120
        assert slack_proxy.refusals == []

    async def test_what_one_may_see_is_asked_anew_for_each_page(self, desk, slack, typing, shown):
        desk.members.refresh("uip", [EVA])
        answer = await typing(EVA, "find evaluering", "nr. 1–10")
        desk.members.refresh("uip", [])

        await slack.click(UIP, answer["ts"], EVA, "inquiry.found.after")

        assert references((await shown(answer["ts"], "Der er ikke flere."))["blocks"]) == []


@pytest.mark.usefixtures("running")
async def test_that_only_the_newest_letters_were_looked_at_is_said(record, typing, monkeypatch):
    for name, value in (("FIRST_LOOK", 1), ("FEW", 0), ("MOST_LOOKED_AT", 2)):
        monkeypatch.setattr(search, name, value)
    await record.open(text="Om noget andet")
    for _ in range(5):
        await record.open(initiative="politisk_inddragelse", text="Om evaluering")

    await typing(ANNE, "find evaluering", "Kun de nyeste 40.000 breve med de ord er set igennem.")
