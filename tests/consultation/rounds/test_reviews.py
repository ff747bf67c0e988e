"""What people said of a statement is put over what was proposed of it, whatever the model proposes since."""

from dataclasses import replace

import pytest

from consultation.rounds.reviews import Decision, place_among, reviewed, waits
from consultation.rounds.statements import Statement
from consultation.rounds.words import Passage, Stance
from storage.tables import StatementReview
from tests.builders import NOON

TEXT = "Vi støtter forslaget.\nFristen er for kort."
FIRST, SECOND = Passage("", 0, 21), Passage("", 22, 42)
PROPOSED = [
    Statement(FIRST, "behov", Stance.SUPPORT, sure=False, topics=("evaluering",)),
    Statement(
        SECOND, "behov", Stance.INFORMATION, sure=False, topics=("evaluering",), target_groups=("aeldre",)
    ),
]


def a_review(place=SECOND, decision=Decision.CONFIRMED, **over):
    """Mette's word on the statement at a place."""
    values = {"reason": "", "stance": None, "topics": None, "target_groups": None, "times": 1}
    return StatementReview(
        submission_id=7,
        source=place.source,
        start=place.start,
        end=place.end,
        decision=decision,
        by="mette",
        at=NOON,
        **(values | over),
    )


def second(*reviews, proposed=PROPOSED):
    return reviewed(proposed, reviews, {"": TEXT})[1]


def test_what_nobody_has_spoken_of_stays_as_proposed_and_waits():
    assert reviewed(PROPOSED, [], {"": TEXT}) == PROPOSED
    assert all(map(waits, PROPOSED))


def test_a_confirmed_statement_is_what_was_confirmed_though_another_model_proposes_otherwise():
    review = a_review(stance="criticism", topics=["implementering"], target_groups=[])
    proposed = [PROPOSED[0], replace(PROPOSED[1], stance=Stance.SUPPORT, topics=("effektanalyse",))]
    found = second(review, proposed=proposed)
    assert (found.stance, found.topics, found.target_groups) == (Stance.CRITICISM, ("implementering",), ())
    assert (found.sure, found.confirmed_by, found.times, waits(found)) == (True, "mette", 1, False)


def test_what_was_confirmed_without_a_word_on_what_it_is_stays_what_is_proposed():
    found = second(a_review())
    assert (found.stance, found.topics, found.target_groups) == (
        Stance.INFORMATION,
        ("evaluering",),
        ("aeldre",),
    )


def test_a_statement_set_aside_says_why_and_does_not_wait():
    found = second(a_review(decision=Decision.SET_ASIDE, reason="om en anden høring"))
    assert (found.set_aside, found.confirmed_by, waits(found)) == ("om en anden høring", None, False)


def test_what_is_taken_back_is_as_proposed_and_waits_again():
    found = second(a_review(decision=Decision.PROPOSED, stance="support", times=2))
    assert found == replace(PROPOSED[1], times=2)
    assert waits(found)


def test_only_the_statement_spoken_of_is_another():
    assert reviewed(PROPOSED, [a_review()], {"": TEXT})[0] == PROPOSED[0]


@pytest.mark.parametrize(
    "place", [Passage("", 21, 42), Passage("", 22, 41)], ids=["white space", "full stop"]
)
def test_a_statement_cut_a_little_otherwise_since_is_the_same_by_its_words(place):
    assert second(a_review(place)).confirmed_by == "mette"


@pytest.mark.parametrize("place", [Passage("", 22, 33), Passage("bilag.pdf", 22, 42), Passage("", 0, 42)])
def test_other_words_or_another_text_are_another_statement(place):
    assert waits(second(a_review(place)))


def test_in_a_partys_answer_as_it_stands_now_places_are_named_with_their_message():
    named = [replace(one, passage=replace(one.passage, source="7/")) for one in PROPOSED]
    found = reviewed(named, [a_review()], {"7/": TEXT}, place_among)
    assert [one.confirmed_by for one in found] == [None, "mette"]
