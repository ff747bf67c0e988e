"""What answers say, as staff see it: copied letters, and proposals, on the terminal and in the note."""

from pathlib import Path

import pytest
from lxml import html as lxml_html

from tests.journeys.commands import OWN
from tests.journeys.mails import KAREN, a_mail
from tests.journeys.round_office import HEAD, QUESTIONS, Office

KEY = "uip-2026"
A_WEEK_LATER = "2025-03-10T12:00"
COPIED = (
    "Væresteder skal have faste bevillinger i stedet for puljer, der skal søges hvert andet år.",
    "Den tryghed, som brugerne finder der, forsvinder, når personalet hvert år søger nyt arbejde.",
    "Vi foreslår, at alle væresteder får mindst fire års sikkerhed, og at brugerne inddrages i kvaliteten.",
)
ITS_OWN = "I Svendborg lukkede to af byens tre væresteder sidste år, fordi bevillingen udløb."
ANOTHERS = "Vi har selv oplevet, at 14 brugere mistede deres kontaktperson."
PROJECT = (
    "Vi foreslår at afprøve vores eget projekt Trappen, som hjælper unge i hjemløshed, i tre kommuner. "
    "Projektet er klar til afprøvning."
)
PARTIES = ("egely", "syd", "torv", "bro")


def letter(*paragraphs):
    return "Til ministeriet\n\n" + "\n\n".join(paragraphs)


LETTERS = {
    "egely": letter(" ".join(COPIED), "Svaret må gerne offentliggøres."),
    "syd": letter(" ".join(COPIED[:2]), ITS_OWN, COPIED[2], "Svaret må gerne offentliggøres."),
    "torv": letter(" ".join(COPIED), ANOTHERS, "Vores svar må ikke offentliggøres."),
    "bro": letter(PROJECT, "Svaret må gerne offentliggøres."),
}
INVITEES = "".join(
    f'[[invitee]]\norganisation = "Fonden {name.title()}"\naddress = "post@{name}.example"\n'
    for name in PARTIES
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("content"))
    made.does("db", "upgrade")
    made.creates(KEY, HEAD + QUESTIONS + INVITEES)
    made.does("round", "approve", KEY)
    made.does("round", "open", KEY)
    inbox = made.folder / "mails"
    inbox.mkdir()
    for hour, (name, text) in enumerate(LETTERS.items(), start=8):
        mail = a_mail(
            f"Fonden {name.title()} <post@{name}.example>", f"Re: Fokusområder 2026 [{KEY}]", text, To=OWN
        )
        date = f"Date: Mon, 10 Mar 2025 {hour:02}:00:00 +0100\n".encode()
        (inbox / f"{name}.eml").write_bytes(date + mail.as_bytes())
    made.does("ingest", inbox, at=A_WEEK_LATER)
    return made


@pytest.fixture(scope="module")
def page(office):
    written = office.does("round", "note", KEY, "--output", office.folder / "note", at=A_WEEK_LATER)
    html = next(path for path in written.out.splitlines() if path.endswith(".html"))
    return lxml_html.fromstring(Path(html).read_text("utf-8"))


def section(page, title):
    """The blocks between a heading and the next of its level, as text."""
    (heading,) = [one for one in page.xpath("//main/h2 | //main/h3") if one.text_content().endswith(title)]
    blocks = []
    for one in heading.itersiblings():
        if one.tag <= heading.tag and one.tag in {"h2", "h3"}:
            break
        blocks.append(" ".join(one.text_content().split()))
    return blocks


def submissions(office):
    lines = office.does("round", "submissions", KEY, "--json", at=A_WEEK_LATER).lines
    return {line["organisation"]: line for line in lines}


def test_copies_of_one_letter_bear_one_campaign_and_no_other_letter_does(office):
    found = submissions(office)

    campaign = found["Fonden Egely"]["campaign"]
    assert campaign == found["Fonden Egely"]["submission"]
    assert found["Fonden Syd"]["campaign"] == found["Fonden Torv"]["campaign"] == campaign
    assert found["Fonden Bro"]["campaign"] is None


def test_a_round_shows_a_campaign_with_what_each_letter_says_of_its_own(office):
    shown = office.does("round", "show", KEY, "--json", at=A_WEEK_LATER).json
    terminal = office.does("round", "show", KEY, at=A_WEEK_LATER).out

    [campaign] = shown["campaigns"]
    own = {letter["organisation"]: letter["own"] for letter in campaign["letters"]}
    assert own == {"Fonden Egely": [], "Fonden Syd": [ITS_OWN], "Fonden Torv": [ANOTHERS]}
    assert "3 letters, from " in terminal
    assert f"Fonden Syd also writes: {ITS_OWN}" in terminal


