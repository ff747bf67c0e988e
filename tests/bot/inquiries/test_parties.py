import pytest

from bot.inquiries import parties
from storage import inquiries
from tests.laid_desk import an_inquiry


@pytest.mark.parametrize(
    ("domain", "text", "name"),
    [
        ("fondennordlys.example", "Venlig hilsen\nKaren\nFonden Nordlys, Aarhus", "Fonden Nordlys"),
        ("nordlysfonden.example", "Mvh Nordlysfonden", "Nordlysfonden"),
        ("blaakors.example", "Hilsen fra Blå Kors", "Blå Kors"),
        ("mail.havnefonden.example", "Havnefonden takker", "Havnefonden"),
        ("larkfield-trust.example", "Helen, The Larkfield Trust", "Larkfield Trust"),
        ("aogb.example", "ingen navne her", "aogb.example"),
    ],
)
def test_an_organisation_is_called_what_it_calls_itself(domain, text, name):
    assert parties.organisation_name(domain, text) == name


@pytest.mark.parametrize("address", ["amalie@gmail.com", "per@hotmail.dk", "nobody"])
def test_an_address_at_a_public_provider_speaks_for_no_organisation(address):
    assert parties.domain_of(address) is None


async def test_two_people_at_one_domain_are_one_organisation(desk):
    first = await an_inquiry(desk)
    second = await an_inquiry(desk, sender="bo@fondennordlys.example", sender_name="Bo")

    assert first.organisation_id == second.organisation_id is not None
    assert first.contact_id != second.contact_id
    async with desk.database.reading() as session:
        assert await inquiries.organisation_name(session, first) == "Fonden Nordlys"


async def test_a_person_who_writes_again_is_the_same_contact(desk):
    assert (await an_inquiry(desk)).contact_id == (await an_inquiry(desk)).contact_id
