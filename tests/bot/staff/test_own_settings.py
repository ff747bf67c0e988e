from datetime import date, time, timedelta

import pytest

from bot.staff import own_settings
from bot.staff.own_settings import Away, Preferences
from tests.laid_desk import ANDERS, FATIMA, JONAS, METTE

MONDAY, TUESDAY, FRIDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 6)


def works_here(user):
    return user in (METTE, ANDERS)


@pytest.mark.parametrize(
    ("day", "covered"), [(MONDAY - timedelta(days=1), False), (MONDAY, True), (FRIDAY, False)]
)
def test_an_absence_lasts_until_the_first_day_back(day, covered):
    assert Away(MONDAY, FRIDAY).covers(day) is covered


def test_own_hours_replace_the_houses_and_the_rest_of_the_calendar_stays(desk):
    hours = Preferences(METTE, day_starts=time(7)).hours(desk.calendar)

    assert (hours.day_starts, hours.day_ends) == (time(7), desk.calendar.day_ends)
    assert hours.first_answer_days == desk.calendar.first_answer_days


@pytest.mark.parametrize(("ends", "wrong"), [(time(15), None), (time(9), "refused-hours")])
def test_a_day_ends_after_it_begins(ends, wrong):
    assert own_settings.why_not_hours(time(9), ends) == wrong


@pytest.mark.parametrize(
    ("away", "wrong"),
    [
        (Away(MONDAY, FRIDAY), None),
        (Away(MONDAY - timedelta(days=9), TUESDAY, ANDERS), None),
        (Away(MONDAY, MONDAY), ("until", "refused-back-too-early")),
        (Away(FRIDAY, TUESDAY), ("until", "refused-back-too-early")),
        (Away(MONDAY - timedelta(days=9), MONDAY), ("until", "refused-back-too-early")),
        (Away(MONDAY, FRIDAY, METTE), ("deputy", "refused-own-deputy")),
        (Away(MONDAY, FRIDAY, "U0STRANGER"), ("deputy", "refused-stranger-deputy")),
    ],
)
def test_an_absence_ends_after_today_and_its_deputy_is_a_colleague(away, wrong):
    assert own_settings.why_not_away(METTE, away, MONDAY, works_here) == wrong


async def preferences(desk, user):
    async with desk.database.reading() as session:
        return await own_settings.preferences(session, user)


async def hears(desk, user, office="indsatser"):
    async with desk.database.reading() as session:
        found = await own_settings.who_hears(session, desk, user, office, desk.clock.now())
    return found and found.user


async def test_what_was_chosen_is_read_back(desk):
    await own_settings.choose(desk, METTE, "en", time(8), time(16))

    assert await preferences(desk, METTE) == Preferences(METTE, "en", time(8), time(16))


async def test_hours_like_the_houses_follow_the_house_from_then_on(desk):
    await own_settings.choose(desk, METTE, "da", desk.calendar.day_starts, desk.calendar.day_ends)

    found = await preferences(desk, METTE)
    assert (found.day_starts, found.day_ends) == (None, None)


async def test_an_absence_is_kept_until_somebody_is_back_and_the_language_stays(desk):
    await own_settings.choose(desk, METTE, "en", time(8), time(16))
    away = Away(MONDAY, FRIDAY, ANDERS)
    await own_settings.go_away(desk, METTE, away)
    assert (await preferences(desk, METTE)).away == away

    await own_settings.go_away(desk, METTE, None)

    found = await preferences(desk, METTE)
    assert (found.away, found.language) == (None, "en")


async def test_whoever_is_at_work_hears_of_what_they_have(desk):
    assert await hears(desk, METTE) == METTE
    assert await hears(desk, None) is None


async def test_the_deputy_hears_it_during_an_absence_and_only_then(desk):
    await own_settings.go_away(desk, METTE, Away(MONDAY, TUESDAY, ANDERS))
    assert await hears(desk, METTE) == ANDERS

    desk.clock.advance(timedelta(days=1))
    assert await hears(desk, METTE) == METTE


async def test_a_deputy_who_is_away_too_passes_it_on(desk):
    await own_settings.go_away(desk, FATIMA, Away(MONDAY, FRIDAY, METTE))
    await own_settings.go_away(desk, METTE, Away(MONDAY, FRIDAY, ANDERS))

    assert await hears(desk, FATIMA, "analyse") == ANDERS


async def test_where_deputies_only_point_at_each_other_the_office_hears_it(desk):
    await own_settings.go_away(desk, METTE, Away(MONDAY, FRIDAY, ANDERS))
    await own_settings.go_away(desk, ANDERS, Away(MONDAY, FRIDAY, METTE))

    assert await hears(desk, METTE) is None


async def test_nobody_hears_of_an_office_that_is_not_theirs(desk):
    await own_settings.go_away(desk, METTE, Away(MONDAY, FRIDAY, JONAS))

    assert await hears(desk, METTE) is None
    assert await hears(desk, JONAS, "moeder") == JONAS
