"""Whatever stands in a round's way, and whatever is found in it, has its sentence."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cli.failures import sentence
from bot.cli.rounds import failures, findings, pages
from bot.cli.rounds.pages import Times
from consultation.rounds import errors
from consultation.rounds.check import Code, Finding
from consultation.rounds.invitees import RowProblem
from consultation.rounds.mistakes import Mistake, RoundFileError, Shape, Wrong
from consultation.rounds.reminders import Moment, Reason
from consultation.rounds.words import RoundState

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOON = datetime(2027, 3, 12, 11, tzinfo=UTC)
ERRORS = (
    errors.NotNow("open", RoundState.DRAFT, [RoundState.APPROVED]),
    errors.NotAllowed("bo"),
    errors.NotTheApprover("bo", "anne"),
    errors.NeedsAnother("bo"),
    errors.NotReady([Code.NOBODY_INVITED]),
    errors.TooEarly(NOON),
    errors.DeadlinePassed(NOON),
    errors.NotLater(NOON, NOON),
    errors.ReasonMissing("cancel"),
    errors.UnknownRound("uip-2027"),
    errors.UnknownParty("uip-2027", "Fonden Nordlys"),
    errors.KeyTaken("uip-2027"),
    errors.SameDocument("oplaeg.pdf", 2),
    errors.DecidedAlready("anne"),
    errors.NothingAsked("uip-2027"),
    errors.NoRemarks(2),
    errors.NoSender(),
)
DATA = {
    "deadline": "2027-03-12T12:00+01:00",
    "day": date(2027, 3, 12),
    "days": 9,
    "organisation": "Fonden Nordlys",
    "address": "karen@fondennordlys.example",
    "times": 2,
    "key": "fokus",
    "text": "Hvad?",
    "name": "oplaeg.pdf",
}


def test_every_error_of_a_round_is_explained():
    assert {type(error) for error in ERRORS} == set(errors.RoundError.__subclasses__())
    for error in ERRORS:
        said = sentence(error)
        assert type(error).__name__ not in said
        assert "unexpected" not in said


def test_a_moment_is_written_where_the_office_is_and_else_says_that_it_is_utc():
    error = errors.TooEarly(NOON)

    assert "Friday 12 March 2027 at 12:00 on" in failures.sentence(error, COPENHAGEN)
    assert "Friday 12 March 2027 at 11:00 UTC" in sentence(error)


@pytest.mark.parametrize("wrong", Wrong)
def test_every_mistake_in_a_file_is_told_with_its_key_and_without_codes(wrong):
    mistake = Mistake("office", wrong, "kantinen", (Shape.TEXT, "uip"))

    said = sentence(RoundFileError([mistake]))

    assert "\n  office: " in said
    assert "{" not in said


@pytest.mark.parametrize("code", Code)
def test_every_finding_of_the_check_has_its_sentence_and_blocking_ones_another(code):
    said = findings.line(Finding(code, DATA))

    assert said.startswith(("must  ", "note  "))
    assert said.startswith("must") == (code in findings.MUST_BE_PUT_RIGHT)
    assert "{" not in said
    assert "2027-03-12" not in said


def test_every_problem_of_a_row_has_its_words():
    said = failures.of_the_row(list(RowProblem))

    assert said.count(", ") == len(RowProblem) - 1


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("reason", [reason for reason in Reason if reason is not Reason.SENT])
def test_a_plan_says_of_every_moment_why_there_is_no_reminder(moment, reason):
    made = {
        "organisation": "Fonden Nordlys",
        "state": "invited",
        "addresses": ["karen@fondennordlys.example"],
        "invitation": None,
        "reminders": [],
        "sent": [],
        "skipped": {str(moment): str(reason)},
        "nothing": reason,
        "phone_from": None,
    }

    _, skipped, nothing = pages.plan(made, Times(COPENHAGEN, NOON))

    assert " nothing: " in skipped
    assert nothing.startswith("  no reminders ")
