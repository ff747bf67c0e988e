"""What stands in the way of a round, in words: one sentence that names what is needed and no more."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.slack.cards.wording import Wording
from bot.slack.rounds import words as round_words
from bot.texts import texts_in
from consultation.rounds import errors
from consultation.rounds.invitees import InviteeList, Row, RowProblem
from consultation.rounds.words import RoundState
from nlp import taxonomy
from tests.slack_texts import powers_in

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = datetime(2026, 3, 11, 11, 0, tzinfo=UTC)
NASTY = "<!channel> & <https://evil.example|her>"
EVERY = [
    errors.NotNow("open", RoundState.CLOSED, [RoundState.APPROVED]),
    errors.NotReady(["no_questions"]),
    errors.TooEarly(LATER),
    errors.DeadlinePassed(LATER),
    errors.NotLater(NOW, LATER),
    errors.NotAllowed("U1ANNE"),
    errors.NotTheApprover("U1ANNE", "U2BO"),
    errors.NeedsAnother("U1ANNE"),
    errors.ReasonMissing("cancel"),
    errors.UnknownRound(NASTY),
    errors.UnknownParty("uip", NASTY),
    errors.KeyTaken(NASTY),
    errors.DecidedAlready("U2BO"),
    errors.NothingAsked("uip"),
    errors.NoSender(),
    errors.RoundError("x"),
]


def wording(language):
    return Wording(texts_in(language), taxonomy.load(), ZoneInfo("Europe/Copenhagen"))


def said(error, language="da"):
    return round_words.refusal(error, wording(language), NOW)


@pytest.mark.parametrize("language", ["da", "en"])
@pytest.mark.parametrize("error", EVERY, ids=lambda each: type(each).__name__)
def test_each_is_a_sentence_in_both_languages_that_has_no_power(error, language):
    sentence = said(error, language)

    assert sentence.rstrip()[-1] in ".!"
    assert "{" not in sentence
    assert powers_in(sentence) == []


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (errors.DeadlinePassed(LATER), "onsdag den 11. marts kl. 12.00"),
        (errors.TooEarly(LATER), "onsdag den 11. marts kl. 12.00"),
        (errors.NotTheApprover("U1ANNE", "U2BO"), "<@U2BO>"),
        (errors.DecidedAlready("U2BO"), "<@U2BO>"),
        (errors.UnknownRound("uip-2026"), "uip-2026"),
    ],
)
def test_it_names_when_who_and_which(error, words):
    assert words in said(error)


def test_what_has_no_words_of_its_own_is_refused_in_general():
    assert said(errors.RoundError("x")) == "Det kan ikke lade sig gøre med høringen lige nu."


def listed(*problems):
    rows = [Row(line, None, (problem,)) for line, problem in enumerate(problems, start=2)]
    return InviteeList((Row(1, None), *rows))


def test_a_list_without_mistakes_has_nothing_said_of_it():
    assert round_words.rows_refused(listed(), wording("da")) == ""


@pytest.mark.parametrize("problem", RowProblem)
@pytest.mark.parametrize("language", ["da", "en"])
def test_a_row_is_named_by_its_line_with_what_is_wrong(problem, language):
    assert " 2" in round_words.rows_refused(listed(problem), wording(language))


def test_of_many_rows_a_few_are_named_and_the_rest_counted():
    sentence = round_words.rows_refused(listed(*[RowProblem.BAD_ADDRESS] * 30), wording("da"))

    assert str(30 - round_words.ROWS_SHOWN) in sentence
    assert len(sentence) < 2000
