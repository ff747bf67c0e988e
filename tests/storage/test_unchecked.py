"""Which letters and answers have files that nobody could look into."""

import pytest

from storage import answers, integrity, unchecked
from storage.tables import AnswerFile
from tests.builders import NOON, a_letter, an_inquiry
from tests.round_builders import a_party, a_round, an_answer

MARK = "unchecked"


def files(*marks):
    return [{"name": f"{place}.pdf", "mark": mark} for place, mark in enumerate(marks)]


async def test_letters_with_such_a_file_are_found_the_newest_first_and_some_left_out(database):
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        marked = [await a_letter(session, inquiry, attachments=files("program", MARK)) for _ in range(3)]
        await a_letter(session, inquiry, attachments=files("program"))
        await a_letter(session, inquiry, attachments=[{"name": "unchecked.pdf"}])
        found = await unchecked.letters(session, MARK, {marked[1].id}, 10)
        few = await unchecked.letters(session, MARK, (), 1)
    assert [each.id for each in found] == [marked[2].id, marked[0].id]
    assert [each.id for each in few] == [marked[2].id]


async def test_only_the_newest_are_looked_through(database, monkeypatch):
    monkeypatch.setattr(unchecked, "NEWEST", 1)
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await a_letter(session, inquiry, attachments=files(MARK))
        await a_letter(session, inquiry)
        assert await unchecked.letters(session, MARK, (), 10) == []


async def test_answers_to_rounds_are_found_alike(database):
    async with database.transaction() as session:
        of = await a_round(session)
        party = await a_party(session, of)
        marked = await an_answer(session, of, party, attachments=files(MARK))
        await an_answer(session, of, party, attachments=files(None))
        found = await unchecked.answers(session, MARK, (), 10)
    assert [each.id for each in found] == [marked.id]


@pytest.mark.parametrize(("keep", "held"), [(True, b"indhold"), (False, None)])
async def test_what_an_infected_file_holds_is_let_go_of_and_the_record_is_whole(database, keep, held):
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        named = {"name": "a.pdf", "type": "application/pdf", "size": 7, "url": "https://slack.com/a"}
        file = AnswerFile(inquiry_id=inquiry.id, author="U1", added_at=NOON, mark=MARK, **named)
        session.add(file)
        await session.flush()
        await answers.keep_content(session, file.id, b"indhold")
        await unchecked.file_is(session, file.id, "infected", keep=keep)
    async with database.reading() as session:
        (kept,) = await answers.whole_files(session, [file.id])
        assert (kept.mark, kept.content) == ("infected", held)
        assert [each.wrong async for each in integrity.originals(session)] == [None]
