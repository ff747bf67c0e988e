"""How far a mailbox has been read, and what still lies in it."""

from storage import ledger, mailboxes
from storage.database import Database
from storage.outcomes import Outcome
from tests.builders import NOON, after, in_inbox, raw_mail
from tests.storage.test_ledger import decided, stored


class TestFiling:
    async def test_only_what_is_decided_and_still_in_this_inbox_is_to_be_filed(
        self, database: Database
    ) -> None:
        filed, left, elsewhere, older, _undecided = await stored(
            database,
            in_inbox(raw_mail(), 1),
            in_inbox(raw_mail(), 2),
            in_inbox(raw_mail(), 3, mailbox="Fonde"),
            in_inbox(raw_mail(), 4, uidvalidity=9),
            in_inbox(raw_mail(), 5),
        )
        for number in (filed, left, elsewhere, older):
            await decided(database, number, Outcome.INQUIRY)
        async with database.transaction() as session:
            await mailboxes.filed(session, [filed], after(minutes=1))
        async with database.reading() as session:
            assert [each.id for each in await mailboxes.unfiled(session, "INBOX", 1)] == [left]
            assert (await ledger.entry(session, filed)).filed_at == after(minutes=1)


class TestCursor:
    async def test_a_mailbox_never_read_has_none(self, database: Database) -> None:
        async with database.reading() as session:
            assert await mailboxes.cursor(session, "INBOX") is None

    async def test_it_remembers_the_last_reading_of_each_mailbox(self, database: Database) -> None:
        async with database.transaction() as session:
            await mailboxes.advance(session, "INBOX", 1, 17, NOON)
            await mailboxes.advance(session, "Fonde", 5, 3, NOON)
            await mailboxes.advance(session, "INBOX", 2**32 - 1, 2**32 - 1, after(minutes=1))
        async with database.reading() as session:
            inbox = await mailboxes.cursor(session, "INBOX")
            other = await mailboxes.cursor(session, "Fonde")
        assert (inbox.uidvalidity, inbox.last_uid, inbox.read_at) == (2**32 - 1, 2**32 - 1, after(minutes=1))
        assert (other.uidvalidity, other.last_uid) == (5, 3)
