"""A round from A to Z: its file, its parties, and what they write, in all the shapes that letters come in.

Organisations and persons are invented.
"""

from email.message import EmailMessage

from tests.journeys.mails import a_mail, a_reply, text_of
from tests.papers import letter, pdf, saved

KEY = "uip-2026"
CPR = "010190-1234"
FIRST = "Hvilke målgrupper bør have fokus i 2026?"
SECOND = "Hvilke indsatser er klar til udbredelse?"
FILE = f"""
key = "{KEY}"
kind = "uip"
title = "Fokusområder for 2026"
text = "Vi vil gerne høre, hvor jeres fond ser de største behov."
deadline = 2025-04-04T23:59:00
office = "uip"
consent = true
feedback = 2025-06-02
approver = "bente"
documents = ["oplaeg.pdf"]

[[question]]
key = "behov"
text = "{FIRST}"
[[question]]
key = "indsatser"
text = "{SECOND}"
"""
# each writes in one of the shapes below
PARTIES = {
    "Fonden Nordlys": "karen@fondennordlys.example",
    "Havblik Fonden": "sekretariat@havblik.example",
    "Brobyggerfonden": "anna@brobygger.example",
    "Kystfonden": "post@kystfonden.example",
    "Skovfonden": "post@skovfonden.example",
    "Arkivfonden": "post@arkivfonden.example",
    "Legatet af 1901": "post@legatet1901.example",
    "Idrætsfonden": "post@idraetsfonden.example",
    "Kunstfonden": "post@kunstfonden.example",
    "Larkfield Trust": "helen@larkfield.example",
    "Løftefonden": "post@loeftefonden.example",
    "Stafetfonden": "post@stafetfonden.example",
    "Feriefonden": "bo@feriefonden.example",
    "Forsvundne Fond": "væk@forsvundne.example".replace("æ", "ae"),
    "Fællesfonden": "post@faellesfonden.example",
    "Kopifonden": "post@kopifonden.example",
    "Stille Fond": "post@stillefond.example",
    "Tavse Legat": "post@tavselegat.example",
}
HEIR = "maria@driftsselskabet.example"
STRANGER = "Palle Stork <palle@storkelegatet.example>"

NUMBERED = """Kære alle

1. Unge hjemløse uden for de store byer bør have fokus, for de får i dag ingen hjælp, før det er for sent.

2. Vores mentorordning er afprøvet i tre kommuner og er klar til udbredelse.

Vores svar må gerne offentliggøres.

Venlig hilsen
Karen Lyngholt
Fonden Nordlys"""
FREE = """Til ministeriet

Brobyggerfonden arbejder med unge, der forlader en anbringelse. Vi oplever, at overgangen til egen bolig er
der, hvor flest falder igennem, og vi foreslår, at programmet støtter en fast kontaktperson i to år.

I må gerne offentliggøre vores svar.

Anna Bro
Brobyggerfonden"""
REVISED = """Rettelse til vores svar.

2. Kontaktpersonsordningen er klar til udbredelse i fem kommuner og ikke i tre."""
JOINT = """Til ministeriet

Dette er et fælles svar på vegne af Fællesfonden, Ågårdfonden og Møllefonden.

1. Børn af psykisk syge forældre bør have fokus, og indsatsen bør begynde i skolen.

Svaret må gerne offentliggøres."""
LATE = """1. Ensomme ældre bør have fokus.

2. Vores besøgsordning er klar til udbredelse."""
ENGLISH = """Dear colleagues

1. Young people leaving prison should have focus, since half of them return within a year.

2. Our peer support programme has been tested in three countries and is ready to be spread.

You may publish our answer.

Kind regards
Helen Marsh
Larkfield Trust"""


