from datetime import date

import pytest

from nlp import dates
from nlp.understanding import Mention, Span


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("den 3. maj 2026", (3, 5, 2026)),
        ("senest 3/5", (3, 5, None)),
        ("May 3rd, 2026", (3, 5, 2026)),
        ("on 3 May", (3, 5, None)),
        ("2026-05-03", (3, 5, 2026)),
        ("03.05.2026", (3, 5, 2026)),
        ("31st of December", (31, 12, None)),
        ("kl.3rd of MAY", (3, 5, None)),
    ],
)
def test_dates_are_read_in_danish_and_english(text, expected):
    (found,) = dates.find(text)

    assert (found.day, found.month, found.year) == expected


@pytest.mark.parametrize(
    "text", ["32. maj", "tlf 23 45 67 89", "2.000 kr.", "kl. 10.30", "halvdelen, 3/4 ja"]
)
def test_what_is_no_day_is_not_found(text):
    assert dates.find(text) == []


def test_a_date_after_a_word_of_haste_is_a_deadline():
    assert dates.find("Vi skal bruge svar senest den 3. maj")[0].deadline
    assert not dates.find("Vi mødtes den 3. maj")[0].deadline


def test_without_a_year_the_next_such_day_is_meant():
    mention = Mention(Span(0, 6), day=3, month=5)

    assert mention.on(date(2026, 5, 4)) == date(2027, 5, 3)
    assert mention.on(date(2026, 5, 3)) == date(2026, 5, 3)


def test_29_february_waits_for_a_leap_year_and_31_june_never_comes():
    assert Mention(Span(0, 1), day=29, month=2).on(date(2027, 1, 1)) == date(2028, 2, 29)
    assert Mention(Span(0, 1), day=31, month=6).on(date(2027, 1, 1)) is None
