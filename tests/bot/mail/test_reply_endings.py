"""How letters end: what is a signature, and what its writer says below it."""

import pytest

from bot.mail.reply_text import new_words
from tests.replies import LETTER, OUTLOOK


@pytest.mark.parametrize(
    "closing",
    [
        "Med venlig hilsen\n\nBo Havre\nHavrefonden\nTlf. 12 34 56 78",
        "Mvh Bo",
        "Mvh. Bo Havre",
        "m.v.h.\nBo",
        "De bedste hilsner,\nBo",
        "Venlig hilsen / Best regards\nBo Havre",
        "På bestyrelsens vegne\nBo Havre",
        "Med venlig hilsen på vegne af bestyrelsen i Havrefonden\nBo Havre",
        "Best, Bo",
        "Best\nBo",
        "Kind regards,\nBo",
        "-- \nBo Havre er direktør, og han vil gerne høre fra dig",
        "--\nBo Havre\nHavrefonden",
        "Sendt fra min iPhone",
        "Sendt fra min Samsung Galaxy-smartphone.",
        "Hent Outlook til Android<https://aka.ms/x>",
        "Skaff deg Outlook for iOS<https://aka.ms/x>",
        "Holen Sie sich Outlook für iOS<https://aka.ms/x>",
        "Sent from my Samsung Galaxy smartphone.",
        "Sent with [Proton Mail](https://proton.me/mail/home) secure email.",
        "Sendt med [Proton Mail](https://proton.me/mail/home) sikker e-mail.",
        "Hent BlueMail til Android",
        "Sent from my T-Mobile 4G LTE device",
        "Sent from my mobile device, please excuse any typos.",
        "Sendt fra min HUAWEI P30 lite telefon",
        "Br\nBo Havre",
        "Mvh\nBo\n\nDenne e-mail kan indeholde fortrolige oplysninger. Er du ikke rette modtager?",
        "Regards\nBo\n\nThis e-mail is confidential and intended only for the addressee.",
        "Mvh\nBo\n\nTænk på miljøet, før du printer.",
    ],
)
def test_signatures_and_boilerplate_are_folded(closing):
    found = new_words(f"{LETTER}\n\n{closing}")

    assert found.text == LETTER
    assert not found.quoted
    assert found.folded


@pytest.mark.parametrize(
    "rest",
    [
        "Hilsen fra bestyrelsen bringes også.",
        "Tak\nog vi vil gerne mødes med jer snart.",
        "Mvh Bo\n\nVi vil også gerne bede om referatet fra mødet.",
        "Ønsker:\n- flere møder\n- bedre data",
        "Bemærk, at denne mail indeholder fortrolige oplysninger om en borger.\n\nVi ringer i morgen.",
        "Sendt fra min kollega i går.",
        "Sendt fra min private konto da serveren hos fonden er nede",
        "Sent from my private account because our server is down",
        "Sent with a copy to the chair of our board",
        "Sent from my iPhone but clause 3 is wrong",
        "Br. Hansen",
        "Sendt fra mit kontor i Aarhus er der i dag afgået et brev til jer.",
    ],
)
def test_what_only_resembles_an_ending_is_kept(rest):
    text = f"{LETTER}\n\n{rest}"

    assert new_words(text).text == text
    assert not new_words(text).folded


@pytest.mark.parametrize(
    "middle",
    [
        "På vegne af Havrefonden fremsendes hermed høringssvar.\n\nSvaret er vedhæftet",
        "På vegne af bestyrelsen i Havrefonden takker vi ja\n\nAntal deltagere: 3",
        "Post\n\nKr.\n\nLøn\n\n350.000",
        "Havrefonden\nKR Foundation\nRugfonden",
        "Best Practice\nTwo mentors\nWeekly meetings",
        "BRUGERE\n140",
        "Spor 1\nVH\nSpor 2\nAL",
        "—\nProjekt A: 140\nProjekt B: 85",
        "--\nPunkt 1: Data\n--\nPunkt 2: Evaluering",
        "-- \nPunkt 1: Data\n-- \nPunkt 2: Evaluering",
    ],
)
@pytest.mark.parametrize("end", ["", "\n\nMvh\nBo Havre"])
def test_what_looks_like_a_closing_in_a_letter_folds_none_of_it(middle, end):
    assert new_words(f"{LETTER}\n\n{middle}{end}").text == f"{LETTER}\n\n{middle}"


