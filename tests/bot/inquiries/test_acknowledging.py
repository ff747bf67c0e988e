import pytest

from bot.inquiries import intake, outside_threads
from storage import correspondence, outbox
from tests.laid_desk import an_incoming, an_inquiry

IN_SLACK = an_incoming(sender="slack:u6karen", message_id="slack:C4NORDLYS/1767000000.000100")
WAYS = [
    (an_incoming(), "karen@fondennordlys.example", intake.ACKNOWLEDGEMENT, {}),
    (
        IN_SLACK,
        "slack:u6karen",
        outside_threads.RECEIVED,
        {"channel": "C4NORDLYS", "thread": "1767000000.000100"},
    ),
]


async def acknowledgement(desk, inquiry):
    async with desk.database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
        [letter] = [each for each in letters if each.kind == "acknowledgement"]
        return letter, await outbox.by_key(session, f"inquiry:{inquiry.id}/acknowledgement")


@pytest.mark.parametrize(("asked", "to", "kind", "place"), WAYS, ids=["by mail", "in Slack"])
async def test_whoever_asked_is_told_once_by_the_way_they_came(desk, asked, to, kind, place):
    letter, parcel = await acknowledgement(desk, await an_inquiry(desk, asked))

    assert (letter.direction, letter.state, letter.recipients) == ("out", "held", [to])
    assert (parcel.kind, parcel.recipient) == (kind, to)
    assert parcel.payload == {"letter": letter.id, **place}


async def test_only_a_mail_has_an_id_and_the_number_in_its_subject(desk):
    mail, _ = await acknowledgement(desk, inquiry := await an_inquiry(desk))
    said, _ = await acknowledgement(desk, await an_inquiry(desk, IN_SLACK))

    assert mail.message_id
    assert inquiry.reference in mail.subject
    assert mail.references == ["<1@fondennordlys.example>"]
    assert (said.message_id, said.references, said.sender) == (None, [], "")
