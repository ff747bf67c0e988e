from dataclasses import replace

import pytest

from bot.inquiries import intake, phoned
from bot.inquiries.phoned import Call
from storage import correspondence, inquiries, outbox
from tests.laid_desk import METTE, an_understanding

CALL = Call(
    name="Karen Lyngholt",
    organisation="Fonden Nordlys",
    address="",
    subject="Evaluering af mentorordning",
    text="Hun vil gerne høre, hvem der kan hjælpe.",
)
READING = replace(an_understanding("rct"), model="test-model")


@pytest.mark.parametrize(
    ("values", "wrong"),
    [
        ({}, None),
        ({"name": ""}, None),
        ({"organisation": " "}, None),
        ({"name": "", "organisation": " "}, ("name", "refused-nobody-phoned")),
        ({"address": "karen@fondennordlys.example", "acknowledge": True}, None),
        ({"address": "karen"}, ("address", "refused-bad-recipients")),
        ({"address": "karen@a.example, bo@b.example"}, ("address", "refused-bad-recipients")),
        ({"acknowledge": True}, ("address", "refused-no-address")),
    ],
)
def test_a_call_says_who_it_was_and_where_an_acknowledgement_goes(values, wrong):
    assert phoned.why_not(replace(CALL, **values)) == wrong


async def opened(desk, reading=READING, **values):
    inquiry = await phoned.take_down(desk, replace(CALL, **values), reading, METTE)
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def acknowledgement(desk, inquiry):
    async with desk.database.reading() as session:
        return await outbox.by_key(session, f"inquiry:{inquiry.id}/acknowledgement")


async def test_a_call_is_routed_as_a_letter_is_and_shown_in_that_office(desk):
    inquiry = await opened(desk)

    assert (inquiry.office, inquiry.initiative, inquiry.model) == ("analyse", "rct", "test-model")
    assert inquiry.first_answer_due == desk.calendar.first_answer_due(desk.clock.now())
    async with desk.database.reading() as session:
        card = await outbox.by_key(session, f"inquiry:{inquiry.id}/card:1")
        [letter] = await correspondence.of_inquiry(session, inquiry.id)
    assert (card.kind, card.lane) == ("slack.card", "slack:analyse")
    assert (letter.direction, letter.text) == ("in", CALL.text)


async def test_the_history_says_that_it_was_a_call_and_who_took_it(desk):
    inquiry = await opened(desk)

    async with desk.database.reading() as session:
        history = await inquiries.history(session, inquiry.id)
    assert [(event.what, event.actor) for event in history][-1] == ("phoned", METTE)


async def test_the_organisation_is_the_one_named_and_known_from_then_on(desk):
    first, second = await opened(desk), await opened(desk, organisation="fonden nordlys ")

    assert first.organisation_id == second.organisation_id
    async with desk.database.reading() as session:
        assert await inquiries.organisation_name(session, first) == "Fonden Nordlys"
    assert (await opened(desk, organisation="")).organisation_id is None


async def test_without_an_address_nothing_goes_back(desk):
    assert await acknowledgement(desk, await opened(desk)) is None


async def test_an_address_alone_gets_no_acknowledgement(desk):
    inquiry = await opened(desk, address="Karen@FondenNordlys.example")

    assert inquiry.sender == "karen@fondennordlys.example"
    assert await acknowledgement(desk, inquiry) is None


async def test_an_acknowledgement_goes_to_the_address_where_it_is_wished_for(desk):
    inquiry = await opened(desk, address="karen@fondennordlys.example", acknowledge=True)

    parcel = await acknowledgement(desk, inquiry)
    assert (parcel.kind, parcel.recipient) == (intake.ACKNOWLEDGEMENT, "karen@fondennordlys.example")


async def test_where_no_model_answers_triage_gets_the_call(desk):
    inquiry = await opened(desk, reading=None)

    assert (inquiry.office, inquiry.accepted, inquiry.model) == ("indsatser", False, "none")
