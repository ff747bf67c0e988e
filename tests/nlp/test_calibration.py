import numpy as np
import pytest

from nlp import calibration


@pytest.fixture
def scored():
    """Scores of a scorer that is right four times of five, and what was right."""
    draw = np.random.default_rng(0)
    right = draw.integers(0, 3, 2000)
    scores = draw.normal(0, 1, (2000, 3)).astype(np.float32)
    scores[np.arange(2000), right] += 1.5
    return scores, right


def test_fitted_probabilities_sum_to_one_and_mean_what_they_say(scored):
    scores, right = scored
    chances = calibration.exclusive(scores, right).probabilities(scores)

    assert chances.sum(axis=1) == pytest.approx(1)
    assert calibration.expected_error(chances.max(axis=1), chances.argmax(axis=1) == right) < 0.04


def test_unfitted_scores_taken_as_they_are_mean_less(scored):
    scores, right = scored
    raw = calibration.Exclusive(10.0, (0.0, 0.0, 0.0), 0.5).probabilities(scores)

    assert calibration.expected_error(raw.max(axis=1), raw.argmax(axis=1) == right) > 0.1


def test_the_threshold_keeps_the_precision_asked_for(scored):
    scores, right = scored
    fitted = calibration.exclusive(scores, right)
    chances = fitted.probabilities(scores)
    accepted = chances.max(axis=1) >= fitted.threshold

    assert (chances.argmax(axis=1) == right)[accepted].mean() >= 0.95
    assert accepted.mean() > 0.2


def test_where_no_confidence_is_precise_enough_nothing_is_accepted():
    confidence = np.linspace(0, 1, 100)

    assert calibration.threshold(confidence, np.zeros(100, bool)) == calibration.NEVER


def test_a_rare_outside_weighs_more_than_its_number(scored):
    scores, right = scored
    rare = np.where((right == 2) & (np.arange(2000) > 60), 1, right)
    plain, lifted = (calibration.exclusive(scores, rare, outside).offsets[2] for outside in (None, 2))

    assert lifted > plain


def test_separate_labels_are_each_judged_by_themselves():
    draw = np.random.default_rng(1)
    has = draw.random((500, 2)) < (0.5, 0.1)
    scores = (has * 2.0 + draw.normal(0, 0.5, (500, 2))).astype(np.float32)
    fitted = calibration.separate(scores, has)
    passed = fitted.probabilities(scores) >= np.array(fitted.thresholds)

    assert (passed == has).mean() > 0.9


def test_a_label_that_nobody_has_is_never_given():
    scores = np.zeros((30, 1), np.float32)

    assert calibration.separate(scores, np.zeros((30, 1), bool)).thresholds == (calibration.NEVER,)


def test_thresholds_make_the_f1_of_all_labels_together_highest():
    draw = np.random.default_rng(2)
    has = draw.random((400, 2)) < (0.4, 0.05)
    chances = np.clip(has * 0.4 + draw.normal(0.3, 0.2, has.shape), 0, 1)
    found = calibration.best_thresholds(chances, has)

    def f1(thresholds):
        passed = chances >= np.array(thresholds)
        return 2 * (passed & has).sum() / (passed.sum() + has.sum())

    others = [(one, other) for one in np.arange(0.2, 1, 0.04) for other in np.arange(0.2, 1, 0.04)]
    assert f1(found) >= max(f1(pair) for pair in others)


def test_a_text_that_is_not_asked_is_no_reason_to_be_strict():
    has = np.array([[True], [True], [False], [False]])
    scores = np.array([[0.5], [0.4], [0.9], [-1.0]], np.float32)
    asked = np.array([True, True, False, True])
    every, some = (calibration.separate(scores, has, which) for which in (None, asked))

    def passed(fitted):
        return (fitted.probabilities(scores) >= np.array(fitted.thresholds))[:, 0].tolist()

    assert passed(some)[:2] == [True, True]
    assert not passed(some)[3]
    assert len(every.thresholds) == len(some.thresholds) == 1
