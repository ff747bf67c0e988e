import numpy as np
import pytest
from scipy.sparse import csr_matrix

from nlp import linear, network
from nlp.vocabulary import Vector

WORDS, TEXTS = 30, 200


@pytest.fixture(scope="module")
def texts():
    """Texts of which no single word tells: both words of a pair make one label, one alone the other."""
    draw = np.random.default_rng(3)
    told = draw.integers(0, 2, (TEXTS, 2)).astype(np.float32)
    noise = (draw.random((TEXTS, WORDS - 2)) < 0.2).astype(np.float32) * 0.3
    return csr_matrix(np.concatenate([told, noise], axis=1))


@pytest.fixture(scope="module")
def targets(texts):
    both = texts[:, :2].toarray().sum(axis=1)
    return [int(one == 1) for one in both]


@pytest.fixture(scope="module")
def learnt(texts, targets):
    return network.fit(texts, targets, 2, seed=1)


def share_right(scores, targets):
    return float((scores.argmax(axis=1) == np.array(targets)).mean())


def test_it_learns_what_no_weighing_of_words_can(texts, targets, learnt):
    weighed = linear.fit(texts, ["no" if target == 0 else "yes" for target in targets], seed=1)

    assert share_right(learnt.scores(texts), targets) > 0.9
    assert share_right(learnt.scores(texts), targets) > ((weighed.scores(texts)[:, 0] > 0) == targets).mean()


def test_one_text_scores_as_it_does_among_many(texts, learnt):
    row = texts[7]
    text = Vector(row.indices.astype(np.int64), row.data)

    assert learnt.score(text) == pytest.approx(learnt.scores(texts)[7], rel=1e-4, abs=1e-5)


def test_a_text_without_known_words_still_has_scores(learnt):
    nothing = Vector(np.zeros(0, np.int64), np.zeros(0, np.float32))

    assert np.isfinite(learnt.score(nothing)).all()


def test_words_of_too_few_texts_teach_nothing(texts, targets):
    rare = csr_matrix(
        ([1.0] * (network.LEAST - 1), (range(network.LEAST - 1), [0] * (network.LEAST - 1))),
        shape=(TEXTS, 1),
        dtype=np.float32,
    )
    wider = csr_matrix(np.concatenate([texts.toarray(), rare.toarray()], axis=1))
    found = network.fit(wider, targets, 2, seed=1)
    word = Vector(np.array([WORDS]), np.ones(1, np.float32))
    nothing = Vector(np.zeros(0, np.int64), np.zeros(0, np.float32))

    assert found.score(word).tolist() == found.score(nothing).tolist()


def test_the_same_seed_gives_the_same_weights(texts, targets, learnt):
    again, other = (network.fit(texts, targets, 2, seed=seed) for seed in (1, 2))

    assert again.hidden.tobytes() == learnt.hidden.tobytes()
    assert other.hidden.tobytes() != learnt.hidden.tobytes()


def test_weights_survive_storing(texts, learnt, tmp_path):
    learnt.save(tmp_path / "n.npz")

    assert network.load(tmp_path / "n.npz").scores(texts) == pytest.approx(learnt.scores(texts), abs=0.05)


@pytest.fixture(scope="module")
def mixed(texts, targets):
    return network.fit_mixed(texts, [("a", "b")[target] for target in targets], ("a", "b"), seed=1)


def test_where_the_linear_scorer_is_sure_the_network_is_not_asked(texts, mixed):
    alone = mixed.linear.scores(texts)
    sure = np.abs(alone[:, 0] - alone[:, 1]) >= network.HESITATES

    assert 0 < sure.sum() < len(sure)
    assert mixed.scores(texts)[sure].tolist() == alone[sure].tolist()


def test_where_the_linear_scorer_hesitates_the_network_adds_a_little(texts, mixed):
    alone = mixed.linear.scores(texts)
    unsure = np.abs(alone[:, 0] - alone[:, 1]) < network.HESITATES
    added = (mixed.scores(texts) - alone)[unsure]
    own = mixed.network.scores(texts)[unsure]

    assert added.sum(axis=1) == pytest.approx(0, abs=1e-4)
    assert added[:, 0] - added[:, 1] == pytest.approx(network.SHARE * (own[:, 0] - own[:, 1]), abs=1e-4)


def test_a_mixed_score_of_one_text_is_that_among_many(texts, mixed):
    for row in range(20):
        text = Vector(texts[row].indices.astype(np.int64), texts[row].data)
        assert mixed.score(text) == pytest.approx(mixed.scores(texts)[row], abs=1e-4)


def test_a_label_that_is_not_among_the_texts_is_never_the_best(texts, targets):
    mixed = network.fit_mixed(texts, [("a", "b")[target] for target in targets], ("a", "b", "c"), seed=1)

    assert 2 not in mixed.scores(texts).argmax(axis=1)
