"""What people write into a note's `.csv` on statements comes back checked; what nobody touched is silent."""

import csv
from dataclasses import replace
from io import StringIO

import pytest

from consultation.rounds.note import rows
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.rows import Letter, Problem, Wrong
from consultation.rounds.note.sheet import COLUMNS, csv_of
from consultation.rounds.reviews import Decision
from consultation.rounds.vocabulary import vocabulary
from consultation.rounds.words import Consent, Passage, Stance, Text
from nlp import taxonomy
from tests.notes.sample import MASKS, an_answer, the_note

KNOWN = vocabulary(taxonomy.load())
LETTER = "Fristen er for kort. Vi støtter forslaget. Karen Lyngholt ringer."
MARKS = [
    ("Fristen er for kort.", Stance.CRITICISM, {"topics": ("evaluering",), "confirmed": False}),
    ("Vi støtter forslaget.", Stance.SUPPORT, {"confirmed": False, "target_groups": ("aeldre",)}),
]
ANSWER = an_answer(7, "Fonden Nordlys", LETTER, MARKS)
NOTE = replace(the_note(), answers=(ANSWER,), supplements=(), remarks=())


def letters(answer=ANSWER):
    return {
        7: Letter([text.source for text in answer.texts], frozenset(one.passage for one in answer.statements))
    }


def lines_of(note=NOTE):
    text = csv_of(work_out(note, MASKS)).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text, newline=""), delimiter=";"))


def saved(lines, separator=";", columns=COLUMNS):
    """The rows as a spreadsheet saves them."""
    file = StringIO()
    writer = csv.DictWriter(file, columns, delimiter=separator, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(lines)
    return file.getvalue().encode("utf-8-sig")


def written(at=0, note=NOTE, separator=";", columns=COLUMNS, answer=ANSWER, **cells):
    """What comes back where somebody writes in one row."""
    lines = lines_of(note)
    lines[at] |= cells
    return list(rows.say(rows.touched(saved(lines, separator, columns)), letters(answer), KNOWN))


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_rows_that_nobody_touched_say_nothing(separator):
    assert rows.touched(saved(lines_of(), separator)) == []
    confirmed = replace(
        ANSWER, statements=tuple(replace(one, confirmed=True, times=2) for one in ANSWER.statements)
    )
    assert rows.touched(saved(lines_of(replace(NOTE, answers=(confirmed,))), separator)) == []


@pytest.mark.parametrize("word", ["confirmed", "ja", "Bekræftet", "x", "TRUE", "SAND", " ok "])
def test_a_row_is_confirmed_in_the_words_that_people_use(word):
    (found,) = written(review=word)
    assert (found.submission, found.passage, found.decision) == (7, Passage("", 0, 20), Decision.CONFIRMED)
    assert (found.stance, found.topics, found.target_groups) == (Stance.CRITICISM, ("evaluering",), ())
    assert found.seen == 0


@pytest.mark.parametrize("word", ["set_aside", "Set aside", "set-aside", "sat til side", "udeladt"])
def test_a_row_is_set_aside_with_its_reason(word):
    (found,) = written(1, review=word, reason="praktisk")
    assert (found.decision, found.reason, found.passage.start) == (Decision.SET_ASIDE, "praktisk", 21)


def test_what_was_confirmed_is_taken_back_by_a_word_and_not_by_an_empty_cell():
    answer = replace(
        ANSWER, statements=tuple(replace(one, confirmed=True, times=3) for one in ANSWER.statements)
    )
    note = replace(NOTE, answers=(answer,))
    (found,) = written(note=note, review="åben")
    assert (found.decision, found.seen) == (Decision.PROPOSED, 3)
    assert written(note=note, review="") == []


def test_who_corrects_what_a_statement_is_has_confirmed_it():
    (found,) = written(
        theme="Implementering; effektanalyse", stance="forslag", target_groups="Veteraner, lgbt"
    )
    assert found.decision is Decision.CONFIRMED
    assert (found.stance, found.topics) == (Stance.PROPOSAL, ("implementering", "effektanalyse"))
    assert found.target_groups == ("veteraner", "lgbt")


def test_an_emptied_theme_is_no_theme_and_an_emptied_stance_stays():
    (found,) = written(theme="", stance="")
    assert (found.topics, found.stance) == ((), None)


@pytest.mark.parametrize(
    ("cells", "wrong", "given"),
    [
        ({"review": "måske"}, Wrong.REVIEW, "måske"),
        ({"review": "set_aside"}, Wrong.REASON_MISSING, ""),
        ({"reason": "praktisk"}, Wrong.REVIEW_MISSING, "praktisk"),
        ({"theme": "evaluering, fodbold"}, Wrong.TOPIC, "fodbold"),
        ({"stance": "vrede"}, Wrong.STANCE, "vrede"),
        ({"review": "ja", "target_groups": "kattene"}, Wrong.GROUP, "kattene"),
    ],
)
def test_what_is_wrong_with_a_row_is_told_with_what_may_be_written(cells, wrong, given):
    (problem,) = written(**cells)
    assert (problem.row, problem.wrong, problem.given) == (2, wrong, given)
    assert bool(problem.allowed) == (wrong in {Wrong.REVIEW, Wrong.TOPIC, Wrong.STANCE, Wrong.GROUP})


@pytest.mark.parametrize(
    "cells", [{"start": "1"}, {"end": "abc"}, {"submission": "8"}, {"submission": "svar 7"}, {"start": "0,5"}]
)
def test_a_row_whose_statement_is_not_there_is_told(cells):
    assert written(review="ja", **cells) == [Problem(2, Wrong.GONE)]


def test_a_good_row_is_taken_though_another_is_wrong():
    lines = lines_of()
    lines[0]["review"], lines[1]["review"] = "måske", "ja"
    problem, saying = rows.say(rows.touched(saved(lines)), letters(), KNOWN)
    assert (problem.wrong, saying.decision) == (Wrong.REVIEW, Decision.CONFIRMED)


def test_an_annex_whose_name_is_hidden_is_known_by_its_place():
    named = "Karen Lyngholt.pdf"
    shown = Text("", "Se bilag."), Text(named, LETTER)
    statement = replace(ANSWER.statements[0], passage=Passage(named, 0, 20))
    answer = replace(ANSWER, texts=shown, statements=(statement,), consent=Consent.WITHOUT_PERSONS)
    note = replace(NOTE, answers=(answer,))
    assert "Karen" not in lines_of(note)[0]["source"]
    (found,) = written(note=note, answer=answer, review="ja")
    assert found.passage.source == named


def test_a_statement_that_may_not_be_shown_is_confirmed_as_it_stands():
    answer = replace(ANSWER, consent=Consent.NOT)
    (found,) = written(note=replace(NOTE, answers=(answer,)), review="ja")
    assert (found.decision, found.stance, found.topics, found.target_groups) == (
        Decision.CONFIRMED,
        None,
        None,
        None,
    )


def test_a_file_without_the_column_that_remembers_speaks_where_something_is_written_in_review():
    columns = [name for name in COLUMNS if name != "written"]
    assert written(columns=columns) == []
    (found,) = written(columns=columns, review="ja")
    assert (found.passage, found.seen) == (Passage("", 0, 20), 0)


def test_rows_are_told_by_the_number_that_a_spreadsheet_gives_them_though_texts_have_several_lines():
    lines = lines_of()
    lines[0]["comment"] = "en\nto\ntre"
    lines[1]["review"] = "måske"
    (row,) = rows.touched(saved(lines))
    assert row.number == 3
