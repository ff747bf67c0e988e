from datetime import timedelta

from bot import schedule
from bot.cli.rounds import values
from consultation.rounds import deciding, noting, record
from consultation.rounds.noted_answers import House
from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import LETTER, LetterKind
from nlp import taxonomy
from storage import round_messages, round_parties, rounds
from tests.laid_desk import FixedModel
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


async def test_who_is_asked_after_the_deadline_counts_as_one_who_has_not_answered(desk):
    of = await opened(desk)
    desk.clock.advance(timedelta(days=29))
    await schedule.tick(desk)

    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert heir.state == "silent"

    await set_aside(desk, letter)
    await a_person_sees_a_delegation(desk, letter)
    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert (heir.invited, heir.state) == (True, "silent")


async def test_nobody_is_asked_in_a_round_that_is_over(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", DOUBTFUL)
    await closed(desk, of)
    async with desk.database.transaction() as session:
        (await rounds.locked(session, of)).state = "reported"

    await a_person_sees_a_delegation(desk, letter)

    assert await party_at(desk, of, "ida@programfonden.example") == []


async def set_aside(desk, letter):
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, letter.round_id)
        found = await round_messages.get(session, letter.id)
        await deciding.set_aside(session, of, found, "skrevet ved en fejl", HELLE, work(desk))


async def counted(desk, round_id):
    """How many parties are listed, noted and counted."""
    house = House("Ministeriet", "Indsatser", "da", desk.calendar, taxonomy.load(), FixedModel())
    async with desk.database.reading() as session:
        of = await rounds.get(session, round_id)
        case = await record.load(session, of, desk.clock.now())
        noted = await noting.note_of(session, of, house, desk.clock.now())
        summary = await values.summary(session, of)
    listed = [party for party in case.parties.values() if record.takes_part(party)]
    return len(listed), len(noted.parties), summary["invited"] + summary["uninvited"]


async def test_a_delegation_that_was_none_leaves_nobody_asked_in_its_place(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)

    await set_aside(desk, letter)

    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert (heir.invited, heir.remind_at) == (False, None)
    ((before, _),) = await party_at(desk, of, PARTIES["Fonden Nordlys"])
    assert (before.state, before.remind_at is not None) == ("invited", True)
    desk.clock.advance(timedelta(days=40))
    await schedule.tick(desk)
    assert await counted(desk, of) == (3, 3, 3)


async def test_who_was_asked_in_its_place_and_writes_after_all_has_answered_unasked(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    await set_aside(desk, letter)

    await answers(desk, of, "Fonden Nordlys (ida@programfonden.example)", "1. Unge hjemløse først.")

    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert (heir.invited, heir.state) == (False, "answered")
    assert await counted(desk, of) == (4, 4, 4)


async def test_a_letter_that_comes_back_from_who_is_asked_no_more_is_no_answer(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    await set_aside(desk, letter)

    heir = "Fonden Nordlys (ida@programfonden.example)"
    await answers(desk, of, heir, "Retur", known=AnswerKind.BOUNCE, bounced=["ida@programfonden.example"])

    assert await counted(desk, of) == (3, 3, 3)


async def test_who_was_asked_in_its_place_and_has_written_stays_a_party(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    await answers(desk, of, "Fonden Nordlys (ida@programfonden.example)", "Hvad mener I med målgrupper?")

    await set_aside(desk, letter)

    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert (heir.invited, heir.state) == (True, "invited")


async def test_who_was_named_by_two_is_asked_as_long_as_one_of_them_means_it(desk):
    of = await opened(desk)
    first = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    second = await answers(desk, of, "Havblik Fonden", ELSEWHERE)

    await set_aside(desk, first)
    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert heir.invited
    await set_aside(desk, second)
    ((heir, _),) = await party_at(desk, of, "ida@programfonden.example")
    assert not heir.invited


async def test_a_party_of_the_round_that_was_named_is_asked_whatever_becomes_of_that(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", f"Spørg hellere {PARTIES['Stille Fond']}.")

    await set_aside(desk, letter)

    ((other, _),) = await party_at(desk, of, PARTIES["Stille Fond"])
    assert other.invited


async def test_a_delegation_that_is_one_after_all_asks_the_same_one_again_without_a_second_letter(desk):
    of = await opened(desk)
    letter = await answers(desk, of, "Fonden Nordlys", ELSEWHERE)
    await set_aside(desk, letter)

    await a_person_sees_a_delegation(desk, letter)

    ((heir, letters),) = await party_at(desk, of, "ida@programfonden.example")
    assert (heir.invited, heir.remind_at is not None) == (True, True)
    assert [each.kind for each in letters] == [LetterKind.INVITATION]


KAREN, HANNE = "karen@fondennordlys.example", "hanne@fondennordlys.example"


async def test_a_colleague_who_has_the_letter_is_no_other_party_and_the_party_still_owes_its_answer(desk):
    of = await opened(desk, parties={"Fonden Nordlys": (KAREN, HANNE)})

    await answers(desk, of, "Fonden Nordlys", f"Spørg hellere min kollega på {HANNE}.", sender=KAREN)

    ((party, letters),) = await party_at(desk, of, HANNE)
    assert party.organisation == "Fonden Nordlys"
    assert [each.kind for each in letters].count(LetterKind.INVITATION) == 1
    assert party.state == "invited"
    assert party.remind_at is not None
