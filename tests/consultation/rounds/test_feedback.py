"""Each party reads what became of its own words, and nothing of anybody else's."""

from dataclasses import replace

import pytest

from consultation.rounds.feedback import OwnPoint, for_round, own_points
from consultation.rounds.note.content import Note, Remark
from consultation.rounds.note.draft import work_out
from consultation.rounds.words import Consent, Question, Stance, Verdict
from tests.notes.sample import MASKS, an_answer, the_note

WORDS = "Unge uden bolig bør komme først."
OTHER_WORDS = "Vi bidrager gerne med egne midler."


FOCUS = Question("focus", "Hvem bør komme først?")


def a_note(*answers, remarks=(), questions=(FOCUS,)) -> Note:
    return replace(the_note(), answers=answers, remarks=remarks, supplements=(), questions=questions)


def an_answer_of(number, party="Fonden Nordlys", letter=WORDS, words=WORDS, **over):
    marks = [(words, Stance.PROPOSAL, {"question": "focus"})]
    return an_answer(number, party, letter, marks, **over)


def points_of(note, number=1):
    return own_points(note, MASKS)[number]


def with_remark(note, verdict=Verdict.MET, comment="Det bliver gjort."):
    """Write on the note's first point."""
    point = work_out(note, MASKS).points[0]
    return replace(note, remarks=(Remark(point.key, verdict, comment, point.edition),))


def test_a_point_has_the_partys_words_its_question_and_what_became_of_it():
    assert points_of(with_remark(a_note(an_answer_of(1)))) == [
        OwnPoint(WORDS, "Hvem bør komme først?", Verdict.MET, "Det bliver gjort.")
    ]


def test_who_says_the_same_reads_the_same_remark():
    note = with_remark(a_note(an_answer_of(1), an_answer_of(2, "Havnefonden")))

    assert points_of(note, 1) == points_of(note, 2)


def test_nobody_reads_what_only_others_said():
    note = with_remark(a_note(an_answer_of(1), an_answer_of(2, "Havnefonden", OTHER_WORDS, OTHER_WORDS)))

    assert [each.text for each in points_of(note, 2)] == [OTHER_WORDS]


@pytest.mark.parametrize("consent", [Consent.WITHOUT_PERSONS, Consent.NOT])
def test_ones_own_words_are_whole_whatever_may_be_published(consent):
    words = "Karen Lyngholt mener, at unge uden bolig bør komme først."

    (point,) = points_of(a_note(an_answer_of(1, letter=words, words=words, consent=consent)))

    assert point.text == words


def test_a_cpr_number_is_hidden_in_ones_own_words_and_in_the_remark_too():
    words = "En ung, 010190-1234, har fortalt os om det."
    note = with_remark(a_note(an_answer_of(1, letter=words, words=words)), comment="Om 010190-1234: tak.")

    (point,) = points_of(note)

    assert point.text == "En ung, [CPR], har fortalt os om det."
    assert "1234" not in point.comment


def test_half_a_cpr_number_in_a_passage_is_hidden_too():
    letter = "Vi kender en ung, 010190-1234, fra vores arbejde."

    (point,) = points_of(a_note(an_answer_of(1, letter=letter, words="1234, fra vores arbejde.")))

    assert "1234" not in point.text


def test_what_may_not_be_published_is_in_no_point_and_waits_for_nobody():
    (point,) = points_of(a_note(an_answer_of(1, consent=Consent.NOT)))

    assert (point.withheld, point.lacks) == (True, False)


def test_what_may_not_be_published_has_the_remark_on_the_same_words_of_another():
    note = with_remark(a_note(an_answer_of(1, consent=Consent.NOT), an_answer_of(2, "Havnefonden")))

    assert points_of(note, 1)[0] == points_of(note, 2)[0]


def test_a_point_that_nobody_wrote_on_or_that_has_changed_since_is_lacking():
    note = a_note(an_answer_of(1))
    point = work_out(note, MASKS).points[0]
    stale = replace(note, remarks=(Remark(point.key, Verdict.MET, "", "00000000"),))

    assert points_of(note)[0].lacks
    assert points_of(stale)[0].lacks
    assert not points_of(with_remark(note, comment=""))[0].lacks
    assert not points_of(with_remark(note, verdict=None))[0].lacks


def test_an_answer_that_was_replaced_is_not_written_about():
    note = a_note(an_answer_of(1, replaced_by=2), an_answer_of(2))

    assert list(own_points(note, MASKS)) == [2]


def test_what_was_corrected_in_a_later_answer_is_left_out():
    marks = [(WORDS, Stance.PROPOSAL, {"set_aside": "rettet i svar 2"}), (OTHER_WORDS, Stance.PROPOSAL, {})]
    note = a_note(an_answer(1, "Fonden Nordlys", f"{WORDS} {OTHER_WORDS}", marks))

    assert [each.text for each in points_of(note)] == [OTHER_WORDS]


def test_points_come_in_the_order_of_the_questions_and_what_answers_none_last():
    letter = f"{OTHER_WORDS} {WORDS} Tak."
    marks = [
        ("Tak.", Stance.SUPPORT, {}),
        (OTHER_WORDS, Stance.PROPOSAL, {"question": "contribution"}),
        (WORDS, Stance.PROPOSAL, {"question": "focus"}),
    ]
    questions = (Question("focus", "Hvem?"), Question("contribution", "Hvad?"))
    note = a_note(an_answer(1, "Fonden Nordlys", letter, marks), questions=questions)

    assert [each.question for each in points_of(note)] == ["Hvem?", "Hvad?", ""]


def test_remarks_on_a_child_rounds_points_are_found_in_its_parents_note():
    remarks = (Remark("uip-2027-igen/12-1", Verdict.MET), Remark("12-1", Verdict.NOT))

    assert [each.point for each in for_round("uip-2027-igen", remarks)] == ["12-1", "12-1"]
    assert [each.point for each in for_round("uip-2027", remarks)] == ["uip-2027-igen/12-1", "12-1"]


def test_every_answer_of_a_rich_round_is_written_about_once():
    note = the_note()

    found = own_points(note, MASKS)

    assert set(found) == {
        each.number
        for each in note.answers
        if each.replaced_by is None and any(one.set_aside is None for one in each.statements)
    }
