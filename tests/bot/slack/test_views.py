"""What a card is told from the record, where that is not plain from the inquiry's own row."""

from bot.inquiries import phoned, splitting
from bot.inquiries.phoned import Call
from bot.inquiries.splitting import Question
from bot.slack import views
from storage import inquiries
from tests.laid_desk import METTE, an_inquiry


async def card_of(desk, inquiry_id):
    async with desk.database.reading() as session:
        inquiry = await inquiries.get(session, inquiry_id)
        return await views.card(session, desk, inquiry, desk.clock.now())


async def test_a_call_is_known_by_who_took_it_down_and_a_mail_by_nobody(desk):
    call = Call("Karen", "Fonden Nordlys", "", "Evaluering", "Hun ringer igen.")
    phoned_in = await phoned.take_down(desk, call, None, METTE)
    by_mail = await an_inquiry(desk, ledger_id=None)

    assert (await card_of(desk, phoned_in.id)).phoned_by == METTE
    assert (await card_of(desk, by_mail.id)).phoned_by is None


async def test_questions_stand_as_such_and_not_among_what_is_linked(desk):
    main = await an_inquiry(desk)
    other = await an_inquiry(desk, message_id="<2@fond.example>")
    async with desk.database.transaction() as session:
        await inquiries.link(session, main.id, other.id)
    await splitting.split(
        desk, main.id, METTE, [Question("analyse", "Hvad?"), Question("moeder", "Hvornår?")]
    )

    whole, question = await card_of(desk, main.id), await card_of(desk, 3)

    assert (whole.linked, [each.office for each in whole.asked]) == ([other.reference], ["Analyse", "Møder"])
    assert (question.linked, question.question_of.reference) == ([], main.reference)
    assert question.excerpt == "Hvad?"


async def test_of_several_rounds_of_questions_those_asked_before_are_still_told(desk):
    main = await an_inquiry(desk)
    two = [Question("analyse", "Hvad?"), Question("moeder", "Hvornår?")]
    await splitting.split(desk, main.id, METTE, two)
    async with desk.database.transaction() as session:
        await splitting.end_all(session, await inquiries.locked(session, main.id), METTE, desk.clock.now())
    await splitting.split(desk, main.id, METTE, two)

    assert [each.number for each in (await card_of(desk, main.id)).asked] == [1, 2, 3, 4]
