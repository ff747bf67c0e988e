"""An answer to a round from an address that only looks like its party's: it counts, and staff are told."""

import pytest
from sqlalchemy import select

from bot.signed_address import reply_address
from storage import parties, round_messages, round_parties
from storage.tables import RoundLetter
from tests.journeys.mails import a_mail
from tests.laid_desk import a_desk
from tests.letters_received import ANSWER, received
from tests.rounds_on_record import opened

NORDLYS = {"Fonden Nordlys": "karen@fondennordlys.example"}
FORGED = "Karen <karen@fonden-nord1ys.example>"


@pytest.fixture
async def desk(tmp_path):
    """A desk with one open round in which Fonden Nordlys is asked."""
    async with a_desk(tmp_path) as laid:
        await opened(laid, parties=NORDLYS)
        yield laid


@pytest.fixture
def answered(desk):
    """Answer as the party, by its own signed address, from some address; gives what is on record of it."""

    async def _answered(sender, text=ANSWER):
        to = reply_address(desk.own_address, "r", 1, desk.key)
        await received(desk, a_mail(sender, "Vores svar", text, to=to))
        async with desk.database.reading() as session:
            return (await round_messages.of_party(session, 1))[-1]

    return _answered


async def addresses(desk):
    async with desk.database.reading() as session:
        return [each.email for each in await round_parties.addresses_of(session, 1)]


async def test_it_counts_and_says_whom_it_only_looks_like_each_time(desk, answered):
    for _ in range(2):
        made = await answered(FORGED)

        assert (made.undecided, made.kind.endswith("submission")) == (None, True)
        assert made.reading["looks_like"] == ["fondennordlys.example", "Fonden Nordlys"]


async def test_the_rounds_letters_do_not_go_there(desk, answered):
    await answered(FORGED)

    assert await addresses(desk) == ["karen@fondennordlys.example"]


async def test_it_can_not_have_the_invitation_sent_elsewhere(desk, answered):
    text = "Spørg i stedet Ole Holm, ole@fonden-nord1ys.example, der tager sig af det."
    await answered(FORGED, text)

    async with desk.database.reading() as session:
        letters = await session.scalars(select(RoundLetter.recipients))
        assert ["ole@fonden-nord1ys.example"] not in list(letters)
    assert await addresses(desk) == ["karen@fondennordlys.example"]


@pytest.mark.parametrize("sender", ["karen@fondennordlys.example", "Bo <bo@heltandet.example>"])
async def test_of_any_other_address_nothing_is_said(desk, answered, sender):
    assert "looks_like" not in (await answered(sender)).reading


async def test_nothing_is_said_of_the_address_that_was_written_to_although_an_older_one_looks_alike(
    desk, answered
):
    async with desk.database.transaction() as session:
        await parties.add_organisation(session, "Nordlys Fonden", "fonden-nordlys.example", desk.clock.now())
        await parties.add_organisation(session, "Fonden Nordlys", "fondennordlys.example", desk.clock.now())

    assert "looks_like" not in (await answered("karen@fondennordlys.example")).reading
    assert (await answered(FORGED)).reading["looks_like"] == ["fondennordlys.example", "Fonden Nordlys"]


async def test_a_colleague_whom_we_never_wrote_to_counts_and_the_rounds_letters_do_not_go_there(desk):
    text = f"{ANSWER}\n\nVenlig hilsen\nDorthe Holm\nFonden Nordlys"
    await received(desk, a_mail("dorthe@fondennordlys.example", "Høringssvar [uip-2027]", text))

    async with desk.database.reading() as session:
        (made,) = await round_messages.of_party(session, 1)
    assert (made.undecided, made.version, made.reading["new_address"]) == (None, 1, True)
    assert await addresses(desk) == ["karen@fondennordlys.example"]
