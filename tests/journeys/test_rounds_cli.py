"""Written rounds from the command line: set up, sent out, looked at, handed over; what goes wrong is said."""

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest

from tests.journeys.commands import OWN
from tests.journeys.mails import KAREN, STRANGER, a_mail, address_of
from tests.journeys.round_office import HEAD, INVITEES, QUESTIONS, Office

KEY = "uip-2026"
A_WEEK_LATER = "2025-03-10T12:00"
CPR = "010190-1234"
# contract, section 3
CONTRACT = {
    "invitee",
    "organisation",
    "sender",
    "received_at",
    "late",
    "kind",
    "version",
    "replaces",
    "publish",
    "answers",
    "proposals",
    "topics",
    "campaign",
    "contains_cpr",
    "attachments",
    "text",
}
ANSWER = f"""Kære ministerium

1. Vi foreslår et nyt fokusområde for unge i hjemløshed. En ung (CPR {CPR}) har fortalt os om det.

2. Indsatsen er i afprøvning i Bjergby Kommune.

I må gerne offentliggøre vores svar.
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    made = Office(tmp_path_factory.mktemp("rounds"))
    made.does("db", "upgrade")
    return made


@pytest.fixture(scope="module")
def answers():
    """What comes in: an answer, its correction, no remarks, and the answer of somebody who was not asked."""
    subject = f"Re: Fokusområder 2026 [{KEY}]"
    silent = "Stille Fond <post@stillefond.example>"
    mails = [
        (KAREN, ANSWER),
        (KAREN, "Rettelse til vores svar.\n\n2. Indsatsen er klar til udbredelse."),
        (silent, "Stille Fond har ingen bemærkninger til høringen."),
        (STRANGER, "1. Børn anbragt uden for hjemmet bør være et fokusområde."),
    ]
    return [
        f"Date: Mon, 10 Mar 2025 {hour:02}:00:00 +0100\n".encode()
        + a_mail(sender, subject, text, To=OWN).as_bytes()
        for hour, (sender, text) in enumerate(mails, start=8)
    ]


@pytest.fixture(scope="module")
def running(office, answers):
    """A round that is out and has been answered."""
    office.sends_out(KEY)
    inbox = office.folder / "mails"
    inbox.mkdir()
    for number, raw in enumerate(answers):
        (inbox / f"{number}.eml").write_bytes(raw)
    read = office.does("ingest", inbox, "--json", at=A_WEEK_LATER)
    assert [line["outcome"] for line in read.lines] == [
        "submission",
        "submission",
        "no_remarks",
        "submission",
    ]
    return office


# Setting a round up


def test_a_round_is_created_from_its_file_and_checked_at_once(office):
    (office.folder / "oplaeg.pdf").write_bytes(b"%PDF-1.4 scanned")

    made = office.creates("med-bilag", HEAD + 'documents = ["oplaeg.pdf"]\n' + QUESTIONS + INVITEES)

    assert (made.code, made.out) == (0, "med-bilag\n"), made.err
    assert 'No text can be read in the document "oplaeg.pdf"' in made.err
    shown = office.does("round", "show", "med-bilag", "--json").json
    assert (shown["state"], shown["created_by"], shown["deadline"]) == (
        "draft",
        "helle",
        "2025-04-04T10:00:00+00:00",
    )
    assert [question["key"] for question in shown["questions"]] == ["fokus", "fase"]
    assert [document["name"] for document in shown["documents"]] == ["oplaeg.pdf"]
    assert {party["organisation"]: party["must_hear"] for party in shown["parties"]} == {
        "Fonden Nordlys": False,
        "Stille Fond": True,
    }


def test_every_mistake_in_a_rounds_file_is_told_at_once_with_its_key_and_what_is_allowed(office):
    wrong = """
    key = "{key}"
    kind = "uips"
    titel = "Fokusområder"
    text = ""
    deadline = 2020-01-01T12:00:00
    office = "kantinen"
    documents = ["nowhere.pdf"]
    question = [{{key = "a", text = "A?"}}, {{key = "a", text = "B?"}}]
    invitee = [{{organisation = "Fonden Nordlys", address = "karen at home"}}]
    """
    ended = office.creates("forkert", wrong)

    assert (ended.code, ended.out) == (1, "")
    for told in (
        'kind: is "uips"; allowed are uip, policy.',
        'titel: there is no such key; was "title" meant?',
        "title: is missing.",
        "text: is empty.",
        "deadline: is 2020-01-01 12:00:00, which is past",
        'office: is "kantinen"; allowed are uip, politik.',
        'documents[1]: names "nowhere.pdf"',
        'question[2].key: is "a", which is taken already',
        'invitee[1].address: is "karen at home", which is no mail address.',
    ):
        assert told in ended.err
    assert "no round is called forkert" in office("round", "show", "forkert").err


def test_a_file_without_invitees_or_of_a_round_that_is_there_is_told(office):
    assert "invitee: there is none" in office.creates("ingen", HEAD + QUESTIONS).err
    assert office.creates("to-gange").code == 0

    again = office.creates("to-gange")

    assert (again.code, again.out) == (1, "")
    assert "a round is called to-gange already" in again.err


def test_a_list_joins_a_draft_and_each_row_is_reported_on(office):
    office.creates("liste")
    rows = office.folder / "fonde.csv"
    rows.write_text(
        "Organisation;Adresse;Sprog;By\n"
        "Fonden Syd;Kontakt@fondensyd.example;engelsk;Bjergby\n"
        ";x@fondenvest.example;da;\n"
        "Fonden Nordlys;karen@fondennordlys.example;da;\n"
        "Fonden Nordlys;bo@fondennordlys.example;da;\n"
        "Fonden Nord;ikke-en-adresse;klingon;\n",
        encoding="utf-8",
    )

    joined = office.does("round", "invite", "liste", rows, "--json")
    again = office.does("round", "invite", "liste", rows)

    assert [(row["line"], row["outcome"], row["problems"]) for row in joined.json] == [
        (2, "invited", []),
        (3, "refused", ["organisation_missing"]),
        (4, "known", []),
        (5, "invited", []),
        (6, "refused", ["bad_address", "unknown_language"]),
    ]
    assert "2 of 5 rows" in joined.err
    assert "Columns not read: by" in joined.err
    assert "line 3: not invited, because the organisation is missing\n" in again.out
    assert "line 2: Fonden Syd <kontakt@fondensyd.example> was on the list already\n" in again.out
    parties = office.does("round", "show", "liste", "--json").json["parties"]
    assert {
        party["organisation"]: (party["language"], [each["email"] for each in party["addresses"]])
        for party in parties
    } == {
        "Fonden Nordlys": ("da", ["bo@fondennordlys.example", "karen@fondennordlys.example"]),
        "Fonden Syd": ("en", ["kontakt@fondensyd.example"]),
        "Stille Fond": ("da", ["post@stillefond.example"]),
    }


def test_a_list_that_is_none_is_told(office):
    office.creates("uden-liste")
    (office.folder / "noget.csv").write_text("by;postnummer\nBjergby;9999\n", encoding="utf-8")

    ended = office("round", "invite", "uden-liste", office.folder / "noget.csv")

    assert (ended.code, ended.out) == (1, "")
    assert "address: there is no such column; it may be called address, adresse" in ended.err


# Moving it


def test_what_must_be_put_right_stops_the_approval(office):
    office.creates("uden-nogen", HEAD + 'tags = ["alle fonde"]\n' + QUESTIONS)

    checked = office("round", "check", "uden-nogen", "--json")
    approved = office("round", "approve", "uden-nogen")

    assert checked.code == 1
    assert [(found["code"], found["severity"]) for found in checked.json] == [("nobody_invited", "blocks")]
    assert approved.code == 1
    assert "Nobody is invited" in approved.err
    assert office.does("round", "show", "uden-nogen", "--json").json["state"] == "draft"


def test_only_the_approver_named_in_the_file_confirms(office):
    office.creates("godkendes", HEAD + 'approver = "anders"\n' + QUESTIONS + INVITEES)

    refused = office("round", "approve", "godkendes", "--by", "helle")
    office.does("round", "approve", "godkendes", "--by", "anders", "--for", "helle")

    assert refused.code == 1
    assert "anders is named as this round's approver, so helle can't confirm it" in refused.err
    event = office.does("round", "show", "godkendes", "--json").json["events"][-1]
    assert (event["what"], event["actor"], event["details"]["asked_by"]) == ("approve", "anders", "helle")


def test_a_round_goes_through_its_states_and_says_what_stands_in_the_way(office):
    office.creates("forloeb")
    too_soon = office("round", "open", "forloeb")
    office.does("round", "approve", "forloeb")
    opened = office.does("round", "open", "forloeb")
    closed = office.does("round", "close", "forloeb")
    reopened = office.does("round", "extend", "forloeb", "--until", "2025-04-11")
    cancelled = office.does("round", "cancel", "forloeb", "--reason", "Trukket tilbage")
    too_late = office("round", "approve", "forloeb")

    assert too_soon.code == too_late.code == 1
    assert "the round is draft and can't be opened: for that it has to be approved" in too_soon.err
    assert "Invitations in the outbox: 2." in opened.err
    assert "is closed" in closed.err
    assert "has until Friday 11 April at 23:59" in reopened.err
    assert "is cancelled" in cancelled.err
    assert "the round is cancelled and can't be approved" in too_late.err
    shown = office.does("round", "show", "forloeb").out
    assert "cancelled" in shown
    assert "Trukket tilbage" in shown


def test_one_party_gets_more_time_with_a_reason(office):
    office.sends_out("laengere")
    until = ("--until", "2025-04-11T12:00")
    party = ("--party", "post@STILLEFOND.example")

    without = office("round", "extend", "laengere", *until, *party)
    given = office.does("round", "extend", "laengere", *until, *party, "--reason", "Bestyrelsesmøde")
    unknown = office("round", "extend", "laengere", *until, "--party", "Fonden Hvem", "--reason", "x")
    earlier = office("round", "extend", "laengere", "--until", "2025-04-01T12:00")
    no_time = office("round", "extend", "laengere", "--until", "fredag")

    assert "without a reason: give one with --reason" in without.err
    assert "Stille Fond in the round laengere has until Friday 11 April at 12:00" in given.err
    assert "nobody in the round laengere is called, or writes from, Fonden Hvem" in unknown.err
    assert "the deadline is Friday 4 April 2025 at 12:00, and Tuesday 1 April 2025 at 12:00" in earlier.err
    assert [without.code, unknown.code, earlier.code, no_time.code] == [1, 1, 1, 2]
    parties = office.does("round", "show", "laengere", "--json").json["parties"]
    assert {party["organisation"]: party["own_deadline"] for party in parties} == {
        "Fonden Nordlys": None,
        "Stille Fond": "2025-04-11T10:00:00+00:00",
    }


def test_a_round_is_not_opened_where_nobody_says_whom_the_letters_are_from(office):
    office.creates("uden-afsender")
    office.does("round", "approve", "uden-afsender")

    whole = office.config.read_text(encoding="utf-8")
    office.config.write_text(whole.replace(f'from_address = "{OWN}"', "").replace("host =", "#"), "utf-8")

    ended = office("round", "open", "uden-afsender")
    office.config.write_text(whole, encoding="utf-8")

    assert ended.code == 1
    assert "smtp.from_address is not configured" in ended.err
    assert office.does("round", "show", "uden-afsender", "--json").json["state"] == "approved"


# Looking at it


def test_the_plan_says_before_the_launch_and_after_who_gets_what_when_and_why_not(running):
    running.creates("plan")
    before = running.does("round", "plan", "plan").out
    after = running.does("round", "plan", KEY, "--json", at=A_WEEK_LATER).json
    reminded = running.does("round", "remind", KEY, at="2025-03-20T10:00")

    silent = before.partition("Stille Fond")[2]
    assert "halfway                    Wednesday 19 March at 09:00" in silent
    assert "the day after              nothing: it must be heard, so somebody calls instead" in silent
    assert "somebody calls             from Monday 7 April at 09:00 on" in silent
    assert {each["organisation"]: each["nothing"] for each in after} == {
        "Fonden Nordlys": "answered",
        "Stille Fond": "no_remarks",
    }
    assert "now in the outbox: 0." in reminded.err


def test_who_is_due_is_reminded_once(office):
    office.sends_out("paamindes")

    first = office.does("round", "remind", "paamindes", at="2025-03-19T10:00")
    second = office.does("round", "remind", "paamindes", at="2025-03-19T11:00")

    assert "now in the outbox: 2." in first.err
    assert "now in the outbox: 0." in second.err
    plan = office.does("round", "plan", "paamindes", at="2025-03-19T11:00").out
    assert "halfway                    sent Wednesday 19 March at 10:00" in plan


def test_a_round_is_shown_with_its_parties_by_state_and_its_messages_add_up(running):
    shown = running.does("round", "show", KEY, "--json", at=A_WEEK_LATER).json
    page = running.does("round", "show", KEY, at=A_WEEK_LATER).out

    assert (shown["states"], shown["invited"], shown["uninvited"], shown["days_left"]) == (
        {"answered": 1, "no_remarks": 1},
        2,
        1,
        25,
    )
    assert shown["reconciliation"] == {
        "taken_in": 4,
        "answers": 4,
        "non_answers": 0,
        "set_aside": 0,
        "unresolved": 0,
        "adds_up": True,
    }
    assert "Deadline Friday 4 April at 12:00, 25 days left." in page
    assert "Answered without being asked: 1" in page
    assert "Messages: 4 messages in, 4 answers, 0 non-answers, 0 set aside, 0 unresolved." in page


def test_rounds_are_listed_newest_first_and_by_state(running):
    found = running.does("round", "list", "--json", at=A_WEEK_LATER).json
    [listed] = [each for each in found if each["key"] == KEY]
    open_ones = running.does("round", "list", "--state", "open", "--json", at=A_WEEK_LATER).json

    assert (listed["kind"], listed["state"], listed["office"]) == ("uip", "open", "uip")
    assert listed["states"] == {"answered": 1, "no_remarks": 1}
    assert {each["state"] for each in open_ones} == {"open"}


def test_submissions_are_one_object_each_with_answers_by_question_and_nothing_private(running):
    printed = running.does("round", "submissions", KEY, "--json", at=A_WEEK_LATER)
    first, second, silent, stranger = printed.lines

    assert all(set(line) >= CONTRACT for line in printed.lines)
    assert CPR not in printed.out
    assert "fokusområde for unge i hjemløshed" in first["answers"]["fokus"]
    assert "CPR xxxxxx-xxxx" in first["answers"]["fokus"]
    assert "Bjergby Kommune" in first["answers"]["fase"]
    assert (first["publish"], first["contains_cpr"], first["late"]) == (True, True, False)
    assert (first["kind"], first["version"], first["replaces"]) == ("submission", 1, None)
    assert (second["kind"], second["version"], second["replaces"]) == ("revised_submission", 2, 1)
    assert (silent["kind"], silent["invitee"], silent["proposals"]) == ("no_remarks", "Stille Fond", [])
    assert (stranger["invitee"], stranger["sender"]) == (None, address_of(STRANGER))
    [proposal] = [each for each in first["proposals"] if each["type"] == "focus_area"]
    assert proposal["susi_phase"] == "afproevning"
    assert "hjemløshed" in proposal["text"]
    people = running.does("round", "submissions", KEY, at=A_WEEK_LATER).out
    assert CPR not in people
    assert "[CPR number]" in people


def test_who_must_be_heard_and_stays_silent_is_to_be_phoned_after_the_deadline(office):
    office.sends_out("must-hear-2026")
    early = office.does("round", "show", "must-hear-2026", at=A_WEEK_LATER).out
    later = office.does("round", "show", "must-hear-2026", at="2025-04-07T10:00").out

    assert "Somebody has to phone" not in early
    assert "Somebody has to phone\n  Stille Fond\n" in later


def test_proposals_are_shown_by_phase(running):
    found = running.does("round", "show", KEY, "--by", "phase", "--json", at=A_WEEK_LATER).json
    page = running.does("round", "show", KEY, "--by", "phase", at=A_WEEK_LATER).out

    assert {phase: [each["organisation"] for each in made] for phase, made in found.items()} == {
        "udbredelse": ["Fonden Nordlys"],  # as corrected: the first answer said "afprøvning"
        "": ["storkelegatet.example"],
    }
    assert found[""][0]["lacks"] == ["Which phase the proposal is in"]
    assert "Spreading (udbredelse) (1)" in page
    assert "No phase can be read (1)" in page


# Handing it over


def test_a_round_is_exported_with_every_original_a_list_and_digests(running, answers, tmp_path):
    path = tmp_path / "runde.zip"
    running.does("round", "export", KEY, "--output", path, at=A_WEEK_LATER)

    with zipfile.ZipFile(path) as package:
        files = {name: package.read(name) for name in package.namelist()}
    originals = [content for name, content in files.items() if name.endswith(".eml")]
    listed = list(csv.DictReader(io.StringIO(files["contents.csv"].decode("utf-8-sig")), delimiter=";"))
    digests = dict(line.split("  ")[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert originals == answers
    assert [row["file"] for row in listed] == [name for name in files if name.endswith(".eml")]
    assert [row["party"] for row in listed][:3] == ["Fonden Nordlys", "Fonden Nordlys", "Stille Fond"]
    assert digests == {
        name: hashlib.sha256(content).hexdigest() for name, content in files.items() if name != "SHA256SUMS"
    }
    record = json.loads(files["round.json"])
    assert (record["key"], len(record["letters"]) >= 2) == (KEY, True)


def test_a_note_is_written_in_three_files_and_says_what_it_lacks(running, tmp_path):
    written = running.does("round", "note", KEY, "--output", tmp_path / "note", at=A_WEEK_LATER)

    paths = written.out.splitlines()
    assert {path.rpartition(".")[2] for path in paths} == {"docx", "html", "csv"}
    page = next(path for path in paths if path.endswith(".html"))
    html = Path(page).read_text(encoding="utf-8")
    assert "Fonden Nordlys" in html
    assert CPR not in html
    assert "The note is not complete" in written.err


def test_an_unknown_round_is_told_by_every_command(office, tmp_path):
    for command in (
        ["show"],
        ["plan"],
        ["submissions"],
        ["check"],
        ["approve"],
        ["export", "--output", tmp_path / "x.zip"],
    ):
        name, *options = command
        ended = office("round", name, "nowhere", *options)
        assert (ended.code, ended.out) == (1, ""), command
        assert "no round is called nowhere" in ended.err
