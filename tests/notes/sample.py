"""One `uip` round as a note: all states of a party, all shapes of an answer, and a child round."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from consultation.rounds.note.content import (
    Answer,
    Curve,
    Note,
    Party,
    Period,
    Reckoning,
    Remark,
    Statement,
    Topic,
)
from consultation.rounds.note.masking import Masks
from consultation.rounds.words import (
    OTHER,
    Consent,
    PartyState,
    Passage,
    Question,
    RoundKind,
    Stance,
    Text,
    Verdict,
)
from nlp import cpr
from nlp.understanding import Span

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
OPENS = datetime(2026, 3, 2, 10, 0, tzinfo=COPENHAGEN)
DEADLINE = datetime(2026, 3, 30, 23, 59, 59, tzinfo=COPENHAGEN)
_PERSON = re.compile(
    r"Karen Lyngholt|Bo Friis|Mads Birk|Signe Holm|Elmegade 12, 5000 Odense|\+45 12 34 56 78|karen@\S+example"
)

QUESTIONS = (
    Question("focus", "Hvilket fokusområde og hvilken målgruppe peger I på?"),
    Question("intervention", "Hvilken indsats foreslår I, og hvad er dens kerneelementer?"),
    Question("knowledge", "Hvilken viden findes der om indsatsen?"),
    Question("contribution", "Hvad kan I selv bidrage med?"),
)
TOPICS = (
    Topic("measuring", "Måling og dokumentation"),
    Topic("phases", "Faserne i programmet"),
    Topic("municipalities", "Kommunernes rolle"),
    Topic("funding", "Finansiering og overtagelse"),
    Topic("users", "Brugernes perspektiv"),
)


def persons(text: str) -> list[Span]:
    """Find the sample's persons, their addresses and telephones."""
    return [Span(*found.span()) for found in _PERSON.finditer(text)]


MASKS = Masks(cpr.find, persons)


def said(
    letter: str, words: str, stance: Stance, key: str = "1-1", source: str = "", **over: object
) -> Statement:
    """A statement that rests on these words of a text."""
    start = letter.index(words)
    plain = Statement(key, stance, Passage(source, start, start + len(words)))
    return replace(plain, **over)


def an_answer(
    number: int,
    party: str,
    letter: str,
    marks: Iterable[tuple[str, Stance, dict[str, object]]],
    **over: object,
) -> Answer:
    """An answer in one letter; marks are words of it, their stance and the statement's other values."""
    statements = tuple(
        said(letter, words, stance, f"{number}-{at}", **more)
        for at, (words, stance, more) in enumerate(marks, 1)
    )
    plain = Answer(
        number,
        party,
        OPENS + timedelta(days=3 * number, hours=number % 7, minutes=11 * number % 60),
        Consent.PUBLISH,
        (Text("", letter),),
        statements,
    )
    return replace(plain, **over)


NORDLYS = """\
Kære Kontor for Virksomme Indsatser

Tak for muligheden for at svare. Fonden Nordlys støtter, at programmet åbnes for private fonde.

1. Fokusområde
Vi peger på unge mellem 16 og 24 år, der står uden bolig.
Vi savner en fælles definition af hjemløshed hos unge,
så tal kan sammenlignes på tværs af kommuner.

2. Indsats
Vi foreslår, at »Nøgle først« tages ind i modningsfasen med tre kommuner.
Kernen er en fast kontaktperson i to år.

3. Viden
En evaluering fra 2024 med 212 unge viste, at 61 procent var i egen bolig efter et år.

Med venlig hilsen
Karen Lyngholt
Fonden Nordlys, Elmegade 12, 5000 Odense
Tlf. +45 12 34 56 78
"""
HAVNE = """\
Havnefonden, Østfonden og Legatet Bølgen svarer i fællesskab.

Kravene til måling bør stå mål med indsatsens størrelse.
En lille indsats kan ikke bære et kontrolleret forsøg.

Vi kan bidrage med 12 mio. kr. over tre år, hvis staten betaler udbredelsen.
"""
CAMPAIGN = "Vi opfordrer ministeriet til at lade kommunerne være med fra screeningsfasen."
SPIRE = f"""\
{CAMPAIGN}

Derudover vil vi gøre opmærksom på, at små kommuner mangler personale til at være med i forsøg.
"""
BRO = """\
Dear Sir or Madam

The Bridge Trust asks whether a foundation can take over an intervention before the evaluation is published.

Our own review of eleven programmes found that early hand-over kept municipalities in.

Kind regards
Bo Friis
"""
ENG = """\
Hermed svar fra Engfonden.

Vi ønsker at overtage »Fælles Fodslag« fra 2027 under forudsætning af, at data følger med.
Borgeren med CPR 010265-1234 har samtykket til at blive nævnt i bilag 2.

Vi mener ikke, at programmet i dag lytter nok til dem, indsatserne er til for.
Karen Lyngholt har skrevet til os om det samme.
"""
ENG_ANNEX = """\
Bilag 2: Brugernes erfaringer

Vi talte med 48 unge. De fleste havde haft mere end fire sagsbehandlere på et år.
Kontakt: Mads Birk, karen@engfonden.example
"""
KYST = "Vi støtter ikke forslaget, og svaret må ikke offentliggøres. Økonomien hænger ikke sammen."
CITIZEN = """\
Til rette vedkommende

Jeg har selv boet på et herberg. Spørg os, før I bestemmer, hvad der virker.

Signe Holm
"""


