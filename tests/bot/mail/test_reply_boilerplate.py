"""What nobody wrote for a mail: disclaimers and gateways' warnings, and letters much like them."""

import pytest

from bot.mail.reply_text import new_words
from tests.replies import LETTER


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
        "This e-mail is confidential, but share it with Anne.\nNot clause 3.",
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


def test_what_is_confidential_until_a_day_is_no_disclaimer():
    last = "Bemærk: denne mail er fortrolig indtil den 3. maj, hvor vi offentliggør den."

    assert last in new_words(f"{LETTER}\n\nMvh\nBo\n\n{last}").text


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
