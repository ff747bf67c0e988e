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

    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        doubted = await round_messages.get(session, made.id)
        await deciding.decide(session, locked, doubted, AnswerKind.SUBMISSION, ANDERS, desk.clock.now())

    assert await state_of_party(desk, of, "Fonden Nordlys") == "answered"


async def test_what_comes_once_the_note_is_final_waits_for_a_person(desk):
    of = await opened(desk)
    await closed(desk, of)
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        await moving.report(session, locked, Hands(ANDERS, ANDERS), work(desk))

    made = await answers(desk, of, "Fonden Nordlys", "Tak, men I har misforstået vores andet punkt.")

    assert (made.undecided, made.version) == ("reported", 0)
