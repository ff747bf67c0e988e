"""What the ministry wrote in an earlier file is in the next one."""

import csv
from dataclasses import replace
from io import BytesIO, StringIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from consultation.rounds.note import carry
from consultation.rounds.note.content import Remark
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.page import html
from consultation.rounds.note.paper import docx
from consultation.rounds.note.sheet import csv_of
from consultation.rounds.note.wording import Words
from consultation.rounds.words import Verdict
from tests.notes.sample import COPENHAGEN, MASKS, the_note

WORDS = Words("da", COPENHAGEN)
pytestmark = pytest.mark.usefixtures("quick_charts")


def written_in(element):
    """The words in an element; python-docx's own `text` would have them twice."""
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def draft_of(note):
    return work_out(note, MASKS)


def without_remarks():
    return replace(the_note(), remarks=())


def box_of(paper, key):
    """The table of a point in a document."""
    heads = {f"{WORDS('comment')} · punkt {key}"}
    for table in paper.element.body.iter(qn("w:tbl")):
        cell = next(table.iter(qn("w:tc")))
        if written_in(cell) in heads:
            return table
    raise LookupError(key)


def filled_in(content, key, comment, verdict):
    """Fill in a point as Word does: the placeholder goes, the words come."""
    paper = Document(BytesIO(content))
    table = box_of(paper, key)
    choice, field = table.iter(qn("w:sdt"))
    next(choice.iter(qn("w:t"))).text = verdict
    hint = field.find(f"{qn('w:sdtPr')}/{qn('w:showingPlcHdr')}")
    if hint is not None:
        hint.getparent().remove(hint)
    next(field.iter(qn("w:t"))).text = comment
    kept = BytesIO()
    paper.save(kept)
    return kept.getvalue()


def test_nothing_is_read_from_a_note_that_nobody_has_written_in():
    draft = draft_of(without_remarks())
    assert carry.from_docx(docx(draft)) == ()
    assert carry.from_csv(csv_of(draft)) == ()


def test_a_comment_and_a_verdict_written_in_word_are_in_the_next_run():
    written = filled_in(docx(draft_of(without_remarks())), "7-1", "Aftales nærmere.", "Noteret")
    (remark,) = carry.from_docx(written)
    assert (remark.point, remark.verdict, remark.comment) == ("7-1", Verdict.NOTED, "Aftales nærmere.")
    again = draft_of(carry.over(without_remarks(), [remark]))
    (point,) = [one for one in again.points if one.key == "7-1"]
    assert point.remark == remark
    assert remark.edition == point.edition
    assert "Aftales nærmere." in html(again)
    assert WORDS("changed") not in html(again)


@pytest.mark.parametrize("write_and_read", [(docx, carry.from_docx), (csv_of, carry.from_csv)])
def test_all_remarks_come_back_with_lines_flags_and_those_without_a_point(write_and_read):
    write, read = write_and_read
    remarks = (
        Remark("2-1", Verdict.PARTLY, "Første linje\nAnden linje"),
        Remark("3-1", Verdict.MET),
        Remark("5-1", None, "=SUM(A1) er ikke en formel", "0a1b2c3d"),
        Remark("borte", Verdict.NOT, "Skrevet til et punkt, der er borte", "0a1b2c3d"),
        Remark("uip-2026-b/1-1", Verdict.OUTSIDE, "Til supplementet"),
    )
    back = {one.point: one for one in read(write(draft_of(replace(the_note(), remarks=remarks))))}
    assert {one.point: (one.verdict, one.comment) for one in back.values()} == {
        one.point: (one.verdict, one.comment) for one in remarks
    }
    assert {key for key, one in back.items() if one.stale} == {"5-1"}
    assert back["borte"].edition == "0a1b2c3d"


def test_a_changed_point_is_flagged_run_after_run_until_the_line_is_deleted():
    note = replace(the_note(), remarks=(Remark("5-1", None, "Aftales.", "0a1b2c3d"),))
    first = docx(draft_of(note))
    second = docx(draft_of(carry.over(without_remarks(), carry.from_docx(first))))
    (still,) = carry.from_docx(second)
    assert still.stale
    paper = Document(BytesIO(second))
    line = next(one for one in box_of(paper, "5-1").iter(qn("w:p")) if WORDS("changed") in written_in(one))
    line.getparent().remove(line)
    kept = BytesIO()
    paper.save(kept)
    reviewed = draft_of(carry.over(without_remarks(), carry.from_docx(kept.getvalue())))
    assert WORDS("changed") not in html(reviewed)
    assert "Aftales." in html(reviewed)


