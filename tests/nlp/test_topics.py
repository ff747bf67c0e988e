import json

import numpy as np
import pytest

from nlp import topics

LABELS = ("data", "effect")


@pytest.fixture(scope="module")
def corpus():
    """Scores of 400 messages: trials mostly have effect, advice always has a topic, camps have none."""
    draw = np.random.default_rng(5)
    own = []
    for number in range(400):
        if number % 4 == 0:
            own.append(("trial", ("effect",) if draw.random() < 0.8 else ()))
        elif number % 4 == 1:
            own.append(("advice", (LABELS[draw.integers(2)],)))
        else:
            own.append((("camp", ()), ("none", ()))[number % 2])
    has = np.array([[label in named for label in LABELS] for _, named in own])
    scores = (has * 0.8 - 0.5 + draw.normal(0, 0.35, has.shape)).astype(np.float32)
    return scores, own


@pytest.fixture(scope="module")
def learnt(corpus):
    scores, own = corpus
    return topics.learn(LABELS, scores, own, [initiative for initiative, _ in own])


def test_most_topics_are_found(corpus, learnt):
    scores, own = corpus
    said = [learnt.said(row, name, sure=True) for row, (name, _) in zip(scores, own, strict=True)]
    both = sum(len(set(one) & set(named)) for one, (_, named) in zip(said, own, strict=True))
    all_ = sum(len(one) + len(named) for one, (_, named) in zip(said, own, strict=True))

    assert 2 * both / all_ > 0.8


def test_outside_the_strategy_there_are_no_topics(learnt):
    assert learnt.said(np.full(2, 9, np.float32), "none", sure=True) == ()


def test_a_topic_needs_less_to_be_said_where_it_is_frequent(learnt):
    needed = {
        name: next(
            score
            for score in np.arange(-2, 2, 0.01)
            if "effect" in learnt.said(np.array([-2, score], np.float32), name, sure=False)
        )
        for name in ("trial", "camp")
    }

    assert needed["trial"] < needed["camp"]


def test_who_always_has_a_topic_is_given_the_best_one(learnt):
    faint = np.array([-1.5, -1.4], np.float32)

    assert learnt.said(faint, "advice", sure=True) == ("effect",)
    assert learnt.said(faint, "trial", sure=True) == ()


def test_where_the_initiative_is_unsure_no_topic_is_made_up(learnt):
    assert learnt.said(np.array([-1.5, -1.4], np.float32), "advice", sure=False) == ()


def test_what_is_learnt_survives_storing(corpus, learnt):
    scores, own = corpus
    again = topics.of(LABELS, json.loads(json.dumps(learnt.stored())))

    for row, (name, _) in zip(scores[:50], own[:50], strict=True):
        assert again.said(row, name, sure=True) == learnt.said(row, name, sure=True)
