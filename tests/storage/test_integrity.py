"""What `db check` asks the record."""

import sqlite3

import pytest
from sqlalchemy import delete, select, text, update

from storage import inquiries, integrity, ledger, retention
from storage.database import Database
from storage.integrity import Original
from storage.messages import Arrival
from storage.outcomes import Outcome
from storage.tables import AnswerFile, Correspondence, Inquiry, LedgerEntry, RawMessage, RoundDocument
from tests.builders import NOON, a_letter, an_arrival, an_inquiry, raw_mail
from tests.round_builders import a_party, a_round, an_answer


async def stored(database: Database, count: int = 1) -> list[int]:
    async with database.transaction() as session:
        mails = [an_arrival(raw_mail(subject=f"Brev {number}")) for number in range(count)]
        return await ledger.store(session, mails, NOON)


async def an_answers_file(database: Database, **over) -> None:
    content = b"%PDF-1.7"
    digest = "94a0a8ee58f97c07c4c7f2ee0df0dd2d1ba6a28b0ed1ee63be7a34bd5a7a15b7"
    values = {"name": "plan.pdf", "type": "application/pdf", "size": 8, "url": "", "author": "U1"}
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        kept = {"inquiry_id": inquiry.id, "added_at": NOON, "content": content, "sha256": digest}
        session.add(AnswerFile(**(values | kept | over)))


async def changed(database: Database, statement) -> None:
    async with database.transaction() as session:
        await session.execute(statement)


async def originals(database: Database) -> list[Original]:
    async with database.reading() as session:
        found = [each async for each in integrity.originals(session)]
        assert len(found) == await integrity.count_originals(session)
        return found


async def test_every_letter_is_read_again_however_many_there_are(database: Database) -> None:
    await stored(database, integrity.AT_ONCE + 1)
    found = await originals(database)
    assert len(found) == integrity.AT_ONCE + 1
    assert not [each for each in found if each.wrong]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"rubbish", "can't be unpacked"),
        (Arrival.pack(b"other", source="", received_at=NOON).packed, "differs"),
    ],
    ids=["broken", "another letter"],
)
async def test_a_letter_that_is_not_what_came_is_named(database: Database, content: bytes, said: str) -> None:
    await stored(database, 2)
    await changed(database, update(RawMessage).where(RawMessage.id == 2).values(content=content))
    right, wrong = await originals(database)
    assert right == Original("letter 1", None)
    assert wrong.name == "letter 2"
    assert said in wrong.wrong


async def test_a_file_whose_content_is_still_on_its_way_is_in_order(database: Database) -> None:
    await an_answers_file(database, content=None, sha256=None)
    assert await originals(database) == [Original("file 1", None)]


async def test_a_file_that_is_not_what_was_sent_along_is_named(database: Database) -> None:
    await an_answers_file(database)
    [found] = await originals(database)
    assert "digest differs" in found.wrong


async def test_a_document_of_a_round_that_was_changed_afterwards_is_named(database: Database) -> None:
    of = {"name": "udkast.pdf", "type": "", "text": "", "added_at": NOON}
    async with database.transaction() as session:
        of |= {"round_id": (await a_round(session)).id}
        session.add_all([RoundDocument(version=each, content=b"%PDF", **of) for each in (1, 2)])
    assert [each.wrong for each in await originals(database)] == [None, None]

    await changed(database, update(RoundDocument).where(RoundDocument.version == 2).values(content=b"%PDF."))
    right, wrong = await originals(database)
    assert right == Original("document 1", None)
    assert wrong.name == "document 2"
    assert "digest differs" in wrong.wrong


async def test_a_document_that_the_version_before_added_is_left_out(database: Database) -> None:
    async with database.transaction() as session:
        of = {"name": "udkast.pdf", "type": "", "text": "", "added_at": NOON, "content": b"%PDF"}
        session.add(RoundDocument(round_id=(await a_round(session)).id, version=1, **of))
    await changed(database, update(RoundDocument).values(sha256=None))
    assert await originals(database) == []


async def test_a_message_that_became_an_inquiry_which_is_not_named_shows(database: Database) -> None:
    [number] = await stored(database)
    async with database.reading() as session:
        assert await integrity.loose_ends(session) == []
    await changed(
        database, update(LedgerEntry).where(LedgerEntry.id == number).values(outcome=Outcome.INQUIRY)
    )
    async with database.reading() as session:
        [said] = await integrity.loose_ends(session)
    assert said.startswith("1 messages")


async def loose_ends(database: Database) -> list[str]:
    async with database.reading() as session:
        return await integrity.loose_ends(session)


