"""A round from A to Z on real servers: from its file to a note whose count of messages is exact."""

import asyncio
import csv
import hashlib
import json
import zipfile
from collections import Counter
from datetime import UTC, datetime

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from storage import round_messages, rounds
from tests.journeys import round_letters as letters
from tests.journeys.commands import Ended
from tests.journeys.mails import a_bounce, a_reply, text_of
from tests.journeys.ministry import OFFICES, UIP, until
from tests.journeys.round_letters import HEIR, KEY, PARTIES
from tests.papers import pdf

CONFIG = """
[service]
data_dir = "{folder}"
public_name = "Ministeriets fondsdialog"
[database]
url = "{url}"
[smtp]
host = "127.0.0.1"
port = {port}
security = "none"
from_address = "{address}"
"""
OFFICE = '[[office]]\nkey = "{key}"\nname = "{name}"\nchannel = "{channel}"\ntriage = {triage}\n'

HALFWAY = datetime(2025, 3, 20, 10, tzinfo=UTC)
THREE_DAYS_BEFORE = datetime(2025, 4, 1, 10, tzinfo=UTC)
TWO_MINUTES_LEFT = datetime(2025, 4, 4, 21, 58, tzinfo=UTC)
PAST = datetime(2025, 4, 4, 22, 3, tzinfo=UTC)
A_WORKING_DAY_LATER = datetime(2025, 4, 8, 10, tzinfo=UTC)
WITH_LEAVE = datetime(2025, 4, 11, 8, tzinfo=UTC)
THE_END = datetime(2025, 4, 11, 9, tzinfo=UTC)


EARLY = {
    **dict.fromkeys(PARTIES, "answered"),
    "Arkivfonden": "invited",
    "Legatet af 1901": "no_remarks",
    "Idrætsfonden": "declined",
    "Kunstfonden": "outside_remit",
    "Larkfield Trust": "invited",
    "Løftefonden": "promised",
    "Stafetfonden": "delegated",
    f"Stafetfonden ({HEIR})": "invited",
    "Feriefonden": "invited",
    "Forsvundne Fond": "undeliverable",
    "Stille Fond": "invited",
    "Tavse Legat": "invited",
    "storkelegatet.example": "answered",
}


SAID = {
    "Fonden Nordlys": "mentorordning",
    "Havblik Fonden": "familiehus",
    "Kystfonden": "bådprojekt",
    "Skovfonden": "Skovskolen",
}
KINDS = Counter(
    submission=12,
    revised_submission=2,
    no_remarks=1,
    declined=1,
    outside_remit=1,
    extension_request=1,
    promise=1,
    delegation=1,
    auto_reply=1,
    bounce=1,
)


class Office:
    """The round's people at the command line, beside the running service and its moved clock."""

    def __init__(self, ministry, url, folder):
        self.ministry, self.folder = ministry, folder
        values = {
            "folder": folder,
            "url": url,
            "port": ministry.sink.port,
            "address": ministry.mailbox.address,
        }
        offices = [OFFICE.format(**{"triage": "false"} | each) for each in OFFICES]
        self.config = folder / "config.toml"
        self.config.write_text(
            CONFIG.format(**values) + "\n".join(offices).replace("= True", "= true"), encoding="utf-8"
        )

    async def does(self, *arguments):
        given = [*map(str, arguments), "--config", str(self.config)]
        now = self.ministry.clock.now().isoformat()
        done = await asyncio.to_thread(CliRunner().invoke, main, given, env={"FONDSDIALOG_NOW": now})
        assert (done.exception, done.exit_code) == (None, 0), (
            given,
            done.output,
            done.stderr,
            done.exception,
        )
        return Ended(done.exit_code, done.stdout, done.stderr)

    async def round(self):
        return (await self.does("round", "show", KEY, "--json")).json

    async def states(self):
        return {party["organisation"]: party["state"] for party in (await self.round())["parties"]}

    async def has_taken_in(self, count):
        database = self.ministry.parts.desk.database

        async def look():
            async with database.reading() as session:
                of = await rounds.by_key(session, KEY)
                return len(await round_messages.of_round(session, of.id)) == count

        await until(look, 60)
        return await self.round()

    async def messages(self):
        return (await self.does("round", "submissions", KEY, "--json")).lines


