import asyncio

import pytest
from sqlalchemy import func, select

from storage import ledger, mailboxes, tally
from storage.database import Database
from storage.ledger import AlreadyDecided
from storage.messages import Arrival, Place
from storage.outcomes import Outcome
from storage.tables import LedgerEntry, RawMessage
from storage.tally import Totals
from tests.builders import NOON, after, an_arrival, an_inquiry, in_inbox, raw_mail


async def stored(database: Database, *arrivals: Arrival) -> list[int]:
    async with database.transaction() as session:
        return await ledger.store(session, arrivals, NOON)


async def decided(database: Database, number: int, outcome: Outcome, **over) -> None:
    async with database.transaction() as session:
        await ledger.decide(session, number, outcome, NOON, **over)


async def places(database: Database) -> dict[int, Place]:
    async with database.reading() as session:
        entries = await session.scalars(select(LedgerEntry))
        return {each.id: Place(each.mailbox, each.uidvalidity, each.uid) for each in entries}


async def count(database: Database, table: type) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(table))).one()


class TestStoring:
    async def test_every_message_gets_one_row_in_order(self, database: Database) -> None:
        arrivals = [in_inbox(raw_mail(), uid) for uid in (1, 2, 3)]
        numbers = await stored(database, *arrivals)
        assert numbers == sorted(set(numbers))
        assert await places(database) == dict(zip(numbers, (each.place for each in arrivals), strict=True))

    async def test_the_same_place_twice_gives_the_same_row(self, database: Database) -> None:
        arrival = in_inbox(raw_mail(), 7)
        [number] = await stored(database, arrival)
        assert await stored(database, arrival, arrival) == [number, number]
        assert await count(database, LedgerEntry) == 1

    async def test_other_bytes_at_a_known_place_are_another_message_which_lies_there_now(
        self, database: Database
    ) -> None:
        [before] = await stored(database, in_inbox(raw_mail(), 7))
        another, third = in_inbox(raw_mail(), 7), in_inbox(raw_mail(), 8)

        now = await stored(database, another, third)

        assert before not in now
        nowhere = Place(None, None, None)
        assert await places(database) == {before: nowhere, now[0]: another.place, now[1]: third.place}
        assert await stored(database, another) == now[:1]

    async def test_what_was_said_at_a_place_is_one_message_however_it_is_told(
        self, database: Database
    ) -> None:
        said = Place("slack:C4NORDLYS", 0, 1999999999000100)
        told = [an_arrival(raw_mail(), source="slack:C4NORDLYS", place=said) for _ in range(2)]
        assert len({*await stored(database, *told[:1]), *await stored(database, *told[1:])}) == 1

    async def test_the_same_uid_in_two_mailboxes_is_two_messages(self, database: Database) -> None:
        raw = raw_mail()
        one, two = await stored(database, in_inbox(raw, 7), in_inbox(raw, 7, mailbox="Fonde"))
        assert one != two

    async def test_a_file_read_twice_is_two_messages(self, database: Database) -> None:
        arrival = an_arrival(source="old.mbox")
        one, two = await stored(database, arrival, arrival)
        assert one != two

    async def test_raw_bytes_come_back_exactly(self, database: Database) -> None:
        raw = bytes(range(256)) * 100 + b"\0\r\n.\r\n"
        [number] = await stored(database, an_arrival(raw, source="kort.eml", received_at=after(hours=1)))
        async with database.reading() as session:
            message = await ledger.load(session, number)
            assert await ledger.size(session, message.raw_id) == len(raw)
        assert (message.raw, message.source, message.received_at) == (raw, "kort.eml", after(hours=1))

    async def test_an_empty_message_is_a_message(self, database: Database) -> None:
        [number] = await stored(database, an_arrival(b""))
        async with database.reading() as session:
            assert (await ledger.load(session, number)).raw == b""

    async def test_the_same_bytes_are_stored_once(self, database: Database) -> None:
        raw = raw_mail()
        await stored(database, an_arrival(raw), in_inbox(raw, 1))
        await stored(database, an_arrival(raw))
        assert await count(database, RawMessage) == 1
        assert await count(database, LedgerEntry) == 3

    async def test_the_largest_numbers_of_imap_fit(self, database: Database) -> None:
        largest = Place("INBOX", 2**32 - 1, 2**32 - 1)
        [number] = await stored(database, an_arrival(place=largest))
        assert await places(database) == {number: largest}

    async def test_two_processes_that_read_the_same_mailbox_store_each_message_once(
        self, database: Database, second: Database
    ) -> None:
        arrivals = [in_inbox(raw_mail(), uid) for uid in range(1, 21)]
        one, two = await asyncio.gather(stored(database, *arrivals), stored(second, *arrivals))
        assert one == two
        assert await count(database, LedgerEntry) == len(arrivals)