async def an_inquirys_mail(database: Database, outcome: Outcome = Outcome.INQUIRY, **over) -> tuple[int, int]:
    """Take in a mail and its letter; returns their numbers."""
    async with database.transaction() as session:
        [mail] = await ledger.store(session, [an_arrival(**over)], NOON)
        inquiry = await an_inquiry(session)
        letter = await a_letter(session, inquiry, ledger_id=mail)
        await ledger.decide(session, mail, outcome, NOON, inquiry_id=inquiry.id)
        return mail, letter.id


async def test_an_inquirys_message_whose_letter_is_gone_shows(database: Database) -> None:
    _, letter = await an_inquirys_mail(database)
    assert await loose_ends(database) == []
    await changed(database, delete(Correspondence).where(Correspondence.id == letter))
    assert await loose_ends(database) == ["1 messages are an inquiry's, which has no such letter"]


async def test_what_was_said_in_one_go_in_slack_has_no_letter_of_its_own(database: Database) -> None:
    _, letter = await an_inquirys_mail(database, Outcome.FOLLOW_UP, source="slack:C1")
    await changed(database, delete(Correspondence).where(Correspondence.id == letter))
    assert await loose_ends(database) == []


async def test_an_emptied_inquiry_has_no_letters(database: Database) -> None:
    _, letter = await an_inquirys_mail(database)
    await changed(database, update(Inquiry).values(emptied_at=NOON))
    await changed(database, delete(Correspondence).where(Correspondence.id == letter))
    assert await loose_ends(database) == []


async def test_an_answer_that_the_history_tells_of_and_that_is_gone_shows(database: Database) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        answer = await a_letter(session, inquiry, direction="out", state="sent")
        for what in ("answer_written", "answer_withdrawn", "answer_written"):
            await inquiries.record(session, inquiry.id, NOON, "U1", what, letter=answer.id)
    assert await loose_ends(database) == []
    await changed(database, delete(Correspondence).where(Correspondence.id == answer.id))
    assert await loose_ends(database) == ["1 letters of ours are gone that histories tell of"]
    async with database.transaction() as session:
        await retention.empty_inquiry(session, inquiry.id, NOON)
    assert await loose_ends(database) == []


async def test_a_promise_to_a_round_is_no_inquirys(database: Database) -> None:
    [mail] = await stored(database)
    async with database.transaction() as session:
        of = await a_round(session)
        await an_answer(session, of, await a_party(session, of), ledger_id=mail)
        await ledger.decide(session, mail, Outcome.FOLLOW_UP, NOON)
    assert await loose_ends(database) == []


async def test_an_outcome_that_there_is_not_shows(database: Database) -> None:
    await stored(database)
    await changed(database, update(LedgerEntry).values(outcome="nonsense"))
    assert await loose_ends(database) == ["1 messages became what this program does not know"]


async def test_a_message_pointed_at_anothers_letter_leaves_its_own_to_nobody(database: Database) -> None:
    first, second = await stored(database, 2)
    own = select(LedgerEntry.raw_id).where(LedgerEntry.id == first).scalar_subquery()
    await changed(database, update(LedgerEntry).where(LedgerEntry.id == second).values(raw_id=own))
    assert await loose_ends(database) == ["1 letters are kept that no message came as"]


async def test_another_reading_of_what_was_said_in_slack_may_be_nobodys(database: Database) -> None:
    said = Arrival.pack(b'{"ts": "1"}', source="", received_at=NOON)
    async with database.transaction() as session:
        session.add(
            RawMessage(sha256=said.sha256, size=said.size, content=bytes(said.packed), stored_at=NOON)
        )
    assert await loose_ends(database) == []


async def test_a_table_that_is_not_there_is_named(database: Database) -> None:
    async with database.reading() as session:
        assert await integrity.missing_tables(session) == []
    await changed(database, text("DROP TABLE note"))
    async with database.reading() as session:
        assert await integrity.missing_tables(session) == ["there is no table note"]


async def test_a_letter_that_is_gone_before_its_time_shows(database: Database) -> None:
    await stored(database)
    await changed(database, update(RawMessage).values(content=b""))
    async with database.reading() as session:
        [said] = await integrity.loose_ends(session)
    assert said == "1 messages are gone though their time is not up"
    assert await originals(database) == []


async def test_a_whole_database_finds_no_damage(database: Database) -> None:
    await stored(database)
    async with database.reading() as session:
        assert await integrity.file_damage(session) == []


async def test_sqlite_names_a_row_that_points_nowhere(opened, sqlite_url: str) -> None:
    database = opened(sqlite_url)
    await stored(database)
    with sqlite3.connect(database.url.database) as careless:
        careless.execute("DELETE FROM raw_message")
    async with database.reading() as session:
        [said] = await integrity.file_damage(session)
    assert said == "table mail_ledger, row 1 points at a row of raw_message that is not there"
