import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import linear
from nlp.vocabulary import Vector

TEXTS = csr_matrix(np.array([[1, 0], [0.9, 0.1], [0, 1], [0.1, 0.9]], dtype=np.float32))


def test_learnt_weights_tell_the_labels_apart():
    learnt = linear.fit(TEXTS, ["a", "a", "b", "b"], seed=1)

    assert [learnt.labels[n] for n in learnt.scores(TEXTS).argmax(axis=1)] == ["a", "a", "b", "b"]


def test_one_text_scores_as_it_does_among_many():
    learnt = linear.fit(TEXTS, ["a", "a", "b", "b"], seed=1)
    text = Vector(np.array([0, 1]), np.array([0.9, 0.1], np.float32))

    assert learnt.score(text) == pytest.approx(learnt.scores(TEXTS)[1], rel=1e-5)


def test_a_label_that_all_or_none_have_is_learnt_without_words():
    learnt = linear.fit_each(TEXTS, [("x",)] * 4, ["x", "y"], seed=1)

    assert (learnt.scores(TEXTS) > 0).tolist() == [[True, False]] * 4


def test_weights_survive_storing(tmp_path):
    learnt = linear.fit(TEXTS, ["a", "a", "b", "b"], seed=1)
    learnt.save(tmp_path / "w.npz")

    assert linear.load(tmp_path / "w.npz").scores(TEXTS) == pytest.approx(learnt.scores(TEXTS), abs=1e-2)


def test_scorers_that_are_joined_score_as_each_does_by_itself():
    chance = np.random.default_rng(1)
    one, other = (
        linear.Linear(tuple("abc"[:n]), chance.random((5, n), np.float32), chance.random(n, np.float32))
        for n in (2, 3)
    )
    text = Vector(np.array([0, 3]), np.array([0.5, 2.0], dtype=np.float32))

    together = linear.joined([one, other]).score(text)

    assert together.tolist() == pytest.approx([*one.score(text), *other.score(text)])
