from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.rounds import form
from consultation.rounds.mistakes import Wrong
from consultation.rounds.question_sets import default_questions
from consultation.rounds.roundfile import Setting
from consultation.rounds.words import RoundKind

SETTING = Setting(("uip",), ZoneInfo("Europe/Copenhagen"), datetime(2026, 3, 4, 12, tzinfo=UTC))
FIELDS = {
    "kind": "uip",
    "title": "Fokus",
    "text": "Vi vil gerne høre jer.",
    "deadline": "10. april 2026 kl. 12",
    "office": "uip",
    "invitees": "Fonden Syd; syd@fondensyd.example; da; Karen Lyngholt",
}


def filled(**over):
    return form.read(FIELDS | over, "uip-2026", SETTING)


def test_a_form_is_read_into_a_round():
    file = filled(tags="alle fonde; børn og unge", feedback="2026-06-01", approver="U1ANNE").file

    assert (file.key, file.deadline) == ("uip-2026", datetime(2026, 4, 10, 10, tzinfo=UTC))
    assert file.tags == ("alle fonde", "børn og unge")
    assert (file.feedback.isoformat(), file.approver) == ("2026-06-01", "U1ANNE")
    assert file.invitees[0].contact == "Karen Lyngholt"
    assert file.default_set


@pytest.mark.parametrize("kind", RoundKind)
@pytest.mark.parametrize("shown", RoundKind)
def test_questions_of_any_kind_left_untouched_are_those_of_the_kind_chosen(kind, shown):
    questions = form.questions_as_lines(default_questions(shown, "da"))

    assert filled(kind=kind, questions=questions).file.questions == default_questions(kind, "da")


@pytest.mark.parametrize(
    ("over", "field", "wrong"),
    [
        ({"title": ""}, "title", Wrong.EMPTY),
        ({"deadline": ""}, "deadline", Wrong.MISSING),
        ({"deadline": "snart"}, "deadline", Wrong.WRONG_KIND),
        ({"deadline": "2025-01-01"}, "deadline", Wrong.PAST),
        ({"office": "kantinen"}, "office", Wrong.NOT_ONE_OF),
        ({"feedback": "2026-03-05"}, "feedback", Wrong.NOT_AFTER_DEADLINE),
        ({"questions": "a: Hvad?\na: Hvorfor?"}, "questions", Wrong.DOUBLED),
        ({"invitees": ""}, "invitees", Wrong.EMPTY),
        ({"key": "to ord"}, "key", Wrong.BAD_KEY),
    ],
)
def test_what_is_wrong_is_said_of_its_field(over, field, wrong):
    read = filled(**over)

    assert read.file is None
    assert {name: mistake.wrong for name, mistake in read.mistakes.items()} == {field: wrong}


def test_a_deadline_of_no_use_leaves_this_years_name():
    assert form.year_of({"deadline": "snart"}, SETTING) == 2026
    assert form.year_of({"deadline": "1.2.2028"}, SETTING) == 2028