def the_note() -> Note:
    """The whole sample."""
    return Note(
        key="uip-2026",
        kind=RoundKind.UIP,
        title="Åbning af udviklings- og investeringsprogrammerne for private fonde 2027",
        period=Period(OPENS, DEADLINE, 28, 20),
        ministry="Ministeriet for Sociale Eksempler",
        office="Virksomme indsatser og investeringer",
        officer="Anne Prøve",
        case_number="2026-4711",
        consent_question="Må vi offentliggøre jeres svar – helt, uden personers navne eller slet ikke?",
        language="da",
        timezone=COPENHAGEN,
        written_at=datetime(2026, 4, 17, 9, 0, tzinfo=COPENHAGEN),
        questions=QUESTIONS,
        topics=TOPICS,
        parties=_parties(),
        answers=_answers(),
        reckoning=Reckoning(21, 10, 9, 2, 0, 20),
        remarks=_remarks(),
        supplements=(_supplement(),),
        earlier=(
            Curve("UIP 2025", 16, (2.1, 9, 14.2, 20, 21.5, 25, 26.8, 27.4, 27.9, 30.2)),
            Curve("UIP 2024", 12, (13.5, 22, 26, 27.9, 27.95, 33)),
        ),
    )


def _parties() -> tuple[Party, ...]:
    answered = PartyState.ANSWERED
    return (
        Party("Fonden Nordlys", answered),
        Party("Havnefonden", answered),
        Party("Østfonden", answered),
        Party("Legatet Bølgen", answered),
        Party("Foreningen Spire", answered),
        Party("Fonden Spirekassen", answered),
        Party(
            "The Bridge Trust",
            answered,
            deadline=DEADLINE + timedelta(days=7),
            reason="Bestyrelsen mødes først den 1. april.",
        ),
        Party("Engfonden", answered),
        Party("Kystfonden", answered),
        Party("Aarhus Eksempelfond", PartyState.NO_REMARKS, words="Vi har ingen bemærkninger til høringen."),
        Party(
            "Legatet af 1899",
            PartyState.DECLINED,
            words="Vi takker for henvendelsen, men afstår fra at svare.\nBo Friis",
        ),
        Party(
            "Sangfonden",
            PartyState.OUTSIDE_REMIT,
            words="Emnet ligger uden for fondens formål, som er korsang.",
        ),
        Party("Fonden Stillevand", PartyState.SILENT),
        Party("Ådalsfonden", PartyState.SILENT),
        Party("Fonden Vindstille", PartyState.UNDELIVERABLE),
        Party("Klitfonden", PartyState.PROMISED),
        Party("Kommunernes Eksempelforening", answered, invited=False),
        Party("Signe Holm", answered, invited=False, person=True),
    )


