from storage import notes
from storage.database import Database
from tests.builders import a_draft, a_note, an_inquiry


async def test_notes_are_told_oldest_first(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        one, two = await a_note(session, inquiry), await a_note(session, inquiry)
        await a_note(session, await an_inquiry(session))
        assert [each.id for each in await notes.of_inquiry(session, inquiry.id)] == [one.id, two.id]
        assert (await notes.get(session, two.id)).author == "U1ANNE"


async def test_each_author_has_one_draft_and_the_last_one_stands(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await notes.keep_draft(session, a_draft(inquiry, author="U2BO", body="Bo"))
        await notes.keep_draft(session, a_draft(inquiry, body="Kære"))
    async with database.transaction() as session:
        await notes.keep_draft(session, a_draft(inquiry, body="Kære Mette"))
    async with database.reading() as session:
        [annes] = await notes.drafts(session, inquiry.id, "U1ANNE")
        [bos] = await notes.drafts(session, inquiry.id, "U2BO")
    assert (annes.body, bos.body) == ("Kære Mette", "Bo")


async def test_a_forgotten_draft_is_gone(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await notes.keep_draft(session, a_draft(inquiry))
        await notes.forget_draft(session, inquiry.id, "U1ANNE")
        assert await notes.drafts(session, inquiry.id, "U1ANNE") == []
