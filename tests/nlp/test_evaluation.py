import numpy as np
import pytest

from nlp import evaluation, plots
from nlp.evaluation import Answers
from nlp.message import Message

LABELS = ("a", "b", "none")
MESSAGES = [
    Message("x", "a", lang="da", topics=("t",)),
    Message("x", "a", lang="da"),
    Message("x", "b", lang="en"),
    Message("x", "none", lang="da"),
]


@pytest.fixture
def answers():
    chances = np.array([[0.9, 0.1, 0], [0.4, 0.6, 0], [0.1, 0.8, 0.1], [0.2, 0.1, 0.7]])
    return Answers(
        LABELS, chances, chances.max(axis=1) > 0.65, (("t",), (), ("t",), ()), ("da", "da", "en", "en")
    )


def test_the_measures_are_what_they_are_called(answers):
    report = evaluation.measure(MESSAGES, answers)

    assert report.accuracy == 0.75
    assert report.top2 == 1.0
    assert report.in_scope_accuracy == pytest.approx(2 / 3)
    assert report.outside_recall == 1.0
    assert (report.coverage, report.accepted_precision) == (0.75, 1.0)
    assert report.topics_micro_f1 == pytest.approx(2 / 3)
    assert report.language_accuracy == 0.75
    assert report.labels["a"].recall == 0.5
    assert report.labels["b"].precision == 0.5
    assert report.macro_f1 == pytest.approx((2 / 3 + 2 / 3 + 1) / 3)
    assert report.confusion["a"] == {"a": 1, "b": 1, "none": 0}


def test_slices_appear_where_there_are_enough_messages(answers):
    many = MESSAGES * 3
    more = Answers(LABELS, np.tile(answers.chances, (3, 1)), np.tile(answers.accepted, 3))

    assert evaluation.measure(many, more).slices["danish"] == (9, pytest.approx(2 / 3))
    assert "english" not in evaluation.measure(many, more).slices


def test_nothing_asked_of_a_kind_gives_no_measure(answers):
    report = evaluation.measure(
        [Message("x", "a")], Answers(LABELS, answers.chances[:1], answers.accepted[:1])
    )

    assert report.outside_recall is None
    assert report.topics_micro_f1 is None


def test_mistakes_come_surest_first(answers):
    ((message, said, sure),) = evaluation.mistakes(MESSAGES, answers)

    assert (message.initiative, said, sure) == ("a", "b", 0.6)


def test_pictures_are_drawn_as_png(answers, tmp_path):
    report = evaluation.measure(MESSAGES, answers)
    paths = plots.draw(tmp_path / "plots", MESSAGES, answers, report)

    assert [path.stem for path in paths] == ["confusion", "reliability", "coverage"]
    assert all(path.read_bytes().startswith(b"\x89PNG") for path in paths)


def test_the_number_of_many_messages_stands_in_their_dot_and_that_of_few_beside_it():
    many, few = np.array([0.95, 0.05, 0]), np.array([0.85, 0.15, 0])
    sure = Answers(LABELS, np.array([many] * 9 + [few]), np.ones(10, dtype=bool), ((),) * 10, ("da",) * 10)
    messages = [Message("x", "a", lang="da")] * 10
    figure = plots.reliability(messages, sure, evaluation.measure(messages, sure))
    numbers = {text.get_text(): text for text in figure.axes[0].texts if text.get_text().isdigit()}

    assert (numbers["9"].get_ha(), numbers["9"].get_color()) == ("center", "white")
    assert (numbers["1"].get_ha(), numbers["1"].get_color()) == ("left", plots._MUTED)


def test_a_number_at_the_right_edge_stands_to_the_left_of_its_dot():
    chances = np.array([[0.95, 0.05, 0]] + [[0.85, 0.15, 0]] * 9)
    sure = Answers(LABELS, chances, np.ones(10, dtype=bool), ((),) * 10, ("da",) * 10)
    messages = [Message("x", "a", lang="da")] * 10
    figure = plots.reliability(messages, sure, evaluation.measure(messages, sure))

    (number,) = (text for text in figure.axes[0].texts if text.get_text() == "1")
    assert number.get_ha() == "right"
