"""Publication choices are obeyed in all three files, and CPR numbers are in none."""

import re
from dataclasses import replace
from io import BytesIO
from zipfile import ZipFile

import pytest

from consultation.rounds.note.content import Party
from consultation.rounds.note.draft import work_out
from consultation.rounds.note.masking import Masks
from consultation.rounds.note.page import html
from consultation.rounds.note.paper import docx
from consultation.rounds.note.publication import Place, publish
from consultation.rounds.note.sheet import csv_of
from consultation.rounds.note.wording import Words
from consultation.rounds.words import Consent, PartyState, Stance, Text
from tests.notes.sample import COPENHAGEN, MASKS, an_answer, the_note

WORDS = Words("da", COPENHAGEN)


def the_files(note, masks=MASKS):
    draft = work_out(note, masks)
    word = ZipFile(BytesIO(docx(draft)))
    xml = "".join(word.read(name).decode() for name in word.namelist() if name.endswith((".xml", ".rels")))
    text = re.sub(r"<[^>]+>", "", xml)
    return html(draft), text, csv_of(draft).decode("utf-8-sig")


@pytest.fixture(scope="module")
def files():
    return the_files(the_note())


def published(answer, **over):
    note = replace(the_note(), answers=(answer,), parties=(Party(answer.party, PartyState.ANSWERED, **over),))
    return publish(note, MASKS, WORDS)


def test_an_answer_that_may_not_be_published_is_named_and_its_words_are_in_no_file(files):
    for written in files:
        assert "Kystfonden" in written
        assert "Økonomien hænger ikke sammen" not in written
        assert "støtter ikke forslaget" not in written
    page, paper, _ = files
    assert WORDS("not-published") in page
    assert WORDS("not-published") in paper


def test_the_sheet_tells_nothing_of_a_statement_that_may_not_be_published(files):
    line = next(line for line in files[2].splitlines() if "Kystfonden" in line)
    assert '"withheld"' in line
    assert "criticism" not in line
    assert "funding" not in line


def test_cpr_numbers_are_in_no_file_even_where_everything_may_be_published(files):
    for written in files:
        assert "010265" not in written
    assert WORDS("mask-cpr") in files[0]


def test_persons_are_hidden_where_the_party_asked_for_it_and_only_there(files):
    for written in files[:2]:
        assert "Elmegade" not in written
        assert "12 34 56 78" not in written
        assert "Bo Friis" not in written
        assert written.count("Karen Lyngholt") == 1  # in an answer that is published as it came
        assert "Mads Birk" in written


def test_a_private_person_is_not_named(files):
    for written in files:
        assert "Signe Holm" not in written
    assert "En borger (nr. 18)" in files[0]


def test_of_an_answer_of_which_only_a_part_may_be_published_no_more_is_shown_than_people_have_confirmed():
    letter = "Vi støtter målet.\n\nVores budget er 3 mio. kr.\n\nHilsen Karen Lyngholt. Budgettet må ikke ud."
    marks = [
        ("Vi støtter målet.", Stance.SUPPORT, {}),
        ("Vores budget er 3 mio. kr.", Stance.INFORMATION, {"confirmed": False}),
    ]
    answer = an_answer(1, "Engfonden", letter, marks, consent=Consent.IN_PART)
    note = replace(the_note(), answers=(answer,), parties=(Party("Engfonden", PartyState.ANSWERED),))

    for written in the_files(note):
        assert "Vi støtter målet." in written
        assert "3 mio." not in written
        assert "Lyngholt" not in written
        assert "må ikke ud" not in written
    shown = publish(note, MASKS, WORDS)
    assert [one.place for one in shown.said] == [Place.IN_NOTE, Place.WITHHELD]
    assert "".join(piece.text for piece in shown.letters[0].sheets[0].pieces) == "Vi støtter målet.[…]"


def test_of_an_answer_of_which_only_a_part_may_be_published_nothing_is_shown_that_nobody_confirmed():
    marks = [("Vores budget er 3 mio. kr.", Stance.INFORMATION, {"confirmed": False})]
    answer = an_answer(1, "Engfonden", "Vores budget er 3 mio. kr.", marks, consent=Consent.IN_PART)

    assert published(answer).letters[0].sheets == ()


def test_a_private_person_who_wants_to_be_published_is_named():
    answer = an_answer(1, "Signe Holm", "Hør os.", [("Hør os.", Stance.PROPOSAL, {})])
    assert published(answer, person=True).names == {"Signe Holm": "Signe Holm"}


def test_what_is_hidden_in_the_letter_is_hidden_in_a_summary_of_it():
    only_in_signatures = Masks(
        MASKS.cpr, lambda text: [span for span in MASKS.persons(text) if "hilsen" in text]
    )
    answer = an_answer(
        1,
        "Engfonden",
        "Prøv det.\nhilsen Karen Lyngholt",
        [("Prøv det.", Stance.PROPOSAL, {"text": "Karen Lyngholt vil have det prøvet."})],
        consent=Consent.WITHOUT_PERSONS,
    )
    note = replace(the_note(), answers=(answer,))
    said = publish(note, only_in_signatures, WORDS).said[0]
    assert said.text == f"{WORDS('mask-person')} vil have det prøvet."


def test_an_annex_is_named_without_the_number_in_its_name_and_two_stay_apart():
    letter = "Se bilagene."
    answer = an_answer(1, "Engfonden", letter, [(letter, Stance.INFORMATION, {})])
    annexes = (Text("CV 010265-1234.pdf", "et"), Text("CV 020265-1234.pdf", "to"))
    letters = published(replace(answer, texts=(*answer.texts, *annexes))).letters
    assert [sheet.source for sheet in letters[0].sheets] == [
        "",
        "CV [CPR-nummer udeladt].pdf",
        "CV [CPR-nummer udeladt].pdf (2)",
    ]


def test_a_replaced_answer_is_kept_in_sight_without_its_text(files):
    for written in files:
        assert "vi vender tilbage" not in written
    assert "Svaret er erstattet af svar 7" in files[0]


def test_a_passage_that_is_not_in_the_letter_puts_its_statement_among_the_missing():
    answer = an_answer(1, "Engfonden", "Ja.", [("Ja.", Stance.SUPPORT, {})])
    beyond = replace(answer.statements[0].passage, end=99)
    astray = replace(answer, statements=(replace(answer.statements[0], passage=beyond),))
    assert published(astray).said[0].place is Place.MISSING
    assert published(answer).said[0].place is Place.IN_NOTE


def test_a_reason_for_an_own_deadline_and_own_words_carry_no_cpr_number():
    note = replace(
        the_note(),
        parties=(Party("Engfonden", PartyState.DECLINED, words="Nej. 010265-1234", reason="010265-1234"),),
    )
    shown = publish(note, MASKS, WORDS)
    assert shown.words["Engfonden"] == f"Nej. {WORDS('mask-cpr')}"
    assert shown.reasons["Engfonden"] == WORDS("mask-cpr")


def test_own_words_out_of_a_joint_letter_that_may_not_be_published_are_nobodys():
    joint = an_answer(1, "Engfonden", "Nej.", [], consent=Consent.NOT, signatories=("Kystfonden",))
    parties = tuple(Party(name, PartyState.DECLINED, words="Nej.") for name in ("Engfonden", "Kystfonden"))

    assert publish(replace(the_note(), answers=(joint,), parties=parties), MASKS, WORDS).words == {}