class TestNewUidvalidity:
    async def test_reading_again_from_the_start_doubles_nothing(self, database: Database) -> None:
        mails = [raw_mail() for _ in range(3)]
        before = await stored(database, *(in_inbox(raw, uid) for uid, raw in enumerate(mails, 1)))
        after_reset = [in_inbox(raw, uid, uidvalidity=2) for uid, raw in enumerate(reversed(mails), 1)]
        assert await stored(database, *after_reset) == list(reversed(before))
        assert await count(database, LedgerEntry) == 3

    async def test_the_rows_move_to_where_the_messages_lie_now(self, database: Database) -> None:
        raw = raw_mail()
        [number] = await stored(database, in_inbox(raw, 40))
        await stored(database, in_inbox(raw, 1, uidvalidity=2))
        assert await places(database) == {number: Place("INBOX", 2, 1)}

    async def test_of_two_identical_messages_both_rows_move(self, database: Database) -> None:
        raw = raw_mail()
        twins = await stored(database, in_inbox(raw, 4), in_inbox(raw, 5))
        again = [in_inbox(raw, uid, uidvalidity=2) for uid in (1, 2)]
        assert await stored(database, *again) == twins
        assert await stored(database, *again) == twins
        assert set((await places(database)).values()) == {Place("INBOX", 2, 1), Place("INBOX", 2, 2)}

    async def test_a_third_copy_is_a_message_of_its_own(self, database: Database) -> None:
        raw = raw_mail()
        await stored(database, in_inbox(raw, 4), in_inbox(raw, 5))
        await stored(database, *(in_inbox(raw, uid, uidvalidity=2) for uid in (1, 2, 3)))
        assert await count(database, LedgerEntry) == 3

    async def test_a_row_of_another_mailbox_stays_where_it_is(self, database: Database) -> None:
        raw = raw_mail()
        [number] = await stored(database, in_inbox(raw, 4, mailbox="Fonde"))
        await stored(database, in_inbox(raw, 1, uidvalidity=2))
        assert (await places(database))[number] == Place("Fonde", 1, 4)

    async def test_what_was_decided_stays_decided_and_is_filed_again(self, database: Database) -> None:
        raw = raw_mail()
        [number] = await stored(database, in_inbox(raw, 4))
        await decided(database, number, Outcome.LIST_MAIL)
        async with database.transaction() as session:
            await mailboxes.filed(session, [number], NOON)
        await stored(database, in_inbox(raw, 1, uidvalidity=2))
        async with database.reading() as session:
            assert await ledger.undecided(session, limit=10) == []
            assert [each.id for each in await mailboxes.unfiled(session, "INBOX", 2)] == [number]

    async def test_two_processes_that_read_again_move_each_row_once(
        self, database: Database, second: Database
    ) -> None:
        twins = raw_mail()
        mails = [twins, *(raw_mail() for _ in range(10)), twins]
        before = await stored(database, *(in_inbox(raw, uid) for uid, raw in enumerate(mails, 1)))
        again = [in_inbox(raw, uid, uidvalidity=2) for uid, raw in enumerate(mails, 1)]
        both = await asyncio.gather(stored(database, *again), stored(second, *again))
        assert both[0] == both[1]
        assert sorted(both[0]) == before
        assert await count(database, LedgerEntry) == len(mails)

    async def test_of_twins_a_second_process_never_takes_the_one_that_is_just_moving(
        self, database: Database, second: Database
    ) -> None:
        raw = raw_mail()
        twins = await stored(database, in_inbox(raw, 4), in_inbox(raw, 5))
        one, two = in_inbox(raw, 1, uidvalidity=2), in_inbox(raw, 2, uidvalidity=2)
        async with database.transaction() as session:
            moved = await ledger.store(session, [one], NOON)
            elsewhere = asyncio.create_task(stored(second, two))
            await asyncio.sleep(0.1)
            moved += await ledger.store(session, [two], NOON)
        assert moved == twins
        assert await elsewhere == twins[1:]


