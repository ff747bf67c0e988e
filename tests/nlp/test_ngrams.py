import numpy as np
import pytest
import spacy

from nlp import lexicon, parts, vocabulary
from nlp.lexicon import Concept, Lexicon
from nlp.ngrams import Reader
from nlp.vocabulary import Family


@pytest.fixture
def read():
    blank = spacy.blank("xx")
    concepts = Lexicon([Concept("trial", ("*forsøg*", "trække* lod"))])

    def reading(text, known=None, *, has_subject=False):
        doc = blank.make_doc(text)
        doc._.text = text
        return Reader(concepts, known).read(doc, parts.lines(text, has_subject=has_subject))

    return reading


@pytest.fixture(autouse=True)
def _attributes():
    import nlp.components  # noqa: F401, PLC0415 - registers what Docs carry


def of(found, family):
    return set(found.features[vocabulary.family_of(found.features) == family].tolist())


def test_inflections_and_compounds_share_pieces(read):
    one, other = of(read("hjemløshed"), Family.PIECE), of(read("kvindehjemløse"), Family.PIECE)

    assert len(one & other) > 10
    assert of(read("hjemløse"), Family.WORD).isdisjoint(of(read("hjemløshed"), Family.WORD))


def test_the_same_stem_in_another_form_is_the_same_feature(read):
    assert of(read("fonden"), Family.STEM) == of(read("fondens"), Family.STEM)


def test_words_beside_each_other_make_pairs_and_order_counts(read):
    assert of(read("en lille fond"), Family.PAIR) != of(read("fond lille en"), Family.PAIR)


def test_different_words_for_one_idea_are_one_concept(read):
    assert of(read("et lodtrækningsforsøg"), Family.CONCEPT) == of(read("vi trækker lod"), Family.CONCEPT)


def test_quoted_words_weigh_less_than_the_writers_own(read):
    found = read("Vi vil gerne mødes om det her. " * 5 + "\n> lodtrækning")

    assert found.weights[found.tokens == found.tokens.max()].max() < 1.0
    assert found.weights[found.tokens == 0].min() == 1.0


@pytest.mark.parametrize("text", ["", " ", "😀😀", "...", "a", "\n\n"])
def test_texts_with_next_to_nothing_in_them_can_be_read(read, text):
    found = read(text)

    assert len(found.features) == len(found.tokens) == len(found.weights)


def test_a_vocabulary_knows_what_it_has_learnt_and_nothing_else(read):
    known = vocabulary.learn([read("lille fond"), read("stor fond")], least=2)

    vector = known.vector(read("fond og faktura", known))
    assert 0 < len(vector.columns) < len(known) + 1
    assert len(known.vector(read("xyzzy", known)).columns) < len(vector.columns)


def test_each_family_is_scaled_to_its_own_length(read):
    known = vocabulary.learn([read("en lille fond"), read("en lille fond")], least=1)
    vector = known.vector(read("en lille fond", known))
    families = known.families[vector.columns]

    for family in (Family.WORD, Family.PIECE):
        length = np.linalg.norm(vector.values[families == family])
        assert length == pytest.approx(vocabulary.SCALE[family], rel=1e-4)


def test_shares_add_up_to_the_vector(read):
    known = vocabulary.learn([read("fond og fond"), read("fond")], least=1)
    found = read("fond og fond", known)
    vector = known.vector(found)

    assert known.shares(found, vector).sum() == pytest.approx(vector.values.sum(), rel=1e-4)


def test_a_stored_vocabulary_reads_back_the_same(read, tmp_path):
    known = vocabulary.learn([read("en lille fond")], least=1)
    known.save(tmp_path / "v.npz")

    again = vocabulary.load(tmp_path / "v.npz")
    found = read("en fond", again)
    assert again.vector(found).columns.tolist() == known.vector(read("en fond", known)).columns.tolist()


def test_the_shipped_lexicon_gives_features(read):
    assert len(lexicon.read()) > 50
