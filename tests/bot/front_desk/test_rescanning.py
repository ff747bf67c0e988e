"""What clamd could not look into while it was down is looked into once it is back."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.front_desk import scanning
from bot.front_desk.rescanning import Rescan, remarked
from bot.front_desk.scanning import INFECTED, UNCHECKED, Scanner
from bot.inquiries.posts import THREAD
from bot.settings import Clamav
from bot.signed_address import reply_address
from consultation.rounds.notices import NOTICE
from storage import inquiries, round_messages, rounds
from storage.tables import OutboxRow
from tests.bot.front_desk.test_scanning import infected_mail, marks, received
from tests.laid_desk import OWN_ADDRESS
from tests.rounds_on_record import opened
from tests.servers.clamd import clamd

HARMLESS = b"""From: Karen <karen@fondennordlys.example>
To: %s
Subject: Svar
Message-ID: <1@fondennordlys.example>
Content-Type: multipart/mixed; boundary=b

--b

Se vores svar i filen.
--b
Content-Type: application/pdf; name="svar.pdf"

%%PDF-1.4 et svar
--b--
"""


@pytest.fixture
def server(monkeypatch):
    """A clamd that hangs up, and is asked again at once when it is back."""
    monkeypatch.setattr(scanning, "REST", 0.0)
    with clamd() as running:
        running.behaves = "hangs_up"
        yield running


@pytest.fixture
def guarded(desk, server):
    scanner = Scanner(Clamav(host="127.0.0.1", port=server.port, timeout_seconds=5, max_mb=1))
    return replace(desk, scan=scanner.scan)


async def parcels(desk, number, kind):
    async with desk.database.reading() as session:
        found = select(OutboxRow).where(OutboxRow.inquiry_id == number, OutboxRow.kind == kind)
        return list(await session.scalars(found))


async def test_an_infected_file_is_found_once_clamd_is_back_and_the_staff_are_told(guarded, server):
    inquiry = (await received(guarded, infected_mail())).inquiry
    assert await marks(guarded, inquiry) == [UNCHECKED, UNCHECKED]
    server.behaves = "well"

    assert await Rescan(guarded).look() == 1

    assert await marks(guarded, inquiry) == [INFECTED, None]
    async with guarded.database.reading() as session:
        history = await inquiries.history(session, inquiry.id)
        of = await inquiries.get(session, inquiry.id)
    assert history[-1].what == "file_infected"
    assert history[-1].details["name"] == "ansøgning.pdf"
    assert of.revision > inquiry.revision
    (told,) = await parcels(guarded, inquiry.id, THREAD)
    assert told.payload["what"] == "file_found_infected"
    assert (told.payload["name"], told.payload["who"]) == ("ansøgning.pdf", "lone@lundfonden.example")


async def test_of_a_mail_with_more_parts_than_are_read_those_that_were_read_are_looked_into(guarded, server):
    few = guarded.settings.reading.model_copy(update={"max_parts": 3})
    few = replace(guarded, settings=guarded.settings.model_copy(update={"reading": few}))
    inquiry = (await received(few, infected_mail())).inquiry
    assert await marks(few, inquiry) == [UNCHECKED]
    server.behaves = "well"

    assert await Rescan(few).look() == 1

    assert await marks(few, inquiry) == [INFECTED]


async def test_while_clamd_is_down_nothing_is_changed(guarded, server):
    inquiry = (await received(guarded, infected_mail())).inquiry

    assert await Rescan(guarded).look() == 0
    assert await marks(guarded, inquiry) == [UNCHECKED, UNCHECKED]


async def test_what_was_looked_into_is_not_looked_into_again(guarded, server):
    await received(guarded, infected_mail())
    server.behaves = "well"
    rescan = Rescan(guarded)
    await rescan.look()
    asked = len(server.asked)

    assert await rescan.look() == 0
    assert len(server.asked) == asked


async def test_what_clamd_can_not_look_into_is_asked_about_once(guarded, server):
    large = infected_mail().replace(b"\nx\n", b"\n" + b"x" * 1_100_000 + b"\n")
    inquiry = (await received(guarded, large)).inquiry
    server.behaves = "well"
    rescan = Rescan(guarded)

    assert await rescan.look() == 1
    assert await marks(guarded, inquiry) == [INFECTED, UNCHECKED]
    assert await rescan.look() == 0


async def test_without_clamd_nobody_looks(desk):
    assert await Rescan(desk).look() == 0


async def test_an_answer_to_a_round_is_looked_into_too(guarded, server):
    of = await opened(guarded)
    to = reply_address(OWN_ADDRESS, "r", 1, guarded.key)
    await received(guarded, HARMLESS % to.encode())
    server.behaves = "well"

    assert await Rescan(guarded).look() == 1

    async with guarded.database.reading() as session:
        (answer,) = await round_messages.of_round(session, of)
    assert [each.get("mark") for each in answer.attachments] == [None]


async def test_an_infected_file_of_an_answer_is_marked_and_recorded(guarded, server):
    of = await opened(guarded)
    to = reply_address(OWN_ADDRESS, "r", 1, guarded.key)
    await received(guarded, infected_mail().replace(b"fonde@ministeriet.example", to.encode()))
    server.behaves = "well"
    await Rescan(guarded).look()

    async with guarded.database.reading() as session:
        (answer,) = await round_messages.of_round(session, of)
        history = await rounds.history(session, of)
    first, _ = answer.attachments
    assert (first["mark"], first["unread"]) == (INFECTED, INFECTED)
    assert [each.details["name"] for each in history if each.what == "file_infected"] == ["ansøgning.pdf"]
    async with guarded.database.reading() as session:
        notices = await session.scalars(select(OutboxRow).where(OutboxRow.kind == NOTICE))
        assert len(notices.all()) == 1


def test_only_the_marks_that_are_known_by_now_change():
    told = [
        {"name": "a", "mark": UNCHECKED},
        {"name": "b", "mark": "program"},
        {"name": "c", "mark": UNCHECKED},
    ]
    assert remarked(told, {0: None, 2: INFECTED}) == [
        {"name": "a"},
        {"name": "b", "mark": "program"},
        {"name": "c", "mark": INFECTED},
    ]