class TestDeciding:
    async def test_the_undecided_are_found_oldest_first(self, database: Database) -> None:
        numbers = await stored(database, *(an_arrival() for _ in range(4)))
        await decided(database, numbers[1], Outcome.RECEIPT)
        async with database.reading() as session:
            assert await ledger.undecided(session, limit=2) == [numbers[0], numbers[2]]
            assert await ledger.undecided_of(session, numbers[1:]) == numbers[2:]

    async def test_a_decision_says_everything_about_the_message(self, database: Database) -> None:
        first, number = await stored(database, an_arrival(), an_arrival())
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            await ledger.decide(
                session,
                number,
                Outcome.DUPLICATE,
                after(minutes=1),
                reason="the same Message-ID",
                content_digest="digest",
                inquiry_id=inquiry.id,
                duplicate_of=first,
            )
        async with database.reading() as session:
            row = await ledger.entry(session, number)
            assert await ledger.of_inquiry(session, inquiry.id) == [number]
        assert (row.outcome, row.reason, row.decided_at) == (
            Outcome.DUPLICATE,
            "the same Message-ID",
            after(minutes=1),
        )
        assert (row.content_digest, row.duplicate_of) == ("digest", first)

    async def test_a_second_decision_is_refused_and_the_first_stands(self, database: Database) -> None:
        [number] = await stored(database, an_arrival())
        await decided(database, number, Outcome.INQUIRY)
        with pytest.raises(AlreadyDecided) as refused:
            await decided(database, number, Outcome.LOOP)
        assert refused.value.ledger_id == number
        async with database.reading() as session:
            assert (await ledger.entry(session, number)).outcome == Outcome.INQUIRY

    async def test_of_two_processes_that_decide_at_once_one_is_refused(
        self, database: Database, second: Database
    ) -> None:
        [number] = await stored(database, an_arrival())
        deciding = (decided(each, number, Outcome.INQUIRY) for each in (database, second))
        results = await asyncio.gather(*deciding, return_exceptions=True)
        assert sorted(type(result).__name__ for result in results) == ["AlreadyDecided", "NoneType"]

    async def test_what_lies_in_quarantine_may_be_decided_on_again(self, database: Database) -> None:
        [number] = await stored(database, an_arrival())
        await decided(database, number, Outcome.QUARANTINED, content_digest="digest")
        await decided(database, number, Outcome.INQUIRY)
        async with database.reading() as session:
            row = await ledger.entry(session, number)
        assert (row.outcome, row.content_digest) == (Outcome.INQUIRY, "digest")

    async def test_the_same_message_is_found_by_what_it_says(self, database: Database) -> None:
        numbers = await stored(database, *(an_arrival() for _ in range(3)))
        for number in numbers[:2]:
            await decided(database, number, Outcome.INQUIRY, content_digest="digest")
        async with database.reading() as session:
            latest = await ledger.load(session, numbers[2])
            assert await ledger.same_message(session, latest, "digest") == numbers[0]
            assert await ledger.same_message(session, latest, "another") is None

    async def test_a_message_is_not_its_own_double(self, database: Database) -> None:
        [number] = await stored(database, an_arrival())
        await decided(database, number, Outcome.QUARANTINED, content_digest="digest")
        async with database.reading() as session:
            message = await ledger.load(session, number)
            assert await ledger.same_message(session, message, "digest") is None


class TestDecidingAnew:
    @pytest.mark.parametrize("before", [Outcome.INQUIRY, Outcome.FOLLOW_UP])
    async def test_a_persons_word_changes_what_a_letter_was_taken_for(
        self, database: Database, before: Outcome
    ) -> None:
        [number] = await stored(database, an_arrival())
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
        await decided(database, number, before, inquiry_id=inquiry.id)
        async with database.transaction() as session:
            await ledger.decide_anew(session, number, Outcome.SUBMISSION, after(hours=1), reason="as U1 says")

        async with database.reading() as session:
            row, totals = await ledger.entry(session, number), await tally.totals(session)
        assert (row.outcome, row.reason, row.decided_at) == ("submission", "as U1 says", after(hours=1))
        assert row.inquiry_id == inquiry.id
        assert totals == Totals(seen=1, undecided=0, outcomes={"submission": 1})

    @pytest.mark.parametrize("before", [None, Outcome.SUBMISSION, Outcome.BOUNCE, Outcome.QUARANTINED])
    async def test_of_nothing_else(self, database: Database, before: Outcome | None) -> None:
        [number] = await stored(database, an_arrival())
        if before:
            await decided(database, number, before)
        with pytest.raises(AlreadyDecided):
            async with database.transaction() as session:
                await ledger.decide_anew(session, number, Outcome.DECLINED, NOON, reason="as U1 says")

        async with database.reading() as session:
            assert (await ledger.entry(session, number)).outcome == before

    async def test_of_two_at_once_one_wins(self, database: Database) -> None:
        [number] = await stored(database, an_arrival())
        await decided(database, number, Outcome.INQUIRY)

        async def anew(outcome: Outcome) -> None:
            async with database.transaction() as session:
                await ledger.decide_anew(session, number, outcome, NOON, reason="as somebody says")

        ended = await asyncio.gather(anew(Outcome.SUBMISSION), anew(Outcome.DECLINED), return_exceptions=True)
        assert sum(isinstance(each, AlreadyDecided) for each in ended) == 1


@pytest.mark.parametrize("size", [0, 1, 1024 * 1024, 1024 * 1024 + 1, 3_000_000])
async def test_a_message_of_any_size_comes_back_as_it_was(database, size):
    raw = b"Subject: x\n\n" + b"0123456789abcdef" * (size // 16) + b"x" * (size % 16)
    arrival = Arrival.pack(raw, source="test", received_at=NOON)
    async with database.transaction() as session:
        (number,) = await ledger.store(session, [arrival], NOON)
    await database.let_go()
    async with database.reading() as session:
        stored = await ledger.load(session, number)

    assert stored.raw == raw
    assert len(arrival.packed) <= len(raw) + 64