def _answers() -> tuple[Answer, ...]:
    s = Stance
    return (
        an_answer(
            1,
            "Fonden Nordlys",
            NORDLYS,
            [
                ("Fonden Nordlys støtter, at programmet åbnes for private fonde.", s.SUPPORT, {}),
                (
                    "Vi savner en fælles definition af hjemløshed hos unge",
                    s.CRITICISM,
                    {
                        "topics": ("measuring",),
                        "question": "focus",
                        "text": "der mangler en fælles definition af hjemløshed hos unge.",
                    },
                ),
                (
                    "Vi foreslår, at »Nøgle først« tages ind i modningsfasen med tre kommuner.",
                    s.PROPOSAL,
                    {"topics": ("phases", "municipalities"), "question": "intervention"},
                ),
                (
                    "En evaluering fra 2024 med 212 unge viste, at 61 procent var i egen bolig efter et år.",
                    s.EVIDENCE,
                    {"topics": ("measuring",), "question": "knowledge"},
                ),
            ],
            consent=Consent.WITHOUT_PERSONS,
        ),
        an_answer(
            2,
            "Havnefonden",
            HAVNE,
            [
                (
                    "Kravene til måling bør stå mål med indsatsens størrelse.",
                    s.PROPOSAL,
                    {"topics": ("measuring",), "question": "knowledge"},
                ),
                (
                    "En lille indsats kan ikke bære et kontrolleret forsøg.",
                    s.CRITICISM,
                    {"topics": ("phases",), "question": "knowledge"},
                ),
                (
                    "Vi kan bidrage med 12 mio. kr. over tre år, hvis staten betaler udbredelsen.",
                    s.INFORMATION,
                    {"topics": ("funding",), "question": "contribution"},
                ),
            ],
            signatories=("Østfonden", "Legatet Bølgen"),
        ),
        an_answer(
            3,
            "Foreningen Spire",
            CAMPAIGN,
            [(CAMPAIGN, s.PROPOSAL, {"topics": ("municipalities",), "question": "intervention"})],
        ),
        an_answer(
            4,
            "Fonden Spirekassen",
            SPIRE,
            [
                (CAMPAIGN, s.PROPOSAL, {"topics": ("municipalities",), "question": "intervention"}),
                (
                    "små kommuner mangler personale til at være med i forsøg",
                    s.INFORMATION,
                    {"topics": ("municipalities",)},
                ),
            ],
        ),
        an_answer(
            5,
            "The Bridge Trust",
            BRO,
            [
                (
                    "whether a foundation can take over an intervention before the evaluation is published",
                    s.QUESTION,
                    {"topics": ("funding",), "question": "contribution"},
                ),
                (
                    "Our own review of eleven programmes found that early hand-over kept municipalities in.",
                    s.EVIDENCE,
                    {"topics": ("funding", "municipalities"), "question": "knowledge"},
                ),
            ],
            consent=Consent.WITHOUT_PERSONS,
        ),
        an_answer(
            6,
            "Engfonden",
            "Foreløbigt svar: vi vender tilbage.",
            [("vi vender tilbage", s.INFORMATION, {})],
            replaced_by=7,
        ),
        _eng(),
        an_answer(
            8,
            "Kystfonden",
            KYST,
            [("Økonomien hænger ikke sammen.", s.CRITICISM, {"topics": ("funding",)})],
            consent=Consent.NOT,
        ),
        an_answer(
            9,
            "Kommunernes Eksempelforening",
            CAMPAIGN + "\n\nVi minder om, at overenskomsten fornyes i år.",
            [
                (CAMPAIGN, s.PROPOSAL, {"topics": ("municipalities",), "question": "intervention"}),
                (
                    "Vi minder om, at overenskomsten fornyes i år.",
                    s.INFORMATION,
                    {"set_aside": "Vedrører ikke høringens emne; sendt videre til rette kontor."},
                ),
            ],
        ),
        an_answer(
            10,
            "Signe Holm",
            CITIZEN,
            [
                (
                    "Spørg os, før I bestemmer, hvad der virker.",
                    s.PROPOSAL,
                    {"topics": ("users",), "question": OTHER},
                )
            ],
            consent=Consent.WITHOUT_PERSONS,
            late=True,
            received_at=datetime(2026, 3, 31, 0, 3, tzinfo=COPENHAGEN),
        ),
    )


def _eng() -> Answer:
    plain = an_answer(
        7,
        "Engfonden",
        ENG,
        [
            (
                "Vi ønsker at overtage »Fælles Fodslag« fra 2027 under forudsætning af, at data følger med.",
                Stance.PROPOSAL,
                {"topics": ("funding",), "question": "contribution"},
            ),
            (
                "Vi mener ikke, at programmet i dag lytter nok til dem, indsatserne er til for.",
                Stance.CRITICISM,
                {"topics": ("users",), "question": "focus"},
            ),
        ],
    )
    annex = said(
        ENG_ANNEX,
        "De fleste havde haft mere end fire sagsbehandlere på et år.",
        Stance.EVIDENCE,
        "7-3",
        "Bilag 2.pdf",
        topics=("users",),
        question="knowledge",
    )
    texts = (*plain.texts, Text("Bilag 2.pdf", ENG_ANNEX))
    return replace(plain, texts=texts, statements=(*plain.statements, annex))


def _remarks() -> tuple[Remark, ...]:
    return (
        Remark(
            "2-1",
            Verdict.PARTLY,
            "Vejledningen ændres, så modning kan dokumenteres uden kontrolgruppe.",
        ),
        Remark("3-1", Verdict.MET, "Kommunerne inviteres fremover med."),
        Remark("8-9", None, "Bemærkning fra en tidligere kørsel.", "0a1b2c3d"),
        Remark("5-1", None, "Ministeriet bemærker, at det aftales fra sag til sag.", "0a1b2c3d"),
    )


def _supplement() -> Note:
    opens = datetime(2026, 4, 7, 9, 0, tzinfo=COPENHAGEN)
    letter = "Vi kan støtte den nye formulering om modning uden kontrolgruppe."
    return Note(
        key="uip-2026-b",
        kind=RoundKind.UIP,
        title="Ændret afsnit om dokumentation i modningsfasen",
        period=Period(opens, opens + timedelta(days=7, hours=6), 7, 5, "Kun ét afsnit er ændret."),
        ministry="Ministeriet for Sociale Eksempler",
        office="Virksomme indsatser og investeringer",
        consent_question="",
        language="da",
        timezone=COPENHAGEN,
        written_at=datetime(2026, 4, 17, 9, 0, tzinfo=COPENHAGEN),
        questions=(Question("wording", "Har I bemærkninger til den nye formulering?"),),
        topics=TOPICS,
        parties=(Party("Havnefonden", PartyState.ANSWERED), Party("Østfonden", PartyState.SILENT)),
        answers=(
            an_answer(
                1,
                "Havnefonden",
                letter,
                [(letter, Stance.SUPPORT, {"topics": ("phases",), "question": "wording"})],
                received_at=opens + timedelta(days=4),
            ),
        ),
        reckoning=Reckoning(1, 1, 0, 0, 0, 1),
    )
