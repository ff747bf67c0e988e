from datetime import time
from zoneinfo import ZoneInfo

import pytest

from bot.typed_moments import read_moment

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


@pytest.mark.parametrize(
    "text",
    [
        "2027-03-12 12:00",
        "2027-03-12T12:00",
        "2027-03-12T12:00:00",
        "12-03-2027 kl. 12",
        "12.3.2027 kl. 12.00",
        "12/3/2027 12:00",
        "12. marts 2027 kl. 12",
        "Fredag den 12. marts 2027, kl. 12.00",
        "Friday 12 March 2027 at 12:00",
        " 12 mar 2027  at 12 ",
    ],
)
def test_a_moment_is_read_as_people_write_it(text):
    assert read_moment(text, COPENHAGEN, time(23, 59)).isoformat() == "2027-03-12T12:00:00+01:00"


@pytest.mark.parametrize("text", ["2027-03-12", "12.3.2027", "12. marts 2027", "fredag den 12. marts 2027"])
def test_a_day_without_a_clock_time_ends_when_it_is_told_to(text):
    assert read_moment(text, COPENHAGEN, time(23, 59)).isoformat() == "2027-03-12T23:59:00+01:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "snart",
        "2027-02-30",
        "2027-13-01",
        "12. brumaire 2027",
        "2027-03-12 25:00",
        "12.3.2027 engang",
        "3/2027",
        "12.3.0027",
        "9999-12-31 23:59",
    ],
)
def test_what_is_no_moment_is_none(text):
    assert read_moment(text, COPENHAGEN, time(23, 59)) is None
