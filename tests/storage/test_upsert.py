"""Rows inserted past the ORM: new ones, those that may be there, and what the session knows of them."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from storage.tables import Contact, Inquiry, Organisation, OrganisationDomain
from storage.upsert import add, add_new, add_unless_there
from tests.builders import an_unrecorded_inquiry

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_contact(email="anna@nordlys.example", name="Anna"):
    return Contact(email=email, name=name, language="da", created_at=NOW)


async def test_a_new_row_has_its_id_at_once(database):
    async with database.transaction() as session:
        made = await add_new(session, Organisation(name="Fonden Nordlys", created_at=NOW))

        assert made.id is not None
        assert await session.get(Organisation, made.id) is made


async def test_what_a_new_row_does_not_say_is_its_columns_default_or_nothing(database):
    async with database.transaction() as session:
        made = await add_new(session, an_unrecorded_inquiry())

        assert (made.revision, made.claimed_by, made.card_ts) == (1, None, None)


async def test_a_new_row_changed_later_in_the_same_transaction_is_stored_as_changed(database):
    async with database.transaction() as session:
        made = await add_new(session, an_unrecorded_inquiry())
        made.claimed_by = "U_ANNE"

    async with database.reading() as session:
        assert (await session.scalars(select(Inquiry.claimed_by))).one() == "U_ANNE"


async def test_a_new_row_that_clashes_is_an_error(database):
    async with database.transaction() as session:
        await add_new(session, a_contact())

    with pytest.raises(IntegrityError):
        async with database.transaction() as session:
            await add_new(session, a_contact())


async def test_a_row_that_is_there_is_left_as_it_was(database):
    async with database.transaction() as session:
        await add_new(session, a_contact(name="Anna"))
        assert await add_unless_there(session, a_contact(name="Berit")) is None

    async with database.reading() as session:
        assert (await session.scalars(select(Contact.name))).all() == ["Anna"]


async def test_of_a_row_whose_key_is_no_number_the_key_is_told(database):
    async with database.transaction() as session:
        made = await add_new(session, Organisation(name="Fonden Nordlys", created_at=NOW))
        row = {"domain": "nordlys.example", "organisation_id": made.id}

        assert await add(session, OrganisationDomain, row) == "nordlys.example"
        assert await add(session, OrganisationDomain, row) is None
