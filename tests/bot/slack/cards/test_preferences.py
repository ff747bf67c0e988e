from datetime import date, time

import pytest

from bot.inquiries.deadlines import work_calendar
from bot.slack.cards import preferences as forms
from bot.staff.own_settings import Away, Preferences
from tests.laid_desk import the_settings

ANNE, BO = "U1ANNE", "U2BO"


@pytest.fixture(scope="session")
def house(tmp_path_factory):
    """The house's calendar."""
    return work_calendar(the_settings(tmp_path_factory.mktemp("house")))


def initial(view, field):
    """What a field is filled with beforehand."""
    [element] = [block["element"] for block in view["blocks"] if block["block_id"] == field]
    return next((value for key, value in element.items() if key.startswith("initial_")), None)


def test_the_settings_form_shows_what_holds_now(house, any_words, view_passes):
    view = forms.settings(Preferences(ANNE, day_starts=time(7, 30)), house, any_words)

    view_passes(view)
    assert initial(view, "language")["value"] == any_words.texts.language
    assert (initial(view, "day_starts"), initial(view, "day_ends")) == ("07:30", "15:00")


def test_each_language_stands_under_its_own_name(house, any_words):
    view = forms.settings(Preferences(ANNE), house, any_words)

    [menu] = [block["element"] for block in view["blocks"] if block["block_id"] == "language"]
    assert [option["text"]["text"] for option in menu["options"]] == ["Dansk", "English"]


def test_an_absence_begins_today_unless_told(any_words, view_passes):
    view = forms.away(None, date(2026, 3, 4), any_words)

    view_passes(view)
    assert [initial(view, field) for field in ("since", "until", "deputy")] == ["2026-03-04", None, None]


def test_an_absence_that_is_known_is_shown_to_be_changed(any_words, view_passes):
    now = Away(date(2026, 3, 1), date(2026, 3, 9), BO)
    view = forms.away(now, date(2026, 3, 4), any_words)

    view_passes(view)
    assert [initial(view, field) for field in ("since", "until", "deputy")] == [
        "2026-03-01",
        "2026-03-09",
        BO,
    ]


def test_nobody_needs_a_deputy(words):
    view = forms.away(None, date(2026, 3, 4), words)

    assert [block["block_id"] for block in view["blocks"] if block.get("optional")] == ["deputy"]
