"""New words apart from old ones. Whole mails of real programs are in tests/mails."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.mail.reply_text import ALMOST_NOTHING, new_words

LETTER = "Vi vil gerne høre mere om reglerne for data."
SENDER = "Fra: Ministeriet <dialog@ministeriet.example>"
OUTLOOK = f"{SENDER}\nSendt: 11. marts 2026 09:15\nTil: Bo\nEmne: Data\n\nGammelt"

RECIPIENTS = "\n".join(f" Navn {number} <n{number}@fond.example>;" for number in range(20))


@pytest.mark.parametrize(
    "head",
    [
        "Den tor. 12. mar. 2026 kl. 09.15 skrev Fondsdialog <dialog@ministeriet.example>:",
        "Den tor. 12. mar. 2026 kl. 09.15 skrev Fondsdialog <\ndialog@ministeriet.example>:",
        "Den 12. mar. 2026 kl. 09.15 skrev Fondsdialog <dialog@ministeriet.example>:",
        "Den torsdag den 12. marts 2026 09.15.10 CET skrev Fondsdialog <dialog@ministeriet.example>:",
        "tor. 12. mar. 2026 09.15 skrev Fondsdialog <dialog@ministeriet.example>:",
        "On Thu, Mar 12, 2026 at 9:15 AM Fondsdialog <dialog@ministeriet.example> wrote:",
        "On 12 Mar 2026, at 09.15, Fondsdialog <dialog@ministeriet.example> wrote:",
        "2026-03-12 9:15 GMT+01:00 Fondsdialog <dialog@ministeriet.example>:",
        "Am 12.03.2026 um 09:15 schrieb Fondsdialog <dialog@ministeriet.example>:",
        "Den ons. 11. mar. 2026 kl. 13.45 skrev De Samvirkende Fonde <post@fonde.example>:",
        "Den ons. 11. mar. 2026 kl. 13.45 skrev IT-afdelingen <it@ministeriet.example>:",
        "Fondsdialog <dialog@ministeriet.example> skrev den 12-03-2026 09:15 CET:",
        "Fondsdialog <dialog@ministeriet.example> skrev torsdag den 12. marts 2026 kl. 9.15:",
        "Fondsdialog <dialog@ministeriet.example> wrote on Thu, Mar 12th, 2026 at 9:15 AM (GMT+1):",
        "Fondsdialog <dialog@ministeriet.example> schrieb am Do., 12. März 2026 um 09:15 Uhr:",
        "On 12 Mar 2026 at 09:15 +0100, Fondsdialog <dialog@ministeriet.example>, wrote:",
        ">>> Fondsdialog <dialog@ministeriet.example> 11-03-2026 13:45 >>>",
        ">>> Fondsdialog 11/03/2026 13:45 >>>",
        "---- On Thu, 12 Mar 2026 09:15:00 +0100 Fondsdialog <dialog@ministeriet.example> wrote ----",
        "Fra: Anne Holm/MIN/DK@MINISTERIET\nTil: Bo Havre/HAVRE@HAVRE\nDato: 11-03-2026\nEmne: Data",
        "Fra:  Anne Holm/MIN/DK@MINISTERIET  Til:  Bo/HAVRE@HAVRE  Dato:  11-03-2026 09:15  Emne:  Data",
        "Anne Holm/MIN/DK@MINISTERIET skrev den 11-03-2026 09:15:00:",
        "-----Anne Holm/MIN/DK skrev: -----\nTil: Bo/HAVRE\nFra: Anne Holm/MIN/DK\nDato: 11-03-2026 09:15",
        '-----"Anne Holm" <anne@ministeriet.example> wrote: -----',
        "Begin forwarded message:\n\nFrom: Anne\nSubject: Data\nDate: 12 March 2026 at 9:15\nTo: Bo",
        "----- Videresendt af Bo Havre/HAVRE den 12-03-2026 09:15 -----",
        "---- On Thu, 12 Mar 2026 09:15:10 +0100 Fondsdialog <dialog@ministeriet.example> wrote ---",
        "-----Oprindelig meddelelse-----",
        "-------- Oprindelig besked --------",
        "-----Original Message-----",
        '------ Original besked ------\nFra "Anne" <a@m.example>\nTil "Bo"\nDato 12-03-2026 09:15\nEmne Data',
        "____________________\nFra: Ministeriet\nSendt: 11. marts 2026 09:15\nTil: Bo\nEmne: Data",
        "*Fra:* Ministeriet\n*Sendt:* 11. marts 2026 09:15\n*Til:* Bo\n*Emne:* Data",
        "From: Ministeriet <dialog@ministeriet.example>\nDate: Thursday\nTo: Bo",
        "Von: Ministeriet\nGesendet: Mittwoch, 11. März 2026 09:15\nAn: Bo\nBetreff: Data",
        "Absender: Ministeriet\nDatum: 11.03.2026 09:15\nEmpfänger: Bo\nBetreff: Data",
        "Til: Bo\nCc: Lone\nFra: Ministeriet\nTitel: Data\nSendt: 11-03-2026 09:15:10",
        "Afsender: Ministeriet\nModtager: Bo\nSendt: 11-03-2026 09:15\nEmne: Data",
        "Från: Ministeriet\nSkickat: den 11 mars 2026 09:15\nTill: Bo\nÄmne: Data",
        "Frå: Ministeriet\nSendt: onsdag 11. mars 2026 09:15\nTil: Bo\nEmne: Data",
        "Frá: Ministeriet\nSent: miðvikudagur, 11. mars 2026 09:15\nTil: Bo\nEfni: Data",
        "Frá: Ministeriet\nSent: mikudagur 11. mars 2026 09:15\nTil: Bo\nEvni: Data",
        "Lähettäjä: Ministeriet\nPäivämäärä: 11.3.2026 9:15\nVastaanottaja: Bo\nAihe: Data",
        f"Fra: Ministeriet\nTil: Bo <bo@fond.example>;\n{RECIPIENTS}\nSendt: 11. marts 2026\nEmne: Data",
    ],
)
def test_an_earlier_mail_is_folded_from_its_first_line_on(head):
    found = new_words(f"{LETTER}\n\n{head}\n\nGammelt og glemt?")

    assert found.text == LETTER
    assert found.quoted
    assert found.folded


@pytest.mark.parametrize(
    "line",
    [
        "Den 3. maj kl. 10.30 skrev vi til jer:",
        "Den 3. maj 2026 kl. 10.30 skrev Anne Holm til os:",
        "Den 3. maj 2026 kl. 10.30 skrev vi til Anne <anne@ministeriet.example>:",
        "Den 3. marts skrev @Anne Holm<mailto:anne@ministeriet.example> at disse punkter mangler:",
        "Den 3. marts kl. 10.15 skrev jeres kollega Anne (anne@ministeriet.example):",
        "Den 3. marts skrev Anne Holm (anne@ministeriet.example) følgende til os:",
        "Anne Holm <anne@ministeriet.example> skrev den 3. marts kl. 10.15, at to bilag mangler:",
        "On 3 March Anne <anne@ministeriet.example> wrote to us that the call covers two questions:",
        "Citat fra Anne Holm <anne@ministeriet.example>:",
        "On 3 May 2026 at 10.30 we wrote to Anne <anne@ministeriet.example>:",
        "Mødet er den 3. maj kl. 10.00, tilmelding til bo@havrefonden.example:",
        "Fra: Aarhus\nTil: Vejle\nDato: 4. maj kl. 08.15",
        "Dato: 3. maj 2026\nFra: kl. 10.00\nTil: kl. 12.00\nEmne: Rundvisning",
        "Til: Ministeriet\nFra: Havrefonden\nEmne: Svar",
        "Anne/Bo skrev den 11-03-2026 09:15:",
        "Fra: Aarhus  Til: Vejle  Dato: 4. maj kl. 08.15",
        ">>> Tilmelding senest kl. 13.45 >>>",
        "Oprindelig mail:",
        "Original message:\nWe need more time until June.\n\nNew message:",
        "--- Original message from the board ---",
        "Fra: Aarhus H (station@dsb.example)\nDato: 12. maj kl. 08.15\nTil: København",
        "-----",
        "______________________",
        "Vores ønsker:",
    ],
)
def test_lines_that_a_person_writes_fold_nothing(line):
    text = f"{LETTER}\n\n{line}\n\nKan I svare inden fredag?"

    assert new_words(text).text == text
    assert not new_words(text).quoted


@pytest.mark.parametrize(
    "line",
    ["Bo Havre skrev:", "Citat Bo Havre <bo@havrefonden.example>:", "Quoting Bo <bo@havrefonden.example>:"],
)
def test_marked_lines_are_folded_with_the_line_over_them(line):
    assert new_words(f"{LETTER}\n\n{line}\n> gammelt\n>> ældre\n>").text == LETTER


def test_answers_between_the_lines_are_all_kept():
    text = "On 12/03/2026, Anne wrote:\n> Hvor mange?\nOmkring firs deltagere.\n> Hvornår?\nTil august."

    assert new_words(text).text == "Omkring firs deltagere.\nTil august."


@pytest.mark.parametrize(
    "head",
    [
        "---- Original Message ----\nOn March 12th, 2026 at 9:15 AM, Anne <a@m.example> wrote:\n\n",
        "---- Original Message ----\nFrom: Anne <a@m.example>\nTo: Bo\nSent: 12-03-26 9:15\nSubject: Data\n",
        "---- Original Message ----\nFrom Anne <a@m.example>\nTo Bo\nDate 12-03-2026 09:15\nSubject Data\n",
        "-------- Oprindelig besked --------",
    ],
)
def test_answers_between_the_lines_of_an_announced_mail_are_all_kept(head):
    text = f"{LETTER}\n\n{head}\n> Hvor mange?\nOmkring firs deltagere.\n> Hvornår?\nTil august."

    assert new_words(text).text == f"{LETTER}\n\nOmkring firs deltagere.\nTil august."


@pytest.mark.parametrize(
    "before",
    [
        "Den 3. maj kl. 10.00 holder vi et møde hos os.",
        "Den 3. maj kl. 10.00 holder vi et møde hos os\n",
        "Vi har et forslag til jer om fælles brug af data",
        "Den 3. maj kl. 10.00 holder vi et møde hos os",
        "Den 3. maj",
    ],
)
def test_a_line_right_over_an_attribution_is_the_writers(before):
    attribution = "Anne Holm <anne@ministeriet.example> skrev:"

    assert before.strip() in new_words(f"{LETTER}\n{before}\n{attribution}\n> a\n> b").text


def test_a_disclaimer_is_folded_without_a_closing_too():
    text = f"{LETTER}\n\nDenne mail er fortrolig.\n\nTænk på miljøet, før du printer."

    assert new_words(text).text == LETTER


def test_a_disclaimer_before_the_signature_is_folded_with_it():
    disclaimer = "Vi behandler personoplysninger, læs mere på www.havrefonden.example"

    assert new_words(f"{LETTER}\n\nMvh\n\n{disclaimer}\n\nBo Havre\nHavrefonden").text == LETTER


@pytest.mark.parametrize(
    "last",
    [
        "Hvis du ikke er rette modtager, vil vi bede dig sende det videre til den, der er.",
        "Hvis du ikke er rette modtager, så send det gerne videre til den, der er.",
        "Hvis du ikke er rette modtager, så giv endelig besked.",
        "If you are not the correct recipient, please pass it on.",
        "De kommer som sikker mail via Digital Post i morgen.",
        "Denne henvendelse og denne mail er fortrolig, og vi beder jer ikke give den videre.",
        "Behandling af personoplysninger kræver en aftale om databeskyttelse.",
        "The questions concern processing of personal data and privacy.",
        "Fortrolighed er vigtig for de unge.",
        "Sent by the board to all members on Friday",
    ],
)
def test_a_last_paragraph_that_only_resembles_a_disclaimer_is_kept(last):
    assert new_words(f"{LETTER}\n\n{last}").text == f"{LETTER}\n\n{last}"


def test_a_confidential_postscript_is_kept():
    postscript = "PS: Denne mail er fortrolig."

    assert postscript in new_words(f"{LETTER}\n\nMvh Bo\n\n{postscript}").text


@pytest.mark.parametrize(
    "disclaimer",
    [
        "Hvis du ikke er den rette modtager, bedes du slette mailen.",
        "Fonden behandler dine personoplysninger efter reglerne om databeskyttelse.",
        "Behandling af personoplysninger: læs mere på www.havrefonden.example",
        "Send sikker mail til fonden via Digital Post.",
        "If you are not the intended recipient, please delete this e-mail.",
        "How the foundation handles your personal data: www.havrefonden.example",
        "Fortrolighed:\nDenne mail er kun til modtageren.",
    ],
)
@pytest.mark.parametrize("closing", ["", "Mvh\nBo\n\n"])
def test_disclaimers_are_folded_with_a_closing_and_without(closing, disclaimer):
    assert new_words(f"{LETTER}\n\n{closing}{disclaimer}").text == LETTER


def test_a_confidential_first_paragraph_is_the_writers():
    text = "Denne mail er fortrolig, og den handler om en borger."

    assert new_words(f"{text}\n\nTænk på miljøet.").text == text


def test_a_single_line_after_greater_than_is_the_writers():
    assert "> 65 år" in new_words(f"Målgruppen er\n> 65 år\n{LETTER}").text


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


def test_what_is_confidential_until_a_day_is_no_disclaimer():
    last = "Bemærk: denne mail er fortrolig indtil den 3. maj, hvor vi offentliggør den."

    assert last in new_words(f"{LETTER}\n\nMvh\nBo\n\n{last}").text


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


def test_a_question_in_the_earlier_mail_brings_nothing_back():
    assert new_words(f"{LETTER}\n\n{OUTLOOK}?").text == LETTER


def test_a_short_answer_is_shown_with_its_signature():
    found = new_words(f"Nej tak.\n\nMvh\nBo Havre, Havrefonden\n\n{OUTLOOK}")

    assert found.text == "Nej tak.\n\nMvh\nBo Havre, Havrefonden"
    assert found.own == "Nej tak."


def test_where_almost_nothing_would_be_left_all_is_shown():
    found = new_words(f"Ja tak.\n\n{OUTLOOK}")

    assert found.text == f"Ja tak.\n\n{OUTLOOK}"
    assert found.own == "Ja tak."
    assert not found.folded


@pytest.mark.parametrize(
    "own", ["", "Med venlig hilsen\nBo Havre, Havrefonden\nTlf. 12 34 56 78", "Sendt fra min iPhone"]
)
def test_a_mail_that_only_hands_another_one_on_is_that_mail(own):
    text = f"{own}\n\n{OUTLOOK}".strip()

    assert new_words(text).text == text


def test_a_forwarders_short_words_are_shown_with_what_they_forward():
    text = f"Kan I hjælpe vores partner med dette?\n\n{OUTLOOK}"

    assert new_words(text, forwarded=True).text == text
    assert new_words(text).text == "Kan I hjælpe vores partner med dette?"


@pytest.mark.parametrize(
    "own", ["Se mine svar nedenfor.", "Svarene står med rødt i mailen.", "Please see below for answers."]
)
def test_words_that_point_at_the_earlier_mail_are_shown_with_it(own):
    assert new_words(f"{own}\n\n{OUTLOOK}").text == f"{own}\n\n{OUTLOOK}"


def test_a_gateways_warning_over_the_text_is_folded():
    banner = "CAUTION: This email originated from outside the organisation. Do not click links."

    assert new_words(f"{banner}\n\n{LETTER}").text == LETTER


@pytest.mark.parametrize(
    "banner",
    [
        "CAUTION: This email originated from outside of the organization.",
        "CAUTION: External email. It originated outside of the organisation.",
        "[EKSTERN MAIL] Denne mail er sendt fra en ekstern afsender.\nKlik ikke på links.",
        "EKSTERN MAIL\nDenne mail er sendt fra en ekstern afsender",
        "[EXTERNAL]",
        "ADVARSEL: Denne e-mail kommer fra en afsender uden for organisationen. Klik ikke på links.",
        "Du får ikke ofte mails fra bo@havrefonden.example. Få mere at vide om, hvorfor dette er vigtigt",
        "Nogle, der har modtaget denne meddelelse, får ikke ofte mails fra bo@havrefonden.example.",
        "Nogle personer, som har modtaget denne meddelelse, får ikke ofte mail fra bo@havrefonden.example.",
    ],
)
@pytest.mark.parametrize("first", ["Hej Anne\nIngen kommentarer til § 3 og børn uden for skolen.", LETTER])
def test_what_stands_right_below_a_gateways_warning_is_the_writers(banner, first):
    assert new_words(f"{banner}\n{first}\n\nMere i morgen.").text == f"{first}\n\nMere i morgen."


@pytest.mark.parametrize(
    "first",
    [
        "Bemærk, at vi har vedhæftet en ny version af høringssvaret.",
        "OBS: Vedhæftet er det rigtige budget.\nI bedes bruge dette.",
        "OBS: Mails til kommuner uden for regionen mangler svar.",
        "Ekstern evaluering er dyr for små fonde, og derfor vedhæfter vi et forslag.",
        "Denne mail er sendt fra en ekstern konto, da fondens egen er nede.",
        "OBS: Denne mail er til kommuner uden for regionen.",
        "OBS: Denne mail er også sendt til dem uden for udvalget, som vi talte om.",
    ],
)
def test_a_writer_who_begins_like_a_gateway_is_read(first):
    assert new_words(f"{first}\n\n{LETTER}").text == f"{first}\n\n{LETTER}"


HUMAN = st.text("abcdefgijæøåABC ,.?!0123456789", min_size=1, max_size=80).map(str.strip).filter(bool)
HUMAN_TEXT = st.lists(HUMAN | st.just(""), min_size=1, max_size=12).map("\n".join)


@given(
    HUMAN_TEXT,
    st.sampled_from(["", "\n\nMvh Bo", f"\n\n{OUTLOOK}", "\n\nAnne skrev:\n> a\n> b", "\n\n-- \nBo"]),
)
def test_no_line_that_a_person_wrote_is_ever_lost(written, ending):
    shown = new_words(f"{written}{ending}").text.split("\n")

    assert [line for line in map(str.strip, written.split("\n")) if line and line not in shown] == []


@given(st.lists(HUMAN, min_size=1, max_size=6))
def test_every_answer_between_marked_lines_is_kept(answers):
    text = "".join(f"> spørgsmål {number}\n> mere\n{answer}\n" for number, answer in enumerate(answers))

    assert set(answers) <= set(new_words(text).text.split("\n"))


@given(st.text() | HUMAN_TEXT)
def test_any_text_is_shown_whole_or_as_a_part_of_itself(text):
    found = new_words(text)

    assert set(found.text.split()) <= set(text.split())
    assert len(found.text) >= ALMOST_NOTHING or not found.folded


@pytest.mark.parametrize(
    "text",
    [
        "On " + "a " * 500_000,
        "\n" * 1_000_000,
        "Fra: a\n" * 100_000,
        "Fra: a\n\n" * 100_000,
        "> " * 500_000,
        "Den 3. maj skrev\n" * 50_000,
        "Mvh\n" * 50_000,
        "fortrolig " * 100_000,
        "_" * 1_000_000,
        "denne mail " * 100_000,
        ("Mvh " * 24 + "\n") * 20_000,
        "--\n" * 19_000,
        "MVH " + "A" * 90 + "?",
        "kh.," * 24 + "?",
        "Mvh " + "A-" * 45 + "?",
    ],
)
def test_hostile_texts_take_no_more_than_moments(text):
    begun = time.process_time()
    new_words(text)

    assert time.process_time() - begun < 10


@pytest.mark.parametrize("point", ["> 1. Hvor mange?", "> 10.30 kommer I?", "> 2) Hvem?"])
def test_numbered_points_that_are_quoted_are_no_comparisons(point):
    words = new_words(f"{point}\n> {point}\nCirka 140 om året, tror vi.")

    assert words.own == "Cirka 140 om året, tror vi."


@pytest.mark.parametrize(
    "pointer",
    [
        "Se mine kommentarer inde i teksten.",
        "Jeg har svaret direkte i din mail.",
        "Svar følger under hvert spørgsmål.",
        "Besvaret herunder.",
        "Jf. vores bemærkninger længere nede.",
        "Se i mailen.",
        "I have answered in your email.",
        "Answers under each question.",
        "Nedenfor følger vores svar.",
        "Herunder følger vores svar på spørgsmålene.",
        "Jeg har svaret på spørgsmålene nedenfor.",
        "Vores svar på spørgsmål 1. og 2. er indsat under de enkelte spørgsmål.",
        "Svarene er skrevet ind med rød skrift.",
        "Jeg har skrevet svarene i rødt.",
        "Mine kommentarer er markeret med gult.",
        "Vi har skrevet vores bemærkninger ind.",
        "Se venligst svar under dine spørgsmål.",
        "Jeg svarer punkt for punkt, og længere\nnede står alle tal.",
        "Please find our replies to your questions below.",
        "Svarene er markeret med BH.",
        "Se [BH] nedenfor.",
        "My answers are in CAPS.",
        "I've put my comments into your mail.",
        "I answered each of your questions.",
        "Our answers are below each question.",
        "Meine Antworten stehen unten.",
        "Kommentarer indsat.",
        "Jeg svarer i din mail.",
        "Du finder svarene i din egen mail.",
        "Svar med STORE BOGSTAVER.",
        "Jeg har tilføjet svar til dine punkter.",
        "Mine bemærkninger fremgår af teksten.",
        "I have replied in-line.",
        "My responses follow each of your questions.",
        "En af vores partnere har skrevet dette til os:",
        "Hej Anne, tak for din mail.",
        "Dear Anne\n\nThank you for your questions.",
    ],
)
def test_words_that_point_into_the_mail_below_show_it_too(pointer):
    block = "Fra: Dialog <d@m.example>\nSendt: 2. marts 2026 14:03\nTil: Karen\nEmne: Møde"

    assert "Vi kommer tre." in new_words(f"{pointer}\n\n{block}\n\nHvem kommer? Vi kommer tre.").text


MARKED = "Den 11. mar. 2026 kl. 13.45 skrev Anne <a@m.example>:\n> Hvem kommer?\n> Vi kommer tre."


def test_words_that_point_into_marked_lines_show_them_too():
    own = "Hej Anne, se mine svar med rødt nedenfor."

    assert new_words(f"{own}\n\n{MARKED}").text == f"{own}\n\n{MARKED}"
    assert new_words(f"{own}\n\n{MARKED}\n\nScannet for virus.").text.startswith(f"{own}\n\n{MARKED}")


@pytest.mark.parametrize(
    "own", ["Hej Anne\nTak for din mail om tallene.", "Kære Anne, tak for dine spørgsmål!"]
)
def test_a_greeting_over_marked_questions_shows_them_for_answers_may_stand_among_them(own):
    assert new_words(f"{own}\n\nMvh Bo\n\n{MARKED}").text == f"{own}\n\nMvh Bo\n\n{MARKED}"


@pytest.mark.parametrize(
    ("own", "marked"),
    [
        ("Hej Anne\n\nTusind tak, det var hurtigt!", MARKED),
        ("Hej Anne\n\nMange tak for svaret.", MARKED),
        ("Hej Anne\n\nTak for invitationen.", MARKED.replace("?", ".")),
        ("Hej Anne\n\nTak for din mail om tallene.", f"{MARKED}\nVi er fire.\n> Anne"),
    ],
)
def test_thanks_alone_are_shown_without_what_they_are_for(own, marked):
    assert MARKED.split("\n")[1] not in new_words(f"{own}\n\n{marked}").text
    assert new_words(f"{own}\n\n{marked}").text.startswith(own)


def test_words_that_point_at_answers_between_marked_lines_are_shown_with_those_alone():
    own = "Hej Anne, se mine svar nedenfor."

    assert new_words(f"{own}\n\n{MARKED}\nVi er fire.\n> Anne").text == f"{own}\n\nVi er fire."


@pytest.mark.parametrize(
    "own",
    [
        "Vi har ansvar for data, herunder dem om børn.",
        "Vi kommer alle tre til mødet på fredag.",
        "Vi sender svar på jeres spørgsmål i morgen.",
        "Vi har tilføjet en ny medarbejder, som svarer jer.",
        "Prisen fremgår af budgettet for næste år.",
    ],
)
def test_words_that_point_nowhere_are_shown_alone(own):
    assert new_words(f"{own}\n\n{OUTLOOK}").text == own
    assert new_words(f"{own}\n\n{MARKED}").text == own


@pytest.mark.parametrize(
    "text",
    [
        f"En partner spørger om dette, og vi ved ikke, hvad vi skal svare.\n\n{OUTLOOK}?",
        "Ny henvendelse fra siden.\n\nFra: Tove <t@lind.example>\nDato: 12. marts\nEmne: Unge\n\nHvor?",
        f"Hermed følger vores høringssvar.\n\n{OUTLOOK}\n\nVi støtter forslaget, men ikke paragraf 3.",
        f"Vi rykker for et svar.\n\n{MARKED.replace('> ', '')}\n\nDet er nu uge 11. Hvad er status?",
        f"Vores partner spørger:\n\n{MARKED}",
    ],
)
def test_in_the_first_mail_of_a_thread_what_looks_earlier_is_what_it_is_about(text):
    assert new_words(text, answers=False).text == text


def test_a_letter_of_the_writers_with_its_head_is_shown_in_an_answer_too():
    head = (
        "Til: Ministeriet\nFra: Havrefonden, Bo@havrefonden.example\nDato: 12. marts 2026\nEmne: Høringssvar"
    )
    letter = f"{LETTER}\n\n{head}\n\nVi støtter forslaget, men ikke paragraf 3."

    assert new_words(f"{letter}\n\n\n{OUTLOOK}", writer="bo@havrefonden.example").text == letter
    assert new_words(letter, writer="ida@northlight.example").text == LETTER


@pytest.mark.parametrize(
    "head",
    [
        "Fra: Havrefonden, kontakt@havrefonden.example\nTil: Anne\nDato: 12. marts 2026\nEmne: Høringssvar",
        "Fra: Havrefonden\nTil: Børnehuset\nDato: 12. maj 2026 kl. 10.00\nEmne: Bevilling",
    ],
)
def test_a_head_that_names_the_writers_house_begins_their_letter(head):
    letter = f"{LETTER}\n\n{head}\n\nVi støtter forslaget, men ikke paragraf 3."

    assert new_words(f"{letter}\n\n\n{OUTLOOK}", writer="bo@havrefonden.example").text == letter


@pytest.mark.parametrize(
    "head",
    [
        "Fra: Ida <ida@havrefonden.example>\nSendt: 12. marts 2026 09:15\nTil: Bo\nEmne: Data",
        "---Oprindelig mail---\nFra: Bo <bo@havrefonden.example>\nSendt: 12. marts 2026 09:15\nTil: Anne",
    ],
)
def test_a_mail_from_the_writers_house_that_a_program_put_there_is_an_earlier_one(head):
    assert new_words(f"{LETTER}\n\n{head}\n\nGammelt", writer="bo@havrefonden.example").text == LETTER


@pytest.mark.parametrize(
    "last", ["Vedhæftet: budget.xlsx", "Dato: 3. maj\nTil: alle", "Fra: os alle\nKopi: Lone"]
)
def test_lines_with_a_colon_over_the_head_of_an_earlier_mail_are_the_writers(last):
    text = f"{LETTER}\n\n{last}"

    assert new_words(f"{text}\n\n{OUTLOOK}").text == text


def test_marked_lines_of_somebody_named_are_folded_in_a_first_mail_too():
    assert new_words(f"{LETTER}\n\n{MARKED}", answers=False).text == LETTER


@pytest.mark.parametrize("gap", ["\n", "\n\n"])
def test_a_list_with_arrows_below_a_colon_is_the_writers_own(gap):
    text = f"Vi har tre ønsker, som bestyrelsen har vedtaget:{gap}> mere data\n> længere frist\n\n{LETTER}"

    assert new_words(text).own == text
    assert new_words(f"{text}\n\nMvh Bo\n\n{MARKED}").own == text


@pytest.mark.parametrize(
    "below",
    [
        "> Kære Bo\n>\n> Hvem kommer?",
        "> Den 11. mar. 2026 kl. 13.45 skrev Anne <a@m.example>:\n> Hvem kommer?",
        "> Hvem kommer?\n>> Vi skriver igen.",
        "\n".join(f"> Linje {number}" for number in range(20)),
    ],
)
def test_a_whole_mail_with_arrows_below_a_colon_is_an_earlier_one(below):
    assert new_words(f"{LETTER}\nVi er:\n\n{below}\n\nTre fra os.").own == (
        f"{LETTER}\nVi er:\n\nTre fra os."
    )


@pytest.mark.parametrize(
    "marked", ["> 100.000 kr. til drift", "> 65 år\n> 100 medlemmer", "> mere data\n> længere frist"]
)
def test_marked_lines_of_the_writers_are_kept_above_an_earlier_mail_without_marks_too(marked):
    text = f"{LETTER}\n\nVi foreslår:\n{marked}\n\nResten er til løn."

    assert new_words(f"{text}\n\n{OUTLOOK}").text == text


def test_lines_that_compare_are_the_writers_own():
    text = (
        "Støtten gives til foreninger med\n> 100.000 kr. i omsætning og\n> 50 medlemmer.\n\nEr det rigtigt?"
    )

    assert new_words(text).own == text
