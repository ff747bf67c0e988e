import asyncio

from sqlalchemy import func, select

from storage import parties
from storage.database import Database
from storage.tables import Contact, Organisation
from tests.builders import NOON


async def add_organisation(database: Database, name: str, domain: str) -> Organisation:
    async with database.transaction() as session:
        return await parties.add_organisation(session, name, domain, NOON)


async def add_contact(database: Database, email: str, name: str) -> Contact:
    async with database.transaction() as session:
        return await parties.add_contact(session, email, name, "da", None, NOON)


async def test_an_organisation_is_known_by_its_mail_domain(database: Database) -> None:
    added = await add_organisation(database, "Fonden Nordlys", "fondennordlys.example")
    async with database.reading() as session:
        found = await parties.organisation_at(session, "fondennordlys.example")
        assert (found.id, found.name) == (added.id, "Fonden Nordlys")
        assert await parties.organisation_at(session, "nordlys.example") is None


async def test_two_processes_that_meet_an_organisation_at_once_record_it_once(
    database: Database, second: Database
) -> None:
    both = await asyncio.gather(
        *(add_organisation(each, "Fonden Nordlys", "fondennordlys.example") for each in (database, second))
    )
    assert both[0].id == both[1].id
    async with database.reading() as session:
        assert (await session.scalars(select(func.count()).select_from(Organisation))).one() == 1


async def test_a_person_is_known_by_mail_address(database: Database) -> None:
    organisation = await add_organisation(database, "Fonden Nordlys", "fondennordlys.example")
    async with database.transaction() as session:
        await parties.add_contact(session, "mette@b.example", "Mette Berg", "en", organisation.id, NOON)
    async with database.reading() as session:
        found = await parties.contact_by(session, "mette@b.example")
        assert (found.name, found.language, found.organisation_id) == ("Mette Berg", "en", organisation.id)
        assert found.created_at == NOON
        assert await parties.contact_by(session, "bo@b.example") is None


async def test_two_processes_that_meet_a_person_at_once_record_them_once(
    database: Database, second: Database
) -> None:
    one, two = await asyncio.gather(
        add_contact(database, "mette@b.example", "Mette"),
        add_contact(second, "mette@b.example", "Mette Berg"),
    )
    assert (one.id, one.name) == (two.id, two.name)
