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


@pytest.mark.parametrize(
    "words",
    [
        "Svaret må gerne offentliggøres, dog ikke bilaget.",
        "Svaret må offentliggøres med undtagelse af bilaget.",
        "Svaret må gerne offentliggøres uden bilag.",
        "Afsnittet om økonomi må ikke offentliggøres.",
        "Bilaget må ikke offentliggøres.",
        "You may publish our response with the exception of the annex.",
        "The figures may not be published.",
    ],
)
def test_a_wish_in_part_is_no_choice_of_ours(words):
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


@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("Svaret må gerne lægges på høringsportalen.", Consent.PUBLISH),
        ("I er velkomne til at offentliggøre vores svar.", Consent.PUBLISH),
        ("Vi er fine med, at svaret offentliggøres.", Consent.PUBLISH),
        ("Vores svar er offentligt, og I kan gøre med det, hvad I vil.", Consent.PUBLISH),
        ("Fonden har ingen problemer med offentliggørelse af høringssvaret.", Consent.PUBLISH),
        ("Vi accepterer offentliggørelse.", Consent.PUBLISH),
        ("Høringssvaret kan offentliggøres i sin fulde længde.", Consent.PUBLISH),
        ("Det er ok for os, at I offentliggør.", Consent.PUBLISH),
        ("Ja til offentliggørelse, også med navne.", Consent.PUBLISH),
        ("Offentliggørelse er fint for os.", Consent.PUBLISH),
        ("Svaret må offentliggøres, men personnavne skal fjernes.", Consent.WITHOUT_PERSONS),
        ("I må offentliggøre svaret uden mit navn.", Consent.WITHOUT_PERSONS),
        ("Ja, men anonymiser venligst underskriverne.", Consent.WITHOUT_PERSONS),
        ("Må offentliggøres i anonymiseret form.", Consent.WITHOUT_PERSONS),
        ("Offentliggør gerne, men stryg mit navn og min mail.", Consent.WITHOUT_PERSONS),
        ("Fondens navn må fremgå, men ikke medarbejdernes.", Consent.WITHOUT_PERSONS),
        ("Svaret må bruges offentligt uden navne på enkeltpersoner.", Consent.WITHOUT_PERSONS),
        (
            "Vi giver tilladelse til offentliggørelse, dog uden navnet på vores projektleder.",
            Consent.WITHOUT_PERSONS,
        ),
        ("Vi ønsker ikke, at svaret bliver offentliggjort.", Consent.NOT),
        ("Svaret er fortroligt.", Consent.NOT),
        ("Vi vil bede jer om ikke at offentliggøre vores svar.", Consent.NOT),
        ("Vores bidrag er ikke til offentliggørelse.", Consent.NOT),
        ("Høringssvaret bedes undtaget fra offentliggørelse.", Consent.NOT),
        ("Må ikke offentliggøres.", Consent.NOT),
        ("I må ikke dele vores svar med andre.", Consent.NOT),
        ("Vi siger nej til offentliggørelse.", Consent.NOT),
        ("Behandl venligst vores svar fortroligt.", Consent.NOT),
        ("Det er ikke tanken, at det her skal ud i offentligheden.", Consent.NOT),
        ("Vi foretrækker, at svaret ikke bliver lagt ud.", Consent.NOT),
        ("Hold det venligst internt.", Consent.NOT),
        ("We consent to publication.", Consent.PUBLISH),
        ("Feel free to publish this response.", Consent.PUBLISH),
        ("This response may be made public.", Consent.PUBLISH),
        ("We are happy for this to be published in full.", Consent.PUBLISH),
        ("No objection to publication.", Consent.PUBLISH),
        ("Our response can be published with all names.", Consent.PUBLISH),
        ("Publish away.", Consent.PUBLISH),
        ("You may publish our answer, but without names of persons.", Consent.WITHOUT_PERSONS),
        ("Please redact staff names before publishing.", Consent.WITHOUT_PERSONS),
        ("Happy for it to be published anonymously.", Consent.WITHOUT_PERSONS),
        ("Publish, but remove personal names please.", Consent.WITHOUT_PERSONS),
        ("We agree to publication provided that individuals are not named.", Consent.WITHOUT_PERSONS),
        ("We do not wish our response to be published.", Consent.NOT),
        ("Please do not publish this.", Consent.NOT),
        ("Not for publication.", Consent.NOT),
        ("This is confidential and should not be made public.", Consent.NOT),
        ("Our answer is for the ministry only.", Consent.NOT),
        ("We would ask you not to make our response public.", Consent.NOT),
        ("Evalueringen bør offentliggøres.", None),
        ("Vi mener, at ministeriet skal offentliggøre alle bevillinger.", None),
        ("Publish the results of the trial before the next call.", None),
        ("Fortrolige samtaler er vigtige for de unge.", None),
        ("Puljerne bør offentliggøres tidligere på året.", None),
        ("We are a public foundation with public funding.", None),
        ("De unge vil helst være anonyme.", None),
        ("Vi vil gerne dele vores data med jer.", None),
        ("Vi har ikke noget imod at mødes igen.", None),
        ("I må gerne offentliggøre svaret, men nævn ikke mig.", Consent.WITHOUT_PERSONS),
        ("Offentliggør gerne svaret, blot ikke min mailadresse.", Consent.WITHOUT_PERSONS),
        ("Svaret må gerne offentliggøres, hvis kontaktpersonen streges.", Consent.WITHOUT_PERSONS),
        ("You may publish, as long as Karen's name isn't shown.", Consent.WITHOUT_PERSONS),
        ("Publication is fine with the contact person blacked out.", Consent.WITHOUT_PERSONS),
        ("Fine to publish with the names blanked.", Consent.WITHOUT_PERSONS),
        (
            "Vi kan offentliggøres, men fonden ønsker kun at stå med organisationsnavn.",
            Consent.WITHOUT_PERSONS,
        ),
        ("Svaret kan offentliggøres uden at nævne personer.", Consent.WITHOUT_PERSONS),
        ("You can publish it with the organisation's name only.", Consent.WITHOUT_PERSONS),
        (
            "Ja til offentliggørelse, men navnene på vores medarbejdere skal ud først.",
            Consent.WITHOUT_PERSONS,
        ),
        ("Offentliggørelse ok, når personoplysninger er fjernet.", Consent.WITHOUT_PERSONS),
        ("Please publish without identifying anyone.", Consent.WITHOUT_PERSONS),
        (
            "Vi er med på offentliggørelse, hvis de to navne til sidst ikke kommer med.",
            Consent.WITHOUT_PERSONS,
        ),
        ("Publish, yes, but not my name or number.", Consent.WITHOUT_PERSONS),
        ("Svaret må offentliggøres, dog ikke navnet på undertegnede.", Consent.WITHOUT_PERSONS),
        ("I må offentliggøre svaret med fondens navn, men ikke mit.", Consent.WITHOUT_PERSONS),
        ("Svaret må lægges ud, men ikke med private oplysninger.", Consent.WITHOUT_PERSONS),
        ("We have no objection to publication if signatures are removed.", Consent.WITHOUT_PERSONS),
        ("Offentliggørelse: ja, dog skal underskrifterne slettes.", Consent.WITHOUT_PERSONS),
        ("Vi ser gerne, at svaret offentliggøres.", Consent.PUBLISH),
        ("Intet til hinder for offentliggørelse.", Consent.PUBLISH),
        ("Vi er indstillet på, at svaret bliver offentliggjort.", Consent.PUBLISH),
        ("There are no restrictions on publication of our response.", Consent.PUBLISH),
        ("Our response can appear on your website.", Consent.PUBLISH),
        ("Offentliggørelse af vores svar har vi intet imod.", Consent.PUBLISH),
        ("Samtykke til offentliggørelse gives hermed.", Consent.PUBLISH),
        ("Consent to publication: granted.", Consent.PUBLISH),
        ("Svaret er ikke hemmeligt.", Consent.PUBLISH),
        ("Fonden har ikke behov for fortrolighed.", Consent.PUBLISH),
        ("Alt må offentliggøres.", Consent.PUBLISH),
        ("I kan roligt offentliggøre.", Consent.PUBLISH),
        ("Vi har ikke noget at skjule, så offentliggør bare.", Consent.PUBLISH),
        ("Publish whatever you like.", Consent.PUBLISH),
        ("We are content for our response to be published.", Consent.PUBLISH),
        ("Hele vores besvarelse må publiceres inklusive navne.", Consent.PUBLISH),
        ("Det må gerne komme på Høringsportalen.", Consent.PUBLISH),
        ("Vores svar må indgå i den offentlige liste.", Consent.PUBLISH),
        ("Svaret bedes holdt ude af offentligheden.", Consent.NOT),
        ("Svaret er ikke egnet til offentliggørelse.", Consent.NOT),
        ("Svaret er alene til ministeriets brug.", Consent.NOT),
        ("Please treat our response as private.", Consent.NOT),
        ("Our answer should stay within the ministry.", Consent.NOT),
        ("Vores svar skal blive i huset.", Consent.NOT),
        ("Vi kan ikke give samtykke til offentliggørelse.", Consent.NOT),
        ("Ingen offentliggørelse, tak.", Consent.NOT),
        ("Vi ønsker, at vores svar forbliver fortroligt.", Consent.NOT),
        ("We do not consent to publication.", Consent.NOT),
        ("Publication is not something we can agree to.", Consent.NOT),
        ("Vi vil ikke have svaret på nettet.", Consent.NOT),
        ("I bedes ikke offentliggøre besvarelsen.", Consent.NOT),
        ("Offentliggørelse kan desværre ikke komme på tale.", Consent.NOT),
        ("Vi beder om fortrolighed.", Consent.NOT),
        ("Please keep this confidential.", Consent.NOT),
        ("De unge har krav på fortrolighed.", None),
        ("Kommunerne bør offentliggøre deres tal.", None),
        ("The trial results were published in 2024.", None),
        ("Offentlige midler bør følge borgeren.", None),
        ("Rapporten er offentliggjort på vores hjemmeside.", None),
        ("Navnene på de tre kommuner er Vejle, Aarhus og Odense.", None),
        ("We published our strategy last year.", None),
        ("Data skal deles mellem kommunerne.", None),
        ("Vi vil gerne citere en ung mand.", None),
        ("Åbenhed om resultater er vigtigt.", None),
    ],
)
def test_a_wish_is_read_in_the_words_that_people_choose(words, consent):
    assert wished(words) == consent


