"""Lines that announce an earlier mail: programs' heads, and people's lines much like them."""

import pytest

from bot.mail.reply_text import new_words
from tests.replies import LETTER, MARKED, OUTLOOK

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
        "Fra: a@m.example  Dato: 4. maj 08.15  Emne: Data\nFra: b@h.example  Dato: 5. maj 09.15  Emne: Svar",
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
