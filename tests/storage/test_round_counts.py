"""A round at a glance, on both databases."""

from storage import round_counts, round_parties, rounds
from storage.database import Database
from storage.tables import PartyAddress
from tests.round_builders import a_party, a_round, an_answer


async def test_parties_are_counted_by_state_those_nobody_asked_apart(database: Database) -> None:
    async with database.transaction() as session:
        of, other = await a_round(session), await a_round(session)
        await a_party(session, of, "A")
        await a_party(session, of, "B")
        await a_party(session, of, "C", state="answered")
        await a_party(session, of, "D", state="answered", invited=False)
        await a_party(session, other, "E")

        assert await round_counts.by_state(session, of.id) == {
            (True, "invited"): 2,
            (True, "answered"): 1,
            (False, "answered"): 1,
        }
        assert await round_counts.asked(session, of.id) == 3


async def test_who_can_be_written_to_is_counted_once_and_the_first_are_named(database: Database) -> None:
    async with database.transaction() as session:
        of = await a_round(session)
        for name in ("Syd", "Nord", "Vest"):
            party = await a_party(session, of, name)
            await rounds.add(
                session, PartyAddress(party_id=party.id, email=f"to@{name}.example", name="", active=True)
            )
        await a_party(session, of, "Ingen adresse", email="")
        await a_party(session, of, "Uspurgt", invited=False)
        bounced = await a_party(session, of, "Retur")
        (address,) = await round_parties.addresses_of(session, bounced.id)
        address.active = False
        await session.flush()

        assert await round_counts.reachable(session, of.id, 2) == (3, ["Nord", "Syd"])


async def test_what_waits_for_a_person_is_what_is_undecided_or_asks_for_time(database: Database) -> None:
    async with database.transaction() as session:
        of = await a_round(session)
        party = await a_party(session, of)
        plain = await an_answer(session, of, party)
        doubtful = await an_answer(session, of, party, undecided="not_plain")
        wants = await an_answer(session, of, party, kind="extension_request")
        await an_answer(session, of, party, kind="extension_request", set_aside="dobbelt")

        found = await round_counts.waiting(session, of.id, "extension_request")

        assert [each.id for each in found] == [doubtful.id, wants.id]
        assert plain.id not in {each.id for each in found}


async def test_messages_are_counted_by_what_became_of_them(database: Database) -> None:
    async with database.transaction() as session:
        of, other = await a_round(session), await a_round(session)
        party = await a_party(session, of)
        for _ in range(2):
            await an_answer(session, of, party)
        await an_answer(session, of, party, undecided="not_plain")
        await an_answer(session, of, party, kind="bounce", set_aside="dobbelt")
        await an_answer(session, other, await a_party(session, other))

        assert sorted(await round_counts.messages(session, of.id)) == [
            ("bounce", False, True, 1),
            ("submission", False, False, 2),
            ("submission", True, False, 1),
        ]
        assert await round_counts.taken_in(session, of.id, ["submission", "bounce"]) == 4
        assert await round_counts.taken_in(session, of.id, ["decided"]) == 0
