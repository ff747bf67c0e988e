from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from matplotlib import image

from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds import digest_charts
from consultation.rounds.digest import Curve, RoundNews
from storage.tables import Round

CALENDAR = WorkCalendar(ZoneInfo("Europe/Copenhagen"), time(9), time(15), 5, 3, 4)
OPENED = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXTS = {"days": "dage", "share": "andel", "deadline": "frist"}
ACCENT = (0x0F, 0x6E, 0x84)


def news(curve, *earlier):
    return RoundNews(1, (), 7, 5, {}, curve, earlier)


def drawn(curve, *earlier):
    of = Round(title="Fokus", opened_at=OPENED, deadline=OPENED + timedelta(days=28))
    png = digest_charts.chart(of, curve, earlier, CALENDAR, TEXTS, "{:.0%}".format)
    return image.imread(BytesIO(png))


def reach(picture):
    """Say how far to the right the round's own line goes below its legend, as a share of the picture."""
    height, width = picture.shape[:2]
    below = (picture[height // 3 :, :, :3] * 255).round()
    columns = (abs(below - ACCENT).max(axis=2) < 8).any(axis=0).nonzero()[0]
    return columns.max() / width


@pytest.mark.parametrize(
    ("curve", "worth"),
    [
        (None, False),
        (Curve("a", 0, (0,)), False),
        (Curve("a", 5, (0, 0)), False),
        (Curve("a", 5, (0, 1)), True),
    ],
)
def test_a_round_that_nobody_has_answered_is_not_worth_a_chart(curve, worth):
    assert digest_charts.worth_drawing(news(curve)) is worth


def test_the_line_of_a_round_that_runs_ends_today():
    young, old = Curve("a", 5, (0, 1, 2)), Curve("a", 5, (0, 1, 2, *(2,) * 24))

    assert reach(drawn(young)) < 0.3
    assert reach(drawn(old)) > 0.8


def test_earlier_rounds_that_asked_nobody_are_left_out():
    own, nobody, other = Curve("a", 5, (0, 1)), Curve("b", 0, (0,)), Curve("c", 9, (0, 4))

    assert (drawn(own, nobody, other) == drawn(own, other)).all()
