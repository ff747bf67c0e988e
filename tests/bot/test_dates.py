from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.dates import deadline_phrase, written, written_month

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DEADLINE = datetime(2026, 3, 12, 14, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "text"),
    [("da", "torsdag den 12. marts kl. 15.00"), ("en", "Thursday 12 March at 15:00")],
)
def test_a_moment_is_written_in_local_time(language, text):
    assert written(DEADLINE, language, COPENHAGEN, NOW) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("da", "senest torsdag den 12. marts kl. 15.00"),
        ("en", "by Thursday 12 March at 15:00"),
    ],
)
def test_a_deadline_is_written_as_one(language, text):
    assert deadline_phrase(DEADLINE, language, COPENHAGEN, NOW) == text


@pytest.mark.parametrize(
    ("language", "text"),
    [("da", "søndag den 3. januar 2027 kl. 08.05"), ("en", "Sunday 3 January 2027 at 08:05")],
)
def test_the_year_is_added_when_it_is_another_one(language, text):
    assert written(datetime(2027, 1, 3, 7, 5, tzinfo=UTC), language, COPENHAGEN, NOW) == text


def test_the_year_is_that_of_the_local_calendar():
    just_before_midnight_in_utc = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)

    assert written(just_before_midnight_in_utc, "da", COPENHAGEN, NOW) == "torsdag den 1. januar kl. 00.30"
    assert " 2026 " not in written(NOW, "da", COPENHAGEN, just_before_midnight_in_utc)


def test_summer_time_is_followed():
    assert written(datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "da", COPENHAGEN, NOW).endswith("kl. 15.00")


@pytest.mark.parametrize(
    ("moment", "language", "text"),
    [
        (datetime(2026, 2, 28, 23, 30, tzinfo=UTC), "da", "marts"),
        (datetime(2026, 2, 3, 9, 0, tzinfo=UTC), "en", "February"),
        (datetime(2025, 12, 3, 9, 0, tzinfo=UTC), "da", "december 2025"),
    ],
)
def test_a_month_is_that_of_the_local_calendar(moment, language, text):
    assert written_month(moment, language, COPENHAGEN, NOW) == text
