import pytest

from consultation.rounds.question_check import asks_two_things, suggests_its_answer
from consultation.rounds.question_sets import consent_question, default_questions
from consultation.rounds.words import RoundKind

LANGUAGES = ("da", "en")


@pytest.mark.parametrize("kind", RoundKind)
def test_each_kind_asks_the_same_in_both_languages(kind):
    danish, english = (default_questions(kind, language) for language in LANGUAGES)

    assert [question.key for question in danish] == [question.key for question in english]
    assert len({question.key for question in danish}) == len(danish) > 3
    assert not {question.text for question in danish} & {question.text for question in english}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", RoundKind)
def test_our_own_questions_are_asked_as_we_ask_others_to(kind, language):
    for question in default_questions(kind, language):
        assert not asks_two_things(question.text), question
        assert not suggests_its_answer(question.text), question


@pytest.mark.parametrize(("language", "mark", "access"), [("da", "»", "aktindsigt"), ("en", "“", "access")])
def test_the_question_on_publication_names_three_answers_and_what_they_do_not_decide(language, mark, access):
    question = consent_question(language)

    assert question.count(mark) == 3
    assert access in question