@pytest.mark.parametrize("heading", ["Hilsner", "VH", "Best", "--"])
def test_only_the_last_closing_begins_a_signature(heading):
    text = f"{LETTER}\n\n{heading}\nTale af ministeren\nBudget"

    assert new_words(f"{text}\n\nMvh\nBo Havre").text == text


def test_of_a_letter_in_two_languages_both_halves_are_kept():
    danish, english = f"{LETTER}\n\nMvh\nBo", "Dear Anne\n\nOnly clause 3 needs another look"

    assert new_words(f"{danish}\n\n---\n\n{english}\n\nKind regards\nBo").text == (
        f"{danish}\n\n---\n\n{english}"
    )


@pytest.mark.parametrize(
    "below",
    [
        "Vi støtter ikke forslaget.",
        "Vi støtter ikke forslaget",
        "Ja tak.",
        "Nej",
        "Enig i alle punkter.",
        "Vi deltager begge to.",
        "Punkt 3: Udsat.",
        "Wir nehmen beide teil.",
        "Du kan ringe på 12 34 56 78, for vi skal have svar inden fredag.",
        "Mødet den 3. maj er flyttet til 10. maj, se www.havrefonden.example/moede",
        "Beløbet bedes overført til reg. 1234 konto 12345678.",
        "Svar:\n1. Omkring 140 deltagere\n2. Fonden betaler",
        "Agreed points\n- joint trial\n- two sites",
    ],
)
@pytest.mark.parametrize(
    "signature", ["Mvh\nBo", "Med venlig hilsen\n\nBo Havre\nDirektør\nTlf. 12 34 56 78"]
)
def test_what_is_said_below_a_signature_is_kept(signature, below):
    text = f"{LETTER}\n\n{signature}\n\n{below}"

    assert new_words(text).text == text


@pytest.mark.parametrize(
    "below",
    [
        "Deltagere: Lone Rug og Per Byg",
        "Antal deltagere: 3\nAllergier: nødder",
        "Spørgsmål 1: Nej, kun 15-17 år\nSpørgsmål 2: Ca. 140",
        "Ved fejl i budgettet: brug version 2",
        "Fra os deltager:\nLone Rug, formand\nPer Byg, kasserer",
        "Bemærk ny adresse fra 1. april",
        "Opdateret budget følger i morgen",
        "Ring endelig",
        "Bilag eftersendes mandag",
        "Mødet flyttes til tirsdag kl. 10",
        "Kære Anne, lige en ting til\n\nBilag 3 mandag",
        "Lone Rug  formand\nPer Byg  vegetar",
        "Minutes attached\nSigned copy follows",
        "Godkendt af bestyrelsen",
        "Ingen bemærkninger til § 3",
        "Er forsinket",
        "Plus Per Byg",
        "140 børn i alt",
        "Kontakt Lone i stedet",
        "Nyt bilag",
        "Ny mail: lone@havrefonden.example",
        "Uenig i punkt 2",
        "Not Per",
        "Clause 3 needs work",
    ],
)
@pytest.mark.parametrize("signature", ["Mvh Bo", "Mvh\nBo Havre\nHavrefonden", "Mvh\nBo\nTlf. 12 34 56 78"])
def test_what_is_added_below_a_signature_without_a_full_stop_is_kept(signature, below):
    text = f"{LETTER}\n\n{signature}\n\n{below}"

    assert new_words(text).text == text


