from datetime import UTC, datetime, timedelta

from consultation.retries import PAUSES, next_try

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


def test_the_first_try_comes_after_some_hours_and_each_later_one_waits_longer():
    tries = [next_try(tried, NOW) for tried in range(len(PAUSES))]

    assert tries[0] == NOW + timedelta(hours=4)
    assert tries == sorted(tries)


def test_after_the_last_try_there_is_none():
    assert next_try(len(PAUSES), NOW) is None
    assert next_try(len(PAUSES) + 5, NOW) is None
