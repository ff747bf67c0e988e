from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings

from bot.inquiries.digest import Morning, Week
from bot.slack.cards import morning
from tests.slack_texts import nasty_texts

SINCE = datetime(2026, 3, 4, 8, 0, tzinfo=UTC)
WEEKS = (
    Week(date(2026, 2, 16), 4, timedelta(days=4)),
    Week(date(2026, 2, 23)),
    Week(date(2026, 3, 2), 9, timedelta(days=1, hours=7)),
)


@pytest.fixture(scope="session")
def draw(now, a_line):
    """Draw a morning made of plain values."""

    def _draw(words, office="Indsatser", **over):
        counts = {"new": 3, "unclaimed": 2, "due_today": 1, "late": 1, "by_machines": 0}
        values = {**counts, "oldest": a_line(), "weeks": WEEKS, **over}
        return morning.draw(Morning(SINCE, **values), office, words, now)

    return _draw


def test_it_counts_what_there_is_and_names_what_has_waited_longest(draw, words, passes, shown):
    post = draw(words)

    passes(post)
    assert "*3* nye siden onsdag den 4. marts kl. 9.00" in shown(post).replace("09.00", "9.00")
    for sentence in (
        "*2* har ingen taget",
        "*1* skal besvares i dag",
        "*1* er over fristen",
        "FD-2026-00042",
    ):
        assert sentence in shown(post)


def test_what_is_not_there_is_not_spoken_of(draw, words, shown):
    said = shown(draw(words, late=0, due_today=0, oldest=None, weeks=()))

    assert not any(word in said for word in ("fristen", "i dag", "ventet", "uge"))


def test_the_longest_week_fills_its_bar_and_the_others_compare(draw, words, shown):
    rows = shown(draw(words)).split("```")[1].splitlines()

    assert rows == [
        "uge  8  ▓▓▓▓▓▓▓▓▓▓▓▓  4,0 dage (4)",
        "uge  9  ░░░░░░░░░░░░  ingen svar",
        "uge 10  ▓▓▓▓░░░░░░░░  1,3 dage (9)",
    ]


def test_the_plain_text_says_the_numbers_too(draw, words):
    assert draw(words).text.startswith("Henvendelser hos Indsatser: *3* nye")


def test_it_is_said_in_either_language(draw, any_words, passes):
    passes(draw(any_words))
    passes(draw(any_words, new=1, unclaimed=10_000, due_today=2, late=9_999))


@given(text=nasty_texts)
@settings(max_examples=20)
def test_whatever_comes_from_outside_it_passes(draw, a_line, words, passes, text):
    oldest = a_line(subject=text * 9, organisation=text, sender_name=text)

    passes(draw(words, office=text[:200], oldest=oldest))
