from datetime import date

import pytest

from consultation.rounds.working_days import in_school_summer_holiday


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2024-06-29", "2024-08-11"),
        ("2025-06-28", "2025-08-10"),
        ("2026-06-27", "2026-08-09"),
        ("2027-06-26", "2027-08-08"),
    ],
)
def test_the_schools_close_from_the_last_saturday_in_june_for_six_weeks(first, last):
    first, last = date.fromisoformat(first), date.fromisoformat(last)

    assert in_school_summer_holiday(first)
    assert in_school_summer_holiday(last)
    assert not in_school_summer_holiday(date.fromordinal(first.toordinal() - 1))
    assert not in_school_summer_holiday(date.fromordinal(last.toordinal() + 1))