def test_a_document_is_read_without_its_content_controls_as_another_program_saves_it():
    paper = Document(BytesIO(docx(draft_of(the_note()))))
    for control in list(paper.element.body.iter(qn("w:sdt"))):
        for child in list(control.find(qn("w:sdtContent"))):
            control.addprevious(child)
        control.getparent().remove(control)
    kept = BytesIO()
    paper.save(kept)
    back = {one.point: one for one in carry.from_docx(kept.getvalue())}
    assert set(back) == {"2-1", "3-1", "5-1", "8-9"}
    assert back["3-1"].comment == "Kommunerne inviteres fremover med."


def test_words_taken_out_with_changes_tracked_are_not_read():
    written = filled_in(docx(draft_of(without_remarks())), "7-1", "Nyt", "Noteret")
    paper = Document(BytesIO(written))
    run = next(one for one in box_of(paper, "7-1").iter(qn("w:r")) if written_in(one) == "Nyt")
    text = run.find(qn("w:t"))
    text.tag = qn("w:delText")
    kept = BytesIO()
    paper.save(kept)
    (remark,) = carry.from_docx(kept.getvalue())
    assert (remark.verdict, remark.comment) == (Verdict.NOTED, "")


@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_sheet_that_a_spreadsheet_has_saved_is_read_with_verdicts_by_name(separator):
    lines = list(
        csv.DictReader(StringIO(csv_of(draft_of(without_remarks())).decode("utf-8-sig")), delimiter=";")
    )
    for line in lines:
        if line["point"] == "7-1":
            line |= {"verdict": "delvist imødekommet", "comment": "Delvist."}
    saved = StringIO()
    writer = csv.DictWriter(saved, lines[0], delimiter=separator)
    writer.writeheader()
    writer.writerows(lines)
    (remark,) = carry.from_csv(saved.getvalue().encode())
    assert (remark.point, remark.verdict, remark.comment) == ("7-1", Verdict.PARTLY, "Delvist.")


def test_a_spreadsheet_that_takes_points_for_days_and_editions_for_figures_loses_nothing():
    draft = draft_of(without_remarks())
    lines = list(csv.DictReader(StringIO(csv_of(draft).decode("utf-8-sig")), delimiter=";"))
    for line in lines:
        if line["point"] == "7-1":
            line |= {"verdict": "met", "comment": "Ja."}
        if line["point"]:
            line |= {"point": "07-jan", "edition": "1,2E+11"}
    saved = StringIO()
    writer = csv.DictWriter(saved, lines[0], delimiter=";")
    writer.writeheader()
    writer.writerows(lines)
    (remark,) = carry.from_csv(saved.getvalue().encode())
    (point,) = [one for one in draft.points if one.key == "7-1"]
    assert (remark.point, remark.edition, remark.comment) == ("7-1", point.edition, "Ja.")


def test_two_lines_of_a_point_that_differ_lose_no_comment_and_guess_no_verdict():
    sheet = "point;verdict;comment\n3-1;met;Enig\n3-1;not;Uenig\n"
    (remark,) = carry.from_csv(sheet.encode())
    assert (remark.verdict, remark.comment, remark.stale) == (None, "Enig\nUenig", True)


def test_an_empty_box_takes_nothing_from_what_the_record_has():
    note = carry.over(the_note(), carry.from_docx(docx(draft_of(without_remarks()))))
    assert note == the_note()


@pytest.mark.parametrize("name", ["note.docx", "note.csv", "note.pdf"])
def test_a_file_that_is_no_note_is_refused_by_name(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xff not a note")
    with pytest.raises(carry.Unreadable) as refused:
        carry.read(tmp_path / name)
    assert refused.value.name == name


def test_the_words_that_word_itself_shows_in_an_emptied_field_are_not_read():
    paper = Document(BytesIO(docx(draft_of(without_remarks()))))
    _, field = box_of(paper, "7-1").iter(qn("w:sdt"))
    next(field.iter(qn("w:t"))).text = "Klik eller tryk her for at skrive tekst."
    kept = BytesIO()
    paper.save(kept)
    assert carry.from_docx(kept.getvalue()) == ()
