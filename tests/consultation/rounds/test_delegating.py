from datetime import timedelta

from bot import schedule
from consultation.rounds import deciding
from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import LETTER, LetterKind
from storage import round_messages, round_parties, rounds
from tests.rounds_on_record import HELLE, PARTIES, answers, closed, opened, parcels, work

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


DOUBTFUL = (
    "Fonden Nordlys arbejder ikke længere selv med indsatser i Jylland og på Fyn. "
    "Spørg i stedet Ida Holm, ida@programfonden.example. Vi synes dog, at indsatserne for unge er spændende."
)


async def a_person_sees_a_delegation(desk, letter):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, letter.round_id)
        found = await round_messages.get(session, letter.id)
        await deciding.decide(session, of, found, AnswerKind.DELEGATION, HELLE, work(desk))


async def test_where_a_person_sees_that_it_was_a_delegation_the_invitation_moves_then(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)
    assert letter.undecided
    assert await party_at(desk, of, "ida@programfonden.example") == []

    await a_person_sees_a_delegation(desk, letter)

    ((heir, letters),) = await party_at(desk, of, "ida@programfonden.example")
    assert ([each.kind for each in letters], heir.remind_at is not None) == ([LetterKind.INVITATION], True)
    ((before, _),) = await party_at(desk, of, PARTIES["Fonden Nordlys"])
    assert (before.state, before.remind_at) == ("delegated", None)


async def test_nobody_is_asked_in_a_round_that_is_over(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)
    await closed(desk, of)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).state = "reported"

    await a_person_sees_a_delegation(desk, letter)

    assert await party_at(desk, of, "ida@programfonden.example") == []


KAREN, HANNE = "karen@fondennordlys.example", "hanne@fondennordlys.example"


async def test_a_colleague_who_has_the_letter_is_no_other_party_and_the_party_still_owes_its_answer(desk):
    of = await opened(desk, parties={"Fonden Nordlys": (KAREN, HANNE)})

    await answers(desk, of, "Fonden Nordlys", f"Spørg hellere min kollega på {HANNE}.", sender=KAREN)

    ((party, letters),) = await party_at(desk, of, HANNE)
    assert party.organisation == "Fonden Nordlys"
    assert [each.kind for each in letters].count(LetterKind.INVITATION) == 1
    assert party.state == "invited"
    assert party.remind_at is not None
