"""The command line: results on standard output, a plain sentence for what goes wrong, never a traceback."""

import json
import mailbox as mailboxes
import os
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from bot.demo.ports import free_port
from tests.journeys.commands import OWN, SECRETS, SERVERS, a_config, fondsdialog
from tests.journeys.mails import KAREN, a_bounce, a_mail, a_read_receipt, a_reply, address_of, an_absence

# contract, section 3
CONTRACT = {
    "source",
    "outcome",
    "reference",
    "duplicate_of",
    "sender",
    "sender_name",
    "organisation",
    "subject",
    "text",
    "language",
    "initiative",
    "confidence",
    "topics",
    "office",
    "attachments",
    "warnings",
}


def dated(mail, hour):
    raw = mail if isinstance(mail, bytes) else mail.as_bytes()
    return f"Date: Mon, 03 Mar 2025 {hour:02}:00:00 +0100\n".encode() + raw


def mails() -> dict[str, bytes]:
    """A mail for each outcome, by the outcome that it should have."""
    first = a_mail(Reply_To=OWN)
    again = a_reply(first, "Vi glemte budgettet.", To=OWN)
    del first["Reply-To"]
    return {
        "inquiry": dated(first, 9),
        "follow_up": dated(again, 10),
        "duplicate": dated(first, 9),
        "auto_reply": dated(an_absence(first), 11),
        "bounce": dated(a_bounce(first, address_of(KAREN)), 12),
        "receipt": dated(a_read_receipt(first), 13),
        "list_mail": dated(
            a_mail(
                KAREN,
                "Nyhedsbrev",
                "Nyt",
                List_Id="<nyt.fondennordlys.example>",
                List_Unsubscribe="<https://fondennordlys.example/>",
                Precedence="bulk",
            ),
            14,
        ),
        "loop": dated(a_mail(f"Os <{OWN}>", "Re: Familiehuset", "Kære Karen"), 15),
        "quarantined": b"\x00\x01\x02 not a mail",
    }


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A folder with a configuration and a database that has read one mail for each outcome."""
    folder = tmp_path_factory.mktemp("office")
    config = a_config(folder)
    inbox = folder / "mails"
    inbox.mkdir()
    for number, (outcome, raw) in enumerate(mails().items()):
        (inbox / f"{number}-{outcome}.eml").write_bytes(raw)
    assert fondsdialog("db", "upgrade", "--config", config).code == 0
    read = fondsdialog("ingest", inbox, "--json", "--config", config)
    assert read.code == 0, read.err
    return config, read


# Setting up


def test_init_writes_a_configuration_and_never_overwrites_one(tmp_path):
    config = tmp_path / "config.toml"
    assert fondsdialog("init", "--config", config).code == 0
    config.write_text(config.read_text(encoding="utf-8") + "# mine", encoding="utf-8")

    again = fondsdialog("init", "--config", config)

    assert again.code == 1
    assert "exists already" in again.err
    assert config.read_text(encoding="utf-8").endswith("# mine")


def test_every_mistake_in_the_configuration_is_told_at_once(tmp_path):
    config = a_config(tmp_path, more="[nlp]\naccept = 7\n[sla]\nfirst_anwser_days = 3")

    ended = fondsdialog("status", "--config", config)

    assert ended.code == 1
    assert "nlp.accept" in ended.err
    assert "sla.first_anwser_days" in ended.err


def test_a_missing_configuration_is_told(tmp_path):
    ended = fondsdialog("status", "--config", tmp_path / "config.toml")

    assert ended.code == 1
    assert str(tmp_path / "config.toml") in ended.err


def test_a_database_is_brought_up_to_date_and_before_that_no_command_works_on_it(tmp_path):
    config = a_config(tmp_path)
    for command in (["status"], ["db", "check"], ["run"]):
        ended = fondsdialog(*command, "--config", config)
        assert (ended.code, ended.out) == (1, ""), command
        assert f"there is no database at {tmp_path / 'fondsdialog.db'}" in ended.err
        assert "fondsdialog db upgrade" in ended.err
    assert not list(tmp_path.glob("fondsdialog.db*"))

    assert "is now at version" in fondsdialog("db", "upgrade", "--config", config).err
    assert "already" in fondsdialog("db", "upgrade", "--config", config).err
    checked = fondsdialog("db", "check", "--config", config)
    assert checked.code == 0
    assert "adds up" in checked.out


def test_a_letter_that_was_changed_afterwards_is_named_by_the_check(tmp_path):
    config = a_config(tmp_path)
    (tmp_path / "mail.eml").write_bytes(
        b"From: post@fonden.example\nSubject: Hej\n\nVi vil gerne h\xc3\xb8re mere.\n"
    )
    fondsdialog("db", "upgrade", "--config", config)
    assert fondsdialog("ingest", tmp_path / "mail.eml", "--config", config).code == 0
    with sqlite3.connect(tmp_path / "fondsdialog.db") as careless:
        careless.execute("UPDATE raw_message SET content = x'00'")
        careless.execute("UPDATE mail_ledger SET outcome = NULL")
        careless.execute("DELETE FROM counter")

    checked = fondsdialog("db", "check", "--config", config)

    assert checked.code == 1
    assert "not in order" in checked.err
    assert "Originals  NOT IN ORDER\n           letter 1 can't be unpacked" in checked.out
    assert "Ledger     NOT IN ORDER\n           0 messages seen, 0 decided on, 1 not yet" in checked.out


def test_what_stops_one_question_of_the_check_stops_no_other(tmp_path):
    config = a_config(tmp_path)
    (tmp_path / "mail.eml").write_bytes(a_mail().as_bytes())
    fondsdialog("db", "upgrade", "--config", config)
    fondsdialog("ingest", tmp_path / "mail.eml", "--config", config)
    with sqlite3.connect(tmp_path / "fondsdialog.db") as careless:
        careless.execute("UPDATE event SET at = 'garbage'")
        careless.execute("DROP TABLE round")
        careless.execute("UPDATE mail_ledger SET outcome = 'nonsense'")

    checked = fondsdialog("db", "check", "--config", config)

    assert checked.code == 1
    said = "Tables NOT IN ORDER there is no table round Ledger NOT IN ORDER 1 messages became"
    assert said in " ".join(checked.out.split())
    assert "Inquiries  NOT IN ORDER\n           can't be read: " in checked.out
    assert "Answers    NOT IN ORDER\n           can't be read: no such table: round" in checked.out
    assert "Rounds     their history is unbroken" in checked.out


def test_a_database_that_does_not_answer_is_told(tmp_path):
    away = {"FONDSDIALOG_DATABASE__URL": f"postgresql+asyncpg://post@127.0.0.1:{free_port()}/fonde"}
    config = a_config(tmp_path)

    for command in (
        ["status"],
        ["db", "upgrade"],
        ["inquiry", "list", "--json"],
        ["ingest", tmp_path],
        ["run"],
    ):
        ended = fondsdialog(*command, "--config", config, **away)
        assert (ended.code, ended.out) == (1, ""), command
        assert "the database can't be reached" in ended.err


def test_a_service_that_finds_no_database_says_that_and_nothing_else(tmp_path):
    away = {"FONDSDIALOG_DATABASE__URL": f"postgresql+asyncpg://post@127.0.0.1:{free_port()}/fonde"}
    servers = SERVERS.format(imap_port=free_port(), username=OWN, api_url="http://127.0.0.1:1/")

    ended = fondsdialog("run", "--config", a_config(tmp_path, more=servers), **away, **SECRETS)

    assert ended.code == 1
    assert ended.err.splitlines() == [
        "fondsdialog: the database can't be reached: does it run, and is database.url right?"
    ]


@pytest.mark.parametrize(
    ("database", "said"),
    [("ingen", 'database "ingen" does not exist'), ("postgres", "the database is empty")],
)
def test_a_database_that_is_not_made_yet_is_told(tmp_path, postgres, database, said):
    url = {"FONDSDIALOG_DATABASE__URL": postgres.url(database)}

    ended = fondsdialog("status", "--config", a_config(tmp_path), **url)

    assert (ended.code, ended.out) == (1, "")
    assert said in ended.err


def test_a_missing_model_is_told(tmp_path):
    config = a_config(tmp_path, more=f'[nlp]\nmodel = "{tmp_path}/none"')

    for command in (["ingest", tmp_path], ["run"]):
        ended = fondsdialog(*command, "--config", config)
        assert ended.code == 1
        assert f"no model at {tmp_path}/none" in ended.err


@pytest.mark.parametrize(
    "arguments", [["ingest"], ["run", "--roles", "cooking"], ["demo", "--twice"], ["cook"]]
)
def test_wrong_usage_exits_with_2(arguments):
    ended = fondsdialog(*arguments)

    assert ended.code == 2
    assert "Usage:" in ended.err


def test_a_help_that_can_not_be_written_says_why():
    with Path("/dev/full").open("wb") as full:
        asked = [sys.executable, "-m", "bot", "--help"]
        ended = subprocess.run(asked, stdout=full, stderr=subprocess.PIPE, check=False)

    assert (ended.returncode, ended.stderr) == (1, b"fondsdialog: No space left on device.\n")


# Reading mail from files


def test_ingest_tells_one_line_for_each_mail_whatever_it_is(office):
    _, read = office

    lines = {Path(line["source"]).stem.partition("-")[2]: line for line in read.lines}

    assert {name: line["outcome"] for name, line in lines.items()} == {name: name for name in mails()}
    first = lines["inquiry"]
    assert first["reference"].startswith("FD-")
    assert (first["sender"], first["organisation"], first["office"]) == (
        address_of(KAREN),
        "Fonden Nordlys",
        "uip",
    )
    assert lines["follow_up"]["reference"] == first["reference"]
    assert lines["follow_up"]["text"] == "Vi glemte budgettet."
    assert lines["duplicate"]["duplicate_of"] == first["reference"]
    assert all(set(line) >= CONTRACT for line in lines.values())


def test_ingest_reads_mbox_maildir_and_standard_input(office, tmp_path):
    config, _ = office
    box = mailboxes.mbox(tmp_path / "arkiv.mbox")
    box.add(a_mail(subject="I en mbox").as_bytes())
    box.close()
    folder = mailboxes.Maildir(tmp_path / "Maildir")
    folder.add(a_mail(subject="I en Maildir").as_bytes())

    read = fondsdialog(
        "ingest",
        tmp_path / "arkiv.mbox",
        tmp_path / "Maildir",
        "-",
        "--json",
        "--config",
        config,
        stdin=a_mail(subject="Ad røret").as_bytes(),
    )

    assert read.code == 0
    assert read.err == ""  # no bar in a pipe
    assert {line["subject"] for line in read.lines} == {"I en mbox", "I en Maildir", "Ad røret"}
    assert {line["outcome"] for line in read.lines} == {"inquiry"}


def test_ingest_of_nothing_there_is_told(office, tmp_path):
    config, _ = office

    ended = fondsdialog("ingest", tmp_path / "nowhere", "--config", config)

    assert (ended.code, ended.out) == (1, "")
    assert str(tmp_path / "nowhere") in ended.err


@pytest.mark.parametrize("command", [["ingest"], ["replay", "--dry-run"]], ids=" ".join)
def test_an_empty_path_is_not_the_working_directory(office, command):
    config, _ = office

    ended = fondsdialog(*command, "", "--config", config)

    assert (ended.code, ended.out) == (2, "")
    assert "the path is empty" in ended.err


def test_what_can_not_be_read_is_told_and_the_rest_is_taken_in(office, tmp_path):
    config, _ = office
    (tmp_path / "1").symlink_to("nowhere")
    (tmp_path / os.fsdecode(b"br\xe6v.eml")).write_bytes(a_mail(subject="Det ene").as_bytes())

    for command in (["replay", "--dry-run"], ["ingest"]):
        ended = fondsdialog(*command, tmp_path, "--json", "--config", config)

        assert (ended.code, [line["subject"] for line in ended.lines]) == (1, ["Det ene"])
        assert f"Not read: {tmp_path}/1 (a link to what is not there)." in ended.err
        assert "1 of what was named could not be read; the rest was." in ended.err


def test_ingest_of_an_empty_folder_says_so(office, tmp_path):
    config, _ = office

    ended = fondsdialog("ingest", tmp_path, "--json", "--config", config)

    assert (ended.code, ended.out) == (0, "")
    assert "no mail" in ended.err


# Looking at inquiries


def test_a_search_is_narrowed_by_what_the_inquiries_are(office):
    config, read = office
    of_uip = [line["reference"] for line in read.lines if line.get("office") == "uip" and line["reference"]]

    def found(*options):
        lines = fondsdialog("inquiry", "search", *options, "--json", "--config", config).json
        return {line["reference"] for line in lines}

    assert set(of_uip) <= found("--office", "uip")
    assert found("--office", "ingen") == found("budgettet", "--office", "ingen") == set()
    assert found("budgettet", "--status", "new", "--since", "2000-01-01") == found("budgettet") != set()
    assert found("budgettet", "--until", "2000-01-01") == set()


def test_days_at_the_ends_of_the_calendar_are_days_like_others(office):
    config, _ = office
    ever = ["--since", "0001-01-01", "--until", "9999-12-31"]

    assert len(fondsdialog("inquiry", "search", *ever, "--json", "--config", config).json) > 0


@pytest.mark.parametrize("limit", ["-1", "0", "99999999999999999999"])
def test_a_limit_is_a_number_of_inquiries(office, limit):
    config, _ = office

    for command in (["list"], ["search", "budgettet"]):
        ended = fondsdialog("inquiry", *command, "--limit", limit, "--config", config)
        assert (ended.code, ended.out) == (2, "")
        assert "not in the range" in ended.err


def test_a_search_for_nothing_says_what_to_give(office):
    config, _ = office

    ended = fondsdialog("inquiry", "search", "--config", config)

    assert (ended.code, ended.out) == (2, "")
    assert "Give some words" in ended.err


def test_an_inquiry_is_listed_shown_and_found_by_its_words(office):
    config, read = office
    reference = next(line["reference"] for line in read.lines if line["outcome"] == "inquiry")

    listed = fondsdialog("inquiry", "list", "--json", "--config", config).json
    whole = fondsdialog("inquiry", "show", reference, "--json", "--config", config).json
    found = fondsdialog("inquiry", "search", "budgettet", "--json", "--config", config).json

    [in_list] = [each for each in listed if each["reference"] == reference]
    [in_search] = [each for each in found if each["reference"] == reference]
    assert {name: whole[name] for name in in_list} == in_list == in_search
    assert (whole["status"], whole["office"], whole["claimed_by"], whole["linked"]) == (
        "new",
        "uip",
        None,
        [],
    )
    assert [letter["direction"] for letter in whole["correspondence"]] == ["in", "in"]
    assert whole["correspondence"][1]["text"] == "Vi glemte budgettet."
    assert [event["what"] for event in whole["events"]][:2] == ["opened", "followed_up"]
    assert whole["notes"] == []


def test_inquiries_are_listed_by_their_state(office):
    config, read = office
    opened = [line["reference"] for line in read.lines if line["outcome"] == "inquiry"]

    new = fondsdialog("inquiry", "list", "--status", "new", "--json", "--config", config)
    closed = fondsdialog("inquiry", "list", "--status", "closed", "--json", "--config", config)

    assert set(opened) <= {each["reference"] for each in new.json}
    assert {each["status"] for each in new.json} == {"new"}
    assert closed.json == []


def test_an_unknown_number_is_told(office):
    config, _ = office

    for command in ("show", "export"):
        ended = fondsdialog("inquiry", command, "FD-2025-99999", "--config", config)
        assert (ended.code, ended.out) == (1, "")
        assert "FD-2025-99999" in ended.err


def test_an_inquiry_is_exported_with_every_original(office, tmp_path):
    config, read = office
    reference = next(line["reference"] for line in read.lines if line["outcome"] == "inquiry")

    ended = fondsdialog("inquiry", "export", reference, "--output", tmp_path / "sag.zip", "--config", config)

    assert ended.code == 0, ended.err
    with zipfile.ZipFile(tmp_path / "sag.zip") as package:
        originals = [package.read(name) for name in package.namelist() if name.endswith(".eml")]
    letters = [line for line in read.lines if line["outcome"] in ("inquiry", "follow_up")]
    assert {Path(line["source"]).read_bytes() for line in letters} <= set(originals)


def test_an_export_into_a_folder_that_is_not_there_names_the_folder(office, tmp_path):
    config, read = office
    reference = next(line["reference"] for line in read.lines if line["outcome"] == "inquiry")

    ended = fondsdialog(
        "inquiry", "export", reference, "--output", tmp_path / "ingen" / "sag.zip", "--config", config
    )

    assert (ended.code, ended.out) == (1, "")
    assert f"there is no such folder ({tmp_path}/ingen)" in ended.err


def test_the_status_accounts_for_every_mail(office):
    config, read = office

    status = fondsdialog("status", "--json", "--config", config).json

    mail = status["mail"]
    assert mail["adds_up"] is True
    assert mail["seen"] == mail["undecided"] + sum(mail["outcomes"].values()) >= len(read.lines)
    assert status["oldest_unanswered"]["reference"].startswith("FD-")
    assert status["outbox"]["failed"] == 0
    assert (
        "adds" not in fondsdialog("status", "--config", config).out
    )  # people are told only when it does not


def test_replay_says_what_would_become_of_mails_and_stores_none(tmp_path):
    config = a_config(tmp_path)
    mail = tmp_path / "brev.eml"
    mail.write_bytes(mails()["inquiry"])
    fondsdialog("db", "upgrade", "--config", config)

    told = fondsdialog("replay", "--dry-run", mail, "--json", "--config", config)
    shown = fondsdialog("replay", "--dry-run", mail, "--config", config)

    assert told.code == shown.code == 0
    assert json.loads(told.out) == json.loads(told.out) | {"outcome": "inquiry", "joins": None, "round": None}
    assert "answer by" in shown.out
    assert "Traceback" not in told.err + shown.err
    assert json.loads(fondsdialog("inquiry", "list", "--json", "--config", config).out or "[]") == []


def test_replay_without_saying_that_it_is_a_dry_run_is_refused(tmp_path):
    refused = fondsdialog("replay", tmp_path, "--config", a_config(tmp_path))

    assert refused.code == 2
    assert "--dry-run" in refused.err


def test_what_lies_in_quarantine_is_listed_exported_and_read_again_once(tmp_path):
    config = a_config(tmp_path, more="[imap]\nmax_message_mb = 1")
    large, nobody = tmp_path / "1.eml", tmp_path / "2.eml"
    large.write_bytes(dated(a_mail(text="Hele arkivet.\n" * 100_000), 9))
    nobody.write_bytes(b"\n\n")
    fondsdialog("db", "upgrade", "--config", config)
    fondsdialog("ingest", large, nobody, "--config", config)

    listed = fondsdialog("quarantine", "list", "--json", "--config", config)
    written = fondsdialog("quarantine", "export", "1", "--output", tmp_path / "out.eml", "--config", config)
    refused = fondsdialog("quarantine", "export", "2", "--output", tmp_path / "out.eml", "--config", config)
    in_vain = fondsdialog("quarantine", "retry", "1", "--json", "--config", config)
    a_config(tmp_path)
    again = fondsdialog("quarantine", "retry", "--all", "--json", "--config", config)
    nothing_new = fondsdialog("quarantine", "retry", "--all", "--json", "--config", config)
    gone = fondsdialog("quarantine", "retry", "1", "--config", config)

    assert [(each["number"], each["reason"]) for each in listed.lines] == [(1, "too_large"), (2, "empty")]
    assert (written.code, (tmp_path / "out.eml").read_bytes()) == (0, large.read_bytes())
    assert (refused.code, "out.eml exists already and is left as it is" in refused.err) == (1, True)
    assert [(each["outcome"], each["reason"]) for each in in_vain.lines] == [("quarantined", "too_large")]
    assert [(each["number"], each["outcome"]) for each in again.lines] == [(1, "inquiry"), (2, "quarantined")]
    assert [(each["number"], each["outcome"]) for each in nothing_new.lines] == [(2, "quarantined")]
    assert (gone.code, "1 does not lie in quarantine" in gone.err) == (1, True)
    assert len(fondsdialog("inquiry", "list", "--json", "--config", config).json) == 1
    assert fondsdialog("db", "check", "--config", config).code == 0


def test_which_messages_are_to_be_read_again_has_to_be_said(tmp_path):
    config = a_config(tmp_path)

    assert fondsdialog("quarantine", "retry", "--config", config).code == 2
    assert fondsdialog("quarantine", "retry", "1", "--all", "--config", config).code == 2
