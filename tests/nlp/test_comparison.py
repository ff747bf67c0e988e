from dataclasses import replace

import pytest

from nlp import comparison, taxonomy
from nlp.comparison import MOST_HELD_OUT, Score, Trial, split
from nlp.message import Message
from nlp.taxonomy import of_labels
from nlp.understanding import Understanding


class Parrot:
    """Says of each message what its body says."""

    def understand_many(self, messages):
        return [self._said(body) for _, body in messages]

    def _said(self, body):
        best, second, sure = body.split()
        return Understanding("da", best, 0.6, sure == "sure", {best: 0.6, second: 0.3, "c": 0.1})


def test_a_score_counts_what_was_right_nearly_right_and_would_have_been_routed():
    bodies = ["a b sure", "b a sure", "b c unsure", "a b unsure"]
    score = comparison.score([Message(body, "a") for body in bodies], Parrot())

    assert score == Score(right=2, among_best_two=3, accepted=2, accepted_right=1)


@pytest.mark.parametrize(("right", "passed"), [(8, True), (7, True), (6, False)])
def test_a_candidate_passes_that_is_right_no_less_often(right, passed):
    in_use = Score(7, 9, 5, 5)

    assert Trial("x", 10, replace(in_use, right=right), in_use).passed is passed


def test_the_newest_fifth_is_held_out():
    assert split(list(range(10))) == ([2, 3, 4, 5, 6, 7, 8, 9], [0, 1])
    assert split(["only"]) == ([], ["only"])
    assert split([]) == ([], [])


def test_no_more_are_held_out_than_it_takes():
    learnt, held_out = split(range(1000))

    assert (len(learnt), len(held_out)) == (900, MOST_HELD_OUT)


def test_what_one_run_learnt_no_later_run_holds_out():
    oldest_first = list(range(700))
    learnt_before = set()
    for count in range(len(oldest_first)):
        learnt, held_out = split(oldest_first[:count][::-1])
        assert not learnt_before & set(held_out)
        learnt_before |= set(learnt)


def test_the_reference_set_is_labelled_by_the_shipped_taxonomy_and_read_as_far_as_it_is_known():
    every = comparison.reference(taxonomy.load())

    assert len(every) >= 200
    assert {each.initiative for each in every} == set(taxonomy.keys(taxonomy.load().initiatives))
    assert {each.initiative for each in comparison.reference(of_labels(["rct"]))} == {"rct"}