QUESTION = Question("p", "Må vi offentliggøre jeres svar? (ja / ja, men uden personnavne / nej)")


@pytest.mark.parametrize(
    "asked",
    [
        "Må vi offentliggøre jeres svar? (ja / ja, men uden personnavne / nej)",
        "> Til sidst: Må vi offentliggøre jeres svar? (ja / ja, men uden personnavne / nej)",
        "May we publish your answer? (yes / yes, but without names of persons / no)",
        (
            "> Finally: May we publish your answer? Reply “publish”, “without names of persons” or"
            " “do not publish”."
        ),
        (
            "> Til sidst: Må vi offentliggøre jeres svar? Svar »offentliggør«, »uden personnavne« eller"
            " »offentliggør ikke«."
        ),
        "Offentliggørelse:",
        "Spørgsmål 2:",
        "2.",
    ],
)
@pytest.mark.parametrize(
    ("words", "consent"),
    [
        ("Ja.", Consent.PUBLISH),
        ("Ja tak!", Consent.PUBLISH),
        ("JA", Consent.PUBLISH),
        ("Ja, gerne med navn", Consent.PUBLISH),
        ("ja - det er helt fint", Consent.PUBLISH),
        ("Det er OK.", Consent.PUBLISH),
        ("Det må I godt.", Consent.PUBLISH),
        ("Klart.", Consent.PUBLISH),
        ("Ja, men uden personnavne", Consent.WITHOUT_PERSONS),
        ("ja, uden navne", Consent.WITHOUT_PERSONS),
        ("Ja, dog uden personnavne.", Consent.WITHOUT_PERSONS),
        ("Ja men ikke med mit navn", Consent.WITHOUT_PERSONS),
        ("uden personnavne", Consent.WITHOUT_PERSONS),
        ("Uden persondata tak", Consent.WITHOUT_PERSONS),
        ("Nej.", Consent.NOT),
        ("nej, helst ikke", Consent.NOT),
        ("Nej, det er fortroligt", Consent.NOT),
        ("Vi vil helst være fri.", Consent.NOT),
        ("Nej tak, ikke på nuværende tidspunkt", Consent.NOT),
        ("Yes", Consent.PUBLISH),
        ("Yes, please do", Consent.PUBLISH),
        ("Yes - in full", Consent.PUBLISH),
        ("No problem at all", Consent.PUBLISH),
        ("Yes, without names", Consent.WITHOUT_PERSONS),
        ("Yes, but no names of individuals", Consent.WITHOUT_PERSONS),
        ("Yes but not individuals' names", Consent.WITHOUT_PERSONS),
        ("No", Consent.NOT),
        ("No thanks", Consent.NOT),
        ("No, please keep it internal", Consent.NOT),
        ("Prefer not", Consent.NOT),
        ("Ja til det hele", Consent.PUBLISH),
        ("Ja/yes", Consent.PUBLISH),
        ("[x] ja", Consent.PUBLISH),
        ("Offentliggør", Consent.PUBLISH),
        ("Offentliggør ikke", Consent.NOT),
        ("Publish", Consent.PUBLISH),
        ("Do not publish", Consent.NOT),
        ("Without names of persons", Consent.WITHOUT_PERSONS),
        ("☒ Ja, men uden personnavne", Consent.WITHOUT_PERSONS),
        ("Ja (uden personnavne)", Consent.WITHOUT_PERSONS),
        ("Svar: ja", Consent.PUBLISH),
        ("- Nej", Consent.NOT),
    ],
)
def test_what_the_question_offers_to_choose_from_is_never_the_answer(asked, words, consent):
    letter = f"Spørgsmål 1: Den koster en million kroner.\n\n{asked}\n{words}\n\nVenlig hilsen\nFonden Nord\n"
    texts, questions = [Text("", letter)], [*OTHERS, QUESTION]
    parts = split(texts, questions)
    found = wish(texts, questions, parts.answers, parts.other)
    assert found is not None
    assert found.consent == consent
