"""A party of several people is away when all of them are."""

import pytest

from consultation.rounds.words import AnswerKind
from storage import round_parties
from tests.rounds_on_record import answers, opened

NORDLYS, KAREN, LARS = "Fonden Nordlys", "karen@fondennordlys.example", "lars@fondennordlys.example"


@pytest.fixture
async def of(desk):
    return await opened(desk, parties={NORDLYS: (KAREN, LARS)})


async def away(desk, of, who, back_on):
    await answers(desk, of, NORDLYS, "Autosvar", sender=who, known=AnswerKind.AUTO_REPLY, back_on=back_on)


async def bounces(desk, of, who):
    await answers(desk, of, NORDLYS, "Retur", known=AnswerKind.BOUNCE, bounced=[who])


async def absent_until(desk, of):
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, of)
        return party.absent_until


async def test_a_party_is_not_away_while_a_colleague_who_has_the_letters_is_there(desk, of):
    await away(desk, of, KAREN, "2026-03-27")

    assert await absent_until(desk, of) is None


async def test_a_party_is_away_until_the_first_of_all_is_back(desk, of):
    await away(desk, of, KAREN, "2026-03-27")
    await away(desk, of, LARS, "2026-03-13")

    assert await absent_until(desk, of) == "2026-03-13"


@pytest.mark.parametrize("order", [1, -1])
async def test_a_party_is_away_where_no_letter_reaches_who_is_there(desk, of, order):
    for happens in [lambda: away(desk, of, KAREN, "2026-03-27"), lambda: bounces(desk, of, LARS)][::order]:
        await happens()

    assert await absent_until(desk, of) == "2026-03-27"


async def test_an_absence_from_an_address_that_we_do_not_write_to_is_the_partys(desk, of):
    await away(desk, of, "sekretariat@fondennordlys.example", "2026-03-27")

    assert await absent_until(desk, of) == "2026-03-27"
