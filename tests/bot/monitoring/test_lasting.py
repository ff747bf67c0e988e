"""How long something has been so, whatever the wall clock does meanwhile."""

import pytest

from bot.monitoring.lasting import Lasting


@pytest.fixture
def lasting(stopwatch):
    return Lasting(stopwatch)


def test_what_is_seen_for_the_first_time_has_lasted_for_nothing(lasting):
    assert lasting.seconds({"imap": 1}) == {"imap": 0.0}


def test_what_stays_as_it_is_lasts(lasting, stopwatch):
    lasting.seconds({"imap": 1})
    stopwatch.at += 60

    assert lasting.seconds({"imap": 1, "smtp": 1}) == {"imap": 60.0, "smtp": 0.0}


def test_what_changes_begins_anew(lasting, stopwatch):
    lasting.seconds({"imap": 1})
    stopwatch.at += 60

    assert lasting.seconds({"imap": 2}) == {"imap": 0.0}


def test_what_was_away_begins_anew(lasting, stopwatch):
    lasting.seconds({"imap": 1})
    lasting.seconds({})
    stopwatch.at += 60

    assert lasting.seconds({"imap": 1}) == {"imap": 0.0}
