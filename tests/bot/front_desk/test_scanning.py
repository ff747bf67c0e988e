import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from bot.front_desk import scanning
from bot.front_desk.incoming_mail import enclosed
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.reception import Reception
from bot.front_desk.scanning import (
    INFECTED,
    TRIES,
    UNCHECKED,
    Scanner,
    Unreachable,
    nothing_is_scanned,
    scan_of,
)
from bot.inquiries import export
from bot.inquiries.incoming import EnclosedFile
from bot.monitoring import checkup
from bot.rounds.answer_papers import papers_of
from bot.settings import Clamav
from bot.slack import originals
from consultation.rounds import package
from storage import correspondence, ledger
from storage.messages import Arrival, Stored
from tests.laid_desk import FixedModel, the_settings
from tests.servers.clamd import EICAR, clamd


@pytest.fixture
def server():
    with clamd() as running:
        yield running


@pytest.fixture
def scanner(server):
    return Scanner(Clamav(host="127.0.0.1", port=server.port, timeout_seconds=5, max_mb=1))


def test_a_virus_is_found_and_what_holds_none_bears_no_mark(scanner, server):
    assert scanner.scan(b"noget " + EICAR) == INFECTED
    assert scanner.scan(b"et brev") is None
    assert scanner.scan(b"") is None
    assert server.asked == [b"noget " + EICAR, b"et brev", b""]


def test_clamd_is_asked_by_its_socket_too(tmp_path):
    with clamd(tmp_path / "c.ctl"):
        assert Scanner(Clamav(socket=tmp_path / "c.ctl")).scan(EICAR) == INFECTED


def test_what_is_too_large_for_clamd_is_not_sent_and_unchecked(scanner, server):
    assert scanner.scan(bytes(1024 * 1024 + 1)) == UNCHECKED
    assert server.asked == []


@pytest.mark.parametrize("behaves", ["fails", "too_long", "hangs_up"])
def test_what_clamd_can_not_say_is_unchecked(scanner, server, behaves):
    server.behaves = behaves

    assert scanner.scan(EICAR) == UNCHECKED


def test_a_clamd_that_fails_is_asked_twice_and_then_left_in_peace_for_a_while(scanner, server):
    server.behaves = "hangs_up"
    scanner.scan(b"et")
    server.behaves = "well"

    assert scanner.scan(b"to") == UNCHECKED
    assert (server.calls, server.asked) == (TRIES, [])


def test_a_clamd_that_is_not_there_is_unchecked_and_the_doctor_is_told():
    with clamd() as gone:
        port = gone.port
    nobody = Scanner(Clamav(host="127.0.0.1", port=port))

    assert nobody.scan(EICAR) == UNCHECKED
    with pytest.raises(Unreachable):
        nobody.check()


def test_a_clamd_that_is_there_is_well(scanner):
    scanner.check()


def test_without_clamd_nothing_is_scanned():
    assert scan_of(Clamav()) is nothing_is_scanned
    assert nothing_is_scanned(EICAR) is None
    assert scan_of(Clamav(host="127.0.0.1")) is not nothing_is_scanned


def infected_mail(name="ansøgning.pdf"):
    head = "From: Lone <lone@lundfonden.example>\nTo: fonde@ministeriet.example\nSubject: Svar\n"
    body = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nSe vores svar i filen.\n--b\n"
    file = f'Content-Type: application/pdf; name="{name}"\n\n'
    return f"{head}{body}{file}".encode() + EICAR + b"\n--b\nContent-Type: text/csv; name=a.csv\n\nx\n--b--\n"


@pytest.fixture
def guarded(desk, scanner):
    return replace(desk, scan=scanner.scan)


async def received(desk, raw):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (number,) = await ledger.store(session, [Arrival.pack(raw, source="test", received_at=now)], now)
    return await Reception(desk, FixedModel()).receive(number)


async def marks(desk, inquiry):
    async with desk.database.reading() as session:
        letter = await correspondence.first_received(session, inquiry.id)
    return [each.get("mark") for each in letter.attachments]


async def test_an_infected_file_is_kept_and_marked_and_its_letter_is_an_inquiry_like_any(guarded):
    decision = await received(guarded, infected_mail())

    assert decision.outcome == "inquiry"
    assert await marks(guarded, decision.inquiry) == [INFECTED, None]


async def test_while_clamd_is_down_no_mail_is_lost_and_its_files_are_unchecked(guarded, server):
    server.behaves = "hangs_up"
    decision = await received(guarded, infected_mail("skema.exe"))

    assert decision.outcome == "inquiry"
    assert await marks(guarded, decision.inquiry) == ["program", UNCHECKED]


async def test_files_that_a_slow_clamd_leaves_no_time_for_are_unchecked_and_the_mail_goes_its_way(
    guarded, server, monkeypatch
):
    monkeypatch.setattr(scanning, "MOST_SECONDS", 0.05)
    server.delay = 0.1
    decision = await received(guarded, infected_mail())

    assert decision.outcome == "inquiry"
    assert await marks(guarded, decision.inquiry) == [INFECTED, UNCHECKED]


async def test_an_export_says_in_the_name_of_the_original_that_it_holds_a_virus(guarded, tmp_path):
    decision = await received(guarded, infected_mail())
    async with guarded.database.reading() as session:
        names = await export.write(session, decision.inquiry, {}, tmp_path / "a.zip")

    assert names[0].endswith("-VIRUS.eml")
    with zipfile.ZipFile(tmp_path / "a.zip") as kept:
        assert EICAR in kept.read(names[0])


async def test_of_an_answer_to_a_round_an_infected_file_is_not_opened(guarded):
    now = guarded.clock.now()
    (reading,) = ReadingRoom(guarded, FixedModel()).read([Stored(1, 1, "test", now, infected_mail())])
    papers = papers_of(reading.mail, reading.stored.raw)

    assert papers.attachments[0]["unread"] == INFECTED
    assert [text.source for text in papers.texts] == [""]


def test_the_original_of_an_infected_answer_says_so_in_the_package():
    answer = SimpleNamespace(attachments=[{"mark": INFECTED}], received_at=datetime(2026, 3, 2, tzinfo=UTC))

    assert package._name(7, answer) == "originals/0007-20260302T000000Z-VIRUS.eml"


async def test_files_are_looked_into_once_more_when_somebody_has_them_brought(guarded, server):
    now = guarded.clock.now()
    files = [EnclosedFile("FD-1.eml", infected_mail()), *enclosed(Stored(1, 1, "test", now, infected_mail()))]
    server.behaves = "well"

    assert [each.mark for each in originals._scanned(files, guarded.scan)] == [INFECTED, INFECTED, None]


async def test_the_doctor_says_whether_clamd_answers(tmp_path, server):
    there = the_settings(tmp_path, clamav={"host": "127.0.0.1", "port": server.port})
    gone = the_settings(tmp_path, clamav={"socket": tmp_path / "nobody.ctl"})

    assert await checkup._clamav(there) == "127.0.0.1"
    assert "not checked" in await checkup._clamav(the_settings(tmp_path))
    with pytest.raises(checkup.Ill):
        await checkup._clamav(gone)
