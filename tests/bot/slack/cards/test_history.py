import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rounds.guesses import HANDED
from bot.slack.cards import history
from storage.tables import Event
from tests.slack_texts import nasty_texts, texts_in

BOT = Path(history.__file__).parents[2]
RECORDED = re.compile(r'\brecord\((?:\s*[\w.]+,)*?\s*"([a-z_]+)"')
OF_OTHERS = {
    *("acknowledged", "answer_overtaken", "auto_reply", "bounce", "escalated", "file_found_infected"),
    *("file_infected", "file_lost", "file_not_fetched", "followed_up", "message_deleted", "message_edited"),
    *(
        "not_shown",
        "opened",
        "own_file_infected",
        "reminded",
        "sent_again",
        "undeliverable",
        "went_on",
        "woken",
    ),
}
"""What those who write to us do, and the program itself."""
DETAILS = {
    "members": ["U1ANNE", "U2BO"],
    **{
        name: name
        for name in ("to", "from", "into", "office", "details", "reason", "reference", "name", "title", "of")
    },
    "references": ["FD-2026-00043", "FD-2026-00044"],
    "initiative": "uip",
    "topics_after": ["evaluering"],
    "organisation_after": "Fonden Ny",
}

OFFICES = {"politik": "Politik & Jura"}


@pytest.fixture(scope="session")
def an_event(now):
    def _an_event(what="claimed", actor="U1ANNE", minutes=0, **details):
        return Event(at=now + timedelta(minutes=minutes), actor=actor, what=what, details=details)

    return _an_event


def lines(view):
    return [block["elements"][0]["text"] for block in view["blocks"] if block["type"] == "context"]


def turned(view):
    """The buttons that turn the page, with where they lead."""
    pressed = [each for block in view["blocks"] if block["type"] == "actions" for each in block["elements"]]
    return {each["action_id"].rpartition(".")[2]: each["value"] for each in pressed}


def test_the_newest_event_stands_first_with_its_time_and_who_did_it(an_inquiry, an_event, words, now):
    events = [an_event("opened", "karen@fond.example"), an_event("claimed", minutes=5)]

    view = history.draw(an_inquiry(), events, 0, words, now, OFFICES)

    assert lines(view) == [
        "torsdag den 5. marts kl. 10.05   ·   <@U1ANNE> tog sagen",
        "torsdag den 5. marts kl. 10.00   ·   Oprettet: karen@fond.example skrev",
    ]
    assert turned(view) == {}


def test_pages_are_turned_both_ways_and_end(an_inquiry, an_event, words, now, view_passes):
    events = [an_event(minutes=number) for number in range(45)]
    pages = [history.draw(an_inquiry(), events, page, words, now, OFFICES) for page in range(3)]

    for view in pages:
        view_passes(view)
    assert [len(lines(view)) for view in pages] == [20, 20, 5]
    assert [turned(view) for view in pages] == [
        {"older": "history:1"},
        {"newer": "history:0", "older": "history:2"},
        {"newer": "history:1"},
    ]


@pytest.mark.parametrize(("page", "count"), [(-3, 20), (99, 1)])
def test_a_page_that_is_not_there_is_the_nearest(an_inquiry, an_event, words, now, page, count):
    events = [an_event(minutes=number) for number in range(21)]

    assert len(lines(history.draw(an_inquiry(), events, page, words, now, OFFICES))) == count


def test_who_wrote_in_slack_is_mentioned(an_inquiry, an_event, words, now):
    [line] = lines(history.draw(an_inquiry(), [an_event("opened", "slack:u6karen")], 0, words, now, OFFICES))

    assert "<@U6KAREN>" in line


def test_nothing_yet_is_said(an_inquiry, any_words, now, view_passes):
    view_passes(history.draw(an_inquiry(), [], 0, any_words, now, OFFICES))


def recorded():
    """Every kind of event that the program records of an inquiry."""
    sources = [*(BOT / "inquiries").glob("*.py"), BOT / "schedule.py", BOT / "slack" / "posts.py"]
    return {kind for source in sources for kind in RECORDED.findall(source.read_text("utf-8"))}


def test_everything_that_is_recorded_of_an_inquiry_has_words(an_event, any_words):
    kinds = recorded()
    assert {"opened", "merged", "handed_over", "woken", "not_shown"} <= kinds

    for kind in kinds | {"followed_up", "reopened", "bounce", "auto_reply", HANDED}:
        told = history.told(an_event(kind, **DETAILS), any_words, OFFICES)
        assert told != f"{kind} (<@U1ANNE>)"


def test_whatever_staff_do_has_words_of_its_own_on_their_home_tab(any_words):
    def told(what):
        return any_words("home-deed", what=what, reference="FD-1", subject="Emne", when="i dag")

    by_staff = recorded() - OF_OTHERS | {
        "answered",
        "brought_in",
        "question_ended",
        "question_withdrawn",
        HANDED,
    }
    assert {"released", "answer_approved", "merged", "sealed"} <= by_staff
    assert [what for what in sorted(by_staff) if told(what) == told("something_of_tomorrow")] == []


def test_what_an_older_or_newer_version_recorded_is_named_as_it_is(an_event, words):
    assert history.told(an_event("journalised"), words, OFFICES) == "journalised (<@U1ANNE>)"


@pytest.mark.parametrize(("key", "name"), [("politik", "Politik &amp; Jura"), ("gone", "gone")])
def test_an_office_is_called_by_its_name_where_it_has_one(an_event, words, key, name):
    event = an_event("rerouted", to=key, initiative="temamoeder")

    assert history.told(event, words, OFFICES) == f"<@U1ANNE> sendte sagen til {name} som Temamøder"


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("initiative_confirmed", "<@U1ANNE> bekræftede initiativet: Temamøder"),
        ("initiative_corrected", "<@U1ANNE> rettede initiativet til Temamøder"),
    ],
)
def test_what_was_said_of_its_initiative_is_no_sending_on(an_event, words, what, sentence):
    assert history.told(an_event(what, initiative="temamoeder"), words, OFFICES) == sentence


def test_a_correction_says_what_was_corrected(an_event, words):
    event = an_event("corrected", topics_after=["evaluering"], organisation_after="A & B")

    assert history.told(event, words, OFFICES) == (
        "<@U1ANNE> rettede emner til Evaluering; organisation til A &amp; B"
    )


@given(text=nasty_texts, what=st.sampled_from(["opened", "bounce", "undeliverable", "merged", "x"]))
def test_whatever_was_recorded_the_history_passes(an_inquiry, an_event, words, now, view_passes, text, what):
    details = dict.fromkeys(("details", "reason", "into"), text)
    events = [an_event(what, actor=text, minutes=number, **details) for number in range(3)]

    view = history.draw(an_inquiry(), events, 0, words, now, OFFICES)

    view_passes(view)
    assert len(list(texts_in(view))) >= 3


def test_those_who_may_see_a_confidential_inquiry_are_named(words, an_event):
    event = an_event("sealed", members=["U1ANNE", "U2BO"])

    assert "<@U1ANNE>, <@U2BO>" in history.told(event, words, OFFICES)
