import time
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
        ("Kontoret holder ferie fra 1. til 15. juli.", date(2025, 7, 16)),
        ("Jeg holder ferie.\nPå kontoret igen d. 5. August.", date(2025, 8, 5)),
        ("Jag har semester och är tillbaka den 4 august.", date(2025, 8, 4)),
        ("Jeg er tilbake 4. august.", date(2025, 8, 4)),
        ("Ich bin am 4.8.2025 zurück.", date(2025, 8, 4)),
    ],
)
def test_the_first_day_back_is_read(text, day):
    assert back_on(text, TODAY) == day


@pytest.mark.parametrize(
    "stretch",
    [
        "Jeg holder ferie 4.-8. august.",
        "Jeg holder ferie 4. - 8. august 2025",
        "Jeg er på ferie 28. jul.–8. aug.",
        "Jeg er på ferie 28/7-8/8.",
        "Jeg er på ferie fra 28/7 til og med 8/8",
        "Jeg er på ferie mellem den 4. og 8. august.",
        "Jeg holder fri den 8. august.",
        "Fra den 4. til den 8. august er jeg på kursus.",
        "Lukket 04.08.2025 - 08.08.2025",
        "I am on leave 4-8 August.",
        "I am away from 4 to 8 August.",
        "I am away August 4-8, 2025.",
        "I am out of the office from Monday 4 August to Friday 8 August.",
        "Mails are answered again when I am back after 8 August.",
    ],
)
def test_of_a_stretch_of_days_the_last_one_is_the_last_away(stretch):
    assert back_on(stretch, TODAY) == date(2025, 8, 9)


@pytest.mark.parametrize(
    "stretch",
    [
        "Jeg holder ferie i uge 32.",
        "Jeg er på ferie i uge 29-32.",
        "Jeg er på ferie i ugerne 29, 30 og 32.",
        "Jeg holder ferie fra uge 29 til og med uge 32",
        "I am on leave weeks 31 and 32.",
    ],
)
def test_a_week_away_ends_on_its_sunday(stretch):
    assert back_on(stretch, TODAY) == date(2025, 8, 11)


def test_weeks_away_go_on_beyond_new_year():
    assert back_on("Vi holder lukket i uge 52-1.", date(2025, 12, 15)) == date(2026, 1, 5)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Jeg er tilbage fra ferie mandag den 4. august.", date(2025, 8, 4)),
        ("I will not be back until 4 August.", date(2025, 8, 4)),
        ("Først den 4. august er jeg tilbage.", date(2025, 8, 4)),
        ("Jeg er tilbage igen 4/8.", date(2025, 8, 4)),
        ("Jeg er på orlov fra den 4. august.", None),
        ("Vagttelefonen er åben 24/7, også i ferien.", None),
    ],
)
def test_a_day_back_is_told_from_a_day_away(text, day):
    assert back_on(text, TODAY) == day


def test_a_notice_without_end_takes_no_more_than_moments():
    begun = time.process_time()
    back_on("ferie den 1. maj " * 10_000, TODAY)

    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    "text",
    [
        "Jeg er ikke på kontoret. Ring til 33 12 34 56.",
        "Tak for din mail af 24. juni 2025.",
        "Jeg er på barsel og kommer igen til næste år.",
        "Vi behandler ansøgninger to gange om året; næste ansøgningsfrist er den 15. september.",
        "Our board meets on 15 September. Thank you for your mail.",
        "Arbejdsmarkedets Feriefond uddeler igen den 15. september.",
        "Applications are closed until 15 September.",
        "",
    ],
)
def test_without_a_day_ahead_nobody_knows(text):
    assert back_on(text, TODAY) is None


def test_a_day_that_has_passed_is_read_as_next_years_only_within_a_year():
    assert back_on("Back on 30 June", TODAY) == date(2026, 6, 30)
    assert back_on("Back on 30 June 2030", TODAY) is None


@pytest.mark.parametrize(
    "text",
    [
        "Tilbage den 4. august. Næste ansøgningsfrist er den 1. september.",
        "Jeg er på ferie\nTilbage d. 4. august\nNæste ansøgningsfrist: 1. september",
        "Kontoret er lukket til den 3. august, og næste ansøgningsfrist er den 1. september.",
        "Ansøgninger til fristen den 1. september læses, når jeg er tilbage den 4. august.",
        "I am out of office until 3 August. Our next application deadline is 1 September.",
    ],
)
def test_a_day_on_which_something_else_is_due_is_no_day_of_return(text):
    assert back_on(text, TODAY) == date(2025, 8, 4)
