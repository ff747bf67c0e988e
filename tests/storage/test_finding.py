import pytest

from storage import finding, inquiries, search
from storage.database import Database
from storage.finding import Sought
from storage.tables import Inquiry, Organisation
from tests.builders import NOON, a_letter, after, an_inquiry, an_organisation

ANNE, BO = "U1ANNE", "U2BO"
KINDS = [
    {"status": "claimed", "claimed_by": ANNE, "first_answer_due": after(days=2)},
    {"status": "claimed", "claimed_by": ANNE, "first_answer_due": after(days=-1)},
    {"status": "answered", "claimed_by": ANNE, "first_answer_due": after(days=1)},
    {"status": "claimed", "claimed_by": BO, "first_answer_due": after(days=-2)},
    {"status": "new", "first_answer_due": after(days=3)},
    {"status": "new", "first_answer_due": after(days=-3), "office": "politik"},
    {"status": "closed", "first_answer_due": after(days=-9)},
]
"""One of each, numbered from one on."""


@pytest.fixture
async def record(database: Database) -> Database:
    async with database.transaction() as session:
        for number, values in enumerate(KINDS, 1):
            await an_inquiry(session, reference=f"FD-2026-{number:05d}", **values)
    return database


async def found(record: Database, sought: Sought, limit: int = 50, **options: int) -> list[int]:
    async with record.reading() as session:
        lines = await finding.listed(session, sought, limit=limit, **options)
    return [int(line.reference[-5:]) for line in lines]


@pytest.mark.parametrize(
    ("sought", "numbers"),
    [
        (Sought(), [7, 6, 4, 2, 3, 1, 5]),
        (Sought(statuses=["claimed"], claimed_by=ANNE), [2, 1]),
        (Sought(statuses=["new"], offices=["uip"]), [5]),
        (Sought(statuses=["new"], offices=["uip", "politik"]), [6, 5]),
        (Sought(statuses=["new", "claimed"], offices=["uip"], due_before=NOON), [4, 2]),
        (Sought(offices=[]), []),
        (Sought(claimed_by="U9NOBODY"), []),
    ],
)
async def test_a_list_holds_what_meets_every_condition_the_shortest_deadline_first(
    record: Database, sought: Sought, numbers: list[int]
) -> None:
    assert await found(record, sought) == numbers
    async with record.reading() as session:
        assert await finding.count(session, sought) == len(numbers)


async def test_a_list_is_read_in_parts(record: Database) -> None:
    assert await found(record, Sought(), limit=3) == [7, 6, 4]
    assert await found(record, Sought(), limit=3, offset=3) == [2, 3, 1]
    assert await found(record, Sought(), limit=3, offset=6) == [5]
    assert await found(record, Sought(), limit=3, offset=9) == []


async def test_a_list_may_begin_with_the_latest(record: Database) -> None:
    async with record.reading() as session:
        lines = await finding.listed(session, Sought(), limit=2, latest_first=True)

    assert [line.reference[-1] for line in lines] == ["5", "1"]


async def test_a_line_says_who_wrote_and_who_has_it(database: Database) -> None:
    async with database.transaction() as session:
        organisation = await an_organisation(session, name="Fonden Nordlys")
        await an_inquiry(session, organisation_id=organisation.id, claimed_by=ANNE, card_ts="1.1")
        await an_inquiry(session)

    async with database.reading() as session:
        first, second = await finding.listed(session, Sought(), limit=2)
    assert (first.organisation, first.claimed_by, first.card_ts) == ("Fonden Nordlys", ANNE, "1.1")
    assert (second.organisation, second.sender_name) == (None, "Mette Berg")


async def test_lines_come_in_the_order_they_are_asked_for(record: Database) -> None:
    async with record.reading() as session:
        assert [line.id for line in await finding.lines(session, [3, 1, 2])] == [3, 1, 2]
        assert await finding.lines(session, []) == []


async def test_what_somebody_did_comes_newest_first(record: Database) -> None:
    async with record.transaction() as session:
        for number, (actor, what) in enumerate([(ANNE, "claimed"), (BO, "claimed"), (ANNE, "noted")], 1):
            await inquiries.record(session, number, after(minutes=number), actor, what)

    async with record.reading() as session:
        deeds = await finding.deeds_of(session, ANNE, limit=5)
        assert [(deed.what, deed.reference) for deed in deeds] == [
            ("noted", "FD-2026-00003"),
            ("claimed", "FD-2026-00001"),
        ]
        assert len(await finding.deeds_of(session, ANNE, limit=1)) == 1


async def test_first_answers_are_those_of_one_office_received_since_a_moment(database: Database) -> None:
    answered = {"answered_at": after(hours=5)}
    async with database.transaction() as session:
        await an_inquiry(session, received_at=after(hours=1), **answered)
        await an_inquiry(session, received_at=after(hours=-1), **answered)
        await an_inquiry(session, received_at=after(hours=1), office="politik", **answered)
        await an_inquiry(session, received_at=after(hours=1))

    async with database.reading() as session:
        assert await finding.first_answers(session, "uip", NOON) == [(after(hours=1), after(hours=5))]


ARCHIVE = [
    {"subject": "Herberg i Aarhus", "office": "uip", "initiative": "uip", "received_at": after(days=-20)},
    {"subject": "Herberg på Ærø", "office": "politik", "initiative": "rct", "received_at": after(days=-10)},
    {"subject": "Bestyrelsens herberg", "office": "uip", "status": "closed", "received_at": after(days=-1)},
    {"subject": "Noget andet", "office": "uip", "initiative": "rct", "received_at": after(days=-1)},
]
OF = ["Fonden Nordlys", "Ærøfonden", "NORDLYS 100%", None]


