from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.inquiries.deadlines import WorkCalendar, work_calendar
from bot.settings import Settings

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar(
    timezone=COPENHAGEN,
    day_starts=time(9),
    day_ends=time(15),
    first_answer_days=5,
    remind_after_days=3,
    escalate_after_days=4,
    closing_days=frozenset({date(2026, 5, 15)}),
    closed_every_year=frozenset({(6, 5), (12, 24), (12, 31)}),
)
moments = st.datetimes(
    datetime.fromisoformat("2024-01-01"),
    datetime.fromisoformat("2060-12-31"),
    timezones=st.sampled_from([UTC, COPENHAGEN]),
)


def local(text):
    """Read a local time of Copenhagen."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


def shown(moment):
    """Write a moment in the local time of Copenhagen."""
    return f"{moment.astimezone(COPENHAGEN):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    "closed",
    [
        pytest.param("2026-03-14", id="Saturday"),
        pytest.param("2026-03-15", id="Sunday"),
        pytest.param("2026-01-01", id="New Year's Day"),
        pytest.param("2026-04-02", id="Maundy Thursday"),
        pytest.param("2026-04-03", id="Good Friday"),
        pytest.param("2026-04-06", id="Easter Monday"),
        pytest.param("2026-05-14", id="Ascension Day"),
        pytest.param("2026-05-15", id="a closing day of our own"),
        pytest.param("2026-05-25", id="Whit Monday"),
        pytest.param("2026-06-05", id="Constitution Day"),
        pytest.param("2026-12-24", id="Christmas Eve"),
        pytest.param("2026-12-25", id="Christmas Day"),
        pytest.param("2029-12-26", id="Boxing Day"),
        pytest.param("2026-12-31", id="New Year's Eve"),
        pytest.param("2023-05-05", id="Store Bededag, while it was one"),
    ],
)
def test_the_ministry_is_closed(closed):
    assert not CALENDAR.is_working_day(date.fromisoformat(closed))


@pytest.mark.parametrize(
    "open_day",
    [
        pytest.param("2026-03-12", id="an ordinary Thursday"),
        pytest.param("2026-05-01", id="1 May, Store Bededag until 2023"),
        pytest.param("2024-04-26", id="the first Store Bededag that was none"),
        pytest.param("2026-04-01", id="the day before Maundy Thursday"),
        pytest.param("2026-12-23", id="the day before Christmas Eve"),
        pytest.param("2027-05-14", id="a closing day of another year"),
    ],
)
def test_the_ministry_is_open(open_day):
    assert CALENDAR.is_working_day(date.fromisoformat(open_day))


@pytest.mark.parametrize(
    ("moment", "working"),
    [
        ("2026-03-12 08:59:59", False),
        ("2026-03-12 09:00", True),
        ("2026-03-12 14:59:59", True),
        ("2026-03-12 15:00", False),
        ("2026-03-14 12:00", False),
    ],
)
def test_working_time_is_from_the_start_of_the_day_until_before_its_end(moment, working):
    assert CALENDAR.is_working_time(local(moment)) is working


@pytest.mark.parametrize(
    ("moment", "next_one"),
    [
        ("2026-03-12 12:34", "2026-03-12 12:34"),
        ("2026-03-12 07:00", "2026-03-12 09:00"),
        ("2026-03-12 15:00", "2026-03-13 09:00"),
        ("2026-03-13 16:00", "2026-03-16 09:00"),
        ("2026-04-01 15:00", "2026-04-07 09:00"),
        ("2026-12-23 17:00", "2026-12-28 09:00"),
    ],
)
def test_the_next_working_moment_is_now_or_when_the_next_day_starts(moment, next_one):
    assert shown(CALENDAR.next_working_moment(local(moment))) == next_one


@pytest.mark.parametrize(
    ("received", "due"),
    [
        pytest.param("2026-03-05 10:00", "2026-03-12 15:00", id="in working hours: that day is day 0"),
        pytest.param("2026-03-05 03:00", "2026-03-12 15:00", id="before the day starts: still that day"),
        pytest.param("2026-03-05 15:00", "2026-03-13 15:00", id="at the day's end: the next day is day 0"),
        pytest.param("2026-03-07 10:00", "2026-03-16 15:00", id="on a Saturday: Monday is day 0"),
        pytest.param("2026-03-30 10:00", "2026-04-09 15:00", id="over Easter"),
        pytest.param("2026-12-22 10:00", "2027-01-04 15:00", id="over Christmas and New Year"),
        pytest.param("2026-05-12 10:00", "2026-05-21 15:00", id="over Ascension and the closing day after"),
        pytest.param("2026-03-27 10:00", "2026-04-08 15:00", id="summer time begins on the 29th"),
        pytest.param("2026-10-23 10:00", "2026-10-30 15:00", id="summer time ends on the 25th"),
    ],
)
def test_the_first_answer_is_due_at_the_end_of_the_fifth_working_day(received, due):
    assert shown(CALENDAR.first_answer_due(local(received))) == due


def test_a_reminder_and_an_escalation_come_when_their_day_starts():
    received = local("2026-03-05 10:00")

    assert shown(CALENDAR.remind_at(received)) == "2026-03-10 09:00"
    assert shown(CALENDAR.escalate_at(received)) == "2026-03-11 09:00"


def test_the_hours_are_local_on_both_sides_of_a_change_of_time():
    assert CALENDAR.add_working_days(local("2026-03-27 10:00"), 0).hour == 14
    assert CALENDAR.add_working_days(local("2026-03-27 10:00"), 1).hour == 13


@given(moments)
def test_the_next_working_moment_is_working_time_and_the_first_there_is(moment):
    found = CALENDAR.next_working_moment(moment)

    assert found >= moment
    assert CALENDAR.is_working_time(found)
    assert CALENDAR.next_working_moment(found) == found
    halfway = moment + (found - moment) / 2
    assert halfway == found or not CALENDAR.is_working_time(halfway)


@given(moments, st.integers(0, 30))
def test_a_deadline_falls_at_the_end_of_a_working_day_after_the_moment(moment, days):
    due = CALENDAR.add_working_days(moment, days)
    in_copenhagen = due.astimezone(COPENHAGEN)

    assert due.tzinfo is UTC
    assert due > moment
    assert CALENDAR.is_working_day(in_copenhagen.date())
    assert in_copenhagen.time() == time(15)


@given(moments, st.integers(0, 30))
def test_as_many_working_days_lie_between_as_were_asked_for(moment, days):
    first = CALENDAR.counts_from(moment)
    last = CALENDAR.add_working_days(moment, days).astimezone(COPENHAGEN).date()
    between = (first + timedelta(days=n) for n in range(1, (last - first).days + 1))

    assert sum(map(CALENDAR.is_working_day, between)) == days


@given(moments, moments)
def test_what_comes_later_is_never_due_earlier(one, other):
    earlier, later = sorted((one, other))

    assert CALENDAR.first_answer_due(earlier) <= CALENDAR.first_answer_due(later)


@given(moments)
def test_a_moment_counts_the_same_in_every_zone(moment):
    elsewhere = moment.astimezone(ZoneInfo("Pacific/Auckland"))

    assert CALENDAR.first_answer_due(moment) == CALENDAR.first_answer_due(elsewhere)


def test_the_calendar_is_that_of_the_configuration():
    settings = Settings.model_validate(
        {
            "office": [{"key": "fonde", "name": "Fonde", "triage": True}],
            "sla": {
                "first_answer_days": 1,
                "remind_after_days": 2,
                "escalate_after_days": 3,
                "day_starts": "08:00",
                "day_ends": "16:00",
                "closed_every_year": ["03-13"],
                "closing_days": ["2026-03-16"],
            },
        }
    )

    calendar = work_calendar(settings)

    assert shown(calendar.first_answer_due(local("2026-03-12 15:30"))) == "2026-03-17 16:00"
    assert shown(calendar.remind_at(local("2026-03-12 15:30"))) == "2026-03-18 08:00"
    assert shown(calendar.escalate_at(local("2026-03-12 15:30"))) == "2026-03-19 08:00"
