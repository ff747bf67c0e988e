"""A foundation phones: a colleague takes it down in Slack, and it goes the way of a letter."""

from tests.journeys.ministry import ANNE, UIP

CALLER = "karen@fondennordlys.example"
CALL = {
    "name": "Karen Lyngholt",
    "organisation": "Fonden Nordlys",
    "address": CALLER,
    "acknowledge": ["yes"],
    "subject": "Udbredelse af vores udviklingsprojekt",
    "text": "De vil gerne udbrede deres udviklingsprojekt for unge i hjemløshed til flere kommuner.",
}


async def test_a_call_becomes_an_inquiry_with_a_card_and_an_acknowledgement(ministry):
    await ministry.slack.command(UIP, ANNE, "/henvendelse", "ny")
    await ministry.slack.wait(lambda page: page.modals)

    assert await ministry.slack.submit(ANNE, CALL) == {}

    letter = await ministry.acknowledgement(CALLER)
    assert "FD-2025-00001" in str(letter["Subject"])
    card = await ministry.card(CALL["subject"], UIP)
    await card.shows("Fonden Nordlys", "Karen Lyngholt")
    inquiry = await ministry.inquiry(card)
    assert (inquiry.office, inquiry.initiative) == ("uip", "uip")
    assert (await ministry.history(card))[:2] == ["opened", "phoned"]
