import pytest
import spacy

from nlp import lexicon
from nlp.lexicon import Concept, Lexicon


@pytest.fixture(scope="module")
def blank():
    return spacy.blank("xx")


def found(blank, words, text):
    finder = Lexicon([Concept("idea", tuple(words))])
    doc = blank.make_doc(text)
    return [doc[hit.start : hit.end].text for hit in finder.find(doc)]


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("lod", "vi trækker lod"),
        ("overnat*", "prisen for Overnatningen"),
        ("*forsøg", "et lodtrækningsforsøg"),
        ("*misbrug*", "børn af misbrugere"),
        ("trække* navne", "vi trækker navne"),
        ("give _ ring", "give me ring"),
        ("_ ring", "en ring"),
        ("ring _", "ring nu"),
        ("vi vil _ gerne også", "og vi vil så gerne også"),
        ("udviklings- og investeringsprogram*", "Udviklings- og investeringsprogrammerne"),
    ],
)
def test_patterns_match_inflections_compounds_and_phrases(blank, pattern, text):
    assert found(blank, [pattern], text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("lod", "han lod som ingenting lodret".replace("lod ", "")),
        ("*forsøg", "forsøget"),
        ("to ord", "to. ord"),
        ("_ ring", "ring"),
        ("ring _", "en ring"),
        ("ord to", "to ord"),
        ("vi vil _ gerne også", "vi vil så gerne"),
    ],
)
def test_patterns_match_no_more_than_they_say(blank, pattern, text):
    assert not found(blank, [pattern], text)


def test_a_concept_may_be_spread_over_files(tmp_path):
    for name, word in (("a", "et"), ("b", "to")):
        (tmp_path / f"{name}.toml").write_text(
            f'[[concept]]\nkey = "k"\nwords = ["{word}"]', encoding="utf-8"
        )

    assert lexicon.read(tmp_path) == (Concept("k", ("et", "to")),)


def test_the_shipped_lexicon_can_be_stored_and_read_back():
    shipped = Lexicon(lexicon.read())

    assert lexicon.of(shipped.stored()).concepts == shipped.concepts


def test_no_shipped_concept_says_the_same_word_twice():
    for concept in lexicon.read():
        assert len(concept.words) == len(set(concept.words)), concept.key
