"""A note calls itself complete only when every statement is in it or set aside with a reason."""

from dataclasses import replace

import pytest

from consultation.rounds.note.completeness import Lack
from consultation.rounds.note.content import Note
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.note.wording import Words
from consultation.rounds.words import Passage
from tests.notes.sample import COPENHAGEN, MASKS, the_note

WORDS = Words("da", COPENHAGEN)
pytestmark = pytest.mark.usefixtures("quick_charts")


def lacks(note: Note):
    return {one.what: (one.count, one.where) for one in work_out(note, MASKS).lacking}


def changed(note: Note, number: int, **over):
    answers = [replace(one, **over) if one.number == number else one for one in note.answers]
    return replace(note, answers=tuple(answers))


def with_statement(note: Note, number: int, **over):
    answer = next(one for one in note.answers if one.number == number)
    first, *rest = answer.statements
    return changed(note, number, statements=(replace(first, **over), *rest))


def test_the_sample_is_complete_and_says_so_on_its_first_page():
    draft = work_out(the_note(), MASKS)
    assert draft.lacking == ()
    assert WORDS("complete") in html(draft).partition("<main")[0]


@pytest.mark.parametrize(
    ("over", "what"),
    [
        ({"set_aside": " "}, Lack.NO_REASON),
        ({"passage": Passage("", 5, 99_999)}, Lack.NO_PASSAGE),
        ({"passage": Passage("bilag.pdf", 0, 3)}, Lack.NO_PASSAGE),
        ({"passage": Passage("", 4, 4)}, Lack.NO_PASSAGE),
        ({"confirmed": False}, Lack.NOT_CONFIRMED),
    ],
)
def test_a_statement_that_is_neither_in_the_note_nor_set_aside_is_lacking(over, what):
    assert lacks(with_statement(the_note(), 3, **over)) == {what: (1, ("3",))}


def test_a_statement_set_aside_with_a_reason_is_not_lacking():
    assert lacks(with_statement(the_note(), 3, set_aside="Uden for emnet.")) == {}


def test_an_answer_without_statements_has_not_been_read():
    note = the_note()
    note = replace(note, reckoning=replace(note.reckoning, statements=19))
    assert lacks(changed(note, 3, statements=())) == {Lack.NOT_READ: (1, ("3",))}


def test_a_letter_that_has_no_remarks_needs_nobody_to_read_it():
    note = the_note()
    note = replace(note, reckoning=replace(note.reckoning, statements=19))
    assert lacks(changed(note, 3, statements=(), no_remarks=True)) == {}


def test_an_annex_that_nobody_has_read_is_lacking():
    assert lacks(changed(the_note(), 2, unread=("scan.pdf",))) == {Lack.UNREAD_ANNEX: (1, ("2",))}


def test_a_party_that_is_not_on_the_list_is_lacking():
    assert lacks(changed(the_note(), 3, party="Ukendt"))[Lack.UNKNOWN_PARTY] == (1, ("3",))


@pytest.mark.parametrize(
    ("over", "what"),
    [
        ({"statements": 22}, Lack.NOT_FOUND),
        ({"messages": 22}, Lack.UNBALANCED),
        ({"messages": 22, "unresolved": 1}, Lack.UNRESOLVED),
    ],
)
def test_figures_of_the_record_that_do_not_agree_are_lacking(over, what):
    note = the_note()
    assert set(lacks(replace(note, reckoning=replace(note.reckoning, **over)))) == {what}


def test_a_supplement_that_is_not_complete_makes_the_note_incomplete():
    child = changed(the_note().supplements[0], 1, unread=("scan.pdf",))
    assert lacks(replace(the_note(), supplements=(child,))) == {Lack.SUPPLEMENT: (1, (child.title,))}


def test_what_is_missing_stands_on_the_first_page_with_a_way_to_the_answer():
    first = html(work_out(changed(the_note(), 2, unread=("scan.pdf",)), MASKS)).partition("<main")[0]
    assert WORDS("incomplete") in first
    assert WORDS("complete") not in first
    assert f'{WORDS("lack-unread-annex", count=1)}: <a href="#svar2">svar 2</a>' in first
