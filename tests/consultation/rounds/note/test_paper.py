"""The Word document: each link has its bookmark, each field its point, all in the schema's order."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from docx.oxml.ns import qn

from consultation.rounds.note.draft import work_out
from consultation.rounds.note.paper import docx
from consultation.rounds.words import Stance, Verdict
from tests.notes.sample import MASKS, an_answer, the_note


def opened(note):
    return Document(BytesIO(docx(work_out(note, MASKS))))


@pytest.fixture(scope="module")
def paper():
    return opened(the_note())


def written_in(element):
    """The words in an element; python-docx's own `text` would have them twice."""
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def attributes(paper, element, attribute):
    return [one.get(qn(f"w:{attribute}")) for one in paper.element.body.iter(qn(f"w:{element}"))]


def test_every_link_has_its_bookmark_and_every_bookmark_is_there_once(paper):
    names = attributes(paper, "bookmarkStart", "name")
    assert len(names) == len(set(names))
    assert set(attributes(paper, "hyperlink", "anchor")) <= set(names)
    assert all(len(name) <= 40 for name in names)
    assert attributes(paper, "bookmarkStart", "id") == attributes(paper, "bookmarkEnd", "id")


def test_a_party_leads_to_its_passage_in_the_appendix(paper):
    link = next(
        one
        for one in paper.element.body.iter(qn("w:hyperlink"))
        if written_in(one) == "Engfonden (7)" and "overtage" in written_in(one.getparent())
    )
    mark = next(
        one
        for one in paper.element.body.iter(qn("w:bookmarkStart"))
        if one.get(qn("w:name")) == link.get(qn("w:anchor"))
    )
    passage = mark.getnext().getnext()
    assert written_in(passage).startswith("Vi ønsker at overtage")
    assert passage.find(f"{qn('w:rPr')}/{qn('w:shd')}") is not None


def test_each_point_has_a_field_and_a_choice_of_every_verdict(paper):
    tags = attributes(paper, "tag", "val")
    assert {"comment:7-1", "verdict:7-1", "comment:uip-2026-b/1-1"} <= set(tags)
    choice = next(paper.element.body.iter(qn("w:dropDownList")))
    values = [one.get(qn("w:value")) for one in choice]
    assert values == ["none", *Verdict]


def test_word_counts_the_headings_and_the_appendix_is_not_counted(paper):
    headings = [one for one in paper.paragraphs if one.style.name == "Heading 1"]
    assert headings[0].text == "Høringen"
    assert headings[-1].text == "Bilag: Høringssvarene"
    assert headings[-1]._p.pPr.numPr.numId.val == 0
    assert paper.styles["Heading 2"].element.pPr.numPr.numId.val == 77


def test_the_contents_name_each_chapter_with_its_number(paper):
    listed = [one._p for one in paper.paragraphs if one.style.name == "toc 1"]
    texts = [written_in(one) for one in listed]
    assert texts[0] == "1 Høringen"
    assert texts[-1] == "Bilag: Høringssvarene"


def test_the_language_and_the_title_are_told_to_readers_aloud(paper):
    assert paper.core_properties.title.startswith("Høringsnotat: Åbning")
    assert {one.get(qn("w:val")) for one in paper.styles.element.iter(qn("w:lang"))} == {"da-DK"}
    assert all(one._inline.docPr.get("descr") for one in paper.inline_shapes)


def test_the_details_of_paragraphs_stand_in_the_schemas_order(paper):
    order = [
        "pStyle",
        "keepNext",
        "pageBreakBefore",
        "numPr",
        "pBdr",
        "shd",
        "tabs",
        "spacing",
        "ind",
        "jc",
        "outlineLvl",
    ]
    for root in (paper.element.body, paper.styles.element):
        for details in root.iter(qn("w:pPr")):
            names = [one.tag.partition("}")[2] for one in details]
            known = [order.index(name) for name in names if name in order]
            assert known == sorted(known), names


def test_characters_that_xml_cannot_hold_do_not_stop_the_document():
    text = "a\x00b\ud800c\x1b\x0b"
    answer = an_answer(1, text, text, [(text, Stance.PROPOSAL, {"topics": (text,)})])
    assert opened(replace(the_note(), answers=(answer,), title=text))


def test_lines_and_paragraphs_of_a_letter_are_kept():
    letter = "Et\nto\r\n\r\ntre"
    answer = an_answer(1, "Fond", letter, [("tre", Stance.PROPOSAL, {})])
    paper = opened(replace(the_note(), answers=(answer,), supplements=()))
    lines = [one.text for one in paper.paragraphs if one.style.name == "Note Letter"]
    assert lines[0] == "Et\nto"
    assert lines[1].startswith("tre")


def breaks_before_the_first_chapter(paper):
    first = next(one for one in paper.element.body.iter(qn("w:p")) if written_in(one) == "Høringen")
    return first.find(f".//{qn('w:pageBreakBefore')}") is not None


def test_the_first_chapter_begins_a_page_unless_the_contents_run_on_to_one(paper):
    short = replace(the_note(), topics=(), supplements=(), answers=(), remarks=())

    assert breaks_before_the_first_chapter(opened(short))
    assert not breaks_before_the_first_chapter(paper)
