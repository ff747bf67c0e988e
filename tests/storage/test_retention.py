"""Emptying: the words and the persons go, the numbers and the accounts stay."""

import pytest
from sqlalchemy import func, select

from storage import answers, inquiries, integrity, ledger, notes, parts, retention, seals, search, tally
from storage.database import Database
from storage.outcomes import Outcome
from storage.tables import (
    Contact,
    Correspondence,
    Draft,
    Event,
    Inquiry,
    LedgerEntry,
    Note,
    OutboxRow,
    Participant,
    QuestionPart,
    RawMessage,
    RefusedAddress,
)
from tests.builders import (
    NOON,
    a_draft,
    a_letter,
    a_note,
    after,
    an_arrival,
    an_inquiry,
    an_outbox_row,
    raw_mail,
)
from tests.round_builders import a_party, a_round, an_answer

LATER = after(days=2000)


async def count(database: Database, table: type) -> int:
    async with database.reading() as session:
        return (await session.scalars(select(func.count()).select_from(table))).one()


async def closed(session, **over) -> Inquiry:
    return await an_inquiry(session, **({"status": "closed", "closed_at": NOON} | over))


async def a_mail(session, inquiry: Inquiry | None, raw: bytes, outcome=Outcome.INQUIRY, **over) -> int:
    [number] = await ledger.store(session, [an_arrival(raw)], NOON)
    await ledger.decide(session, number, outcome, NOON, inquiry_id=inquiry and inquiry.id, **over)
    return number


async def due(database: Database, moment=LATER, limit=10) -> list[int]:
    async with database.reading() as session:
        return await retention.closed_before(session, moment, ["reported"], limit)


async def emptied(database: Database, inquiry: Inquiry) -> list[Inquiry]:
    async with database.transaction() as session:
        return await retention.empty_inquiry(session, inquiry.id, LATER)


async def raw_sizes(database: Database) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(select(func.length(RawMessage.content)).order_by(RawMessage.id)))


