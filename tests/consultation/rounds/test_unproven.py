"""What counts for nothing until a person says that it does: disowned answers, those to a finished round."""

from consultation.rounds import deciding, moving
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import AnswerKind
from storage import round_messages, round_parties, rounds
from tests.rounds_on_record import ANDERS, answers, closed, opened, parcels, work

ANSWER = "Unge hjemløse bør have fokus, og Familiehuset er klar til udbredelse."


async def state_of_party(desk, round_id, name):
    async with desk.database.reading() as session:
        return next(
            each.state
            for each in await round_parties.of_round(session, round_id)
            if each.organisation == name
        )


async def addresses_of(desk, party_id):
    async with desk.database.reading() as session:
        return {each.email for each in await round_parties.addresses_of(session, party_id) if each.active}


async def counts(desk, round_id, made):
    """A person says that a message counts as an answer."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        doubted = await round_messages.get(session, made.id)
        await deciding.decide(session, of, doubted, AnswerKind.SUBMISSION, ANDERS, work(desk))


async def test_a_disowned_answer_waits_for_a_person_and_its_party_has_not_answered(desk):
    of = await opened(desk)

    made = await answers(desk, of, "Fonden Nordlys", ANSWER, unproven=True, may_be_answered=False)

    assert (made.kind, made.version, made.undecided) == ("submission", 0, "unproven")
    assert await state_of_party(desk, of, "Fonden Nordlys") == "invited"
    assert await parcels(desk, "mail.round_receipt") == []


async def test_a_disowned_refusal_ends_nothing_either(desk):
    of = await opened(desk)

    made = await answers(desk, of, "Fonden Nordlys", "Vi ønsker ikke at deltage.", unproven=True)

    assert made.undecided == "unproven"
    assert await state_of_party(desk, of, "Fonden Nordlys") == "invited"


async def test_it_counts_once_a_person_says_so(desk):
    of = await opened(desk)
    made = await answers(desk, of, "Fonden Nordlys", ANSWER, unproven=True)

    await counts(desk, of, made)

    assert await state_of_party(desk, of, "Fonden Nordlys") == "answered"


async def test_nobody_is_written_to_where_a_disowned_message_wants_its_answers(desk):
    of = await opened(desk)

    made = await answers(desk, of, "Fonden Nordlys", ANSWER, unproven=True, sender="fond@elsewhere.example")

    assert "fond@elsewhere.example" not in await addresses_of(desk, made.party_id)


async def test_a_disowned_absence_keeps_no_reminder_back(desk):
    of = await opened(desk)

    made = await answers(
        desk, of, "Fonden Nordlys", ANSWER, unproven=True, known=AnswerKind.AUTO_REPLY, back_on="2025-09-01"
    )

    async with desk.database.reading() as session:
        assert (await round_parties.get(session, made.party_id)).absent_until is None


async def test_once_a_person_says_that_it_counts_its_address_is_the_partys_too(desk):
    of = await opened(desk)
    made = await answers(desk, of, "Fonden Nordlys", ANSWER, unproven=True, sender="ny@fondennordlys.example")

    await counts(desk, of, made)

    assert "ny@fondennordlys.example" in await addresses_of(desk, made.party_id)


async def test_what_comes_once_the_note_is_final_waits_for_a_person(desk):
    of = await opened(desk)
    await closed(desk, of)
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        await moving.report(session, locked, Hands(ANDERS, ANDERS), work(desk))

    made = await answers(desk, of, "Fonden Nordlys", "Tak, men I har misforstået vores andet punkt.")

    assert (made.undecided, made.version) == ("reported", 0)
