"""Addresses that letters do not reach, on both databases."""

import pytest

from storage import refused
from tests.builders import NOON, after

ADDRESS = "karen@fondennordlys.example"


@pytest.mark.parametrize("asked", [ADDRESS, "Karen@FondenNordlys.example"])
async def test_an_address_is_marked_whatever_its_letters(database, asked):
    async with database.transaction() as session:
        await refused.mark(session, "KAREN@fondennordlys.example", "no_address", NOON)
        (marked,) = await refused.among(session, [asked, "andet@x.example"], after(days=-1))

    assert (marked.email, marked.cause, marked.at) == (ADDRESS, "no_address", NOON)


async def test_a_mark_is_renewed(database):
    async with database.transaction() as session:
        await refused.mark(session, ADDRESS, "closed", NOON)
        await refused.mark(session, ADDRESS, "no_address", after(days=1))
        (marked,) = await refused.among(session, [ADDRESS], NOON)

    assert (marked.cause, marked.at) == ("no_address", after(days=1))


async def test_whoever_has_written_since_is_reached_again(database):
    async with database.transaction() as session:
        await refused.mark(session, ADDRESS, "closed", NOON)

        assert await refused.among(session, [ADDRESS], after(days=1)) == []
        assert await refused.among(session, [], after(days=-1)) == []
