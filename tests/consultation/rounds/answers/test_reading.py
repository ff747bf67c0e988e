from datetime import UTC, datetime

import pytest

from consultation.rounds.answers.reading import contract_answers, read
from consultation.rounds.words import OTHER, AnswerKind, Consent, Text

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)


@pytest.fixture
def found(answer, texts, questions):
    known = AnswerKind(answer["known"]) if "known" in answer else None
    return read(texts, questions, answered_before=answer.get("before", False), known=known, now=MONDAY)


def test_a_message_is_known_for_what_it_is_and_doubt_is_told(answer, found):
    assert (found.kind.value, found.sure) == (answer["kind"], answer.get("sure", True)), found.why


def test_a_message_of_a_line_or_two_is_known_for_what_it_is(brief, uip):
    kind, body = brief
    found = read([Text("", body)], uip, answered_before=False, known=None, now=MONDAY)
    assert found.kind.value == kind, found.why


def test_answers_stand_under_their_questions(answer, texts, found):
    placed = contract_answers(found, texts)
    for key, snippets in answer.get("answers", {}).items():
        assert all(snippet in placed.get(key, "") for snippet in snippets), (key, placed)
    assert all(snippet in placed.get(OTHER, "") for snippet in answer.get("other", ())), placed


def test_a_list_of_the_writers_own_is_not_taken_for_numbered_answers(answer, found):
    if answer.get("not_labelled"):
        assert len(found.answers) <= 1


def test_the_wish_on_publication_is_found_and_only_where_there_is_one(answer, texts, found):
    assert found.publish == (Consent(answer["publish"]) if "publish" in answer else None)
    if found.publish_said:
        assert found.publish_said.source in {text.source for text in texts}


def test_cpr_numbers_are_flagged_and_nothing_else_is(answer, found):
    assert found.contains_cpr is answer.get("contains_cpr", False)


def test_whose_answer_it_is_is_read_from_the_letter(answer, found):
    assert list(found.signatories) == answer.get("signatories", [])
    if "on_behalf" in answer:
        assert found.on_behalf == answer["on_behalf"]


def test_days_addresses_and_replaced_questions_are_those_that_were_named(answer, found):
    assert found.extension_until == answer.get("until")
    if "promised_by" in answer:
        assert found.promised_by == answer["promised_by"]
    if "delegated_to" in answer:
        assert found.delegated_to == answer["delegated_to"]
    if "replaces" in answer:
        assert list(found.replaces) == answer["replaces"]


def test_a_bounce_is_not_read_as_an_answer(kort):
    text = Text("", "1. Gæld\n2. Nej\n3. Mail")
    found = read([text], kort, answered_before=False, known=AnswerKind.BOUNCE, now=MONDAY)
    assert (found.kind, found.answers, found.other) == (AnswerKind.BOUNCE, {}, ())


def test_a_passage_that_answers_two_questions_is_given_under_both_but_kept_once(kort):
    text = Text("", "Til spørgsmål 1 og 2: Gæld, og det kan vi tage over.")
    found = read([text], kort, answered_before=False, known=None, now=MONDAY)
    assert (list(found.answers), found.together) == (["q1"], {"q2": "q1"})
    assert contract_answers(found, [text])["q2"] == "Gæld, og det kan vi tage over."
