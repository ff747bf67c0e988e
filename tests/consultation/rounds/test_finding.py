import pytest

from consultation.rounds import finding
from consultation.rounds.errors import UnknownParty
from storage import rounds
from tests.rounds_on_record import PARTIES, a_party, opened

NAMES = [
    (1, "Fonden Nordlys"),
    (2, "Nordlys"),
    (3, "Nordjysk Børnefond"),
    (4, "Ærø Fonden"),
    (5, "Fonden for Nordlys og Havblik"),
    (6, "Ålborg Legat"),
]


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("nordlys", [2, 5, 1]),
        ("NORD", [3, 2, 5, 1]),
        ("ærø", [4]),
        ("havblik  fonden", [5]),
        ("børn", [3]),
        ("ingen", []),
        ("", [5, 1, 3, 2, 4, 6]),
    ],
)
def test_names_are_found_best_first_whatever_their_letters(typed, numbers):
    assert [number for number, _ in finding.matching(NAMES, typed)] == numbers


@pytest.fixture
def called(desk):
    """Find a party of a round; gives its name."""

    async def _called(round_id, typed):
        async with desk.database.transaction() as session:
            of = await rounds.get(session, round_id)
            return (await finding.party_called(session, of, typed)).organisation

    return _called


@pytest.mark.parametrize(
    "typed", ["Fonden Nordlys", "fonden  nordlys", "nordl", PARTIES["Fonden Nordlys"].upper()]
)
async def test_one_party_is_found_by_its_name_its_beginning_or_an_address(desk, called, typed):
    of = await opened(desk)

    assert await called(of, typed) == "Fonden Nordlys"


@pytest.mark.parametrize("typed", ["fond", "", "  ", "Fonden Sydpol", "nobody@sydpol.example"])
async def test_what_fits_several_or_nobody_is_nobody_s_name(desk, called, typed):
    of = await opened(desk)

    with pytest.raises(UnknownParty):
        await called(of, typed)


async def test_the_name_itself_goes_before_longer_ones_that_hold_it(desk, called):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        round_ = await rounds.get(session, of)
        await a_party(session, round_, "Fonden Nordlys og Venner", "venner@nordlys.example")

    assert await called(of, "Fonden Nordlys") == "Fonden Nordlys"


async def test_two_of_the_same_name_are_told_apart_by_their_addresses_alone(desk, called):
    of = await opened(desk)
    async with desk.database.transaction() as session:
        round_ = await rounds.get(session, of)
        await a_party(session, round_, "Fonden Nordlys", "anden@nordlys.example")

    with pytest.raises(UnknownParty):
        await called(of, "Fonden Nordlys")
    assert await called(of, "anden@nordlys.example") == "Fonden Nordlys"


async def test_an_address_in_another_round_is_not_found(desk, called):
    of = await opened(desk)
    other = await opened(desk, key="anden", parties={"Ny Fond": "post@nyfond.example"})

    with pytest.raises(UnknownParty):
        await called(of, "post@nyfond.example")
    assert await called(other, "post@nyfond.example") == "Ny Fond"
