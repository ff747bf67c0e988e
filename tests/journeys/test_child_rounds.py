"""A second round hears some parties again on what was changed, and belongs to the first one's note."""

from pathlib import Path

import pytest
from lxml import html as lxml_html

from tests.journeys.commands import OWN
from tests.journeys.mails import KAREN, a_mail
from tests.journeys.round_office import HEAD, INVITEES, QUESTIONS, Office

KEY, AGAIN = "uip-2026", "uip-2026-igen"
LATER, LAST = "2025-04-07T09:00", "2025-04-10T12:00"
CHANGED = """
key = "{key}"
kind = "uip"
title = "Ændret afsnit om modning"
text = "Vi har ændret afsnittet om modning efter jeres svar."
deadline = 2025-04-25T12:00:00
office = "uip"
consent = true
[[question]]
key = "afsnit"
text = "Hvad siger I til det ændrede afsnit?"
[[invitee]]
organisation = "fonden nordlys"
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("child"))
    made.does("db", "upgrade")
    made.creates(KEY, HEAD + QUESTIONS + INVITEES)
    made.does("round", "approve", KEY)
    made.does("round", "open", KEY)
    made.does("round", "close", KEY, at=LATER)
    file = made.folder / "igen.toml"
    file.write_text(CHANGED.format(key=AGAIN), "utf-8")
    made.does("round", "create", file, "--parent", KEY, at=LATER)
    return made


@pytest.fixture(scope="module")
def answered(office):
    """The child round, sent out and answered."""
    office.does("round", "approve", AGAIN, at=LATER)
    office.does("round", "open", AGAIN, at=LATER)
    text = "Vi støtter det ændrede afsnit om modning. Svaret må gerne offentliggøres."
    mail = a_mail(KAREN, f"Re: Ændret afsnit [{AGAIN}]", text, To=OWN).as_bytes()
    path = office.folder / "svar.eml"
    path.write_bytes(b"Date: Thu, 10 Apr 2025 11:00:00 +0200\n" + mail)
    office.does("ingest", path, at=LAST)
    return office


def note(office, key):
    written = office.does("round", "note", key, "--output", office.folder / f"note-{key}", at=LAST)
    html = next(path for path in written.out.splitlines() if path.endswith(".html"))
    return lxml_html.fromstring(Path(html).read_text("utf-8"))


def test_each_of_the_two_names_the_other(office):
    child = office.does("round", "show", AGAIN, "--json", at=LATER).json
    parent = office.does("round", "show", KEY, "--json", at=LATER).json

    assert (child["parent"], parent["children"]) == (KEY, [AGAIN])
    assert f"Some parties are heard again in {AGAIN}." in office.does("round", "show", KEY, at=LATER).out
    assert f"Hears some parties again on {KEY}." in office.does("round", "show", AGAIN, at=LATER).out


def test_whoever_is_heard_again_is_written_to_where_it_was_before(office):
    shown = office.does("round", "show", AGAIN, "--json", at=LATER).json

    assert [[each["email"] for each in party["addresses"]] for party in shown["parties"]] == [
        ["karen@fondennordlys.example"]
    ]


def test_nobody_is_called_missing_in_a_round_that_only_hears_some_again(office):
    checked = office("round", "check", AGAIN, "--json", at=LATER)

    assert "party_missing" not in {found["code"] for found in checked.json}


def test_a_parent_that_is_not_there_is_told_and_nothing_is_made(office):
    file = office.folder / "uden.toml"
    file.write_text(CHANGED.format(key="uden-ophav"), "utf-8")

    ended = office("round", "create", file, "--parent", "findes-ikke", at=LATER)

    assert ended.code == 1
    assert "no round is called findes-ikke" in ended.err
    assert "no round is called uden-ophav" in office("round", "show", "uden-ophav").err


def test_the_parent_may_stand_in_the_file(office):
    file = office.folder / "i-filen.toml"
    content = CHANGED.format(key="i-filen").replace("[[question]]", f'parent = "{KEY}"\n[[question]]', 1)
    file.write_text(content, "utf-8")

    office.does("round", "create", file, at=LATER)

    assert office.does("round", "show", "i-filen", "--json", at=LATER).json["parent"] == KEY


def test_the_answers_to_a_child_round_are_a_supplement_of_its_parents_note(answered):
    page = " ".join(note(answered, KEY).text_content().split())

    assert "Supplerende høringer" in page
    assert "Ændret afsnit om modning" in page
    assert "Fonden Nordlys (1) støtter: »Vi støtter det ændrede afsnit om modning." in page


def test_a_child_round_that_was_never_sent_out_is_no_supplement(answered):
    file = answered.folder / "aldrig.toml"
    file.write_text(CHANGED.format(key="aldrig"), "utf-8")
    answered.does("round", "create", file, "--parent", KEY, at=LATER)

    page = note(answered, KEY)

    supplements = page.xpath("//main//h3[starts-with(@id, 'supplement')]")
    assert len(supplements) == 1


def test_a_child_rounds_own_note_says_what_it_supplements(answered):
    page = note(answered, AGAIN)

    assert page.xpath("string(//h1)") == "Supplerende høringsnotat"
    assert "Fokusområder 2026" in page.xpath("string(//body)")
