from datetime import date

import pytest

from consultation.rounds.answers.absence import back_on

TODAY = date(2025, 7, 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Jeg er på ferie til og med den 4. august.", date(2025, 8, 5)),
        ("Jeg er tilbage den 5. august.", date(2025, 8, 5)),
        ("I am out of the office until 4 August 2025.", date(2025, 8, 5)),
        ("I will be back on August 5th.", date(2025, 8, 5)),
        ("Fondens kontor holder lukket fra den 7. juli til den 1. august.", date(2025, 8, 2)),
        ("Jeg holder ferie i uge 29-30 og er tilbage den 28/7.", date(2025, 7, 28)),
        ("Jeg er på ferie til og med uge 29.", date(2025, 7, 21)),
        ("Jeg er tilbage i uge 31.", date(2025, 7, 28)),
        ("Jeg er væk til og med fredag den 4. juli.", date(2025, 7, 5)),
        ("I am away until Friday, 4 July 2025.", date(2025, 7, 5)),
        ("Closed until 2026-01-05", date(2026, 1, 6)),
    ],
)
def test_the_first_day_back_is_read(text, day):
    assert back_on(text, TODAY) == day


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er ikke på kontoret. Ring til 33 12 34 56.",
        "Tak for din mail af 24. juni 2025.",
        "Jeg er på barsel og kommer igen til næste år.",
        "",
    ],
)
def test_without_a_day_ahead_nobody_knows(text):
    assert back_on(text, TODAY) is None


def test_a_day_that_has_passed_is_read_as_next_years_only_within_a_year():
    assert back_on("Back on 30 June", TODAY) == date(2026, 6, 30)
    assert back_on("Back on 30 June 2030", TODAY) is None