@pytest.fixture
def office(ministry, database_url, tmp_path):
    return Office(ministry, database_url, tmp_path)


@pytest.mark.parametrize("database_url", ["sqlite", "postgresql"], indirect=True)
async def test_a_round_from_a_to_z(office):
    await is_set_up_and_sent_out(office)
    invitations = await everybody_is_asked(office)
    await answers_come_in(office, invitations)
    await what_is_not_plain_is_decided(office)
    await each_answer_is_read_for_what_it_says(office)
    await one_party_gets_more_time(office)
    await only_the_silent_are_reminded(office)
    await some_answer_at_the_last_moment_and_some_after_it(office, invitations)
    await the_round_is_closed_and_adds_up(office)
    await the_note_says_who_said_what(office)
    await people_say_what_its_statements_are_and_it_is_complete(office)
    await the_export_holds_every_original(office)


async def is_set_up_and_sent_out(office):
    (office.folder / "oplaeg.pdf").write_bytes(pdf(["Oplæg om fokusområder"]))
    invitees = "".join(
        f'[[invitee]]\norganisation = "{name}"\naddress = "{address}"\n'
        f'language = "{"en" if name == "Larkfield Trust" else "da"}"\n'
        f"must_hear = {str(name == 'Tavse Legat').lower()}\n"
        for name, address in PARTIES.items()
    )
    file = office.folder / "round.toml"
    file.write_text(letters.FILE + invitees, encoding="utf-8")

    await office.does("round", "create", file, "--by", "anders")
    checked = await office.does("round", "check", KEY)
    await office.does("round", "approve", KEY, "--by", "bente", "--for", "anders")
    opened = await office.does("round", "open", KEY, "--by", "anders")

    assert "nothing to put right" in checked.err
    assert f"Invitations in the outbox: {len(PARTIES)}." in opened.err


async def everybody_is_asked(office):
    asked = {name: await office.ministry.letter(address, "") for name, address in PARTIES.items()}
    danish, english = asked["Fonden Nordlys"], asked["Larkfield Trust"]
    assert f"1. {letters.FIRST}" in text_of(danish)
    assert "Vi beder om jeres svar senest fredag den 4. april kl. 23.59." in text_of(danish)
    assert "Friday 4 April" in text_of(english)
    assert [each.get_filename() for each in danish.iter_attachments()] == ["oplaeg.pdf"]
    assert len({letter["Reply-To"] for letter in asked.values()}) == len(PARTIES)
    return asked


async def answers_come_in(office, invitations):
    gets = office.ministry.gets
    replies = letters.replies(invitations)
    for mail in (*replies.values(), letters.unasked(invitations["Fonden Nordlys"])):
        await gets(mail)
    await gets(letters.an_absence(invitations["Feriefonden"]), to=None)
    gone = PARTIES["Forsvundne Fond"]
    await gets(a_bounce(invitations["Forsvundne Fond"], gone))
    await office.has_taken_in(len(replies) + 3)
    revising = a_reply(
        invitations["Brobyggerfonden"], letters.REVISED, f"Anna <{PARTIES['Brobyggerfonden']}>"
    )
    mistaken = a_reply(
        invitations["Havblik Fonden"], "Frokost på torsdag?", f"Ida <{PARTIES['Havblik Fonden']}>"
    )
    await gets(revising)
    await gets(mistaken)
    found = await office.has_taken_in(len(replies) + 5)

    assert await office.states() == EARLY, found["undecided"]
    assert {each["organisation"] for each in found["undecided"]} == {"Arkivfonden", "Havblik Fonden"}
    heir = await office.ministry.letter(HEIR, "Frist")
    assert letters.FIRST in text_of(heir)
    await office.ministry.card("Fonden Nordlys", UIP)


