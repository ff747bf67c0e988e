from datetime import UTC, datetime

import pytest
from hypothesis import given

from bot.inquiries.deadlines import WorkCalendar
from bot.slack.cards.rounds import create, lists
from bot.slack.cards.rounds.create import Blank
from bot.staff.overview import RoundLine
from consultation.rounds.digest import Curve
from consultation.rounds.ledger import Reconciliation
from consultation.rounds.words import RoundKind, RoundState
from tests.bot.slack.cards.conftest import COPENHAGEN
from tests.slack_texts import nasty_texts, texts_in

CALENDAR = WorkCalendar(COPENHAGEN, datetime.min.time(), datetime.max.time(), 5, 3, 4)
ADDS_UP = Reconciliation(5, 3, 1, 1, 0)


@pytest.fixture(scope="session")
def a_line():
    """Make what a line of the list shows."""

    def _a_line(state=RoundState.OPEN, title="Fokus", deadline=datetime(2026, 3, 6, 11, tzinfo=UTC)):
        return RoundLine("uip-2026", title, state, deadline, 5, 2)

    return _a_line


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (
            RoundState.OPEN,
            "marts kl. 12.00   ·   1 dag tilbage   ·   2 af 5 har svaret",
        ),
        (RoundState.DRAFT, "skal godkendes   ·   Frist fredag den 6. marts kl. 12.00   ·   1 dag tilbage"),
        (RoundState.CLOSED, "*Lukket*   ·   Frist fredag den 6. marts kl. 12.00   ·   2 af 5 har svaret"),
    ],
)
def test_a_line_says_where_a_round_stands(a_line, words, shown, passes, now, state, said):
    post = lists.draw([a_line(state)], 1, CALENDAR, words, now)

    passes(post)
    assert said in shown(post)


@given(text=nasty_texts)
def test_twenty_rounds_called_anything_fit(a_line, any_words, passes, now, text):
    passes(lists.draw([a_line(title=text * 20)] * 20, 300, CALENDAR, any_words, now))


@pytest.mark.parametrize(
    ("answered", "drawn"),
    [((0,), "▁"), ((0, 5, 10), "▁▅█"), ((10,) * 400, "█" * 40), (tuple(range(101)), None)],
)
def test_answers_over_time_are_a_line_of_signs_of_bounded_length(answered, drawn):
    line = lists.sparkline(Curve("x", max(10, *answered), answered))

    assert len(line) <= 40
    assert drawn is None or line == drawn
    assert list(line) == sorted(line, key="▁▂▃▄▅▆▇█".index)


def test_the_count_says_when_it_does_not_add_up(any_words):
    off = Reconciliation(6, 3, 1, 1, 0)

    for counted, sign in ((ADDS_UP, ":white_check_mark:"), (off, ":warning:")):
        (line,) = texts_in(lists.progress(None, counted, any_words))
        assert line.startswith(sign)


@given(text=nasty_texts)
def test_other_parties_that_fit_are_named_and_the_message_stays_within_bounds(any_words, passes, text):
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "x"}}] * 80

    passes(lists.party(text, blocks, [text] * 300, any_words))


@pytest.mark.parametrize("kind", RoundKind)
def test_the_form_that_sets_a_round_up_fits(any_words, view_passes, kind):
    offices = [(f"kontor{number}", "Kontoret for meget lange navne og opgaver " * 3) for number in range(12)]
    view = create.draw(Blank(kind, "behov: Hvad?\n" * 400, "2026-04-01 12:00", offices), any_words)

    view_passes(view)
    assert view["callback_id"] == "round.create"
    required = {block["block_id"] for block in view["blocks"] if not block.get("optional")}
    assert required == {"kind", "title", "text", "deadline", "office", "consent"}
