"""Letters written without sight of the words by which letters are read: how many are read right."""

import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from consultation.rounds import campaigns
from consultation.rounds.answers.reading import contract_answers, read
from consultation.rounds.incoming import CONSENT
from consultation.rounds.words import AnswerKind, Question, Text

DATA = Path(__file__).parents[1] / "data"


class Letters:
    """One set of letters, with what was read in each."""

    def __init__(self, name):
        found = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
        self.letters = found["letter"]
        self.questions = [
            *(Question(each["key"], each["text"]) for each in found["question"]),
            Question(CONSENT, found["consent"]["da"]),
        ]
        self.read = [
            read(
                texts_of(letter),
                self.questions,
                answered_before=letter.get("answered_before", False),
                known=AnswerKind(letter["known"]) if "known" in letter else None,
                now=datetime(2027, 4, 20, tzinfo=UTC),
            )
            for letter in self.letters
        ]

    def __iter__(self):
        return zip(self.read, self.letters, strict=True)


def texts_of(letter):
    return [Text("", letter["text"]), *(Text(name, text) for name, text in letter.get("annex", {}).items())]


@pytest.fixture(scope="module", params=["answers", "answers_third"])
def answers(request):
    return Letters(request.param)


def share(hits):
    hits = list(hits)
    return sum(hits) / len(hits)


def test_of_twenty_letters_at_most_one_is_taken_for_something_else(answers):
    assert share(answer.kind == letter["kind"] for answer, letter in answers) >= 0.95


def test_whoever_is_taken_for_something_else_is_shown_to_a_person(answers):
    assert all(answer.kind == letter["kind"] or not answer.sure for answer, letter in answers)


def test_of_twenty_wishes_for_publication_at_most_one_is_read_otherwise(answers):
    assert share((answer.publish or "") == letter["publish"] for answer, letter in answers) >= 0.95


def test_no_wish_against_publication_is_taken_for_leave(answers):
    assert all(
        answer.publish != "publish"
        for answer, letter in answers
        if letter["publish"] in {"not", "without_persons"}
    )


def test_every_cpr_number_is_found_and_no_other(answers):
    flags = [(answer.contains_cpr, letter.get("contains_cpr", False)) for answer, letter in answers]
    assert all(found is there for found, there in flags)


def test_nine_in_ten_answers_of_letters_that_name_the_question_stand_under_it(answers):
    found = []
    for answer, letter in answers:
        placed = {
            key: " ".join(text.split()) for key, text in contract_answers(answer, texts_of(letter)).items()
        }
        found += [
            " ".join(words.split()).casefold() in placed.get(key, "").casefold()
            for key, some in letter.get("answers", {}).items()
            for words in some
            if len(letter["answers"]) > 1
        ]
    assert share(found) >= 0.9


def test_each_copy_of_the_campaign_is_found_and_no_other(answers):
    found = campaigns.find(
        {number: letter["text"] for number, letter in enumerate(answers.letters)},
        [question.text for question in answers.questions],
    )
    copies = {number for number, letter in enumerate(answers.letters) if letter.get("campaign")}
    assert [{member.letter for member in each.members} for each in found] == [copies]
