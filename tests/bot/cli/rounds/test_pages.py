"""A round as `round show` puts it on a page: each line, and when it is left out."""

from datetime import UTC, datetime

import pytest

from bot.cli.rounds import pages
from bot.cli.rounds.pages import Times

NOON = datetime(2027, 3, 12, 11, tzinfo=UTC)
COUNTED = {"taken_in": 0, "answers": 0, "non_answers": 0, "set_aside": 0, "unresolved": 0, "adds_up": True}
EMPTY = {
    "key": "uip-2027",
    "state": "open",
    "kind": "uip",
    "office": "indsatser",
    "title": "Fokusområder for 2027",
    "parent": None,
    "children": [],
    "opens_at": None,
    "opened_at": NOON.isoformat(),
    "closed_at": None,
    "deadline": NOON.isoformat(),
    "days_left": 0,
    "states": {},
    "invited": 0,
    "uninvited": 0,
    "questions": [],
    "documents": [],
    "parties": [],
    "inquiries": [],
    "phone": [],
    "campaigns": [],
    "undecided": [],
    "reconciliation": COUNTED,
    "statements_waiting": 0,
    "events": [],
}


@pytest.fixture
def page():
    """What people read of a round."""
    return lambda **over: "\n".join(pages.page(EMPTY | over, Times(UTC, NOON)))


def test_what_there_is_nothing_of_has_no_heading(page):
    told = page()
    for heading in (
        "Questions",
        "Documents",
        "Inquiries about it",
        "Somebody has to phone",
        "Near-identical",
    ):
        assert heading not in told
    assert "Statements that wait" not in told


def test_statements_that_wait_for_a_person_are_counted(page):
    assert "Statements that wait for a person: 4." in page(statements_waiting=4)


def test_who_is_to_be_phoned_and_which_inquiries_there_are_is_named(page):
    told = page(phone=["Stille Fond"], inquiries=["FD-2027-00007"])
    assert "Somebody has to phone" in told
    assert "Stille Fond" in told
    assert "FD-2027-00007" in told


def test_documents_are_named_with_their_version(page):
    told = page(documents=[{"name": "oplaeg.pdf", "version": 2, "size": 1234, "text": False}])
    assert "oplaeg.pdf" in told
    assert "2" in told.split("oplaeg.pdf")[1].splitlines()[0]


def test_messages_that_do_not_add_up_are_loud(page):
    assert "Messages: 0 messages in, 0 answers" in page()
    assert "The messages DO NOT ADD UP" in page(reconciliation=COUNTED | {"taken_in": 1, "adds_up": False})


def test_what_a_person_has_to_decide_is_named_with_its_number(page):
    waits = {
        "submission": 14,
        "organisation": "Havblik Fonden",
        "received_at": NOON.isoformat(),
        "subject": "Svar",
        "kind": "declined",
        "why": "declined_and_more",
    }
    told = page(undecided=[waits])
    assert "A person has to decide" in told
    assert "14: Havblik Fonden" in told


def test_a_round_that_belongs_to_another_names_it(page):
    assert "uip-2026" in page(parent="uip-2026")
    assert "uip-2027-igen" in page(children=["uip-2027-igen"])