def replies(invitation: dict[str, EmailMessage]) -> dict[str, EmailMessage]:
    """What comes in during the first days, by party; `invitation` has the letter that each answers."""

    def says(party: str, text: str) -> EmailMessage:
        return a_reply(invitation[party], text, f"{party} <{PARTIES[party]}>")

    return {
        "Fonden Nordlys": says("Fonden Nordlys", NUMBERED),
        "Havblik Fonden": _inline(invitation["Havblik Fonden"]),
        "Brobyggerfonden": says("Brobyggerfonden", FREE),
        "Kystfonden": _with(says("Kystfonden", "Se vedhæftede."), "svar.pdf", _a_pdf()),
        "Skovfonden": _with(says("Skovfonden", "Hermed vores svar."), "svar.docx", _a_docx()),
        "Arkivfonden": _with(says("Arkivfonden", "Se vedhæftede."), "scan.pdf", pdf([])),
        "Legatet af 1901": says("Legatet af 1901", "Legatet har ingen bemærkninger til høringen."),
        "Idrætsfonden": says("Idrætsfonden", "Tak for henvendelsen. Vi ønsker ikke at afgive høringssvar."),
        "Kunstfonden": says("Kunstfonden", "Emnet ligger uden for Kunstfondens område."),
        "Larkfield Trust": says(
            "Larkfield Trust",
            "Could we have an extension of the deadline until 11 April? Our board meets on the 9th.",
        ),
        "Løftefonden": says("Løftefonden", "Tak for mailen. Vi vender tilbage med et svar inden fristen."),
        "Stafetfonden": says("Stafetfonden", f"Spørg hellere Maria Holm, {HEIR}: hun har sagen hos os."),
        "Fællesfonden": says("Fællesfonden", JOINT),
        "Kopifonden": says("Kopifonden", NUMBERED.replace("Karen Lyngholt\nFonden Nordlys", "Kopifonden")),
    }


def unasked(invitation: EmailMessage) -> EmailMessage:
    """The answer of somebody who had the letter from a friend."""
    text = "1. Væresteder bør have fokus, for der møder man dem, som ingen andre når."
    return a_mail(STRANGER, f"Input: {invitation['Subject']}", text)


def an_absence(letter: EmailMessage) -> EmailMessage:
    """The automatic reply of one who is back shortly before the deadline."""
    fields = {"Auto_Submitted": "auto-replied", "In_Reply_To": str(letter["Message-ID"])}
    text = "Jeg er bortrejst og er tilbage den 31. marts 2025."
    return a_mail("Bo <bo@feriefonden.example>", f"Autosvar: {letter['Subject']}", text, **fields)


def _inline(letter: EmailMessage) -> EmailMessage:
    """What stands under each question in the quoted letter."""
    answers = {
        FIRST: "Familier i udsatte boligområder.",
        SECOND: "Vores familiehus, som to kommuner bruger i dag.",
    }
    lines = []
    for line in text_of(letter).splitlines():
        lines.append(f"> {line}")
        lines += (
            ["", *(answer for question, answer in answers.items() if question in line), ""]
            if "?" in line
            else []
        )
    head = f"Vi har svaret nedenfor.\n\nDen 3. marts 2025 kl. 11.00 skrev {letter['From']}:\n"
    reply = a_reply(letter, "", f"Havblik <{PARTIES['Havblik Fonden']}>")
    reply.set_content(head + "\n".join(lines))
    return reply


def _with(mail: EmailMessage, name: str, content: bytes) -> EmailMessage:
    mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return mail


def _a_pdf() -> bytes:
    return pdf(
        ["Spørgsmål 1: Kystens unge, der må flytte langt efter en plads.", ""],
        ["Spørgsmål 2: Vores bådprojekt er klar til udbredelse i flere kommuner."],
    )


def _a_docx() -> bytes:
    return saved(
        letter(
            "1. Mænd uden netværk bør have fokus.",
            f"2. Skovskolen er klar til udbredelse. En deltager (CPR {CPR}) fortæller om den.",
            "Svaret må gerne offentliggøres.",
        )
    )
