import pytest

from consultation.rounds.answers.authors import authors
from consultation.rounds.words import Text


def read(*words):
    return authors([Text(str(number or ""), text) for number, text in enumerate(words)])


def test_a_letter_of_one_organisation_has_no_signatories():
    found = read("Vi støtter det.\n\nMed venlig hilsen\nBo Bang\nFonden Lys")
    assert (found.on_behalf, found.signatories) == ("Fonden Lys", ())


@pytest.mark.parametrize(
    "letter",
    [
        "På vegne af Fonden Lys, Elmefonden og Foreningen Nabo sender jeg hermed svar.",
        "Svar.\n\nUnderskrevet af:\n- Fonden Lys\n- Elmefonden\n- Foreningen Nabo",
        "Svar.\n\nMed venlig hilsen\nFonden Lys\nElmefonden\nForeningen Nabo",
        "Vedhæftet er fælles høringssvar fra Fonden Lys, Elmefonden samt Foreningen Nabo.",
    ],
)
def test_those_behind_a_joint_letter_are_named(letter):
    assert read(letter).signatories == ("Fonden Lys", "Elmefonden", "Foreningen Nabo")


def test_names_in_body_and_letter_count_once():
    found = read(
        "Fælles høringssvar fra Fonden Lys og Elmefonden.", "Fælles høringssvar fra Fonden Lys og Elmefonden."
    )
    assert found.signatories == ("Fonden Lys", "Elmefonden")


def test_an_and_within_a_name_parts_nothing():
    assert read("På vegne af Foreningen Mor og Barn fremsendes svar.").on_behalf == "Foreningen Mor og Barn"


def test_a_letter_without_names_is_nobodys():
    assert read("Vi støtter det.") == authors([])
