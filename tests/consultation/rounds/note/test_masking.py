"""Letters are cut at passages and at what is hidden, and nothing is lost or shown in part."""

from hypothesis import given
from hypothesis import strategies as st

from consultation.rounds.note.masking import masked, merged, named_elsewhere, pieces
from nlp.understanding import Span

LETTER = "Ring til Karen i dag."
KAREN = merged([(Span(9, 14), "[NN]")])
PLACES = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(sorted)


def test_what_is_hidden_is_marked_once_however_often_it_was_found():
    assert masked(LETTER, merged([(Span(9, 12), "[NN]"), (Span(10, 14), "[x]")])) == "Ring til [NN] i dag."


def test_a_part_of_a_text_hides_what_lies_half_in_it():
    assert masked(LETTER, KAREN, 0, 11) == "Ring til [NN]"
    assert masked(LETTER, KAREN, 11, 16) == "[NN] i"


def test_a_passage_that_ends_within_a_hidden_name_takes_the_whole_mark():
    cut = pieces(LETTER, KAREN, [("a", 0, 11)])
    assert [(one.text, one.statements) for one in cut] == [
        ("Ring til ", ("a",)),
        ("[NN]", ("a",)),
        (" i dag.", ()),
    ]
    assert cut[0].begins == cut[1].ends == ("a",)


def test_overlapping_passages_are_both_marked():
    cut = pieces("abcdef", [], [("x", 0, 4), ("y", 2, 6)])
    assert [(one.text, one.statements) for one in cut] == [("ab", ("x",)), ("cd", ("x", "y")), ("ef", ("y",))]


def test_names_hidden_in_one_text_are_found_as_whole_words_in_another():
    assert named_elsewhere("Karen og Karensminde", ["Karen", "og"]) == [Span(0, 5)]


@given(st.text(min_size=30, max_size=30), st.lists(PLACES, max_size=4), st.lists(PLACES, max_size=4))
def test_pieces_hold_the_letter_and_each_passage_once(text, hidden, passages):
    stretches = merged((Span(*place), "█") for place in hidden)
    marks = [(f"s{number}", *place) for number, place in enumerate(passages) if place[0] < place[1]]
    cut = pieces(text, stretches, marks)
    assert "".join(one.text for one in cut) == masked(text, stretches)
    for key, start, end in marks:
        assert [key in one.begins for one in cut].count(True) == 1
        assert [key in one.ends for one in cut].count(True) == 1
        shown = "".join(one.text for one in cut if key in one.statements)
        assert shown == masked(text, stretches, start, end)
