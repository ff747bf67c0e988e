import numpy as np
import pytest
import spacy

from nlp import remembering
from nlp.remembering import PerWord, Table, Words


@pytest.fixture(scope="module")
def blank():
    return spacy.blank("xx")


def test_each_token_gives_what_its_lower_case_form_is_worked_out_to(blank):
    assert PerWord(len).of(blank.make_doc("Fonden og FONDEN.")) == [6, 2, 6, 1]


def test_a_text_without_tokens_gives_nothing(blank):
    assert PerWord(len).of(blank.make_doc("")) == []


def test_a_word_is_worked_out_once_however_often_it_is_met(blank):
    worked_out = []
    words = PerWord(worked_out.append)

    for text in ("fond og fond", "Fond", "og fond"):
        words.of(blank.make_doc(text))

    assert sorted(worked_out) == ["", "fond", "og"]  # the first is the word that is never met


def test_a_flood_of_words_is_forgotten_and_read_all_the_same(blank, monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", 3)
    words = PerWord(str.upper)

    for text in ("a b c d", "e f", "a g"):
        assert words.of(blank.make_doc(text)) == text.upper().split()
    assert len(words._known) < 8


def test_words_are_numbered_once_for_all_who_ask(blank):
    numbered, doc = Words(), blank.make_doc("fond og Fond")
    told = numbered.tell(doc)

    assert told.numbers == told.array.tolist() == [told.numbers[0], told.numbers[1], told.numbers[0]]
    assert {PerWord(len).told(doc) is told, PerWord(str.upper).told(doc) is told} == {True}


def test_who_remembers_by_numbers_that_were_forgotten_learns_the_new_ones(blank, monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", 3)
    numbered, words = Words(), PerWord(str.upper)

    for text in ("a b c d", "d c e f", "b a"):
        doc = blank.make_doc(text)
        numbered.tell(doc)
        assert words.of(doc) == text.upper().split()


def test_a_doc_numbered_before_the_flood_is_still_read_right(blank, monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", 3)
    numbered, words = Words(), PerWord(str.upper)
    old, new = blank.make_doc("a b c d"), blank.make_doc("x y")
    for doc in (old, new):
        numbered.tell(doc)

    assert [words.of(doc) for doc in (new, old, new)] == [["X", "Y"], ["A", "B", "C", "D"], ["X", "Y"]]


def test_a_table_has_a_row_for_each_token_and_grows_with_the_words(blank):
    lengths = PerWord(len)
    table = Table(lengths, lambda length: (length, 2 * length), np.zeros(2))

    for text in ("fond", "en fond og et legat", "", "legat og råd med mere"):
        rows = table.of(lengths.told(blank.make_doc(text)))
        assert rows.tolist() == [[len(word), 2 * len(word)] for word in text.split()]


def test_a_table_forgets_with_the_words_that_it_is_made_of(blank, monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", 3)
    lengths = PerWord(len)
    table = Table(lengths, lambda length: (length,), np.zeros(1, dtype=np.uint8))

    for text in ("a bb ccc dddd", "eeeee ff", "ggg a"):
        rows = table.of(lengths.told(blank.make_doc(text)))
        assert rows[:, 0].tolist() == [len(word) for word in text.split()]
