"""Many rows in one statement: on PostgreSQL a list for each column, on SQLite the rows themselves."""

import random
from contextlib import contextmanager

import pytest
from sqlalchemy import event, select

from storage import batch, inquiries, ledger, search
from storage.many import among
from storage.outbox import Parcel, put_all
from storage.tables import Event, LedgerEntry, OutboxRow, Participant
from storage.tables.base import table_of
from tests.builders import NOON, a_letter, an_arrival, an_inquiry, in_inbox, raw_mail
from tests.storage.test_batch import recorded

PEOPLE = [f"person{number}@nordlys.example" for number in range(100)]


@contextmanager
def run(database):
    """Note each statement run meanwhile, and with how many rows it is run one by one."""
    seen = []

    def ask(_connection, _cursor, statement, given, _context, one_by_one):
        seen.append((statement.partition("(")[0], len(given) if one_by_one else 1))

    event.listen(database.engine.sync_engine, "before_cursor_execute", ask)
    yield seen
    event.remove(database.engine.sync_engine, "before_cursor_execute", ask)


@pytest.fixture
def postgresql(postgresql_url, opened):
    return opened(postgresql_url)


async def test_on_postgresql_a_hundred_rows_are_one_statement_with_one_run(postgresql):
    async with postgresql.transaction() as session:
        inquiry = await an_inquiry(session)
        with run(postgresql) as seen:
            await inquiries.add_participants(session, inquiry.id, PEOPLE)

    assert seen == [("INSERT INTO participant ", 1)]
    async with postgresql.reading() as session:
        assert sorted(await session.scalars(select(Participant.email))) == sorted(PEOPLE)


async def test_on_postgresql_nothing_that_several_letters_write_goes_row_by_row(postgresql):
    with run(postgresql) as seen:
        async with postgresql.transaction() as session:
            numbers = await ledger.store(session, [an_arrival() for _ in range(9)], NOON)
        async with postgresql.transaction() as session:
            batch.begin(session, 9)
            await ledger.foreknow(session, numbers, ["x"])
            for number in numbers:
                inquiry = await recorded(session)
                await a_letter(session, inquiry, text="Om et herberg.")
                await ledger.decide(session, number, "inquiry", NOON, inquiry_id=inquiry.id)

    assert {rows for _, rows in seen} == {1}
    assert len(seen) < 20
    async with postgresql.reading() as session:
        assert len((await search.inquiries_with(session, "herberg", 20)).ids) == len(numbers)


async def test_values_of_every_kind_come_back_as_they_went_in(database):
    payloads = [{"deep": [[1, 2], [3]], "none": None}, {}, {"text": 'half \ud800, \0, {"quoted"}, NULL, æøå'}]
    parcels = [
        Parcel(f"k{number}", "mail", "lane", NOON, payload, recipient=recipient)
        for number, (payload, recipient) in enumerate(
            zip(payloads, [None, "", 'a"b,{c}\\@x.example'], strict=True)
        )
    ]
    async with database.transaction() as session:
        await put_all(session, parcels, NOON)
    async with database.reading() as session:
        rows = list(await session.scalars(select(OutboxRow).order_by(OutboxRow.id)))

    assert [row.key for row in rows] == ["k0", "k1", "k2"]
    assert [row.payload for row in rows] == [
        *payloads[:2],
        {"text": 'half \ufffd, \ufffd, {"quoted"}, NULL, æøå'},
    ]
    assert [row.recipient for row in rows] == [None, "", 'a"b,{c}\\@x.example']
    assert {(row.due_at, row.attempts, row.abandoned, row.result) for row in rows} == {(NOON, 0, 0, None)}


async def test_rows_that_are_there_and_rows_that_are_given_twice_are_left_out(database):
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await inquiries.add_participants(session, inquiry.id, PEOPLE[:2])
        batch.begin(session, 2)
        for _ in range(2):
            await inquiries.add_participants(session, inquiry.id, PEOPLE[:3])

    async with database.reading() as session:
        assert sorted(await session.scalars(select(Participant.email))) == PEOPLE[:3]


async def test_rows_get_their_numbers_in_the_order_in_which_they_were_written(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        one, other = await recorded(session), await recorded(session)
        for what in map(str, range(30)):
            await inquiries.record(session, (one, other)[int(what) % 2].id, NOON, PEOPLE[0], what)

    async with database.reading() as session:
        said = await session.scalars(select(Event.what).order_by(Event.id))
        assert list(said) == [str(number) for number in range(30)]


@pytest.mark.parametrize("count", [0, 1, 2, 100])
async def test_one_may_ask_about_any_number_of_values(database, count):
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await inquiries.add_participants(session, inquiry.id, PEOPLE)
        email = table_of(Participant).c.email
        found = await session.scalars(select(email).where(among(email, "people")), {"people": PEOPLE[:count]})

        assert sorted(found) == sorted(PEOPLE[:count])


class TestStoringMessages:
    async def test_fifty_take_as_few_statements_as_two(self, postgresql):
        async def statements(count):
            with run(postgresql) as seen:
                async with postgresql.transaction() as session:
                    await ledger.store(session, [an_arrival() for _ in range(count)], NOON)
            return seen

        assert len(await statements(50)) == len(await statements(2)) < 10

    async def test_what_is_known_among_them_keeps_its_place_in_their_order(self, database):
        mails = [raw_mail() for _ in range(5)]
        async with database.transaction() as session:
            await ledger.store(session, [an_arrival(mails[2])], NOON)
        async with database.transaction() as session:
            numbers = await ledger.store(session, [an_arrival(raw) for raw in [*mails, mails[4]]], NOON)

        assert numbers == sorted(set(numbers))

    async def test_a_place_that_is_taken_gives_its_row(self, database):
        mails = [raw_mail() for _ in range(3)]
        async with database.transaction() as session:
            (first,) = await ledger.store(session, [in_inbox(mails[1], 7)], NOON)
        among = [in_inbox(raw, uid) for uid, raw in enumerate(mails, 6)]
        async with database.transaction() as session:
            numbers = await ledger.store(session, among, NOON)
            rows = list(await session.scalars(select(LedgerEntry.id)))

        assert numbers[1] == first
        assert sorted(rows) == sorted(numbers)

    async def test_a_large_one_among_them_comes_back_whole(self, database):
        large = random.Random(1).randbytes(600_000)
        sizes = [raw_mail(), large, raw_mail()]
        async with database.transaction() as session:
            numbers = await ledger.store(session, [an_arrival(raw) for raw in sizes], NOON)
        async with database.reading() as session:
            assert [each.raw for each in await ledger.load_all(session, numbers)] == sizes
