from storage import correspondence
from storage.database import Database
from tests.builders import a_letter, an_answer, an_inquiry


async def test_letters_are_told_oldest_first(database: Database) -> None:
    async with database.transaction() as session:
        inquiry, other = await an_inquiry(session), await an_inquiry(session)
        first = await a_letter(session, inquiry)
        await a_letter(session, other)
        answer = await an_answer(session, inquiry)
        last = await a_letter(session, inquiry)
    async with database.reading() as session:
        letters = await correspondence.of_inquiry(session, inquiry.id)
        assert [each.id for each in letters] == [first.id, answer.id, last.id]
        assert (await correspondence.first_received(session, inquiry.id)).id == first.id
        assert (await correspondence.last_received(session, inquiry.id)).id == last.id
        assert (await correspondence.letter(session, answer.id)).direction == "out"


async def test_an_answer_is_not_the_last_received(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        received = await a_letter(session, inquiry)
        await an_answer(session, inquiry)
        assert (await correspondence.last_received(session, inquiry.id)).id == received.id


async def test_an_inquiry_is_found_by_a_message_of_its_thread_the_newest_first(
    database: Database,
) -> None:
    async with database.transaction() as session:
        one, two = await an_inquiry(session), await an_inquiry(session)
        await a_letter(session, one, message_id="<a@b.example>")
        await a_letter(session, two, message_id="<c@b.example>")
    async with database.reading() as session:
        find = correspondence.with_message
        assert await find(session, ["<a@b.example>"]) == one.id
        assert await find(session, ["<c@b.example>", "<a@b.example>", "<x@b.example>"]) == two.id
        assert await find(session, ["<x@b.example>"]) is None
        assert await find(session, []) is None
