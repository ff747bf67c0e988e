"""One mail that two offices know something about: asked, answered, put together, one letter."""

from playwright.async_api import expect

from tests.journeys.mails import KAREN, SUBJECT, a_mail, address_of
from tests.journeys.ministry import ANNE, BO, CARLA, HOLD, POLICY, TRIAGE, UIP
from tests.servers.chromium import screenshot

PATIENCE = 20_000  # milliseconds: the page follows Slack a little later
LAW = "Kan kommunen give lån efter loven?"
MEETING = "Hvem holder mødet i maj?"


async def test_one_mail_becomes_two_questions_and_one_letter(ministry, slack_page, screenshots):
    await ministry.gets(a_mail())
    card = await ministry.card(SUBJECT, UIP)
    receipt = await ministry.acknowledgement(address_of(KAREN))
    await card.click(ANNE, "inquiry.claim")
    await card.shows(f"<@{ANNE}> har sagen")
    number = str(receipt["Subject"]).rpartition("[")[2].rstrip("]")

    await asks_two_offices(ministry, card)
    law, meeting = await ministry.card(LAW, POLICY), await ministry.card(MEETING, TRIAGE)
    await law.click(CARLA, "inquiry.claim")
    await card.shows(f"<@{CARLA}> har det")
    await slack_page.open(POLICY, law.ts)
    await expect(slack_page.message(law.ts)).to_contain_text(number, timeout=PATIENCE)
    await screenshot(slack_page.message(law.ts), screenshots / "question.png")

    await answers(ministry, law, CARLA, "Ja, efter lovens § 4.")
    await card.shows("1 af 2 spørgsmål er besvaret")
    await slack_page.open(UIP, card.ts)
    await expect(slack_page.message(card.ts)).to_contain_text("1 af 2", timeout=PATIENCE)
    await screenshot(slack_page.message(card.ts), screenshots / "split.png")
    await answers(ministry, meeting, BO, "Anne Holm holder mødet den 4. maj.")
    await card.thread_shows("Alle svar er inde", f"<@{ANNE}>")

    await one_letter_answers_both(ministry, card)
    assert len(ministry.sink.messages) == 2  # the acknowledgement and this


async def asks_two_offices(ministry, card):
    await card.click(ANNE, "inquiry.further")
    await ministry.slack.wait(lambda page: page.modals)
    await ministry.slack.click_in_view(ANNE, "inquiry.further.choice", value="split")
    await ministry.slack.wait(lambda page: "Kontor til spørgsmål 5" in str(page.modals))
    await ministry.slack.submit(
        ANNE,
        {"question_1": LAW, "office_1": "politik", "question_2": MEETING, "office_2": "visitation"},
    )
    await card.shows("0 af 2 spørgsmål er besvaret")


async def answers(ministry, card, user, text):
    await card.click(user, "inquiry.reply")
    await ministry.slack.wait(lambda page: page.modals)
    await ministry.slack.submit(user, {"body": text})
    await card.shows("svarede kollegaen", text)


async def one_letter_answers_both(ministry, card):
    await card.click(ANNE, "inquiry.reply")
    [form] = await ministry.slack.wait(lambda page: page.modals)
    put_together = "Ja, efter lovens § 4.\n\nAnne Holm holder mødet den 4. maj."
    [field] = [each for each in form["blocks"] if each.get("block_id") == "body"]
    assert field["element"]["initial_value"] == put_together
    await ministry.slack.submit(ANNE, {"body": f"Kære Karen\n\n{put_together}\n\nAnne"})
    await card.thread_shows("Kære Karen", "inquiry.undo")
    ministry.waits(HOLD)
    letter = await ministry.letter(address_of(KAREN), "Ja, efter lovens § 4.")
    assert "Anne Holm holder mødet den 4. maj." in str(letter.get_body(("plain",)).get_content())
    await card.shows("Besvaret")