@pytest.fixture(params=[2, 1_000], ids="{} of the newest looked at first".format)
async def archive(database: Database, monkeypatch: pytest.MonkeyPatch, request) -> Database:
    """Four inquiries, found alike however many of the newest are looked at before the others."""
    monkeypatch.setattr(finding, "LOOKED_AT_FIRST", request.param)
    async with database.transaction() as session:
        for number, (values, name) in enumerate(zip(ARCHIVE, OF, strict=True), 1):
            organisation = await an_organisation(session, name=name) if name else None
            of = {"organisation_id": organisation.id if organisation else None}
            inquiry = await an_inquiry(session, reference=f"FD-2026-{number:05d}", **values, **of)
            await a_letter(session, inquiry)
    return database


async def searched(archive: Database, sought: Sought, limit: int = 50) -> list[int]:
    async with archive.reading() as session:
        return (await finding.searched(session, sought, limit)).ids


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        (Sought(), [4, 3, 2, 1]),
        (Sought(words="herberg"), [3, 2, 1]),
        (Sought(words="herberger", offices=["uip"]), [3, 1]),
        (Sought(words="herberg", statuses=["new"]), [2, 1]),
        (Sought(words="herberg", initiative="rct"), [2]),
        (Sought(words="herberg", organisation="nordlys"), [3, 1]),
        (Sought(words="herberg", since=after(days=-10), until=after(days=-1)), [2]),
        (Sought(words="herberg", offices=[]), []),
        (Sought(organisation="ÆRØ"), [2]),
        (Sought(organisation="  fonden   nord "), [1]),
        (Sought(organisation="100%"), [3]),
        (Sought(organisation="_"), []),
        (Sought(initiative="rct"), [4, 2]),
        (Sought(statuses=["closed", "new"], offices=["politik"]), [2]),
        (Sought(since=after(days=-1)), [4, 3]),
        (Sought(until=after(days=-10)), [1]),
        (Sought(words="fd-2026-00002"), [2]),
        (Sought(words=" FD-2026-00002 ", offices=["uip"]), []),
        (Sought(words="!?", offices=["uip"]), []),
    ],
)
async def test_the_search_finds_what_meets_every_condition_on_either_database(
    archive: Database, sought: Sought, found: list[int]
) -> None:
    assert await searched(archive, sought) == found


@pytest.mark.parametrize("looked_at_first", [0, 7, 1_000])
@pytest.mark.parametrize("office", ["uip", "politik"])
async def test_pages_of_what_came_at_one_moment_hold_each_once_and_say_whether_there_is_more(
    database: Database, monkeypatch: pytest.MonkeyPatch, looked_at_first: int, office: str
) -> None:
    monkeypatch.setattr(finding, "LOOKED_AT_FIRST", looked_at_first)
    async with database.transaction() as session:
        for number in range(13):
            await an_inquiry(session, office="politik" if number % 4 == 0 else "uip")
    expected = [each + 1 for each in reversed(range(13)) if (each % 4 == 0) == (office == "politik")]

    async with database.reading() as session:
        until = await finding.mark(session)
        pages = [
            await finding.searched(session, Sought(offices=[office]), 3, offset, until)
            for offset in range(0, len(expected), 3)
        ]
    assert [number for page in pages for number in page.ids] == expected
    assert [page.more for page in pages] == [*[True] * (len(pages) - 1), False]


async def test_the_search_gives_no_more_than_asked_for(archive: Database) -> None:
    assert await searched(archive, Sought(words="herberg"), limit=2) == [3, 2]
    assert await searched(archive, Sought(), limit=2) == [4, 3]


async def test_the_newest_letter_comes_first_and_each_inquiry_once(archive: Database) -> None:
    async with archive.transaction() as session:
        first = await inquiries.get(session, 1)
        await a_letter(session, first, text="Igen om vores herberg")

    assert await searched(archive, Sought(words="herberg")) == [1, 3, 2]


async def test_older_letters_are_looked_through_when_the_newest_are_too_few(
    archive: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "FIRST_LOOK", 1)

    assert await searched(archive, Sought(words="herberg")) == [3, 2, 1]
    assert await searched(archive, Sought(words="herberg"), limit=1) == [3]
    assert await searched(archive, Sought(words="findesikke")) == []


async def test_an_organisation_is_found_by_its_new_name(archive: Database) -> None:
    async with archive.transaction() as session:
        organisation = await session.get_one(Organisation, 1)
        organisation.name = "Fonden Sydlys"

    assert await searched(archive, Sought(organisation="SYDLYS")) == [1]


@pytest.mark.parametrize(
    ("seen_by", "numbers"),
    [
        (None, [7, 6, 4, 2, 3, 1, 5]),
        (ANNE, [7, 6, 4, 2, 3, 1]),
        (BO, [7, 6, 4, 2, 3, 5]),
        ("U1ANN", [7, 6, 2, 3]),
        ("%", [7, 6, 2, 3]),
        (finding.NOBODY, [7, 6, 2, 3]),
    ],
)
async def test_what_is_confidential_is_found_by_those_alone_who_are_named(
    record: Database, seen_by: str | None, numbers: list[int]
) -> None:
    async with record.transaction() as session:
        for number, named in ((1, [ANNE]), (4, [ANNE, BO]), (5, [BO])):
            (await session.get_one(Inquiry, number)).confidential = named

    assert await found(record, Sought(seen_by=seen_by)) == numbers
    async with record.reading() as session:
        assert await finding.count(session, Sought(seen_by=seen_by)) == len(numbers)
        assert sorted((await finding.searched(session, Sought(seen_by=seen_by), 50)).ids) == sorted(numbers)
