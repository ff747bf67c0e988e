from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given, settings

from bot.inquiries.deadlines import work_calendar
from bot.slack.cards import home
from bot.slack.cards.home import Home
from bot.staff.overview import Listing, Overview, RoundLine, Section
from bot.staff.own_settings import Away, Preferences
from consultation.rounds.words import RoundState
from storage.finding import Deed
from tests.laid_desk import the_settings
from tests.slack_texts import nasty_texts

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
        values = {"mine": Preferences(ANNE), "house": house, "now": now, "link": no_link}
        return Home(**(values | over))

    return _page


def no_link(_of):
    """Know no addresses."""


EMPTY = Overview([Listing(section, [], 0) for section in Section], [], [])
A_ROUND = RoundLine(
    "uip-2026", "Fokusområder for 2027", RoundState.OPEN, datetime(2026, 3, 12, 11, 0, tzinfo=UTC), 12, 5
)


@pytest.fixture
def listing(a_line):
    """Make a list of so many lines."""

    def _listing(section, shown, count=None, **over):
        lines = [a_line(id=number, claimed_by=None) for number in range(shown)]
        return Listing(section, lines, shown if count is None else count, **over)

    return _listing


def draw(page, words, seen=EMPTY):
    """Draw the first page."""
    return home.draw(page, seen, words)


def pressable(view):
    """The action ids of everything that can be pressed."""
    return [
        element["action_id"]
        for block in view["blocks"]
        for element in [*block.get("elements", []), block.get("accessory", {})]
        if "action_id" in element
    ]


def test_it_says_when_one_is_reminded(page, words, view_passes):
    view = draw(page(mine=Preferences(ANNE, day_starts=time(7, 5))), words)

    view_passes(view)
    assert "Arbejdstid: 7.05–15.00" in str(view)
    assert pressable(view) == ["home.search", "home.call", "home.settings", "home.away"]


@pytest.mark.parametrize(
    ("away", "said"),
    [
        (Away(date(2026, 3, 2), date(2026, 3, 9), BO), "Du er væk og er tilbage mandag den 9. marts 2026."),
        (Away(date(2026, 3, 9), date(2026, 3, 16)), "Du er væk fra mandag den 9. marts 2026"),
        (Away(date(2026, 3, 9), date(2026, 3, 16)), "Kontorets kanal får påmindelserne imens."),
        (Away(date(2026, 3, 2), date(2026, 3, 9), BO), "<@U2BO> får påmindelserne imens."),
    ],
)
def test_it_says_who_is_reminded_during_an_absence_and_how_to_end_it(page, words, away, said):
    view = draw(page(mine=Preferences(ANNE, away=away)), words)

    assert said in str(view)
    assert "home.back" in pressable(view)


def test_an_absence_that_is_over_is_not_spoken_of(page, words):
    view = draw(page(mine=Preferences(ANNE, away=Away(date(2026, 2, 1), date(2026, 3, 5)))), words)

    assert "væk" not in str(view)
    assert "home.back" not in pressable(view)


def test_a_day_begins_at_midnight_here_and_not_in_greenwich(page, words):
    away = Away(date(2026, 3, 5), date(2026, 3, 9))

    assert "Du er væk og er tilbage" in str(
        draw(page(mine=Preferences(ANNE, away=away), now=LATE_EVENING), words)
    )


def test_it_is_shown_in_either_language(page, any_words, view_passes):
    mine = Preferences(ANNE, away=Away(date(2026, 3, 2), date(2026, 3, 9), BO))

    view_passes(draw(page(mine=mine), any_words))
    view_passes(home.closed(any_words))


def overview_with(*listings, rounds=(), deeds=()):
    """An overview in which the other lists are empty."""
    given = {each.section: each for each in listings}
    return Overview([given.get(section, Listing(section, [], 0)) for section in Section], rounds, deeds)


def test_an_empty_desk_is_said_to_be_empty_in_words(page, words):
    shown = str(draw(page(), words))

    for sentence in ("Du har ingen ubesvarede sager.", "Alt i dit kontor er taget.", "Intet er over fristen"):
        assert sentence in shown


def test_on_top_it_says_how_many_there_are_of_each(page, words, listing):
    view = draw(page(), words, overview_with(listing(Section.MINE, 3), listing(Section.LATE, 2)))

    assert view["blocks"][1]["text"]["text"].split("   ·   ") == [
        "Mine *3*",
        "Ikke taget endnu *0*",
        "Venter på fonden *0*",
        ":alarm_clock: Over fristen *2*",
    ]
    assert ":alarm_clock: Over fristen" not in str(draw(page(), words))


def test_a_list_says_how_many_there_are_and_leads_to_the_rest(page, words, listing, view_passes):
    view = draw(page(), words, overview_with(listing(Section.UNCLAIMED, 6, count=31)))

    view_passes(view)
    assert "*Ikke taget endnu* (31)" in str(view)
    assert "Vis alle 31" in str(view)
    assert pressable(view).count("home.claim") == 6
    assert "home.page" in pressable(view)


