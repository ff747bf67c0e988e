"""The words of a round's letters."""

import pytest

from bot.mail.letters import words_of
from bot.mail.round_words import named
from consultation.rounds.note.wording import in_any_language
from consultation.rounds.words import Verdict

SAID = {
    "greeted": "Fonden Nordlys",
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
    [("da", 'supplerende høring til "Fokusområder"'), ("en", 'supplements the consultation "Fokusområder"')],
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
        "encrypted": False,
        "kind": "submission",
        "consent_asked": False,
    }

    assert said in words_of("round_receipt", language, cancelled=True, **facts)
    assert said not in words_of("round_receipt", language, cancelled=False, **facts)


def a_point(**over):
    values = {"text": "Unge først.", "question": "Hvem?", "verdict": "met", "comment": "", "withheld": False}
    return values | over


def feedback(language, *points):
    return words_of("round_feedback", language, points=list(points), **SAID)


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("language", ["da", "en"])
def test_feedback_says_of_each_point_what_became_of_it(language, verdict):
    names = {name.casefold() for name in in_any_language(f"verdict-{verdict}")}

    said = feedback(language, a_point(verdict=verdict)).casefold()

    assert '1. "unge først."' in said
    assert any(f"\n{name}" in said for name in names)


def test_feedback_names_each_question_once_above_its_points():
    said = feedback("da", a_point(), a_point(text="Børn også."), a_point(question="", text="Tak."))

    assert said.count("Til spørgsmålet: Hvem?") == 1
    assert said.index("2.") < said.index("Jeres øvrige bemærkninger") < said.index('3. "Tak."')


@pytest.mark.parametrize(
    ("language", "said"), [("da", "ikke gengivet i notatet"), ("en", "not in the note, as you wished")]
)
def test_feedback_says_of_what_may_not_be_published_that_it_is_not_in_the_note(language, said):
    assert said in feedback(language, a_point(verdict=None, withheld=True))
    assert said not in feedback(language, a_point())


def test_a_comment_on_several_lines_is_one_paragraph():
    assert "Ministeriets bemærkning: Det gøres. Fra 2027.\n" in feedback(
        "da", a_point(comment="Det gøres.\n\nFra 2027.")
    )


READ = SAID | {
    "received": "mandag",
    "undecided": False,
    "encrypted": False,
    "cancelled": False,
    "answered": [],
    "other": False,
    "until": "",
    "delegated_to": "Fonden Sund",
    "read_files": [],
    "unread_files": [],
    "on_behalf": "",
    "consent_asked": False,
    "publish": None,
}


@pytest.mark.parametrize(
    ("language", "answer", "message"),
    [
        ("da", "Tak for jeres svar på", "Tak for jeres besked om"),
        ("en", "your answer to", "your message about"),
    ],
)
def test_a_receipt_thanks_for_an_answer_only_where_it_is_one(language, answer, message):
    def thanks(**read):
        return words_of("round_receipt", language, **READ | read).splitlines()[2]

    assert all(answer in thanks(kind=kind) for kind in ("submission", "no_remarks", "declined"))
    assert all(message in thanks(kind=kind) for kind in ("extension_request", "promise", "delegation"))
    assert message in thanks(kind="submission", undecided=True)


@pytest.mark.parametrize(("language", "each"), [("da", "hvert spørgsmål"), ("en", "each question")])
def test_an_invitation_without_questions_asks_for_no_answer_to_each(language, each):
    assert each in words_of("round_invitation", language, supplements="", **SAID)
    assert each not in words_of("round_invitation", language, supplements="", **SAID | {"questions": []})