def test_the_note_names_a_campaigns_parties_and_puts_its_differences_first(page):
    blocks = section(page, "Enslydende breve")

    senders = next(at for at, text in enumerate(blocks) if "næsten det samme brev" in text)
    assert "3 parter" in blocks[senders]
    assert all(f"Fonden {name}" in blocks[senders] for name in ("Egely", "Syd", "Torv"))
    assert f"Fonden Syd (2) skriver derudover: »{ITS_OWN}«" in blocks[senders + 1]
    assert "til fælles, står i punkt 1-1" in blocks[-1]


def test_the_new_paragraph_of_a_copied_letter_is_a_point_of_its_own(page):
    [link] = [
        one
        for one in page.xpath("//main//a[contains(@class, 'muted') or starts-with(text(), 'punkt')]")
        if one.getparent().text_content().find(ITS_OWN) >= 0 and one.text_content().startswith("punkt")
    ][:1]

    assert link.text_content().startswith("punkt 2-")


def test_what_copies_share_is_one_point_with_all_their_names(page):
    text = page.text_content()

    assert "Fonden Egely (1) og Fonden Syd (2)" in " ".join(text.split())


def test_a_copy_that_must_not_be_published_says_only_that_it_has_something_of_its_own(page):
    text = " ".join(page.text_content().split())

    assert ANOTHERS not in text
    assert "Fonden Torv (3) har egne afsnit, som ikke gengives." in text


def test_the_note_has_the_proposals_by_phase_with_what_each_lacks(page):
    trial = " ".join(section(page, "Afprøvning"))

    assert "Fonden Bro (4)" in trial
    assert "Eget projekt: Hjemløse" in trial
    assert "Trappen" in trial
    assert "Intet" not in trial


def test_proposals_by_phase_name_their_groups_and_what_they_lack_on_the_terminal(office):
    shown = office.does("round", "show", KEY, "--by", "phase", at=A_WEEK_LATER).out

    assert "Testing (afprøvning) (1)" in shown
    assert "Fonden Bro: own project for Homeless people" in shown
    assert "    lacks: " in shown


@pytest.fixture(scope="module")
def corrected(tmp_path_factory):
    """A note over an answer to two questions, of which the party has corrected one since."""
    made = Office(tmp_path_factory.mktemp("corrected"))
    made.does("db", "upgrade")
    made.sends_out(KEY)
    inbox = made.folder / "mails"
    inbox.mkdir()
    said = (
        "1. Vi peger på unge i hjemløshed.\n\n2. Indsatsen er i modning.\n\nSvaret må gerne offentliggøres.",
        "Vi retter vores svar på spørgsmål 2: Indsatsen er i afprøvning.\n\nSvaret må gerne offentliggøres.",
    )
    for hour, text in enumerate(said, start=8):
        mail = a_mail(KAREN, f"Re: Fokusområder 2026 [{KEY}]", text, To=OWN)
        date = f"Date: Mon, 10 Mar 2025 {hour:02}:00:00 +0100\n".encode()
        (inbox / f"{hour}.eml").write_bytes(date + mail.as_bytes())
    made.does("ingest", inbox, at=A_WEEK_LATER)
    return made


def test_a_correction_of_one_answer_replaces_that_one_and_keeps_the_others(corrected):
    first, second = corrected.does("round", "submissions", KEY, "--json", at=A_WEEK_LATER).lines

    assert (second["kind"], second["version"], second["replaces"]) == ("revised_submission", 2, 1)
    assert second["replaces_answers"] == ["fase"]
    assert "unge i hjemløshed" in first["answers"]["fokus"]
    assert "afprøvning" in second["answers"]["fase"]


def test_the_note_has_the_last_word_on_each_question_and_says_where_the_other_went(corrected):
    written = corrected.does("round", "note", KEY, "--output", corrected.folder / "note", at=A_WEEK_LATER)
    html = next(path for path in written.out.splitlines() if path.endswith(".html"))
    page = lxml_html.fromstring(Path(html).read_text("utf-8"))

    remarks = " ".join(section(page, "3 Høringssvarene") or section(page, "Bemærkninger efter spørgsmål"))
    assert "Indsatsen er i afprøvning" in remarks
    assert "Indsatsen er i modning" not in remarks
    aside = " ".join(section(page, "Udsagn, der er lagt til side"))
    assert "rettet i svar 2" in aside
