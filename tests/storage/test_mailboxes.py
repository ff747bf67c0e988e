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

    async def test_each_account_has_its_own(self, database: Database) -> None:
        async with database.transaction() as session:
            for account, uid in (("fonde@mail.example", 17), ("fonde@ny.example", 3)):
                name = mailboxes.of_account(account, "INBOX")
                await mailboxes.advance(session, name, 1, uid, NOON)
        async with database.reading() as session:
            old, new, third = [
                await mailboxes.cursor_of(session, f"fonde@{host}.example", "INBOX")
                for host in ("mail", "ny", "tredje")
            ]
        assert (old.last_uid, new.last_uid, third) == (17, 3, None)

    async def test_one_from_before_accounts_were_told_apart_is_that_of_the_account_that_is_read_first(
        self, database: Database
    ) -> None:
        async with database.transaction() as session:
            await mailboxes.advance(session, "INBOX", 1, 17, NOON)
        async with database.transaction() as session:
            upgraded = await mailboxes.cursor_of(session, "fonde@mail.example", "INBOX")
            name = mailboxes.of_account("fonde@mail.example", "INBOX")
            await mailboxes.advance(session, name, 1, 18, NOON)
        async with database.reading() as session:
            another = await mailboxes.cursor_of(session, "fonde@ny.example", "INBOX")
        assert (upgraded.last_uid, another) == (17, None)
