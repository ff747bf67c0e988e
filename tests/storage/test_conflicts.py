import pytest

from storage import conflicts, finding
from storage.database import Database
from storage.finding import Sought
from storage.tables import Event, Inquiry, OrganisationDomain
from tests.builders import NOON, a_letter, an_inquiry, an_organisation
from tests.round_builders import a_party, a_round, an_answer

ANNE = "U1ANNE"
NORDLYS = ["fondennordlys.example"]


@pytest.fixture
async def record(database: Database) -> Database:
    """Inquiries 1 to 11; what each is about, and how it is tied to Nordlys, stands in its subject."""
    async with database.transaction() as session:
        nordlys = await an_organisation(session, name="Fonden Nordlys")
        session.add(OrganisationDomain(domain="mail.fondennordlys.example", organisation_id=nordlys.id))
        other = await an_organisation(session, name="Solgaard Fonden")
        kinds: list[dict[str, object]] = [
            {"subject": "its address", "sender": "karen@fondennordlys.example"},
            {"subject": "an address below, in capitals", "sender": "BO@Post.FondenNordlys.Example"},
            {
                "subject": "known by a domain of its own",
                "sender": "a@gmail.com",
                "organisation_id": nordlys.id,
            },
            {"subject": "another one", "sender": "a@solgaard.example", "organisation_id": other.id},
            {"subject": "only ends alike", "sender": "a@ikkefondennordlys.example"},
            {"subject": "only begins alike", "sender": "a@fondennordlys.example.dk"},
            {"subject": "what number 1 goes on in", "sender": "a@solgaard.example"},
            {"subject": "what number 7 goes on in", "sender": "a@solgaard.example"},
            {"subject": "a question of number 8", "sender": "a@solgaard.example", "part_of": 8},
            {"subject": "a question of number 3", "sender": "a@gmail.com", "part_of": 3},
            {"subject": "a question of number 5", "sender": "a@ikkefondennordlys.example", "part_of": 5},
        ]
        for number, values in enumerate(kinds, 1):
            inquiry = await an_inquiry(session, reference=f"FD-2026-{number:05d}", **values)
            await a_letter(session, inquiry, text="Vores herberg")
            session.add(Event(inquiry_id=inquiry.id, at=NOON, actor=ANNE, what="claimed", details={}))
        for number, into in ((1, 7), (7, 8)):
            (await session.get_one(Inquiry, number)).merged_into = into
    return database


@pytest.mark.parametrize(
    ("barred", "left"),
    [
        ([], [*range(1, 12)]),
        (NORDLYS, [4, 5, 6, 11]),
        (["FondenNordlys.Example"], [4, 5, 6, 11]),
        (["fonden  NORDLYS"], [1, 2, 4, 5, 6, 7, 8, 9, 11]),
        (["fonden nordlys", "fondennordlys.example", "Solgaard Fonden"], [5, 6, 11]),
        (["%", "_ondennordlys.example"], [*range(1, 12)]),
        (["solgaard.example"], [1, 2, 3, 5, 6, 10, 11]),
    ],
)
async def test_lists_counts_search_and_deeds_leave_out_what_somebody_is_barred_from(
    record: Database, barred: list[str], left: list[int]
) -> None:
    async with record.reading() as session:
        listed = await finding.listed(session, Sought(barred=barred), limit=50)
        counted = await finding.count(session, Sought(barred=barred))
        by_word = (await finding.searched(session, Sought(words="herberg", barred=barred), 50)).ids
        all_of_them = (await finding.searched(session, Sought(barred=barred), 50)).ids
        deeds = await finding.deeds_of(session, ANNE, 50, barred)

    assert [line.id for line in listed] == left
    assert counted == len(left)
    assert sorted(by_word) == sorted(all_of_them) == left
    assert sorted(int(deed.reference[-5:]) for deed in deeds) == left


@pytest.mark.parametrize("number", range(1, 12))
async def test_one_inquiry_is_judged_as_the_lists_judge_it(record: Database, number: int) -> None:
    async with record.reading() as session:
        concerned = await conflicts.concerns(session, number, NORDLYS)
        [*listed] = await finding.listed(session, Sought(barred=NORDLYS), limit=50)

    assert concerned == (number not in {line.id for line in listed})


@pytest.mark.parametrize(
    ("sender", "of_the_party", "concerned"),
    [
        ("karen@fondennordlys.example", None, True),
        ("karen@gmail.com", "fondennordlys.example", True),
        ("karen@gmail.com", "solgaard.example", False),
        ("karen@gmail.com", None, False),
    ],
)
async def test_an_answer_to_a_round_is_judged_by_its_sender_and_its_party(
    database: Database, sender: str, of_the_party: str | None, *, concerned: bool
) -> None:
    async with database.transaction() as session:
        organisation = await an_organisation(session) if of_the_party else None
        if organisation and of_the_party:
            session.add(OrganisationDomain(domain=of_the_party, organisation_id=organisation.id))
        of = await a_round(session)
        party = await a_party(session, of, organisation_id=organisation.id if organisation else None)
        answer = await an_answer(session, of, party, sender=sender)

    async with database.reading() as session:
        assert await conflicts.answer_concerns(session, answer.id, NORDLYS) == concerned
        assert not await conflicts.answer_concerns(session, answer.id + 1, NORDLYS)


async def test_a_number_that_is_searched_for_is_not_found_either(record: Database) -> None:
    async with record.reading() as session:
        assert (await finding.searched(session, Sought(words="FD-2026-00001", barred=NORDLYS), 9)).ids == []
        assert (await finding.searched(session, Sought(words="FD-2026-00004", barred=NORDLYS), 9)).ids == [4]
