"""What a card is told from the record, where that is not plain from the inquiry's own row."""

import pytest

from bot.inquiries import phoned, splitting
from bot.inquiries.phoned import Call
from bot.inquiries.splitting import Question
from bot.slack import views
from storage import inquiries

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