async def what_is_not_plain_is_decided(office):
    waiting = {each["organisation"]: each["submission"] for each in (await office.round())["undecided"]}

    await office.does("round", "decide", KEY, waiting["Arkivfonden"], "--as", "submission")
    await office.does("round", "decide", KEY, waiting["Havblik Fonden"], "--set-aside", "sendt ved en fejl")

    assert (await office.states())["Arkivfonden"] == "answered"
    assert (await office.round())["undecided"] == []


async def one_party_gets_more_time(office):
    until_then = ("--until", "2025-04-11T12:00", "--party", "Larkfield Trust", "--reason", "Board meeting")

    await office.does("round", "extend", KEY, *until_then, "--by", "bente", "--for", "anders")

    letter = await office.ministry.letter(PARTIES["Larkfield Trust"], "Your deadline for")
    assert "Friday 11 April" in text_of(letter)
    others = [each for each in office.ministry.sink.messages if "has been moved" in text_of(each.message)]
    assert len(others) == 1


async def each_answer_is_read_for_what_it_says(office):
    by_party = {each["organisation"]: each for each in reversed(await office.messages())}

    for party, words in SAID.items():
        assert words in by_party[party]["answers"]["indsatser"], party
    assert [party for party, each in by_party.items() if each["contains_cpr"]] == ["Skovfonden"]
    assert letters.CPR not in json.dumps([*by_party.values()])
    campaign = by_party["Fonden Nordlys"]["campaign"]
    assert campaign is not None
    copies = [party for party, each in by_party.items() if each["campaign"] == campaign]
    assert sorted(copies) == ["Fonden Nordlys", "Kopifonden"]
    assert by_party["Fællesfonden"]["signatories"] == ["Fællesfonden", "Ågårdfonden", "Møllefonden"]
    assert by_party["Arkivfonden"]["attachments"][0]["unread"] == "no_text"
    assert by_party["storkelegatet.example"]["invitee"] is None
    assert by_party["Brobyggerfonden"]["publish"] is True
    assert by_party["Havblik Fonden"]["publish"] is None


async def only_the_silent_are_reminded(office):
    office.ministry.turns_to(HALFWAY)
    await have_been_reminded(office, {"Stille Fond": 1, "Tavse Legat": 1, "heir": 1})

    office.ministry.turns_to(THREE_DAYS_BEFORE)
    await have_been_reminded(
        office, {"Stille Fond": 2, "Tavse Legat": 2, "heir": 2, "Løftefonden": 1, "Feriefonden": 1}
    )

    made = (await office.does("round", "plan", KEY, "--json")).json
    why = {each["organisation"]: each["nothing"] for each in made}
    assert why["Fonden Nordlys"] == "answered"
    assert (why["Forsvundne Fond"], why["Stafetfonden"]) == ("undeliverable", "delegated")


async def have_been_reminded(office, expected):
    """Wait until these have had so many reminders; nobody else may ever have had one."""
    names = {address: name for name, address in PARTIES.items()} | {HEIR: "heir"}

    async def look():
        told = Counter(
            names[address]
            for letter in office.ministry.sink.messages
            if "ikke hørt fra jer" in text_of(letter.message)
            for address in letter.recipients
        )
        assert told <= Counter(expected), told
        return told == Counter(expected)

    await until(look)


