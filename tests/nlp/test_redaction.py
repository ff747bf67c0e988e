import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from nlp import cpr
from nlp.message import READ_LIMIT
from nlp.redaction import names_in, without_personal_data

LETTER = """\
Kære Hanne Møller og Jens

Fonden Nordlys vil gerne tage jeres indsats videre. Karen Lyngholts kollega skriver mere;
ring på +45 12 34 56 78 eller skriv til karen.lyngholt@fondennordlys.example.
Se www.fondennordlys.example/indsats. CPR 010203-1234. Vi vil bo i Odense.

Med venlig hilsen
Karen Lyngholt
Direktør, Fonden Nordlys
Tlf. 1234 5678

Den 3. maj 2026 kl. 10.12 skrev Bo Friis <bo@friis.example>:
> Hej Karen
> Hvornår er temamødet?
> Hilsen
> Bo
"""


def redacted(body, *names):
    return without_personal_data("", body, names)[1]


def test_a_letter_keeps_what_it_asks_and_loses_who_asks():
    assert (
        redacted(LETTER, "Karen Lyngholt", "Fonden Nordlys")
        == """\
Kære NN og NN

Fonden NN vil gerne tage jeres indsats videre. NN kollega skriver mere;
ring på 0 eller skriv til nn@.
Se http:// CPR 0. Vi vil bo i Odense.

Med venlig hilsen
NN
NN
NN

Den 3. maj 2026 kl. 10.12 (NN) skrev:
> Hej NN
> Hvornår er temamødet?
> Hilsen
> NN
"""
    )


def test_the_subject_loses_the_names_that_the_body_tells():
    subject, _ = without_personal_data("Karen Lyngholt, tlf. 12345678", LETTER)

    assert subject == "NN, tlf. 0"


def test_a_forwarded_letter_loses_its_own_people():
    body = "Se her.\n\nFra: Lisbet Aaen\nTil: Preben Toft\nEmne: Status\n\nHej Preben\nDet går godt.\nLisbet"

    assert redacted(body) == "Se her.\n\nFra: NN\nTil: NN\nEmne: Status\n\nHej NN\nDet går godt.\nNN"


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("hej hanne,\nhvornår er der møde?", "hej NN,\nhvornår er der møde?"),
        ("Kære alle i kontoret\nTak.", "Kære alle i kontoret\nTak."),
        ("Hej, kan vi bo hos jer?", "Hej, kan vi bo hos jer?"),
        ("Spørg @hanne om det", "Spørg nn@ om det"),
        ("i 2026 for 1.250.000 kr.", "i 2026 for 1.250.000 kr."),
        ("CVR 12 34 56 78, konto 1234-0001234567", "CVR 0, konto 0"),
        ("skriv til <bo@x.example>", "skriv til <nn@>"),
        ("Mvh Bo", "Mvh NN"),
        ("Vores leder Merete Gram-Lund kommer", "Vores leder NN kommer"),
        ("som Fonden Unge Stemmer gjorde", "som Fonden NN gjorde"),
        ("til årets Socialpolitiske Redegørelse", "til årets Socialpolitiske Redegørelse"),
    ],
)
def test_only_what_names_somebody_is_taken_out(text, kept):
    assert redacted(text) == kept


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("Bo Friis", "BO FRIIS siger, at Bos vej er at bo der", "NN siger, at NN vej er at bo der"),
        ("karen lyngholt", "Karen spørger. karen lyngholt!", "NN spørger. NN!"),
        ("Hessel-Juhls Familiefond", "Hessel-Juhls Familiefond og Juhls", "NN Familiefond og NN"),
        ("Fonden for Grøn Omsorg", "fonden for grøn omsorg giver omsorg", "fonden for NN giver omsorg"),
        ("Fonden", "Fonden vil gerne", "Fonden vil gerne"),
        ("", "Intet navn", "Intet navn"),
    ],
)
def test_a_known_name_is_taken_out_in_each_of_its_forms(name, text, kept):
    assert redacted(text, name) == kept


def test_what_no_model_reads_is_not_kept():
    assert len(redacted("ord " * READ_LIMIT)) <= READ_LIMIT


def test_a_text_names_who_signed_it_and_whose_letter_it_forwards():
    assert names_in(LETTER) == ["Karen Lyngholt", "Fonden Nordlys"]
    assert names_in("Fra: Lisbet Aaen <l@x.example>\nSendt: i går\n\nHej")[0].startswith("Lisbet Aaen")


DIGITS = st.text("0123456789", min_size=2, max_size=6)
PIECES = st.one_of(
    st.sampled_from(
        [
            "Kære Hanne,",
            "Hej",
            "Mvh",
            "Med venlig hilsen Bo Friis",
            "/Bo",
            "--",
            "Tak",
            "Karen Lyngholt",
            "Fonden Nordlys",
            "Fra: Bo",
            "Til: Kim Ask",
            "Sendt: 3. maj",
            "> Hej Kim",
            ">> Hilsen",
            "Bo Friis skrev:",
            "On 3 May, Bo wrote:",
            "Sendt fra min iPhone",
            "www.x.dk/afmeld",
            "Videresendt meddelelse",
            "PS",
            "x" * 95,
            "NN",
            "bo@x.example",
            "010203-1234",
            "+45 12 34 56 78",
            "(+45) 1234.5678",
        ]
    ),
    st.text(max_size=12),
    st.builds(lambda *parts: " ".join(parts), DIGITS, DIGITS, DIGITS, DIGITS),
    st.emails(),
)
LETTERS = st.lists(st.tuples(PIECES, st.sampled_from(["\n", " ", "\n\n", ", "])), max_size=14).map(
    lambda pairs: "".join(piece + end for piece, end in pairs)
)
SURVIVORS = (
    re.compile(r"[\w.+-]+@\w"),
    re.compile(r"(?:\d[ .-]?){8}"),
    re.compile(r"\d{6} ?-? ?\d{4}"),
    re.compile(r"https?://\w"),
)


@given(LETTERS, LETTERS)
def test_no_address_telephone_or_cpr_number_survives(subject, body):
    for text in without_personal_data(subject, body, ["Karen Lyngholt"]):
        assert not any(pattern.search(text) for pattern in SURVIVORS)
        assert cpr.find(text) == []
        assert "Lyngholt" not in text


@given(LETTERS, LETTERS)
@example("", "> Hej Kim Hej bo@x.example\n")
def test_doing_it_again_changes_nothing(subject, body):
    names = ["Karen Lyngholt", "Fonden Nordlys"]
    once = without_personal_data(subject, body, names)

    assert without_personal_data(*once, names) == once
