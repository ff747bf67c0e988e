"""Looking after the standard answers in Slack: what is out of use is kept, and one click brings it back."""

import pytest

from storage.tables import AnswerTemplate

pytestmark = pytest.mark.usefixtures("running")

ANNE, CARLA = "U1ANNE", "U3CARLA"
UIP = "C1UIP"


@pytest.fixture
async def kept(desk):
    """A standard answer of Anne's in UIP."""
    async with desk.database.transaction() as session:
        session.add(
            AnswerTemplate(
                owner=ANNE,
                office="uip",
                title="Om effektmåling",
                body_da="Kære {navn}",
                body_en="",
                valid_until=None,
                times_used=0,
                saved_at=desk.clock.now(),
            )
        )


def said_on(button):
    return lambda page: page.modals and button in str(page.modals[-1]["blocks"])


@pytest.mark.usefixtures("kept")
async def test_a_standard_answer_is_taken_out_of_use_and_into_use_again(slack):
    await slack.command(UIP, ANNE, "/henvendelse", "standardsvar")
    await slack.wait(said_on("Tag ud af brug"))

    await slack.click_in_view(ANNE, "library.retire")
    await slack.wait(said_on("tilbydes ikke længere"))

    await slack.click_in_view(ANNE, "library.reinstate")
    await slack.wait(said_on("Tag ud af brug"))


@pytest.mark.usefixtures("kept")
async def test_another_office_looks_at_it_in_its_own_language_and_has_no_button(slack):
    await slack.command(UIP, CARLA, "/inquiry", "standard-answers")

    view = (await slack.wait(lambda page: page.modals))[-1]

    assert view["title"]["text"] == "Standard answers"
    assert "Om effektmåling" in str(view["blocks"])
    assert "library.retire" not in str(view["blocks"])