class TestWhatIsPastItsTime:
    async def test_only_what_was_closed_before_the_moment_oldest_first(self, database: Database) -> None:
        async with database.transaction() as session:
            second = await closed(session, closed_at=after(days=2))
            first = await closed(session, closed_at=after(days=1))
            await closed(session, closed_at=after(days=4))
            await an_inquiry(session)
        assert await due(database, after(days=3)) == [first.id, second.id]
        assert await due(database, after(days=3), limit=1) == [first.id]

    async def test_an_inquiry_that_was_opened_again_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            await closed(session, status="claimed")
        assert await due(database) == []

    async def test_one_that_goes_on_in_another_waits_for_that(self, database: Database) -> None:
        async with database.transaction() as session:
            main = await an_inquiry(session)
            await closed(session, merged_into=main.id)
        assert await due(database) == []

    @pytest.mark.parametrize(("state", "count"), [("open", 0), ("reported", 1)])
    async def test_one_about_a_round_waits_for_its_end(self, database, state: str, count: int) -> None:
        async with database.transaction() as session:
            inquiry, of = await closed(session), await a_round(session, state=state)
            await answers.link_round(session, inquiry.id, of.id)
        assert len(await due(database)) == count

    async def test_what_was_emptied_is_not_emptied_again(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
        await emptied(database, inquiry)
        assert await due(database) == []


class TestEmptyingAnInquiry:
    async def test_what_was_said_and_by_whom_is_gone(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session, subject="Personsag", sender_name="Karen")
            await a_letter(session, inquiry, text="Vi vil gerne høre om evaluering.")
            await a_note(session, inquiry)
            await inquiries.add_participants(session, inquiry.id, ["k@fonden.example"])
            await notes.keep_draft(session, a_draft(inquiry))
        [kept] = await emptied(database, inquiry)
        assert (kept.subject, kept.sender, kept.sender_name, kept.contact_id) == ("", "", "", None)
        assert [await count(database, each) for each in (Correspondence, Note, Participant, Draft)] == [0] * 4

    async def test_its_number_office_initiative_and_dates_stay(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
        [kept] = await emptied(database, inquiry)
        for name in ("reference", "office", "initiative", "received_at", "closed_at", "status"):
            assert getattr(kept, name) == getattr(inquiry, name)
        assert kept.emptied_at == LATER

    async def test_no_word_of_it_is_found_any_more(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            await a_letter(session, inquiry, text="Lodtrækningsforsøg")
            assert (await search.inquiries_with(session, "lodtrækningsforsøg", 5)).ids == [inquiry.id]
        await emptied(database, inquiry)
        async with database.reading() as session:
            assert (await search.inquiries_with(session, "lodtrækningsforsøg", 5)).ids == []

    async def test_no_word_of_what_offices_were_asked_is_found_any_more(self, database: Database) -> None:
        async with database.transaction() as session:
            main = await closed(session)
            own = await closed(session, part_of=main.id)
            asked = {"question": "Lodtrækningsforsøg?", "asked_by": "U1", "asked_at": NOON, "number": 1}
            await parts.add(session, QuestionPart(inquiry_id=own.id, main_id=main.id, **asked))
            found = await search.inquiries_with(session, "lodtrækningsforsøg", 5)
            assert found.ids == [own.id, main.id]
        await emptied(database, main)
        async with database.reading() as session:
            assert (await search.inquiries_with(session, "lodtrækningsforsøg", 5)).ids == []

    async def test_those_that_go_on_in_it_are_emptied_with_it(self, database: Database) -> None:
        async with database.transaction() as session:
            main = await closed(session)
            part = await closed(session, merged_into=main.id)
        assert {each.id for each in await emptied(database, main)} == {main.id, part.id}

    async def test_its_history_says_what_happened_not_by_whom_and_the_chain_holds(self, database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            await inquiries.record(session, inquiry.id, NOON, "karen@fonden.example", "opened", office="uip")
            await seals.seal(session, "event", NOON)
            await inquiries.record(session, inquiry.id, NOON, "U1", "closed")
        await emptied(database, inquiry)
        async with database.transaction() as session:
            while await seals.seal(session, "event", NOON):
                pass
            lines = [(each.what, each.actor) for each in await session.scalars(select(Event))]
            found = await seals.verify(session, "event")
        assert lines == [("opened", ""), ("closed", "")]
        assert (found.broken, found.emptied) == ([], 2)

    async def test_the_ledger_still_adds_up_and_the_original_is_gone(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            await a_mail(session, inquiry, raw_mail())
        await emptied(database, inquiry)
        async with database.reading() as session:
            assert (await tally.totals(session)).adds_up
            assert await integrity.loose_ends(session) == []
        assert await raw_sizes(database) == [0]

    async def test_identical_bytes_stay_for_the_one_that_needs_them(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry, other = await closed(session), await an_inquiry(session)
            raw = raw_mail()
            for each in (inquiry, other):
                await a_mail(session, each, raw)
        await emptied(database, inquiry)
        [size] = await raw_sizes(database)
        assert size > 0
        async with database.transaction() as session:
            await retention.empty_inquiry(session, other.id, LATER)
        assert await raw_sizes(database) == [0]

    async def test_its_duplicates_go_with_it(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            first = await a_mail(session, inquiry, raw_mail(subject="Hej"))
            await a_mail(session, None, raw_mail(subject="hej"), Outcome.DUPLICATE, duplicate_of=first)
        await emptied(database, inquiry)
        assert await raw_sizes(database) == [0, 0]

    async def test_a_letter_that_a_round_has_as_well_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            number = await a_mail(session, inquiry, raw_mail())
            await a_submission_of(session, number)
        await emptied(database, inquiry)
        [size] = await raw_sizes(database)
        assert size > 0

    async def test_its_parcels_keep_their_keys_and_lose_what_they_said(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry = await closed(session)
            told = {"recipient": "k@fonden.example", "payload": {"letter": "Kære Karen"}}
            row = await an_outbox_row(session, inquiry_id=inquiry.id, **told)
            row.state = "sent"
        await emptied(database, inquiry)
        async with database.reading() as session:
            row = (await session.scalars(select(OutboxRow))).one()
        assert (bool(row.key), row.recipient, row.payload) == (True, None, {})

    async def test_a_neighbour_is_left_alone(self, database: Database) -> None:
        async with database.transaction() as session:
            inquiry, other = await closed(session), await closed(session)
            await a_letter(session, other)
            await inquiries.record(session, other.id, NOON, "U1", "closed")
        await emptied(database, inquiry)
        assert await count(database, Correspondence) == 1
        async with database.reading() as session:
            assert (await inquiries.history(session, other.id))[0].actor == "U1"


class TestWhereItIsShown:
    async def test_posts_of_the_whole_matter_are_found_once_each_and_the_card_is_not(self, database) -> None:
        async with database.transaction() as session:
            main = await closed(session, card_channel="C1", card_ts="1.0")
            part = await closed(session, merged_into=main.id)
            other = await closed(session)
            for of, ts in ((main, "1.0"), (main, "2.0"), (main, "2.0"), (part, "3.0"), (other, "4.0")):
                row = await an_outbox_row(session, inquiry_id=of.id, kind="slack.thread")
                row.state, row.result = "sent", {"channel": "C1", "ts": ts}
            letter = await an_outbox_row(session, inquiry_id=main.id, kind="letter")
            letter.state, letter.result = "sent", {"message_id": "<1@fonde.example>"}
            await session.flush()
            found = await retention.places(session, main.id, ["slack.thread", "letter"])
        assert found == [("C1", "2.0"), ("C1", "3.0")]


async def a_contact(session, email="karen@fonden.example", **over) -> Contact:
    contact = Contact(email=email, name="Karen", **({"created_at": NOON} | over))
    session.add(contact)
    await session.flush()
    return contact


async def known(database: Database) -> list[str]:
    async with database.reading() as session:
        return list(await session.scalars(select(Contact.email).order_by(Contact.email)))


async def forgotten(database: Database, moment=LATER, limit=10) -> int:
    async with database.transaction() as session:
        return await retention.forget_contacts(session, moment, limit)


class TestPeople:
    async def test_whoever_belongs_to_nothing_any_more_is_forgotten(self, database: Database) -> None:
        async with database.transaction() as session:
            contact = await a_contact(session)
            inquiry = await closed(session, contact_id=contact.id)
            session.add(RefusedAddress(email=contact.email, cause="no_address", at=NOON))
        assert await forgotten(database) == 0

        await emptied(database, inquiry)
        assert await forgotten(database) == 1
        assert (await known(database), await count(database, RefusedAddress)) == ([], 0)

    async def test_whoever_is_on_an_imported_list_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_contact(session, listed_at=NOON)
        assert await forgotten(database) == 0

    async def test_whoever_is_known_since_yesterday_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_contact(session)
        assert await forgotten(database, after(days=-1)) == 0

    async def test_whoever_a_round_writes_to_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            contact = await a_contact(session)
            await a_party(session, await a_round(session), email=contact.email)
        assert await forgotten(database) == 0

    async def test_whoever_takes_part_in_an_inquiry_that_is_kept_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            contact = await a_contact(session)
            await inquiries.add_participants(session, (await an_inquiry(session)).id, [contact.email])
        assert await forgotten(database) == 0

    async def test_a_few_are_forgotten_at_a_time(self, database: Database) -> None:
        async with database.transaction() as session:
            for number in range(3):
                await a_contact(session, f"{number}@fonden.example")
        assert [await forgotten(database, limit=2) for _ in range(3)] == [2, 1, 0]


class TestMailKeptAside:
    async def test_machine_mail_is_emptied_and_accounted_for(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_mail(session, None, raw_mail(), Outcome.AUTO_REPLY)
            assert await retention.empty_machine_mail(session, NOON, LATER, 10) == 1
            assert await retention.empty_machine_mail(session, NOON, LATER, 10) == 0
        assert await raw_sizes(database) == [0]
        assert await count(database, LedgerEntry) == 1

    async def test_what_is_younger_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_mail(session, None, raw_mail(), Outcome.BOUNCE)
            assert await retention.empty_machine_mail(session, after(days=-1), LATER, 10) == 0

    async def test_a_persons_letter_is_no_machine_mail(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_mail(session, await an_inquiry(session), raw_mail())
            assert await retention.empty_machine_mail(session, NOON, LATER, 10) == 0

    async def test_what_was_sent_to_a_round_stays(self, database: Database) -> None:
        async with database.transaction() as session:
            await a_submission_of(session, await a_mail(session, None, raw_mail(), Outcome.AUTO_REPLY))
            assert await retention.empty_machine_mail(session, NOON, LATER, 10) == 0

    @pytest.mark.parametrize(
        ("reason", "goes"), [(retention.DISCARDED + "U1", 1), ("its header can't be read", 0)]
    )
    async def test_of_the_quarantine_only_what_a_person_laid_aside(self, database, reason, goes) -> None:
        async with database.transaction() as session:
            await a_mail(session, None, raw_mail(), Outcome.QUARANTINED, reason=reason)
            assert len(await retention.empty_quarantine(session, NOON, LATER, 10)) == goes


async def a_submission_of(session, ledger_id: int) -> None:
    of = await a_round(session)
    await an_answer(session, of, await a_party(session, of), ledger_id=ledger_id)
