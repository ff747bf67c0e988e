import pytest
import spacy

from nlp import remembering
from nlp.remembering import PerWord


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

    assert sorted(worked_out) == ["fond", "og"]


def test_a_flood_of_words_is_forgotten_and_read_all_the_same(blank, monkeypatch):
    monkeypatch.setattr(remembering, "REMEMBERED", 3)
    words = PerWord(str.upper)

    for text in ("a b c d", "e f", "a g"):
        assert words.of(blank.make_doc(text)) == text.upper().split()
    assert len(words._known) < 8
