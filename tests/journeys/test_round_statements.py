"""From proposals to a note that is complete: on the command line, and in the note's `.csv`."""

import csv

import pytest

from tests.journeys.commands import OWN
from tests.journeys.mails import KAREN, a_mail
from tests.journeys.round_office import HEAD, INVITEES, QUESTIONS, Office

KEY = "uip-2026"
SILENT = "Stille Fond <post@stillefond.example>"
LATER = "2025-03-10T12:00"
ANSWER = (
    "1. Unge i hjemløshed bør komme først. Fristen er kort (CPR 010190-1234).\n\n2. Vi foreslår udbredelse."
)


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("statements"))
    made.does("db", "upgrade")
    made.creates(KEY, HEAD + QUESTIONS + INVITEES)
    made.does("round", "approve", KEY)
    made.does("round", "open", KEY)
    inbox = made.folder / "mails"
    inbox.mkdir()
    mails = [(KAREN, ANSWER), (SILENT, "1. De ældre bør komme først.\n\nSvaret må ikke offentliggøres.")]
    for hour, (sender, text) in enumerate(mails, start=8):
        raw = a_mail(sender, f"Re: Fokusområder 2026 [{KEY}]", text, To=OWN).as_bytes()
        (inbox / f"{hour}.eml").write_bytes(f"Date: Mon, 10 Mar 2025 {hour:02}:00:00 +0100\n".encode() + raw)
    made.does("ingest", inbox, at=LATER)
    return made


def statements(office, *more):
    return office.does("round", "statements", KEY, "--json", *more, at=LATER).lines


def note(office, folder="note"):
    return office.does("round", "note", KEY, "--output", office.folder / folder, "--by", "mette", at=LATER)


def edits(office, change, folder="note"):
    """Write in the note's `.csv`, as somebody does in a spreadsheet."""
    path = office.folder / folder / f"hoeringsnotat-{KEY}.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.DictReader(file, delimiter=";"))
    change(lines)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(lines)


def test_a_round_that_nobody_answered_has_no_line_of_json(office):
    office.creates("ubesvaret", HEAD + QUESTIONS + INVITEES)

    assert office.does("round", "statements", "ubesvaret", "--json", at=LATER).out == ""


@pytest.mark.parametrize(
    ("asked", "code", "told"),
    [
        (["--set-aside", "1-1"], 2, "a statement is not set aside without a reason"),
        (["--confirm", "1-1", "--take-back", "1-2"], 2, "are said one at a time"),
        (["--confirm", "kattene"], 1, "no statement and no answer has the ID kattene"),
        (
            ["--confirm", "1-1", "--topic", "fodbold"],
            1,
            'there is no topic "fodbold"; there are maalgruppebehov',
        ),
        (["--confirm", "1-1", "--stance", "vrede"], 1, 'there is no stance "vrede"; there are support'),
    ],
)
def test_what_cannot_be_said_is_refused_in_a_sentence(office, asked, code, told):
    ended = office("round", "statements", KEY, *asked, at=LATER)
    assert ended.code == code
    assert told in ended.err


def test_statements_become_confirmed_one_by_one_and_then_in_the_sheet_until_the_note_is_complete(office):
    every = statements(office, "--unconfirmed")
    assert not any("010190" in each["text"] for each in every)
    first, _, third, *rest = (each["id"] for each in every)
    done = office.does("round", "statements", KEY, "--confirm", first, "--topic", "Effect analyses", at=LATER)
    assert "Statements confirmed: 1." in done.err

    written = note(office)
    assert f"{len(every) - 1} statements were proposed by machine and are not confirmed" in written.err

    def write(lines):
        for line in lines:
            line["review"] = line["review"] or "ja"
        lines[1] |= {"review": "udeladt", "reason": "praktisk"}
        lines[2]["theme"] = "fodbold"

    edits(office, write)
    written = note(office)
    assert f"Statements taken from the .csv as people said they are: {len(rest) + 1}." in written.err
    assert 'row 4: there is no theme "fodbold"; there are maalgruppebehov, evaluering' in written.err
    assert (office.folder / "note" / f"hoeringsnotat-{KEY}.1.csv").exists()  # what was written is kept

    answer = third.partition("-")[0]  # all of the answer that waits
    office.does("round", "statements", KEY, "--confirm", answer, "--by", "anders", at=LATER)
    fresh = note(office, "fresh")
    assert "The note is complete." in fresh.err
    told = (office.folder / "fresh" / f"hoeringsnotat-{KEY}.html").read_text("utf-8")
    assert "Notatet er fuldstændigt" in told
    assert f"Bekræftet af et menneske: {len(rest) + 2}. Lagt til side med begrundelse: 1." in told
    assert "praktisk" in told
