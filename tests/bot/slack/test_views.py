"""What a card is told from the record, where that is not plain from the inquiry's own row."""

import pytest
from sqlalchemy import event

from bot.inquiries import phoned, splitting
from bot.inquiries.phoned import Call
from bot.inquiries.splitting import Question
from bot.slack import views
from storage import inquiries, refused
from tests.builders import NOON, a_letter

ANNE = "U1ANNE"
TWO = [Question("politik", "Hvad?"), Question("visitation", "Hvornår?")]


@pytest.fixture
def card_of(desk, record):
    """What the card of an inquiry is told now."""

    async def _card_of(inquiry_id):
        inquiry = await record.inquiry(inquiry_id)
        async with desk.database.reading() as session:
            return await views.card(session, desk, inquiry, desk.clock.now())

    return _card_of


async def test_a_call_is_known_by_who_took_it_down_and_a_mail_by_nobody(desk, record, card_of):
    call = Call("Karen", "Fonden Nordlys", "", "Evaluering", "Hun ringer igen.")
    phoned_in = await phoned.take_down(desk, call, None, ANNE)
    by_mail = await record.open()

    assert (await card_of(phoned_in.id)).phoned_by == ANNE
    assert (await card_of(by_mail)).phoned_by is None


async def test_questions_stand_as_such_and_not_among_what_is_linked(desk, record, card_of):
    main, other = await record.open(), await record.open()
    async with desk.database.transaction() as session:
        await inquiries.link(session, main, other)
    await splitting.split(desk, main, ANNE, TWO)

    whole, question = await card_of(main), await card_of(3)

    assert (whole.linked, [each.office for each in whole.asked]) == (
        ["FD-2026-00002"],
        ["Politik", "Visitationen"],
    )
    assert (question.linked, question.question_of.reference) == ([], "FD-2026-00001")
    assert question.excerpt == "Hvad?"


async def test_what_was_asked_before_an_earlier_answer_is_still_told(desk, record, card_of):
    main = await record.open()
    await splitting.split(desk, main, ANNE, TWO)
    async with desk.database.transaction() as session:
        await splitting.end_all(session, await inquiries.locked(session, main), ANNE, desk.clock.now())
    await splitting.split(desk, main, ANNE, TWO)

    assert [each.number for each in (await card_of(main)).asked] == [1, 2, 3, 4]


async def test_an_ordinary_card_is_drawn_from_few_questions(desk, record):
    """Each costs a fifth of a millisecond, and everybody who clicks waits for those of the others."""
    inquiry_id, asked = await record.open(), []
    event.listen(
        desk.database.glance_engine.sync_engine,
        "before_cursor_execute",
        lambda _connection, _cursor, statement, *_: asked.append(statement),
    )
    async with desk.database.glance() as session:
        await views.card(session, desk, await inquiries.get(session, inquiry_id), desk.clock.now())

    assert len([each for each in asked if each != "BEGIN"]) <= 5, asked


async def test_whose_letters_come_back_is_told_of_the_newest_letter_s_writer(desk, record, card_of):
    """The first letter's writer may be reached, and the one who wrote last not."""
    first = await record.open()
    async with desk.database.transaction() as session:
        inquiry = await inquiries.get(session, first)
        await a_letter(session, inquiry, sender="bo@nordlys.example", at=NOON)
        await refused.mark(session, "bo@nordlys.example", "no_address", desk.clock.now())

    assert [each["name"] for each in (await card_of(first)).doubts] == ["bo@nordlys.example"]
