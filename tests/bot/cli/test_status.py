"""Each line of `status`: what it says, and when it is left out."""

from datetime import timedelta

import pytest

from bot.cli.status import Status, as_dict, lines
from storage.outbox import Queue
from storage.tables import Inquiry, OfficeState, PartState
from storage.tally import Totals
from tests.builders import NOON
from tests.laid_desk import the_settings


@pytest.fixture
def said(tmp_path):
    """What people are told of a status."""
    return lambda **over: lines(a_status(**over), the_settings(tmp_path))


def a_status(**over):
    """A service that has nothing to do."""
    values = {
        "at": NOON,
        "totals": Totals(seen=3, outcomes={"inquiry": 2, "bounce": 1}, undecided=0),
        "queue": Queue(waiting=0, failed=0, oldest_due=None),
        "by_status": {"new": 2},
        "statements": 0,
        "oldest": None,
        "last_seen": NOON,
        "next_job": None,
        "parts": [],
        "channels": [],
    }
    return Status(**(values | over))


def beginnings(told):
    return [line.split()[0] for line in told]


def test_a_service_that_has_nothing_to_do_says_little(said):
    told = said()
    assert beginnings(told) == ["Mail", "last", "Inquiries", "Outbox"]
    assert told[0] == "Mail       3 seen = 1 bounce, 2 inquiry"


def test_messages_that_nobody_has_decided_on_are_counted_and_a_count_that_does_not_add_up_is_loud(said):
    assert (
        said(totals=Totals(seen=3, outcomes={"inquiry": 2}, undecided=1))[0]
        == "Mail       3 seen = 2 inquiry + 1 undecided"
    )
    assert "DOES NOT ADD UP" in said(totals=Totals(seen=4, outcomes={"inquiry": 2}, undecided=1))[0]


def test_statements_of_rounds_that_wait_are_told_with_the_command_that_shows_them(said):
    assert "Rounds     7 statements wait for a person (fondsdialog round statements KEY)" in said(
        statements=7
    )
    assert as_dict(a_status(statements=7))["statements_waiting"] == 7


def test_the_oldest_unanswered_inquiry_is_named_with_its_deadline(said):
    oldest = Inquiry(reference="FD-2026-00042", first_answer_due=NOON)
    assert "oldest unanswered FD-2026-00042, due" in "\n".join(said(oldest=oldest))
    assert as_dict(a_status(oldest=oldest))["oldest_unanswered"]["reference"] == "FD-2026-00042"


def test_what_waits_to_leave_and_what_comes_next_is_told_with_its_time(said):
    told = said(queue=Queue(2, 1, NOON), next_job=NOON + timedelta(hours=1))
    assert "Outbox     2 waiting, 1 given up" in told
    assert [line.split()[:2] for line in told[-2:]] == [["oldest", "due"], ["Next", "job"]]


@pytest.mark.parametrize(
    ("trouble", "seen", "line"),
    [
        (None, NOON, "clock      well, seen"),
        ("refuses the login", NOON, "clock      refuses the login, since"),
        (None, NOON - timedelta(days=1), "clock      no sign of life since"),
    ],
)
def test_each_part_says_how_it_is_and_since_when(said, trouble, seen, line):
    part = PartState(part="clock", trouble=trouble, since=NOON if trouble else None, seen_at=seen)
    assert said(parts=[part])[-1].startswith(line)


def test_a_channel_that_takes_no_posts_is_named_with_its_office(said):
    office = OfficeState(office="uip", channel_trouble="is_archived", trouble_since=NOON)
    assert said(channels=[office])[-1].startswith("Channel    of uip: is_archived, since")
    told = as_dict(a_status(channels=[office]))["channels_in_trouble"]
    assert told == {"uip": {"trouble": "is_archived", "since": NOON.isoformat()}}
