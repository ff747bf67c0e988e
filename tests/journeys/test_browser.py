"""What staff do, done as they do it: in a browser, on the local Slack's page."""

from tests.journeys.mails import KAREN, SUBJECT, a_mail, address_of
from tests.journeys.ministry import ANNE, HOLD, UIP
from tests.servers.chromium import screenshot


async def test_a_card_is_claimed_and_answered_in_the_browser(ministry, slack_page, screenshots):
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    await ministry.acknowledgement(address_of(KAREN))
    await slack_page.open(UIP)
    await slack_page.act_as(ANNE)
    message = slack_page.message(card.ts)
    await screenshot(message, screenshots / "card-new.png")

    await slack_page.button(card.ts, "Tag sagen").click()
    await message.get_by_text("har sagen").wait_for()
    assert await slack_page.button(card.ts, "Tag sagen").count() == 0
    await screenshot(message, screenshots / "card-claimed.png")

    await slack_page.button(card.ts, "Svar").click()
    await slack_page.field("Svar").fill("Send os manualen.")
    await screenshot(slack_page.modal, screenshots / "form.png")
    await slack_page.send()
    await slack_page.modal.wait_for(state="detached")
    preview = await card.thread_shows("Send os manualen.", "inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(address_of(KAREN), "Send os manualen.")

    await message.get_by_text("Besvaret").wait_for()
    await preview.shows("Sendt af")
    await slack_page.open(UIP, card.ts, thread=True)
    await slack_page.thread.get_by_text("Sendt af").wait_for()
    await screenshot(slack_page.page, screenshots / "thread.png")
