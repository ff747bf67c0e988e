"""What counts as wrong, by what the parts say of themselves."""

from datetime import timedelta

import pytest

from bot.monitoring.alarm_words import told
from bot.monitoring.subjects import Subject
from bot.monitoring.troubles import is_over, troubles
from bot.texts import texts_in
from storage.tables import Alarm, OfficeState, PartState
from tests.laid_desk import MONDAY_MORNING

AN_HOUR = timedelta(hours=1)


def a_part(name, trouble=None, since=MONDAY_MORNING, seen=MONDAY_MORNING):
    return PartState(part=name, trouble=trouble, since=since, seen_at=seen)


def an_alarm(what, since=MONDAY_MORNING, **over):
    return Alarm(id=1, what=what, reason="so", since=since, raised_at=MONDAY_MORNING, **over)


@pytest.mark.parametrize(
    ("part", "what"),
    [("imap", "imap"), ("smtp", "smtp"), ("slack", "slack"), ("slack-events", "slack"), ("disk a", "disk a")],
)
def test_a_part_in_trouble_is_a_trouble_with_its_reason_and_since_when(part, what):
    found = troubles([a_part(part, "it is gone")], [], quiet=())

    assert list(found) == [what]
    assert (found[what].reason, found[what].since) == ("it is gone", MONDAY_MORNING)


def test_a_part_that_is_well_is_none():
    assert troubles([a_part("imap"), a_part("disk a")], [], quiet=()) == {}


def test_a_part_that_nobody_asked_to_be_told_of_is_none():
    assert troubles([a_part("slack-channel C4", "not_in_channel")], [], quiet=()) == {}


def test_both_ways_to_slack_are_one_trouble_since_the_first():
    parts = [a_part("slack-events", "gone", MONDAY_MORNING + AN_HOUR), a_part("slack", "down")]

    (trouble,) = troubles(parts, [], quiet=()).values()

    assert (trouble.what, trouble.reason, trouble.since) == ("slack", "down", MONDAY_MORNING)


def test_a_loop_that_has_not_been_heard_of_is_silent_since_it_last_was_whatever_it_said_then():
    found = troubles([a_part("clock"), a_part("imap", "broke off")], [], quiet={"clock", "imap"})

    assert list(found) == ["silent clock", "silent imap"]
    assert found["silent clock"].since == MONDAY_MORNING


def test_a_part_that_is_heard_of_only_when_there_is_something_to_do_is_never_silent():
    assert troubles([a_part("smtp")], [], quiet={"smtp"}) == {}


def test_the_disk_of_a_machine_that_is_gone_is_no_trouble():
    assert troubles([a_part("disk a", "2 MB are left")], [], quiet={"disk a"}) == {}


def test_an_office_whose_channel_takes_no_posts_is_one():
    office = OfficeState(office="uip", channel_trouble="is_archived", trouble_since=MONDAY_MORNING)

    assert list(troubles([], [office], quiet=())) == ["channel uip"]


def test_what_is_not_found_any_more_is_over():
    found = troubles([a_part("imap", "gone")], [], quiet=())

    assert not is_over(an_alarm("imap"), found, [])
    assert is_over(an_alarm("smtp"), found, [])


def test_a_silent_loop_is_over_only_when_it_has_been_heard_of():
    alarm = an_alarm("silent clock")

    assert not is_over(alarm, {}, [a_part("clock")])
    assert is_over(alarm, {}, [a_part("clock", seen=MONDAY_MORNING + AN_HOUR)])


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("subject", Subject)
@pytest.mark.parametrize("over", [None, MONDAY_MORNING + AN_HOUR])
def test_every_trouble_has_its_words_begun_and_over(desk, language, subject, over):
    text = told(
        an_alarm(f"{subject} a", over_at=over), texts_in(language), desk.calendar.timezone, MONDAY_MORNING
    )

    assert all((text.title, text.stands, text.means))
    assert text.reason == "a: so"
    assert text.is_over == (over is not None)
