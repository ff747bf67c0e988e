from datetime import UTC, date, datetime, time

import pytest

from bot.inquiries.deadlines import work_calendar
from bot.slack.cards import home
from bot.slack.cards.home import Home
from bot.staff import Away, Preferences
from tests.laid_desk import the_settings

ANNE, BO = "U1ANNE", "U2BO"
LATE_EVENING = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """The house's calendar."""
    return work_calendar(the_settings(tmp_path_factory.mktemp("house")))


@pytest.fixture(scope="session")
def page(house, now):
    """Make what a home tab shows, from plain values."""

    def _page(**over):
        return Home(**({"mine": Preferences(ANNE), "house": house, "now": now} | over))

    return _page


def pressable(view):
    """The action ids of everything that can be pressed."""
    return [
        element["action_id"]
        for block in view["blocks"]
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if "action_id" in element
    ]


def test_it_says_when_one_is_reminded(page, words, view_passes):
    view = home.draw(page(mine=Preferences(ANNE, day_starts=time(7, 5))), words)

    view_passes(view)
    assert "Arbejdstid: 7.05–15.00" in str(view)
    assert pressable(view) == ["home.settings", "home.away"]


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (Away(date(2026, 3, 2), date(2026, 3, 9), BO), "Du er væk og er tilbage mandag den 9. marts 2026."),
        (Away(date(2026, 3, 9), date(2026, 3, 16)), "Du er væk fra mandag den 9. marts 2026"),
        (Away(date(2026, 3, 9), date(2026, 3, 16)), "Kontorets kanal rykkes imens."),
        (Away(date(2026, 3, 2), date(2026, 3, 9), BO), "<@U2BO> rykkes imens."),
    ],
)
def test_it_says_who_is_reminded_during_an_absence_and_how_to_end_it(page, words, away, said):
    view = home.draw(page(mine=Preferences(ANNE, away=away)), words)

    assert said in str(view)
    assert "home.back" in pressable(view)


def test_an_absence_that_is_over_is_not_spoken_of(page, words):
    view = home.draw(page(mine=Preferences(ANNE, away=Away(date(2026, 2, 1), date(2026, 3, 5)))), words)

    assert "væk" not in str(view)
    assert "home.back" not in pressable(view)


def test_a_day_begins_at_midnight_here_and_not_in_greenwich(page, words):
    away = Away(date(2026, 3, 5), date(2026, 3, 9))

    assert "Du er væk og er tilbage" in str(
        home.draw(page(mine=Preferences(ANNE, away=away), now=LATE_EVENING), words)
    )


def test_it_is_shown_in_either_language(page, any_words, view_passes):
    mine = Preferences(ANNE, away=Away(date(2026, 3, 2), date(2026, 3, 9), BO))

    view_passes(home.draw(page(mine=mine), any_words))
    view_passes(home.closed(any_words))
