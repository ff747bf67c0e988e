import pytest

from bot.cli.inquiry import page, whole
from bot.inquiries import answering, letters, splitting
from bot.inquiries.answering import Answer
from bot.inquiries.splitting import Question
from storage import correspondence, inquiries
from tests.laid_desk import FATIMA, METTE, an_inquiry


@pytest.fixture
async def read(desk):
    """Read an inquiry as `inquiry show --json` gives it, of one that is split, and one question answered."""
    await an_inquiry(desk)
    await splitting.split(
        desk, 1, METTE, [Question("analyse", "Hvad ved I?"), Question("moeder", "Kan vi mødes?")]
    )
    await splitting.answer(desk, 2, FATIMA, "En del.")

    async def _read(inquiry_id):
        async with desk.database.reading() as session:
            return await whole(session, await inquiries.get(session, inquiry_id))

    return _read


async def test_the_questions_stand_under_parts_and_are_linked(read):
    found = await read(1)

    numbers = [each["reference"] for each in found["parts"]]
    assert found["linked"] == numbers == ["FD-2026-00002", "FD-2026-00003"]
    assert [each["answer"] for each in found["parts"]] == ["En del.", None]
    assert found["parts"][0]["answered_by"] == FATIMA
    assert [each["what"] for each in found["parts"][0]["events"]] == ["asked", "question_answered"]


async def test_a_question_says_whose_it_is_and_has_no_letters(read):
    found = await read(2)

    assert (found["part_of"], found["parts"], found["correspondence"]) == ("FD-2026-00001", [], [])
    assert found["linked"] == ["FD-2026-00001"]


async def test_the_page_for_people_says_both(read):
    whole_page, part_page = "\n".join(page(await read(1))), "\n".join(page(await read(2)))

    assert "asked analyse (FD-2026-00002, answered): Hvad ved I?" in whole_page
    assert f"  {FATIMA} answered: En del." in whole_page
    assert "a question of FD-2026-00001" in part_page


async def test_an_answer_that_came_back_is_on_record_and_one_that_never_left_is_not(desk):
    inquiry = await an_inquiry(desk)
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(form.recipients, form.subject, "Tak, vi ringer.", form.seen)
    number = await answering.send(desk, inquiry.id, METTE, answer)
    assert (await shown(desk))["correspondence"][1:] == []

    async with desk.database.transaction() as session:
        await answering.has_left(desk, number)(session, desk.clock.now())
        letter = await correspondence.letter(session, number)
        main = await inquiries.get(session, inquiry.id)
        await letters.reached_nobody(session, desk.calendar, main, letter, desk.clock.now())

    found = await shown(desk)
    assert [each["came_back"] for each in found["correspondence"]] == [False, True]
    assert found["correspondence"][1]["text"] == "Tak, vi ringer."
    assert "(came back)" in "\n".join(page(found))


async def shown(desk):
    async with desk.database.reading() as session:
        return await whole(session, await inquiries.get(session, 1))
