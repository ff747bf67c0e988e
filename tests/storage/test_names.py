"""An organisation's inquiries are found by any part of its name, alike on both databases."""

from functools import partial

import pytest
from sqlalchemy import ColumnElement, select, text

from storage import finding, names
from storage.database import Database
from storage.finding import Sought
from storage.tables import Inquiry, Organisation
from storage.tables.parties import folded
from storage.upsert import database_of
from tests.builders import an_inquiry, an_organisation

NAMES = [
    "Fonden Nordlys",
    "Ærøfonden",
    "NORDLYS 100%",
    "Fonden  for\tBørn og Unge i Ålborg",
    'Den "gyldne" nøgle',
    "O'Reilly & Sønner",
    "Straße des 17. Juni",
    "A\u030arhus Kommune",
    "東京の財団",
    "👍🏽 Fonden 👨\u200d👩\u200d👧",
    "AB",
    "_",
    "search_organisation : AND OR NOT NEAR(",
    "fonfonfon",
    "en fond, onfond",
    "ﬁnans",
    "\0\ud83d i navnet",
    "x" * 5_000,
]
PARTS = [
    *(
        "nordlys",
        "ORDLYS",
        "lys",
        "ly",
        "y",
        " ",
        "  fonden   nord ",
        "fonden",
        "onde",
        "ærø",
        "ærøf",
        "100%",
    ),
    *("%", "_", "___", "børn og", "n  o", "ålborg", 'den "g', '"', '""', '"""', "'re", "y & s", "strasse"),
    *(
        "17. j",
        "år",
        "århus",
        "京の財",
        "京の",
        "東京の財団",
        "👍🏽 f",
        "👨\u200d👩",
        "ab",
        "abc",
        "a:b",
        "NEAR(",
    ),
    *(
        "not near",
        "fonf",
        "fonfonfon",
        "fonfonfonf",
        "onfond",
        "nfon",
        "fon ond",
        "finans",
        "\0",
        "\ufffd",
        "*",
    ),
    *("x" * 3, "x" * 5_000, "x" * 5_001, "^fon", "fon*", "\\", "/", "//", "findes ikke", "fonden nordlyset"),
]


@pytest.fixture
async def record(database: Database) -> Database:
    """An inquiry of each, and one of nobody's."""
    async with database.transaction() as session:
        for name in NAMES:
            organisation = await an_organisation(session, name=name)
            await an_inquiry(session, organisation_id=organisation.id)
        await an_inquiry(session)
    return database


async def of_names(record: Database, part: str) -> list[list[str]]:
    """Whose inquiries are found: as all are asked, and as each is."""
    found = []
    async with record.reading() as session:
        for named in (partial(names.in_archive, database_of(session)), names.in_each):
            asked: ColumnElement[bool] = named(part)
            whose = select(Organisation.name).join(Inquiry, Inquiry.organisation_id == Organisation.id)
            found.append(list(await session.scalars(whose.where(asked).order_by(Organisation.id))))
    return found


@pytest.mark.parametrize("part", PARTS, ids=range(len(PARTS)))
async def test_any_part_of_a_name_finds_those_that_have_it(record: Database, part: str) -> None:
    async with record.reading() as session:
        known = await session.execute(
            select(Organisation.name, Organisation.folded).order_by(Organisation.id)
        )
    stored = folded(part).replace("\0", "\ufffd")
    having = [name for name, looked_up in known if stored in looked_up]

    assert await of_names(record, part) == [having, having]


async def test_a_new_name_takes_the_place_of_the_old_one(record: Database) -> None:
    async with record.transaction() as session:
        (await session.get_one(Organisation, 1)).name = "Fonden Sydlys"

    assert await of_names(record, "sydlys") == [["Fonden Sydlys"]] * 2
    assert await of_names(record, "fonden nordlys") == [[], []]


async def test_a_name_that_was_rolled_back_is_not_found(record: Database, broken_off) -> None:
    async with broken_off() as session:
        (await session.get_one(Organisation, 1)).name = "Fonden Sydlys"
        await session.flush()

    assert await of_names(record, "sydlys") == [[], []]
    assert await of_names(record, "fonden nordlys") == [["Fonden Nordlys"]] * 2


async def test_an_organisation_that_is_gone_leaves_the_index(database: Database) -> None:
    async with database.transaction() as session:
        gone = await an_organisation(session, name="Fonden Nordlys")
        await session.delete(gone)
        await session.flush()
        # where SQLite gives its number to the next one
        other = await an_organisation(session, name="Solgaard Fonden")
        await an_inquiry(session, organisation_id=other.id)

    assert await of_names(database, "nordlys") == [[], []]
    assert await of_names(database, "solgaard") == [["Solgaard Fonden"]] * 2


async def test_a_row_that_another_program_writes_is_found_too(database: Database) -> None:
    async with database.transaction() as session:
        at = "'2026-01-01 10:00:00+00:00'"
        rows = f"VALUES (1, 'Fonden Nordlys', 'fonden nordlys', {at})"
        await session.execute(text(f"INSERT INTO organisation (id, name, folded, created_at) {rows}"))
        await an_inquiry(session, organisation_id=1)

    assert await of_names(database, "nordlys") == [["Fonden Nordlys"]] * 2


async def test_the_search_goes_by_any_part_of_the_name(record: Database) -> None:
    async with record.reading() as session:
        assert (await finding.searched(session, Sought(organisation="ærøf"), 5)).ids == [2]
        assert (await finding.listed(session, Sought(organisation="ærøf"), limit=5))[0].id == 2