def test_what_is_late_and_stands_above_is_not_told_twice(page, words, a_line):
    own, theirs = a_line(id=7, claimed_by=ANNE), a_line(id=8, claimed_by="U2BO")
    seen = overview_with(Listing(Section.MINE, [own], 1), Listing(Section.LATE, [own, theirs], 2))

    view = draw(page(), words, seen)

    assert [block["block_id"] for block in view["blocks"] if "accessory" in block] == [
        "home/mine:7",
        "home/late:8",
    ]
    assert "I dit kontor, uanset hvem der har dem. 1 står ovenfor." in str(view)


def test_a_list_that_fits_leads_nowhere(page, words, listing):
    assert "home.page" not in pressable(draw(page(), words, overview_with(listing(Section.MINE, 6))))


def test_what_somebody_has_is_answered_and_what_is_free_is_taken(page, words, a_line):
    mine = Listing(Section.MINE, [a_line(id=7, claimed_by=ANNE)], 1)
    free = Listing(Section.UNCLAIMED, [a_line(id=8, claimed_by=None)], 1)

    view = draw(page(), words, overview_with(mine, free))

    pressed = {
        b["accessory"]["action_id"]: b["accessory"]["value"] for b in view["blocks"] if "accessory" in b
    }
    assert pressed == {"inquiry.reply": "7", "home.claim": "8/overview"}


def test_an_open_round_says_how_long_is_left_and_who_has_answered(page, words):
    shown = str(draw(page(), words, overview_with(rounds=[A_ROUND])))

    assert "*Fokusområder for 2027* (`uip-2026`)" in shown
    assert "7 dage tilbage – svar senest torsdag den 12. marts kl. 12.00" in shown
    assert "5 af 12 har svaret" in shown


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (datetime(2026, 3, 5, 11, 0, tzinfo=UTC), "Sidste dag"),
        (datetime(2026, 3, 6, 11, 0, tzinfo=UTC), "1 dag tilbage"),
        (datetime(2026, 3, 5, 8, 0, tzinfo=UTC), "Fristen er udløbet"),
    ],
)
def test_the_last_days_of_a_round_have_words_of_their_own(page, words, deadline, said):
    round_ = RoundLine("uip", "Titel", RoundState.OPEN, deadline, 1, 0)

    assert said in str(draw(page(), words, overview_with(rounds=[round_])))


@pytest.mark.parametrize("what", ["claimed", "closed", "something_of_tomorrow"])
def test_it_says_what_one_did_last(page, any_words, now, view_passes, what):
    deed = Deed(now, what, "FD-2026-00042", "Evaluering", "C1", "1.1")

    view = draw(page(), any_words, overview_with(deeds=[deed]))

    view_passes(view)
    assert 'FD-2026-00042 "Evaluering"' in view["blocks"][-1]["elements"][0]["text"]


def test_a_page_of_a_list_leads_on_and_back(page, words, listing, view_passes):
    view = home.draw_listing(page(), listing(Section.LATE, 20, count=55, offset=20, size=20), words)

    view_passes(view)
    assert "21–40 af 55" in str(view)
    [ways] = [block for block in view["blocks"] if block.get("block_id") == "home/ways"]
    assert [(each["action_id"], each["value"]) for each in ways["elements"]] == [
        ("home.page.overview", "overview"),
        ("home.page.before", "late:0"),
        ("home.page.after", "late:40"),
    ]


def test_the_ends_of_a_list_lead_no_further(page, words, listing):
    view = home.draw_listing(page(), listing(Section.LATE, 3, size=20), words)

    assert pressable(view) == ["home.page.overview", *["home.claim"] * 3]
    assert "1–3 af 3" in str(view)
    assert "0–0 af 0" in str(home.draw_listing(page(), listing(Section.LATE, 0, size=20), words))


@given(text=nasty_texts)
@settings(max_examples=40)
def test_whatever_comes_from_outside_the_fullest_tab_passes(page, a_line, view_passes, any_words, text):
    nasty = {"subject": text * 9, "organisation": text, "sender_name": text, "sender": text}
    lines = [a_line(id=number, **nasty) for number in range(20)]
    full = [Listing(section, lines[:6], 10_000) for section in Section]
    rounds = [RoundLine(text, text * 9, RoundState.OPEN, page().now, 900, 3)] * 8
    deeds = [Deed(page().now, "claimed", "FD-2026-00042", text * 9, "C1", "1.1")] * 6

    view_passes(draw(page(), any_words, Overview(full, rounds, deeds)))
    view_passes(home.draw_listing(page(), Listing(Section.LATE, lines, 10_000, 20, 20), any_words))
