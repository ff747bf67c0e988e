import pytest

from consultation.rounds.answers.privacy import contains_cpr, masked


@pytest.mark.parametrize("number", ["010165-1234", "0101651234", "010165 1234", "311299-0001"])
def test_a_cpr_number_is_found_and_masked(number):
    text = f"Det gælder Hans ({number}), som venter."
    assert contains_cpr(text)
    assert masked(text) == "Det gælder Hans (xxxxxx-xxxx), som venter."


@pytest.mark.parametrize(
    "text",
    [
        "CVR 12345678",
        "konto 1551 0101651234",
        "tlf. 20 30 40 50",
        "sag 2026-1234",
        "451399-1234",
        "jeres sagsnr. 010165-1234",
        "Faktura nr. 0101651234",
        "our ref. 010165 1234",
    ],
)
def test_other_numbers_are_no_cpr_numbers(text):
    assert not contains_cpr(text)


@pytest.mark.parametrize(
    "address",
    ["Ellevej 4, 8000 Aarhus C", "Nørre Allé 12 B, 2. tv., 2200 København N", "Skovbakken 7\n4200 Slagelse"],
)
def test_a_private_address_is_masked(address):
    assert masked(f"Hun bor på {address} alene.") == "Hun bor på [adresse] alene."


def test_the_address_of_an_organisation_stays():
    text = "Med venlig hilsen\nFonden Lys\nElmevej 4\n8000 Aarhus C"
    assert masked(text) == text


def test_a_signature_with_a_person_alone_is_private():
    assert "Ellevej" not in masked("Hilsen\nBo Bang\nEllevej 4, 8000 Aarhus C")
