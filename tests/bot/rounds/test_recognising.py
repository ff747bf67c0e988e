"""A mail from somebody who is asked in one round: an answer, or something else that its card asks about."""

import pytest

from bot.mail.parsing import parse
from bot.rounds import receiving
from storage import round_parties
from storage import rounds as record
from tests.journeys.mails import a_mail
from tests.laid_desk import a_desk, an_understanding
from tests.rounds_on_record import opened

KAREN = "Karen <karen@fondennordlys.example>"
RCT = "Vi overvejer et lodtrækningsforsøg af vores mentorordning. Kan vi få et møde med jer om designet?"
ELSEWHERE = an_understanding("rct")


@pytest.fixture
async def desk(tmp_path):
    """A desk with one open round in which Fonden Nordlys is asked."""
    async with a_desk(tmp_path) as laid:
        await opened(laid)
        yield laid


@pytest.fixture
def goes_in(desk):
    """Whether a mail is taken for the round's without asking."""

    async def _goes_in(text=RCT, understanding=ELSEWHERE, subject="Møde", **headers):
        mail = parse(a_mail(KAREN, subject, text, **headers).as_bytes())
        async with desk.database.reading() as session:
            return await receiving.find(session, desk, mail, None, understanding) is not None

    return _goes_in


async def test_a_fresh_letter_on_another_matter_becomes_an_inquiry(goes_in):
    assert not await goes_in()


@pytest.mark.parametrize(
    "understanding",
    [
        None,
        an_understanding("rct", confidence=0.4),
        an_understanding("uip"),
        an_understanding("politisk_inddragelse"),
        an_understanding("none"),
    ],
)
async def test_what_is_not_plainly_an_inquiry_goes_straight_in(goes_in, understanding):
    assert await goes_in(understanding=understanding)


@pytest.mark.parametrize(
    ("text", "subject"),
    [
        ("Vi har ingen bemærkninger.", ""),
        (RCT, "Re: Fokusområder for 2027"),
        (f"{RCT}\n\nVores svar på høringen følger.", "Møde"),
        ("1. Unge hjemløse.\n2. Mentorordningen.", ""),
    ],
)
async def test_what_speaks_of_the_round_goes_straight_in(goes_in, text, subject):
    assert await goes_in(text, subject=subject)


async def test_what_goes_on_with_a_thread_goes_straight_in(goes_in):
    assert await goes_in(**{"In-Reply-To": "<somewhere@fondennordlys.example>"})


async def test_an_answer_to_our_letter_goes_in_whatever_it_says(desk, goes_in):
    async with desk.database.reading() as session:
        (of,) = await record.newest_first(session)
        party = next(
            each for each in await round_parties.of_round(session, of.id) if "Nordlys" in each.organisation
        )
        (letter,) = await record.letters(session, party.id)

    assert await goes_in(**{"In-Reply-To": letter.message_id})


SHARED = "sekretariat@huset.example"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("På vegne af Havblik Fonden:\n\n1. Unge hjemløse bør komme først.", "Havblik Fonden"),
        ("1. Unge hjemløse bør komme først.\n\nVenlig hilsen\nIb Dahl\nHavblik Fonden", "Havblik Fonden"),
        ("1. Unge hjemløse bør komme først.", "Fonden Nordlys"),
    ],
)
async def test_of_two_parties_at_one_address_a_letter_is_from_whom_it_speaks_for(desk, text, name):
    of = await opened(
        desk, key="uip-2028", parties=dict.fromkeys(("Fonden Nordlys", "Havblik Fonden"), SHARED)
    )
    mail = parse(a_mail(SHARED, "Høringssvar [uip-2028]", text).as_bytes())

    async with desk.database.reading() as session:
        found = await receiving.find(session, desk, mail, None)
        assert found.round_id == of
        assert (await round_parties.get(session, found.party_id)).organisation == name


DORTHE, TOGETHER = "Dorthe <dorthe@fondennordlys.example>", "Dorthe Holm\nFonden Nordlys"


@pytest.fixture
def is_from(desk):
    """Whom a mail that names the round in its subject is from; empty where that is nobody who was asked."""

    async def _is_from(sender, signed, **over):
        await opened(desk, key="uip-2028", **over)
        text = f"1. Unge hjemløse bør komme først.\n\nVenlig hilsen\n{signed}"
        mail = parse(a_mail(sender, "Høringssvar [uip-2028]", text).as_bytes())
        async with desk.database.reading() as session:
            found = await receiving.find(session, desk, mail, None)
            party = await round_parties.get(session, found.party_id) if found.party_id else None
        return (party.organisation, found.new_address) if party else None

    return _is_from


async def test_a_colleague_in_the_house_who_signs_for_the_party_answers_for_it(is_from):
    assert await is_from(DORTHE, TOGETHER) == ("Fonden Nordlys", True)


@pytest.mark.parametrize("signed", ["Dorthe Holm", "Dorthe Holm\nHavblik Fonden"])
async def test_whoever_does_not_sign_for_it_is_a_stranger(is_from, signed):
    assert await is_from(DORTHE, signed) is None


async def test_a_public_provider_says_nothing_of_whom_one_writes_for(is_from):
    parties = {"Fonden Nordlys": "nordlys@gmail.com"}
    assert await is_from("dorthe@gmail.com", TOGETHER, parties=parties) is None


async def test_a_house_of_several_parties_is_none_of_them(is_from):
    parties = {"Fonden Nordlys": "a@huset.example", "Havblik Fonden": "b@huset.example"}
    assert await is_from("dorthe@huset.example", TOGETHER, parties=parties) is None
