"""A confidential inquiry in the browser: the channel sees its head, those named see and answer it."""

from playwright.async_api import expect

from tests.journeys.mails import KAREN, a_mail, address_of
from tests.journeys.ministry import ANNE, BO, CARLA, HOLD, UIP
from tests.servers.chromium import screenshot

PATIENCE = 20_000  # milliseconds: the page follows Slack a little later
LOW, HIGH = {"width": 1280, "height": 400}, {"width": 1280, "height": 900}
SUBJECT = "Om en leder i et af vores projekter"
ABOUT = "Vi overvejer at stoppe udviklingsprojektet, fordi lederen er anmeldt. Hvad råder I os til?"
ANSWER = "Ring til os, før I beslutter noget."
SECRETS = (SUBJECT, "anmeldt", "Karen", "Fonden Nordlys", ANSWER)
REFUSED = "Sagen er fortrolig: spørg den, der har sagen, hvis du skal være med."


async def test_the_channel_sees_a_head_and_those_named_see_and_answer(ministry, slack_page, screenshots):
    await ministry.gets(a_mail(KAREN, SUBJECT, ABOUT))
    card = await ministry.card(SUBJECT, UIP)
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")
    before = len(card.thread)
    await made_confidential_for(ministry, card, BO)
    message = slack_page.message(card.ts)

    await slack_page.open(UIP)
    await slack_page.act_as(CARLA)
    await expect(message).to_contain_text("Fortrolig", timeout=PATIENCE)
    await slack_page.button(card.ts, "Vis").click()
    await slack_page.page.get_by_text(REFUSED).first.wait_for()
    await slack_page.page.set_viewport_size(LOW)
    await screenshot(slack_page.page.locator(".messages"), screenshots / "confidential.png")
    await slack_page.page.set_viewport_size(HIGH)
    assert await slack_page.modal.count() == 0
    page = await slack_page.page.locator(".messages").inner_text()
    assert [secret for secret in SECRETS if secret in page] == []

    await slack_page.act_as(BO)
    await slack_page.button(card.ts, "Vis").click()
    await slack_page.modal.get_by_text("lederen er anmeldt").wait_for()
    await screenshot(slack_page.modal, screenshots / "confidential-shown.png")
    await ministry.slack.close_view(BO)
    await slack_page.modal.wait_for(state="detached")
    await slack_page.button(card.ts, "Svar").click()
    await slack_page.field("Svar").fill(ANSWER)
    await slack_page.send()
    await slack_page.modal.wait_for(state="detached")
    preview = await card.thread_shows("inquiry.undo")
    ministry.waits(HOLD)

    letter = await ministry.letter(address_of(KAREN), ANSWER)
    assert SUBJECT in str(letter["Subject"])
    await preview.shows("Sendt af")
    said = [*card.thread[before:], card.text]
    assert [secret for secret in SECRETS if secret in str(said)] == []


async def made_confidential_for(ministry, card, *named):
    """Make an inquiry confidential as Anne; this page has nobody to pick in a menu of people."""
    await card.click(ANNE, "inquiry.further")
    await ministry.slack.click_in_view(ANNE, "inquiry.further.choice", value="seal")
    await ministry.slack.wait(lambda page: "inquiry.seal" in str(page.modals))
    await ministry.slack.submit(ANNE, {"members": list(named)})
    await card.shows("Fortrolig")
