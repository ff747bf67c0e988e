import pytest
import spacy

from nlp import gazetteer


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("unge hjemløse i Randers", "hjemloese"),
        ("kvindehjemløsheden vokser", "hjemloese"),
        ("forældre til anbragte børn", "anbragte_boern"),
        ("young people leaving care", "anbragte_boern"),
        ("stofmisbrugerne", "misbrug"),
        ("kvindekrisecentrene", "vold"),
        ("the mentally ill", "psykisk_sygdom"),
    ],
)
def test_groups_are_found_in_inflections_compounds_and_english(text, key):
    assert key in gazetteer.named(spacy.blank("xx").make_doc(text), gazetteer.read())


def test_every_group_has_a_name_in_both_languages():
    assert all(group.da and group.en for group in gazetteer.names())
    assert [group.key for group in gazetteer.names()] == [c.key for c in gazetteer.read().concepts]


def test_a_text_without_groups_names_none():
    assert gazetteer.named(spacy.blank("xx").make_doc("Vedlagt faktura"), gazetteer.read()) == ()
