"""A caseworker's own page, done as they do it: in a browser, on the local Slack."""

from datetime import timedelta

from tests.journeys.mails import a_mail
from tests.journeys.ministry import ANNE, BO, UIP
from tests.servers.chromium import screenshot

LETTERS = {
    "Støtte til mentorordning": "Karen Lyngholt <karen@fondennordlys.example>",
    "Data om unge i hjemløshed": "Sekretariatet <sekretariat@egelundfonden.example>",
    "Hvornår åbner den næste runde?": "Bo Krag <post@havnefonden.example>",
    "Udbredelse til flere kommuner": "Jens Friis <jens.friis@solhjemmet.example>",
}
TALL = {"width": 1280, "height": 1600}
ABOUT = "Vi har et udviklingsprojekt for unge i hjemløshed, som vi gerne vil udbrede til flere kommuner."


async def test_the_day_begins_on_the_home_tab(ministry, slack_page, screenshots):
    cards = []
    for subject, sender in LETTERS.items():
        await ministry.gets(a_mail(sender, subject, ABOUT))
        cards.append(await ministry.card(subject, UIP))
        ministry.waits(timedelta(days=2))
    for card in cards[:3:2]:
        await card.click(ANNE, "inquiry.claim")
        await card.shows("har sagen")
    await slack_page.page.set_viewport_size(TALL)
    await slack_page.open(UIP)
    await slack_page.act_as(ANNE)
    await slack_page.open_home()
    home = slack_page.home
    await home.get_by_text("Ikke taget endnu (2)").wait_for()
    assert await home.get_by_text("Skulle være besvaret mandag").count() == 1
    assert await home.get_by_text("1 står ovenfor").count() == 1

    await home.get_by_role("button", name="Tag sagen").first.click()
    await home.get_by_text("Ikke taget endnu (1)").wait_for()
    await screenshot(home, screenshots / "home.png")
    await cards[3].click(BO, "inquiry.claim")
    await home.get_by_text("Ikke taget endnu (0)").wait_for()  # by itself: nobody touched the tab

    await home.get_by_role("button", name="Svar").first.click()
    await slack_page.field("Svar").fill("Send os gerne en beskrivelse.")
    await slack_page.send()
    await slack_page.modal.wait_for(state="detached")
    await cards[0].thread_shows("Send os gerne en beskrivelse.")

    await home.get_by_role("button", name="Søg").click()
    await slack_page.field("Ord eller nummer").fill("kommune")
    await slack_page.field("Organisation").fill("solhjemmet")
    await slack_page.send()
    await slack_page.modal.get_by_text("FD-2025-00004").wait_for()
    await screenshot(slack_page.modal, screenshots / "search.png")
