"""A transaction for several letters: what waits, when it is written, and what is known beforehand."""

import asyncio

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import set_committed_value

from storage import batch, correspondence, inquiries, ledger, outbox, parties, service
from storage.messages import Arrival
from storage.outbox import Parcel
from storage.tables import Event, Inquiry
from tests.builders import NOON, a_contact, a_letter, an_inquiry, an_unrecorded_inquiry

PERSON = "anna@nordlys.example"


@pytest.fixture
def both(postgresql_url, opened):
    """One database as two processes have it; SQLite has one writer anyway."""
    return opened(postgresql_url), opened(postgresql_url)


async def recorded(session, **over):
    return await inquiries.add(session, an_unrecorded_inquiry(**over))


async def test_whoever_asks_is_told_of_what_waits(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        inquiry = await recorded(session)
        await inquiries.record(session, inquiry.id, NOON, PERSON, "opened")
        await inquiries.add_participants(session, inquiry.id, [PERSON])

        assert [each.what for each in await inquiries.history(session, inquiry.id)] == ["opened"]
        assert await inquiries.takes_part(session, inquiry.id, PERSON)


async def test_what_waits_is_written_when_the_transaction_ends(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        for _ in range(2):
            inquiry = await recorded(session)
            await inquiries.record(session, inquiry.id, NOON, PERSON, "opened")

    async with database.reading() as session:
        for rows in (Inquiry, Event):
            assert (await session.scalars(select(func.count()).select_from(rows))).one() == 2


async def test_a_row_that_waits_may_be_changed_before_it_is_written(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        inquiry = await recorded(session)
        inquiry.claimed_by = "U_ANNE"
        await session.flush()

    async with database.reading() as session:
        assert (await inquiries.get(session, inquiry.id)).claimed_by == "U_ANNE"


async def test_of_a_transaction_that_fails_nothing_is_left(database):
    async def fails():
        async with database.transaction() as session:
            batch.begin(session, 2)
            await recorded(session)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fails()

    async with database.reading() as session:
        assert (await session.scalars(select(Inquiry.id))).all() == []


async def test_rows_are_written_before_those_that_name_them_whatever_came_first(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        await parties.foreknow(session, [PERSON, "eva@gmail.com"], ["nordlys.example"])
        await parties.add_contact(session, "eva@gmail.com", "Eva", "da", None, NOON)
        organisation = await parties.add_organisation(session, "Fonden Nordlys", "nordlys.example", NOON)
        await parties.add_contact(session, PERSON, "Anna", "da", organisation.id, NOON)

    async with database.reading() as session:
        assert (await parties.contact_by(session, PERSON)).organisation_id == organisation.id


async def test_ids_are_given_out_beyond_those_that_were_taken(database):
    async with database.transaction() as session:
        batch.begin(session, 2)
        ids = [(await recorded(session)).id for _ in range(5)]

    assert len(set(ids)) == 5


async def test_a_deleted_inquiry_s_id_is_never_given_again(database):
    async with database.transaction() as session:
        deleted = await an_inquiry(session)
        await session.delete(deleted)
    async with database.transaction() as session:
        batch.begin(session, 2)
        assert (await recorded(session)).id > deleted.id


async def test_ids_go_on_after_the_transaction(database):
    async with database.transaction() as session:
        batch.begin(session, 3)
        waited = await recorded(session)
    async with database.transaction() as session:
        assert (await an_inquiry(session)).id > waited.id


async def test_a_person_whom_somebody_else_recorded_meanwhile_is_a_clash_and_not_a_second_one(database):
    async with database.transaction() as session:
        await a_contact(session, email=PERSON)

    async def add_another():
        async with database.transaction() as session:
            batch.begin(session, 2)
            batch.known(session, "contact by address")[PERSON] = None  # as it was a moment ago
            await parties.add_contact(session, PERSON, "Anna", "da", None, NOON)

    with pytest.raises(IntegrityError):
        await add_another()


async def numbered(session, **over):
    """An inquiry that waits for its number, and then for being written."""
    inquiry = an_unrecorded_inquiry(**over | {"reference": ""})
    await service.number(session, "n", lambda number: set_committed_value(inquiry, "reference", f"N{number}"))
    return await inquiries.add(session, inquiry)


async def references(database):
    async with database.reading() as session:
        return sorted(await session.scalars(select(Inquiry.reference)))


class TestNumbers:
    async def test_they_are_taken_when_the_transaction_ends_and_in_order(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            first, second = await numbered(session), await numbered(session)
            assert (first.reference, second.reference) == ("", "")

        assert (first.reference, second.reference) == ("N1", "N2")
        assert await references(database) == ["N1", "N2"]

    async def test_whoever_asks_before_that_is_told_of_numbers(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            await numbered(session)
            first = await inquiries.by_reference(session, "N1")
            second = await numbered(session)

        assert first.reference == "N1"
        assert second.reference == "N2"

    async def test_no_number_is_left_out(self, database):
        for _ in range(2):
            async with database.transaction() as session:
                batch.begin(session, 10)
                await numbered(session)
        async with database.transaction() as session:
            assert (await numbered(session)).reference == "N3"

    async def test_more_may_be_needed_than_there_are_letters(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            for _ in range(5):
                await numbered(session)

        assert await references(database) == ["N1", "N2", "N3", "N4", "N5"]

    async def test_what_is_made_of_a_number_is_made_once_it_is_there(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            inquiry, told = await numbered(session), []
            service.once_numbered(session, lambda: told.append(inquiry.reference))
            assert told == []
            await session.execute(select(1))
            assert told == ["N1"]
            service.once_numbered(session, lambda: told.append("at once"))

        assert told == ["N1", "at once"]

    async def test_of_one_letter_it_is_there_at_once(self, database):
        async with database.transaction() as session:
            inquiry, told = await numbered(session), []
            service.once_numbered(session, lambda: told.append(inquiry.reference))

        assert told == ["N1"]

    async def test_nobody_else_waits_for_one_while_letters_are_decided_on(self, both):
        database, second = both
        async with database.transaction() as session:
            batch.begin(session, 2)
            await numbered(session)
            async with second.transaction() as other:
                assert await service.next_number(other, "n") == 1

        assert await references(database) == ["N2"]


async def test_two_who_record_the_same_people_in_another_order_do_not_wait_in_a_circle(both):
    """They meet at the first person; whoever comes second hears of a clash, and of no deadlock."""
    people = ["anna@nordlys.example", "bo@nordlys.example"]
    met = asyncio.Barrier(2)

    async def record(database, emails):
        async with database.transaction() as session:
            batch.begin(session, 2)
            batch.known(session, "contact by address").update(dict.fromkeys(people))
            for email in emails:
                await parties.add_contact(session, email, "Anna", "da", None, NOON)
            await met.wait()

    one, other = both
    came_to = await asyncio.gather(record(one, people), record(other, people[::-1]), return_exceptions=True)

    assert [type(each) for each in came_to if each] == [IntegrityError]


class TestKnownBeforehand:
    async def test_a_thread_is_that_of_the_newest_letter(self, database):
        async with database.transaction() as session:
            first, second = await an_inquiry(session), await an_inquiry(session)
            for inquiry in (second, first):
                await a_letter(session, inquiry, message_id="<1@x.example>")
            batch.begin(session, 2)
            await correspondence.foreknow(session, ["<1@x.example>", "<2@x.example>"])

            assert await correspondence.with_message(session, ["<2@x.example>", "<1@x.example>"]) == first.id
            assert await correspondence.with_message(session, ["<2@x.example>"]) is None

    async def test_what_was_not_asked_beforehand_is_asked_when_it_is_needed(self, database):
        async with database.transaction() as session:
            inquiry = await an_inquiry(session)
            batch.begin(session, 2)
            await correspondence.foreknow(session, ["<1@x.example>"])
            await a_letter(session, inquiry, message_id="<3@x.example>")

            named = ["<1@x.example>", "<3@x.example>"]
            assert await correspondence.with_message(session, named) == inquiry.id

    async def test_a_new_organisation_is_known_to_the_next_letter_and_to_whom_it_looks_like(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            await parties.foreknow(session, [], ["nordlys.example", "n0rdlys.example"])
            older = await parties.add_organisation(session, "Fonden Nordlys", "nordlys.example", NOON)
            younger = await parties.add_organisation(session, "Nordlys", "n0rdlys.example", NOON)

            assert await parties.organisation_at(session, "nordlys.example") is older
            told = await parties.lookalike_of(session, "n0rdlys.example", younger.id)
            assert told == ("nordlys.example", "Fonden Nordlys")
            assert await parties.lookalike_of(session, "nordlys.example", older.id) is None

    async def test_automatic_letters_of_the_same_transaction_count_too(self, database):
        async with database.transaction() as session:
            batch.begin(session, 2)
            await outbox.foreknow(session, [PERSON], NOON)
            counts = []
            for key in ("one", "two"):
                parcel = Parcel(key, "mail.acknowledgement", "mail", NOON, recipient=PERSON)
                await outbox.put_all(session, [parcel], NOON)
                counts.append(await outbox.automatic_since(session, PERSON, NOON))

            assert counts == [1, 2]

    async def test_a_message_that_has_its_outcome_is_not_decided_on_again(self, database):
        arrivals = [Arrival.pack(raw, source="t", received_at=NOON) for raw in (b"a", b"b")]
        async with database.transaction() as session:
            one, other = await ledger.store(session, arrivals, NOON)
            await ledger.decide(session, one, "inquiry", NOON, content_digest="same")
        async with database.transaction() as session:
            batch.begin(session, 2)
            await ledger.foreknow(session, [one, other], ["same"])
            (stored,) = await ledger.load_all(session, [other])

            assert await ledger.same_message(session, stored, "same") == one
            await ledger.decide(session, other, "duplicate", NOON, duplicate_of=one)
            with pytest.raises(ledger.AlreadyDecided):
                await ledger.decide(session, one, "list_mail", NOON)


async def test_nothing_is_known_beforehand_where_one_letter_is_taken_in(database):
    async with database.transaction() as session:
        await parties.foreknow(session, [PERSON], [])

        assert batch.of(session) is None
        assert batch.known(session, "contact by address") == {}