async def some_answer_at_the_last_moment_and_some_after_it(office, invitations):
    def says(party, text):
        return a_reply(invitations[party], text, f"{party} <{PARTIES[party]}>")

    before = (await office.round())["reconciliation"]["taken_in"]
    office.ministry.turns_to(TWO_MINUTES_LEFT)
    await office.ministry.gets(says("Løftefonden", letters.LATE))
    await office.has_taken_in(before + 1)
    office.ministry.turns_to(PAST)
    await office.ministry.gets(says("Feriefonden", letters.LATE.replace("ældre", "mænd")))
    await office.has_taken_in(before + 2)
    office.ministry.turns_to(A_WORKING_DAY_LATER)
    await office.ministry.letter_with(PARTIES["Stille Fond"], "Jeres svar er stadig velkomment")
    office.ministry.turns_to(WITH_LEAVE)
    await office.ministry.gets(says("Larkfield Trust", letters.ENGLISH))
    await office.has_taken_in(before + 3)

    receipt = await office.ministry.letter_with(PARTIES["Feriefonden"], "efter fristen")
    assert receipt["Auto-Submitted"] == "auto-replied"


async def the_round_is_closed_and_adds_up(office):
    office.ministry.turns_to(THE_END)

    await office.does("round", "close", KEY, "--by", "bente", "--for", "anders")

    found = await office.round()
    assert found["state"] == "closed"
    states = await office.states()
    assert {name for name, state in states.items() if state == "silent"} == {
        "Stille Fond",
        "Tavse Legat",
        f"Stafetfonden ({HEIR})",
    }
    assert found["phone"] == ["Tavse Legat"]
    messages = await office.messages()
    assert Counter(each["kind"] for each in messages) == KINDS
    assert [each["organisation"] for each in messages if each["late"] and each["version"]] == ["Feriefonden"]
    assert found["reconciliation"] == {
        "taken_in": sum(KINDS.values()),
        "answers": 16,
        "non_answers": 5,
        "set_aside": 1,
        "unresolved": 0,
        "adds_up": True,
    }
    totals = await office.ministry.totals()
    assert (sum(totals.outcomes.values()), totals.undecided) == (sum(KINDS.values()), 0)


async def the_note_says_who_said_what(office):
    written = await office.does("round", "note", KEY, "--output", office.folder / "note")

    files = {path.suffix: path for path in (office.folder / "note").iterdir()}
    assert {str(path) for path in files.values()} == set(written.out.split())
    page = files[".html"].read_text(encoding="utf-8")
    for words in ("Unge hjemløse uden for de store byer", "bådprojekt", "Ågårdfonden", "Stille Fond"):
        assert words in page
    assert letters.CPR not in page
    with zipfile.ZipFile(files[".docx"]) as document:
        assert "bådprojekt" in document.read("word/document.xml").decode()
    with files[".csv"].open(encoding="utf-8-sig", newline="") as sheet:
        rows = list(csv.reader(sheet, delimiter=";"))
    assert any("Unge hjemløse" in cell for row in rows for cell in row)


async def people_say_what_its_statements_are_and_it_is_complete(office):
    (sheet,) = (office.folder / "note").glob("*.csv")
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    for row in rows:
        row["review"] = "ja"
        if row["place"] == "unread":
            row["reason"] = "Læst: samme ord som i brevet."
    with sheet.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    assert (await office.round())["statements_waiting"] > 0

    written = await office.does("round", "note", KEY, "--output", office.folder / "note", "--by", "anders")

    assert "The note is complete." in written.err, written.err
    assert (await office.round())["statements_waiting"] == 0


async def the_export_holds_every_original(office):
    path = office.folder / "round.zip"
    await office.does("round", "export", KEY, "--output", path)

    with zipfile.ZipFile(path) as archive:
        listed = dict(
            reversed(line.split("  ", 1)) for line in archive.read("SHA256SUMS").decode().splitlines()
        )
        assert set(archive.namelist()) == {*listed, "SHA256SUMS"}
        for name, digest in listed.items():
            assert hashlib.sha256(archive.read(name)).hexdigest() == digest
        originals = [archive.read(name) for name in listed if name.startswith("originals/")]
        assert json.loads(archive.read("round.json"))["reconciliation"]["adds_up"]
    assert len(originals) == sum(KINDS.values())
    assert any(letters.CPR.encode() in each or b"svar.docx" in each for each in originals)