@pytest.mark.parametrize(
    "below", ["Vi mangler budgettet", "Ja til det hele", "Deltagere: Lone Rug", "Frist 12. maj"]
)
def test_a_paragraph_below_a_signature_with_dashes_is_kept_where_it_says_something(below):
    text = f"{LETTER}\n\n-- \nBo Havre\nHavrefonden\n\n{below}"

    assert new_words(f"{text}\n\n{OUTLOOK}").text == text


@pytest.mark.parametrize(
    "below",
    [
        "Helst formiddag",
        "Per tager referat",
        "Ansøgningen trækkes",
        "Med forbehold",
        "Haster",
        "Lone says hello",
    ],
)
@pytest.mark.parametrize("signature", ["Mvh Bo", "Mvh\nBo Havre\nDirektør", "-- \nBo Havre"])
def test_below_a_signature_without_contact_details_only_names_and_titles_belong_to_it(signature, below):
    text = f"{LETTER}\n\n{signature}\n\n{below}"

    assert new_words(f"{text}\n\n{OUTLOOK}").text == text


@pytest.mark.parametrize("name", ["New York | London", "Nyt Håb Fonden", "Kom Godt Hjem", "Samme Sted 2"])
def test_a_house_whose_name_begins_like_a_sentence_belongs_to_the_signature(name):
    assert new_words(f"{LETTER}\n\nMvh\nBo Havre\n{name}").text == LETTER


def test_what_stands_below_dashes_is_kept_where_it_has_a_heading():
    text = f"{LETTER}\n\n--\nTo punkter til dagsordenen:\nBudget 2027\nNy kontaktperson"

    assert new_words(text).text == text


@pytest.mark.parametrize(
    "rest",
    [
        "Direktør\n\nHavrefonden\nKornvej 1\n8000 Aarhus C",
        "Chefkonsulent, Børn og Unge\n\nSekretariatet for Social- og Boligpolitik\n\nDirekte 12 34 56 78",
        "Havrefonden\nTlf. 12 34 56 78\n\nSammen kan vi mere",
        "Havrefonden\nTlf. 12 34 56 78\n\nSend sikker mail til fonden\nFollow us on LinkedIn",
        "Havrefonden\nTlf. 12 34 56 78\n\n»For børnene«\n\nDenne mail er fortrolig.",
        "Leder af børneprogrammet\n\nCVR: 12345678\nMail: bo@havrefonden.example",
        "Head of Programmes\n\nNorthlight Foundation\n12 High Street, London",
        "Tlf: 12 34 56 78\nÅbningstid: mandag-fredag\nwww.havrefonden.example",
    ],
)
def test_the_paragraphs_of_a_signature_are_folded(rest):
    assert new_words(f"{LETTER}\n\nMed venlig hilsen\n\nBo Havre\n{rest}").text == LETTER


@pytest.mark.parametrize(
    "line",
    [
        "Direktør, cand.scient.pol., ph.d.",
        "Kornvej 1, 8000 Aarhus C.",
        "Kornvej 1, 2. tv.",
        "Læs mere om os på www.havrefonden.example",
        "Bo Havre.",
        "Head of US Programmes, Northlight Foundation, New York",
        "No. 12 High Street",
        "Vi skaber bedre liv for udsatte børn og unge\nwww.havrefonden.example",
    ],
)
def test_a_title_an_address_and_a_motto_belong_to_the_signature(line):
    assert new_words(f"{LETTER}\n\nMvh\nBo Havre\n{line}\nHavrefonden").text == LETTER


def test_a_postscript_is_kept_and_the_signature_over_it_folded():
    assert new_words(f"{LETTER}\n\nMvh\nBo\n\nPS: Ring endelig.").text == f"{LETTER}\n\nPS: Ring endelig."


def test_a_question_in_what_would_be_folded_brings_all_back():
    text = f"{LETTER}\n\nMvh Bo\nKommer I også?"

    assert new_words(text).text == text


def test_a_question_mark_in_a_link_is_no_question():
    assert new_words(f"{LETTER}\n\nMvh Bo\nwww.havrefonden.example/?s=1").text == LETTER
