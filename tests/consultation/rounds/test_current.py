import pytest

from consultation.rounds import current, deciding, record
from consultation.rounds.words import OTHER, AnswerKind, Passage
from storage import round_messages, rounds
from tests.rounds_on_record import HELLE, answers, opened, work

WHOLE = "1. Vi peger på unge i hjemløshed.\n\n2. Mentorordningen er klar til udbredelse."
CORRECTION = "Rettelse til vores svar.\n\n2. Mentorordningen er stadig i afprøvning."
COPIED = (
    "Væresteder skal have faste bevillinger i stedet for puljer, der skal søges hvert andet år. "
    "Den tryghed, som brugerne finder der, forsvinder, når personalet hvert år søger nyt arbejde. "
    "Derfor bør alle væresteder have mindst fire års sikkerhed for deres drift."
)
OWN = "I Svendborg lukkede to af byens tre væresteder sidste år af den grund."


async def case_of(desk, round_id):
    async with desk.database.reading() as session:
        return await record.load(session, await rounds.get(session, round_id), desk.clock.now())


def words(answer, key):
    by_source = {text.source: text.text for text in answer.texts}
    return [by_source[one.source][one.start : one.end] for one in answer.answers.get(key, ())]


async def test_a_correction_takes_the_place_of_one_answer_and_leaves_the_others(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", WHOLE)
    await answers(desk, of, "Fonden Nordlys", CORRECTION)

    (answer,) = current.answers(await case_of(desk, of))

    assert words(answer, "behov") == ["Vi peger på unge i hjemløshed."]
    assert words(answer, "indsatser") == ["Mentorordningen er stadig i afprøvning."]
    assert len(answer.submissions) == 2


async def test_a_whole_new_answer_takes_the_place_of_all_before(desk):
    of = await opened(desk)
    await answers(desk, of, "Fonden Nordlys", WHOLE)
    await answers(desk, of, "Fonden Nordlys", f"Dette svar erstatter vores tidligere svar.\n\n{COPIED}")

    (answer,) = current.answers(await case_of(desk, of))

    assert len(answer.submissions) == 1
    assert not any(
        "hjemløshed" in said for key in ("behov", "indsatser", OTHER) for said in words(answer, key)
    )


@pytest.mark.parametrize("decided", [None, AnswerKind.NO_REMARKS])
async def test_a_word_that_waits_for_a_person_or_has_no_remarks_takes_no_letters_place(desk, decided):
    of = await opened(desk)
    first = await answers(desk, of, "Havblik Fonden", COPIED)
    second = await answers(desk, of, "Stille Fond", COPIED)
    word = await answers(desk, of, "Stille Fond", "Tak, vi har ingen bemærkninger.")
    if decided:
        async with desk.database.transaction() as session:
            locked, one = await rounds.locked(session, of), await round_messages.get(session, word.id)
            await deciding.decide(session, locked, one, decided, HELLE, work(desk))
    case = await case_of(desk, of)

    (copies,) = current.copies(case, [])

    assert {each.submission for each in copies.letters} == {first.id, second.id}
    assert [each.id for answer in current.answers(case) for each in answer.submissions] == [
        first.id,
        second.id,
    ]


async def test_copies_are_called_by_the_first_that_came_and_say_what_each_has_of_its_own(desk):
    of = await opened(desk)
    first = await answers(desk, of, "Havblik Fonden", COPIED)
    second = await answers(desk, of, "Stille Fond", f"{COPIED}\n\n{OWN}")
    await answers(desk, of, "Fonden Nordlys", WHOLE)

    (found,) = current.copies(await case_of(desk, of), [])

    assert found.number == first.id
    own = {letter.submission: letter.own for letter in found.letters}
    text = f"{COPIED}\n\n{OWN}"
    assert own == {first.id: (), second.id: (Passage("", text.index(OWN), len(text)),)}


async def test_an_answer_set_aside_is_no_copy(desk):
    of = await opened(desk)
    await answers(desk, of, "Havblik Fonden", COPIED)
    second = await answers(desk, of, "Stille Fond", COPIED)
    async with desk.database.transaction() as session:
        (await round_messages.get(session, second.id)).set_aside = "sendt ved en fejl"

    assert current.copies(await case_of(desk, of), []) == []


def test_a_passage_is_named_by_its_message_and_found_again():
    assert current.at(Passage("7/bilag/2.pdf", 3, 9)) == (7, Passage("bilag/2.pdf", 3, 9))
