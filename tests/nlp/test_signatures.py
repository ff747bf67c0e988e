from nlp import signatures
from nlp.understanding import Signature


def test_name_organisation_and_telephone_are_read_off_the_lines():
    lines = ["Med venlig hilsen", "Annelise Broch", "Sekretariatsleder", "Hessel Fonden", "Tlf. 20 30 40 50"]

    assert signatures.read(lines) == Signature("Annelise Broch", "Hessel Fonden", "20 30 40 50")


def test_all_on_one_line_is_read_too():
    assert signatures.read(["Hilsen Ane Kofoed, Rønne Sparekasses Fond"]) == Signature(
        "Ane Kofoed", "Rønne Sparekasses Fond"
    )


def test_no_lines_say_nothing():
    assert signatures.read([]) == Signature()
