"""A caseworker's day in a browser: claim, draft, an earlier answer, approval, merging, closing."""

import re

import pytest
from playwright.async_api import expect

from tests.journeys.mails import KAREN, STRANGER, TEXT, a_mail, address_of
from tests.journeys.ministry import ANNE, BO, HOLD, OFFICES, UIP
from tests.servers.chromium import screenshot

EARLIER = (
    "Kære Palle Stork\n\nSend os manualen og regnskabet inden sommer. Så læser vi det sammen.\n\nAnne Holm"
)
SECOND = "Familiehuset: bilag"
PATIENCE = 20_000  # milliseconds: the page follows Slack a little later


@pytest.fixture
async def ministry(opened):
    """The ministry, whose UIP office wants four eyes on each answer."""
    first, *rest = OFFICES
    return await opened(office=[first | {"four_eyes": True}, *rest])


@pytest.fixture
async def answered(ministry):
    """An earlier inquiry by another foundation, that was answered."""
    text = TEXT.replace("Karen Lyngholt", "Palle Stork").replace("Fonden Nordlys", "Storkelegatet")
    await ministry.gets(a_mail(STRANGER, "Familiehuset hos os", text))
    card = await ministry.card("Familiehuset hos os", UIP)
    await ministry.acknowledgement(address_of(STRANGER))
    await ministry.writes(card, ANNE, EARLIER)
    preview = await card.thread_shows("inquiry.approve")
    await preview.click(BO, "inquiry.approve")
    await preview.shows("inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(address_of(STRANGER), "Send os manualen")
    await card.shows("Besvaret")


@pytest.fixture
async def card(ministry, answered, slack_page):
    """The card of Karen's inquiry, seen by Anne."""
    await ministry.gets(a_mail())
    card = await ministry.card("Bestyrelsens", UIP)
    await ministry.acknowledgement(address_of(KAREN))
    await slack_page.open(UIP)
    await slack_page.act_as(ANNE)
    return card


async def drafts_with_an_earlier_answer(ministry, slack_page, card, screenshots):
    """Anne takes it, finds what was answered to a similar question, and sends that in her own names."""
    await slack_page.button(card.ts, "Tag sagen").click()
    await slack_page.message(card.ts).get_by_text("har sagen").wait_for()
    await slack_page.button(card.ts, "Svar").click()
    await slack_page.modal.get_by_text("Ligner").wait_for()
    await screenshot(slack_page.modal, screenshots / "answer-similar.png")
    # the page's own modals have no buttons that work: pressed by hand
    await ministry.slack.click_in_view(ANNE, "inquiry.reply.similar")
    await ministry.slack.wait(lambda page: "Kære Karen Lyngholt" in str(page.modals))
    await expect(slack_page.field("Svar")).to_have_value(re.compile("Kære Karen Lyngholt"), timeout=PATIENCE)
    body = await slack_page.field("Svar").input_value()
    assert "Stork" not in body
    await slack_page.send()
    preview = await card.thread_shows("inquiry.approve", "Kære Karen Lyngholt")
    assert not [each for each in ministry.sink.messages if "Kære Karen" in str(each.message)]
    return body, preview


async def thinks_again(slack_page, card, body, preview, screenshots):
    """She takes it back before anybody approved it; her text is there still."""
    await slack_page.open(UIP, card.ts, thread=True)
    await slack_page.act_as(ANNE)
    await slack_page.thread.get_by_role("button", name="Godkend").wait_for()
    await screenshot(slack_page.thread, screenshots / "answer-awaiting.png")
    await slack_page.thread.get_by_role("button", name="Fortryd").click()
    await preview.shows("ikke sendt")
    await slack_page.button(card.ts, "Svar").click()
    await expect(slack_page.field("Svar")).to_have_value(body, timeout=PATIENCE)
    await slack_page.field("Svar").fill("Kære Karen. Rigtig god idé! Send os manualen og regnskabet.")
    await slack_page.send()


async def is_approved_and_sent(ministry, slack_page, card, screenshots):
    """A colleague approves the exact text; after the hold it leaves."""
    preview = await card.thread_shows("inquiry.approve", "Rigtig god idé!")
    await slack_page.act_as(BO)
    await slack_page.thread.get_by_role("button", name="Godkend").click()
    await preview.shows("Godkendt af", "inquiry.undo")
    ministry.waits(HOLD)
    await ministry.letter(address_of(KAREN), "Rigtig god idé!")
    await preview.shows("Sendt af", "answer.keep")
    await slack_page.thread.get_by_role("button", name="Gem som standardsvar").wait_for()
    await screenshot(slack_page.thread, screenshots / "answer-sent.png")
    await card.shows("Besvaret")


async def merges_what_comes_next(ministry, slack_page, card, screenshots):
    """Karen writes anew; it is one matter."""
    await ministry.gets(a_mail(KAREN, SECOND, TEXT))
    second = await ministry.card(SECOND, UIP)
    await slack_page.open(UIP)
    await slack_page.act_as(ANNE)
    await slack_page.pick(second.ts, "Læg sammen")
    await slack_page.field("Fortsæt i").fill("FD-2025-00002")
    await screenshot(slack_page.modal, screenshots / "merge.png")
    await slack_page.send()
    await second.shows("inquiry.unmerge", "sagen fortsætter dér")
    await card.shows("Her er også FD-2025-00003", "har sagen", "Svar senest")
    await card.thread_shows("lagde FD-2025-00003 sammen med denne sag")
    await slack_page.modal.wait_for(state="detached")
    await screenshot(slack_page.message(second.ts), screenshots / "card-merged.png")


async def looks_back(ministry, slack_page, card, screenshots):
    """Everything else is behind *Mere*, the history among it."""
    await slack_page.button(card.ts, "Mere …").click()
    await slack_page.modal.get_by_role("button", name="Vis historik").wait_for()
    await screenshot(slack_page.modal, screenshots / "further.png")
    await ministry.slack.click_in_view(ANNE, "inquiry.further.choice", value="history")
    await slack_page.modal.get_by_text("godkendte svaret").first.wait_for()
    await screenshot(slack_page.modal, screenshots / "history.png")
    await ministry.slack.close_view(ANNE)


async def test_a_caseworkers_day(ministry, slack_page, card, screenshots):
    body, preview = await drafts_with_an_earlier_answer(ministry, slack_page, card, screenshots)
    await thinks_again(slack_page, card, body, preview, screenshots)
    await is_approved_and_sent(ministry, slack_page, card, screenshots)
    await merges_what_comes_next(ministry, slack_page, card, screenshots)
    await looks_back(ministry, slack_page, card, screenshots)

    await slack_page.pick(card.ts, "Udsæt")
    await slack_page.send()
    await card.shows("Udsat til")
    await slack_page.pick(card.ts, "Luk sagen")
    await card.shows("Lukket")
    assert await ministry.history(card) == [
        *("opened", "acknowledged", "claimed", "answer_written", "answer_withdrawn", "answer_written"),
        *("answer_approved", "answered", "merged_with", "snoozed", "closed"),
    ]
