"""The sheet leads to exact characters of the letter as it came, and no cell is a formula."""

import csv
from dataclasses import replace
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultation.rounds.note.draft import work_out
from consultation.rounds.note.sheet import COLUMNS, csv_of, guarded, unguarded
from consultation.rounds.words import Stance
from tests.notes.sample import MASKS, an_answer, the_note


def lines_of(note):
    return list(
        csv.DictReader(StringIO(csv_of(work_out(note, MASKS)).decode("utf-8-sig"), newline=""), delimiter=";")
    )


def test_source_start_and_end_are_those_of_the_letter_as_it_came():
    answers = {str(one.number): one for one in the_note().answers}
    line = next(one for one in lines_of(the_note()) if one["point"] == "7-3")
    texts = {text.source: text.text for text in answers[line["submission"]].texts}
    passage = texts[line["source"]][int(line["start"]) : int(line["end"])]
    assert (line["source"], passage) == ("Bilag 2.pdf", line["text"])


def test_every_statement_has_one_line_also_those_that_are_not_in_the_note():
    lines = [one for one in lines_of(the_note()) if one["place"] != "no_point"]
    assert len(lines) == 21
    assert {one["place"] for one in lines} == {"in_note", "withheld", "set_aside", "replaced"}
    (aside,) = [one for one in lines if one["place"] == "set_aside"]
    assert aside["reason"].startswith("Vedrører ikke høringens emne")


def test_the_columns_are_fixed():
    assert tuple(lines_of(the_note())[0]) == COLUMNS


@pytest.mark.parametrize(
    "text", ["=1+1", "+45 12", "-3", "@SUM(A1)", "\t=1", "  =1", "＝1", '=HYPERLINK("x")']
)
def test_a_text_that_begins_like_a_formula_is_guarded(text):
    assert guarded(text) == f"'{text}"
    answer = an_answer(1, text, text, [(text, Stance.PROPOSAL, {})])
    for line in lines_of(replace(the_note(), answers=(answer,))):
        assert not any(cell.lstrip().startswith(("=", "+", "-", "@", "＝")) for cell in line.values())


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_guarded_cell_gives_its_text_back(text):
    assert unguarded(guarded(text)) == text
