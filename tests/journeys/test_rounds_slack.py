"""A round from A to Z as an office does it in Slack, on the real service; parties only ever see mail."""

from datetime import UTC, datetime

from tests.journeys.mails import a_reply, text_of
from tests.journeys.ministry import ANNE, BO, CARLA, UIP, until
from tests.journeys.test_rounds import ANSWER
from tests.servers.chromium import screenshot

FORM = {
    "title": "Fokusområder for 2026",
    "text": "Vi vil gerne høre, hvor jeres fond ser de største behov.",
    "questions": "behov: Hvilke målgrupper bør have fokus i 2026?\nindsatser: Hvilke indsatser er klar?",
    "deadline": "4. april 2025 kl. 12",
    "invitees": "Fonden Nordlys; karen@fondennordlys.example\nStille Fond; post@stillefond.example",
    "feedback": "2025-06-02",
}


async def _set_up(ministry):
    """Set a round up in the form, and return its card."""
    await ministry.slack.command(UIP, ANNE, "/hoering", "ny")
    assert await ministry.slack.submit(ANNE, FORM) == {}
    await ministry.slack.close_view(ANNE)
    return await ministry.card("uip-2025", UIP)


async def test_a_round_is_set_up_sent_out_answered_extended_and_closed_in_slack(ministry):
    card = await _set_up(ministry)
    await card.shows("*Kladde*", "2 høringsparter, 2 breve")
    await card.click(CARLA, "round.approve")
    await ministry.told(CARLA, "hører til et andet kontor")
    await card.click(BO, "round.approve")
    await card.shows("*Godkendt*", "Der sendes 2 breve til Fonden Nordlys, Stille Fond.")
    await card.click(ANNE, "round.open")

    deadline = "Frist: Vi beder om jeres svar senest fredag den 4. april"
    letter = await ministry.letter("karen@fondennordlys.example", deadline)
    assert "Hvilke målgrupper bør have fokus i 2026?" in text_of(letter)
    await ministry.gets(a_reply(letter, ANSWER))
    await card.shows("*1 af 2 har svaret* (50 %)", "1 afventer")

    await card.click(ANNE, "round.extend")
    assert await ministry.slack.submit(ANNE, {"until": "2025-04-11 12:00"}) == {}
    await card.shows("Frist fredag den 11. april kl. 12.00")
    moved = await ministry.letter("post@stillefond.example", "fredag den 11. april")
    assert "karen@fondennordlys.example" not in str(moved["To"])

    await card.click(ANNE, "round.close")
    await card.shows("*Lukket*", "*1 af 2 har svaret*")


async def test_whoever_is_due_is_reminded_from_the_plan_and_nobody_else(ministry):
    card = await _set_up(ministry)
    await card.click(BO, "round.approve")
    await card.shows("*Godkendt*")
    await card.click(ANNE, "round.open")
    letter = await ministry.letter("karen@fondennordlys.example", "Vi beder om jeres svar senest")
    await ministry.gets(a_reply(letter, ANSWER))
    await card.shows("1 har svaret")

    ministry.turns_to(datetime(2025, 3, 20, 10, tzinfo=UTC))
    reminder = await ministry.acknowledgement("post@stillefond.example")

    assert "endnu ikke hørt fra jer" in text_of(reminder)
    await card.click(ANNE, "round.plan")
    shown = await until_shown(ministry, "Plan og rykkere")
    assert "Ingen rykkere: har svaret" in shown


async def until_shown(ministry, title):
    """Wait for the modal with a title, and return what it says."""

    async def look():
        views = ministry.slack.views()
        return str(views[-1]["blocks"]) if views and title in str(views[-1]["title"]) else ""

    return await until(look)


async def test_a_rounds_card_in_the_browser(ministry, slack_page, screenshots):
    card = await _set_up(ministry)
    await slack_page.open(UIP)
    await slack_page.act_as(BO)
    message = slack_page.message(card.ts)
    await message.get_by_text("Kladde").wait_for()
    await screenshot(message, screenshots / "round-draft.png")

    await slack_page.button(card.ts, "Godkend").click()
    await message.get_by_text("Godkendt").wait_for()
    await slack_page.button(card.ts, "Send ud").click()
    await message.get_by_text("Åben").wait_for()
    letter = await ministry.letter("karen@fondennordlys.example", "Vi beder om jeres svar senest")
    await ministry.gets(a_reply(letter, ANSWER))

    await message.get_by_text("1 af 2 har svaret").wait_for()
    await screenshot(message, screenshots / "round-open.png")
    await slack_page.button(card.ts, "Vis plan og rykkere").click()
    await slack_page.modal.get_by_text("Ingen rykkere").wait_for()
    await screenshot(slack_page.modal, screenshots / "round-plan.png")
    await slack_page.modal.get_by_role("button", name="Luk", exact=True).click()

    await slack_page.button(card.ts, "Gennemgå udsagn").click()
    await slack_page.modal.get_by_text("Foreslået af maskinen").first.wait_for()
    await screenshot(slack_page.modal, screenshots / "round-statements.png")
    await slack_page.send()
    await slack_page.modal.get_by_text("Alle udsagn i høringen er gennemgået.").wait_for()
