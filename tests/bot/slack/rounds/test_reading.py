"""What is read of a round for its modals; how a page looks is tested beside the cards."""

from datetime import timedelta

import pytest

from bot.slack.rounds import reading
from storage import round_parties
from tests.round_builders import a_party, a_round, an_answer


@pytest.fixture
def known(desk):
    """Put a round with three parties on the record: one answered, one is waited for, one was not asked."""

    async def _known(**over):
        async with desk.database.transaction() as session:
            of = await a_round(session, **over)
            answered = await a_party(session, of, "Fonden Nordlys", state="answered")
            await a_party(session, of, "Havblik <Fonden>")
            await a_party(session, of, "Uspurgt Fond", invited=False, state="answered")
            await an_answer(session, of, answered, text="Unge hjemløse først.")
        return of

    return _known


@pytest.fixture
def read(desk, counter):
    """Read a page of a round."""

    async def _read(page, of, *more):
        async with desk.database.reading() as session:
            return str((await page(session, *more, of, counter))["blocks"])

    return _read


async def party_named(desk, of, name):
    async with desk.database.reading() as session:
        return next(
            each for each in await round_parties.of_round(session, of.id) if each.organisation == name
        )


async def test_the_check_says_what_it_finds_now(known, read):
    assert "Ingen bliver spurgt, om svaret må offentliggøres." in await read(
        reading.findings, await known(state="draft", consent=None)
    )


class TestThePlan:
    async def test_of_an_open_round_it_says_how_many_are_to_be_reminded_now(self, known, read, clock):
        of = await known()
        assert "Ingen skal rykkes lige nu." in await read(reading.plan, of)
        clock.advance(timedelta(days=15, hours=-3))  # halfway, in working hours

        assert "*En part skal rykkes nu.*" in await read(reading.plan, of)

    @pytest.mark.parametrize("state", ["draft", "approved", "cancelled"])
    async def test_of_one_that_is_not_out_it_speaks_of_no_reminding_now(self, known, read, clock, state):
        of = await known(state=state)
        clock.advance(timedelta(days=15, hours=-3))

        said = await read(reading.plan, of)

        assert "rykkes nu" not in said
        assert "Ingen skal rykkes lige nu." not in said


class TestEverybody:
    async def test_each_stands_once_under_its_state(self, known, read):
        said = await read(reading.parties, await known())

        for name in ("Fonden Nordlys", "Havblik", "Uspurgt Fond"):
            assert said.count(name) >= 1
        assert "1 har svaret" in said

    async def test_names_are_safe_to_show(self, known, read):
        assert "Havblik &lt;Fonden&gt;" in await read(reading.parties, await known())

    async def test_only_those_asked_can_be_picked(self, desk, known):
        of = await known()

        async with desk.database.reading() as session:
            named = await reading.named(session, of)

        assert [name for _, name in named] == ["Fonden Nordlys", "Havblik <Fonden>"]


class TestOneParty:
    async def test_it_says_what_it_wrote_and_at_which_address(self, desk, known, read):
        of = await known()
        one = await party_named(desk, of, "Fonden Nordlys")
        async with desk.database.reading() as session:
            [address] = await round_parties.addresses_of(session, one.id)

        said = await read(reading.party, of, one)

        assert "Unge hjemløse først." in said
        assert address.email in said

    async def test_an_address_that_is_no_longer_used_is_not_shown(self, desk, known, read):
        of = await known()
        one = await party_named(desk, of, "Havblik <Fonden>")
        async with desk.database.transaction() as session:
            [address] = await round_parties.addresses_of(session, one.id)
            address.active = False

        assert address.email not in await read(reading.party, of, one)

    async def test_one_that_has_written_nothing_has_nothing_to_show(self, desk, known, read):
        of = await known()

        said = await read(reading.party, of, await party_named(desk, of, "Havblik <Fonden>"))

        assert "Unge hjemløse" not in said
