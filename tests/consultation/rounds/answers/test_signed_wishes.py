"""A wish on publication with a greeting or a signature on its line, as people write from a telephone."""

from datetime import UTC, datetime

import pytest

from consultation.rounds.answers.layout import is_signature
from consultation.rounds.answers.reading import contract_answers, read
from consultation.rounds.words import OTHER, Question, Text

MONDAY = datetime(2026, 11, 23, 10, tzinfo=UTC)
QUESTIONS = [
    Question("behov", "Hvem bør have fokus?"),
    Question("offentliggørelse", "Må jeres svar offentliggøres?"),
]
REFUSED = (
    "Vores svar må ikke offentliggøres. Karen",
    "Vores svar må ikke offentliggøres. Mvh Karen",
    "Vores svar må ikke offentliggøres Mvh Karen",
    "Vores svar må ikke offentliggøres, mvh Karen Lyngholt, Fonden Nordlys",
    "Vores svar må ikke offentliggøres. /Karen",
    "Vores svar må ikke offentliggøres / Karen",
    "Vores svar må ikke offentliggøres - Karen",
    "Vores svar må ikke offentliggøres.Karen",
    "Kære Mette, vores svar må ikke offentliggøres. Hilsen Karen",
    "Hej! Må ikke offentliggøres. KH Bo",
    "Må ikke offentliggøres Karen",
    "Venligst ikke til offentliggørelse, tak. Mvh. Karen",
    "Svaret bør ikke offentliggøres. Mvh Karl, Plejefonden",
    "Bør ikke offentliggøres. Karl",
    "Mvh Karen. Vores svar må ikke offentliggøres.",
    "Mvh Karen\nVores svar må ikke offentliggøres.",
    "Mvh Karen Lyngholt\nPS: Vores svar må ikke offentliggøres",
    "Please do not publish our answer. Karen",
    "Please don't publish this. Best, Karen",
    "Not for publication. Kind regards, Karen Holt",
    "Dear Mette, please do not publish our answer. Best wishes Karen",
)
GIVEN = (
    "Vores svar må gerne offentliggøres. Karen",
    "I må gerne offentliggøre svaret, mvh Karen",
    "Kære Mette, I må gerne offentliggøre vores svar. Hilsen Karen",
    "You may publish our answer. Best, Karen",
    "Dear Mette, you may publish our answer. Best wishes Karen",
)
UNCLEAR = (
    "Spørg Karen, om vores svar må offentliggøres.",
    "Vi ved ikke, om svaret må offentliggøres. Karen",
    "Vi spørger bestyrelsen, om svaret må offentliggøres. Karen",
    "Karen skal godkende, før svaret må offentliggøres.",
    "Må vi selv offentliggøre vores svar? Mvh Karen",
    "Offentliggørelse taler vi om på fredag. Mvh Karen",
    "We will let you know whether our answer may be published. Karen",
    "We have to ask if our response can be published. Best, Karen",
    "Rapporten bør ikke offentliggøres. Mvh Karl",
)
BEFORE = ("", "1. Unge hjemløse bør komme først.\n\n")


def wish(text):
    found = read([Text("", text)], QUESTIONS, answered_before=False, known=None, now=MONDAY)
    return found.publish


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("line", REFUSED)
def test_a_refusal_is_read_whoever_signs_it_on_its_line(before, line):
    assert wish(before + line) == "not"


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("line", GIVEN)
def test_leave_is_read_whoever_signs_it_on_its_line(before, line):
    assert wish(before + line) == "publish"


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("line", UNCLEAR)
def test_no_leave_is_made_of_a_line_that_gives_none(before, line):
    assert wish(before + line) in (None, "not")


@pytest.mark.parametrize("line", [REFUSED[0], REFUSED[1], GIVEN[0]])
def test_a_name_behind_the_wish_is_no_remark_of_its_own(line):
    text = [Text("", BEFORE[1] + line)]
    found = read(text, QUESTIONS, answered_before=False, known=None, now=MONDAY)

    assert OTHER not in contract_answers(found, text)


def test_a_heading_that_asks_of_publication_stays_a_heading():
    assert wish("1. Unge først.\n\nMå svaret offentliggøres\nNej") == "not"


@pytest.mark.parametrize(
    "words", ["Karen", "/Karen", "Mvh Karen", "Karen Lyngholt, Fonden Nordlys", "Best, Bo"]
)
def test_a_name_is_known_for_a_signature(words):
    assert is_signature(words)


@pytest.mark.parametrize("words", ["Unge hjemløse bør komme først.", "og børn", "Vi takker", ""])
def test_what_says_something_is_no_signature(words):
    assert not is_signature(words)
