"""The words of a round's letters."""

import pytest

from bot.mail.letters import words_of

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
