"""Domains that somebody in a hurry takes for one another, and those that nobody does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage import parties
from storage.lookalikes import skeleton
from tests.builders import NOON


@pytest.mark.parametrize(
    "other",
    [
        "nordlysfonden.org",
        "nordlys-fonden.dk",
        "n0rdlysfonden.dk",
        "nord1ysfonden.dk",
        "nordiysfonden.dk",
        "nordlyssfonden.dk",
        "nordlýsfonden.dk",
        "xn--nordlsfonden-ulb.dk",
        "NORDLYSFONDEN.dk",
    ],
)
def test_what_the_eye_passes_over_leaves_the_same(other):
    assert skeleton(other) == skeleton("nordlysfonden.dk")


@pytest.mark.parametrize("other", ["sydlysfonden.dk", "nordlys.dk", "fondennordlys.dk", "nordlysfonden2.dk"])
def test_what_is_another_name_leaves_something_else(other):
    assert skeleton(other) != skeleton("nordlysfonden.dk")


@pytest.mark.parametrize("short", ["abc.dk", "a.b", "x", "", "...", "---.dk"])
def test_what_is_too_short_looks_like_nothing(short):
    assert skeleton(short) == ""


@given(st.text(max_size=60))
def test_whatever_a_domain_is_nothing_breaks(domain):
    skeleton(domain)


async def test_a_younger_organisations_domain_is_seen_to_look_like_an_older_ones(database):
    async with database.transaction() as session:
        older = await parties.add_organisation(session, "Nordlysfonden", "nordlysfonden.dk.example", NOON)
        younger = await parties.add_organisation(session, "Nordlys", "nordlys-fonden.dk.example", NOON)

        assert await parties.lookalike_of(session, "nordlys-fonden.dk.example", younger.id) == (
            "nordlysfonden.dk.example",
            "Nordlysfonden",
        )
        assert await parties.lookalike_of(session, "nordlysfonden.dk.example", older.id) is None
