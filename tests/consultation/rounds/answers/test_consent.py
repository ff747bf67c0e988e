import pytest

from consultation.rounds.answers.consent import says, wish
from consultation.rounds.answers.splitting import split
from consultation.rounds.words import Consent, Passage, Question, Text

OTHERS = [Question("k", "Hvad koster indsatsen?")]
ASKED = [Question("p", "Må vi offentliggøre jeres svar?")]


def wished(words, *, asked=False):
    whole = (Passage("", 0, len(words)),)
    found = wish([Text("", words)], ASKED, {"p": whole} if asked else {}, () if asked else whole)
    return found.consent if found else None


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("Ja", Consent.PUBLISH),
        ("Ja, gerne!", Consent.PUBLISH),
        ("ja, men uden navne", Consent.WITHOUT_PERSONS),
        ("Ja uden personnavne", Consent.WITHOUT_PERSONS),
        ("Nej.", Consent.NOT),
        ("Nej tak, det er internt", Consent.NOT),
        ("må ikke offentliggøres", Consent.NOT),
        ("Yes, without names", Consent.WITHOUT_PERSONS),
        ("No", Consent.NOT),
        ("Det ved vi ikke endnu", None),
    ],
)
def test_the_rounds_question_may_be_answered_in_a_word(words, consent):
    assert wished(words, asked=True) == consent


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("I må gerne offentliggøre vores høringssvar.", Consent.PUBLISH),
        ("Vores svar må ikke offentliggøres.", Consent.NOT),
        ("Vi ønsker ikke, at svaret bliver offentliggjort.", Consent.NOT),
        ("Svaret bedes behandlet fortroligt.", Consent.NOT),
        ("OK to publish.", Consent.PUBLISH),
        ("Please do not publish our response.", Consent.NOT),
        ("You may publish this, but leave out the names.", Consent.WITHOUT_PERSONS),
        ("Vi har ingen indvendinger mod, at svaret offentliggøres.", Consent.PUBLISH),
        ("Vi giver samtykke til offentliggørelse af svaret i anonymiseret form.", Consent.WITHOUT_PERSONS),
        ("Svaret er ikke fortroligt og kan lægges på Høringsportalen.", Consent.PUBLISH),
        ("Ministeriet bør offentliggøre alle evalueringer.", None),
        ("De unge har brug for anonym rådgivning.", None),
        ("Vi offentliggør selv resultaterne næste år.", None),
    ],
)
def test_a_wish_is_read_from_a_sentence_of_its_own(words, consent):
    assert wished(words) == consent


def test_of_two_wishes_the_narrower_holds():
    assert (
        wished("Svaret må gerne offentliggøres. Vores svar må ikke offentliggøres før 1. maj.") is Consent.NOT
    )


def test_a_wish_in_part_is_no_choice_of_ours():
    words = "Svaret må gerne offentliggøres, dog ikke bilaget."
    assert says(words)
    assert wished(words) is None


def test_the_repeated_question_is_no_wish():
    asked = [
        Question("p", "Må vi offentliggøre jeres svar? Svar »offentliggør« eller »uden personnavne«."),
        *OTHERS,
    ]
    texts = [Text("", f"> {asked[0].text}\nDet skal vi tale om.\n\n> {asked[1].text}\nEn million.")]
    parts = split(texts, asked)
    assert wish(texts, asked, parts.answers, parts.other) is None
