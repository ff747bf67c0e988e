from datetime import timedelta

from bot import schedule
from consultation.rounds.writing import LETTER, LetterKind
from storage import round_parties, rounds
from tests.rounds_on_record import PARTIES, answers, opened, parcels

ELSEWHERE = "Spørg hellere Ida Holm, ida@programfonden.example."


async def party_at(desk, round_id, address):
    async with desk.database.reading() as session:
        addresses = await round_parties.addresses(session, round_id)
        found = [party for party, theirs in addresses.items() if address in [each.email for each in theirs]]
        return [
            (await round_parties.get(session, each), await rounds.letters(session, each)) for each in found
        ]


async def test_the_one_whom_a_party_names_gets_the_invitation_in_its_place(desk):
    of = await opened(desk)

    await answers(desk, of, "Fonden Nordlys", ELSEWHERE)

    ((heir, letters),) = await party_at(desk, of, "ida@programfonden.example")
    assert [each.kind for each in letters] == [LetterKind.INVITATION]
    assert (heir.state, heir.invited) == ("invited", True)
    ((before, _),) = await party_at(desk, of, PARTIES["Fonden Nordlys"])
    assert before.state == "delegated"


async def test_who_is_in_the_round_already_is_not_asked_twice(desk):
    of = await opened(desk)

    await answers(desk, of, "Fonden Nordlys", f"Spørg hellere {PARTIES['Stille Fond']}.")

    ((_, letters),) = await party_at(desk, of, PARTIES["Stille Fond"])
    assert len(letters) == 1


async def test_said_twice_it_moves_once(desk):
    of = await opened(desk)

    await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    await answers(desk, of, "Fonden Nordlys", ELSEWHERE)

    assert len(await party_at(desk, of, "ida@programfonden.example")) == 1


async def test_the_new_one_is_reminded_and_not_before_it_had_time_to_answer(desk):
    of = await opened(desk)
    # a day before everybody is reminded halfway
    desk.clock.advance(timedelta(days=13))
    await answers(desk, of, "Fonden Nordlys", ELSEWHERE)

    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert heir.remind_at is not None
    assert heir.remind_at > desk.clock.now() + timedelta(days=5)

    desk.clock.advance(heir.remind_at - desk.clock.now() + timedelta(minutes=1))
    await schedule.tick(desk)
    written = [each.key for each in await parcels(desk, LETTER) if "reminder" in each.key]
    assert any(key.endswith(f"invitee:{heir.id}") for key in written)
