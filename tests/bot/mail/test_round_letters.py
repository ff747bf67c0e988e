"""The words of a round's letters."""

import pytest

from bot.mail.letters import words_of
from bot.mail.round_carrier import named

SAID = {
    "name": "",
    "organisation": "Fonden Nordlys",
    "title": "Ændret afsnit",
    "text": "Vi har ændret et afsnit.",
    "deadline": "fredag den 25. april kl. 12.00",
    "own": False,
    "from_name": "Ministeriet",
    "late": False,
    "reason": "",
    "consent": None,
    "questions": ["Hvad siger I?"],
    "documents": [],
}


@pytest.mark.parametrize(
    ("language", "said"),
    [("da", "supplerende høring til »Fokusområder«"), ("en", "supplements the consultation “Fokusområder”")],
)
def test_an_invitation_to_a_child_round_says_what_it_supplements(language, said):
    assert said in words_of("round_invitation", language, supplements="Fokusområder", **SAID)
    assert "supplem" not in words_of("round_invitation", language, supplements="", **SAID)


@pytest.mark.parametrize(
    ("language", "version", "said"),
    [
        ("da", 2, "oplaeg.pdf er kommet i en ny udgave (version 2)"),
        ("en", 2, "new version of oplaeg.pdf (version 2)"),
        ("da", 1, "nyt bilag til"),
        ("en", 1, "new document for"),
    ],
)
def test_a_letter_on_a_document_says_which_version_it_is(language, version, said):
    facts = SAID | {"document": "oplaeg.pdf", "version": version}

    assert said in words_of("round_new_document", language, **facts)


def test_letters_name_a_document_with_its_version_from_the_second_on():
    assert [named("oplaeg.pdf", version) for version in (1, 2)] == ["oplaeg.pdf", "oplaeg.pdf (version 2)"]


@pytest.mark.parametrize(("language", "said"), [("da", "Høringen er aflyst."), ("en", "has been cancelled.")])
def test_a_receipt_says_that_the_round_was_given_up(language, said):
    facts = SAID | {
        "received": "mandag",
        "undecided": True,
        "kind": "submission",
        "consent_asked": False,
    }

    assert said in words_of("round_receipt", language, cancelled=True, **facts)
    assert said not in words_of("round_receipt", language, cancelled=False, **facts)
