"""After a round: the ministry writes on the note's points, and each party hears what became of its own."""

import asyncio

import pytest

from consultation.rounds import feedback_letters, persons, record
from consultation.rounds.feedback import own_points
from consultation.rounds.lifecycle import Hands
from consultation.rounds.note.masking import Masks
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from nlp import cpr
from storage import round_messages, rounds
from tests.journeys.mails import a_reply, text_of
from tests.journeys.ministry import until
from tests.journeys.test_rounds_cli import ANSWER, CPR, HEAD, INVITEES, QUESTIONS, Office
from tests.notes.remarks import COMMENT, fills_in
from tests.rounds_on_record import ANDERS, HELLE, closed, opened, work

MASKS = Masks(cpr.find, persons.find)
KEY = "feedback-2026"
CLOSED = "2025-04-07T10:00"
SAID = "Unge hjemløse uden for de store byer bør komme først."


async def test_a_party_gets_a_letter_with_its_own_words_in_its_thread(ministry, model):
    desk = ministry.parts.desk
    of = await opened(desk, office="uip", parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    desk.nudge()
    invitation = await ministry.letter("karen@fondennordlys.example", "Frist")
    await ministry.gets(a_reply(invitation, f"1. {SAID}\n\nVores svar må ikke offentliggøres.\n\nKaren"))

    async def has_answered():
        async with desk.database.reading() as session:
            return await round_messages.of_round(session, of)

    await until(has_answered)
    await closed(desk, of)
    async with desk.database.reading() as session:
        stands = await rounds.get(session, of)
        house = House("Ministeriet", "UIP", "da", desk.calendar, model.taxonomy, model)
        note = await note_of(session, stands, house, desk.clock.now())
        case = await record.load(session, stands, desk.clock.now())
    points = await asyncio.to_thread(own_points, note, MASKS)
    letters = feedback_letters.letters(case, points)
    async with desk.database.transaction() as session:
        locked = await rounds.locked(session, of)
        await feedback_letters.send(session, locked, letters, Hands(ANDERS, HELLE), work(desk))
    desk.nudge()

    letter = await ministry.letter("karen@fondennordlys.example", "Tak for jeres svar på")
    assert SAID in text_of(letter)
    assert "Punktet er ikke gengivet i notatet, sådan som I har ønsket det." in text_of(letter)
    assert "Auto-Submitted" not in letter
    assert letter["Reply-To"] == invitation["Reply-To"]


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """A closed round with one answer."""
    made = Office(tmp_path_factory.mktemp("feedback"))
    made.does("db", "upgrade")
    made.creates(KEY, HEAD + QUESTIONS + INVITEES)
    made.does("round", "approve", KEY, "--by", "helle")
    made.does("round", "open", KEY, "--by", "helle")
    mail = made.folder / "answer.eml"
    mail.write_bytes(
        f"Date: Mon, 10 Mar 2025 08:00:00 +0100\nFrom: Karen <karen@fondennordlys.example>\n"
        f"Message-ID: <7@fondennordlys.example>\nTo: fonde@ministeriet.example\n"
        f"Subject: Svar [{KEY}]\nContent-Type: text/plain; charset=utf-8\n\n{ANSWER}".encode()
    )
    made.does("ingest", mail, at="2025-03-10T12:00")
    made.does("round", "close", KEY, "--by", "helle", at=CLOSED)
    return made


@pytest.fixture
def note(office, tmp_path):
    """The note's spreadsheet, before anybody has written in it."""
    written = office.does("round", "note", KEY, "--output", tmp_path / "note", at=CLOSED)
    return next(tmp_path.joinpath(path) for path in written.out.splitlines() if path.endswith(".csv"))


def test_a_preview_shows_each_letter_and_sends_nothing(office, note):
    fills_in(note)

    shown = office.does("round", "feedback", KEY, "--from", note.parent, "--dry-run", at=CLOSED).out

    assert "=== Fonden Nordlys <karen@fondennordlys.example>" in shown
    assert "Imødekommet." in shown
    assert f"Ministeriets bemærkning: {COMMENT}" in shown
    assert CPR not in shown
    assert "1 of 1 letters are ready. Nothing has been sent." in shown
    letters = office.does("round", "show", KEY, "--json", at=CLOSED).json["events"]
    assert "feedback" not in [each["what"] for each in letters]


def test_scripts_are_told_of_each_letter_and_whether_it_may_leave(office, note):
    fills_in(note)
    ended = office.does("round", "feedback", KEY, "--from", note.parent, "--dry-run", "--json", at=CLOSED)

    (told,) = ended.json
    assert (told["organisation"], told["to"]) == ("Fonden Nordlys", ["karen@fondennordlys.example"])
    assert (told["ready"], told["points_lacking"], told["sent"]) == (True, 0, False)
    assert COMMENT in told["text"]
    assert CPR not in ended.out


def test_a_party_whose_points_are_not_all_written_on_waits_and_is_named(office, note):
    fills_in(note)
    text = note.read_text(encoding="utf-8-sig")
    # of the points, the last has nothing yet
    head, _, last = text.rstrip().rpartition("\n")
    note.write_text(f"{head}\n{last.replace('met', '').replace(COMMENT, '')}", encoding="utf-8-sig")

    ended = office.does("round", "feedback", KEY, "--from", note, "--dry-run", at=CLOSED)

    assert "waits: Fonden Nordlys: 1 point without comment and verdict, or changed since" in ended.out
    assert "0 of 1 letters are ready" in ended.out


def test_a_note_that_nobody_has_written_in_gives_no_letters(office, note):
    ended = office("round", "feedback", KEY, "--from", note, at=CLOSED)

    assert ended.code == 1
    assert "has no comment and no verdict" in ended.err


def test_what_is_no_note_or_is_not_there_is_told(office, tmp_path):
    letter = tmp_path / "brev.docx"
    letter.write_bytes(b"not a document")
    (tmp_path / "empty").mkdir()

    unreadable = office("round", "feedback", KEY, "--from", letter, at=CLOSED)
    empty = office("round", "feedback", KEY, "--from", tmp_path / "empty", at=CLOSED)
    missing = office("round", "feedback", KEY, "--from", tmp_path / "nowhere", at=CLOSED)

    assert (unreadable.code, empty.code, missing.code) == (1, 1, 2)
    assert "can't be read as a note" in unreadable.err
    assert f"no note of the round {KEY} lies in" in empty.err


def test_sent_once_they_are_not_sent_again_and_the_round_is_reported_on(office, note):
    fills_in(note)

    office.does("round", "feedback", KEY, "--from", note, "--dry-run", at=CLOSED)
    waited = office.does("round", "show", KEY, "--json", at=CLOSED).json["statements_waiting"]
    first = office.does("round", "feedback", KEY, "--from", note, "--by", "helle", at=CLOSED)
    now_wait = office.does("round", "show", KEY, "--json", at=CLOSED).json["statements_waiting"]
    again = office.does("round", "feedback", KEY, "--from", note, "--by", "helle", at=CLOSED)
    for_scripts = office.does("round", "feedback", KEY, "--from", note, "--json", at=CLOSED)
    office.does("round", "report", KEY, "--by", "helle", at=CLOSED)

    assert "Letters in the outbox: 1." in first.err
    assert "Letters in the outbox: 0.\nHad one before: 1." in again.err
    # whoever gave a verdict has confirmed what is said there; whoever only looks at the letters has not
    assert (waited > 0, now_wait) == (True, 0)
    assert [(each["ready"], each["sent"]) for each in for_scripts.json] == [(True, False)]
    assert office.does("round", "show", KEY, "--json", at=CLOSED).json["state"] == "reported"
