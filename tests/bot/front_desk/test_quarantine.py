import asyncio
import threading
from dataclasses import replace

import pytest

from bot.front_desk import quarantine
from bot.front_desk.quarantine import ENDS_PROCESSES, LIVES, TOO_SLOW
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.scanning import INFECTED, Scanner
from bot.inquiries.errors import NotAMember, NotNow
from bot.settings import Clamav
from storage import correspondence, inquiries, ledger
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.journeys.mails import a_mail
from tests.laid_desk import FATIMA, METTE, FixedModel, a_desk
from tests.letters_received import received
from tests.servers.clamd import EICAR, clamd

BINARY = b"\x00\x01 ikke til at laese \xff"


def reading(desk):
    """What reads a message as the service does."""
    return ReadingRoom(desk, FixedModel()).letter


async def first_letter(desk, reference):
    async with desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, reference)
        return (await correspondence.of_inquiry(session, inquiry.id))[0]


@pytest.fixture
async def kept(desk):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (ledger_id,) = await ledger.store(
            session, [Arrival.pack(BINARY, source="INBOX", received_at=now)], now
        )
        await ledger.decide(session, ledger_id, Outcome.QUARANTINED, now, reason="no header")
    return ledger_id


async def test_triage_makes_it_an_inquiry_without_a_letter_to_anybody(desk, kept):
    reference = await quarantine.make_inquiry(desk, kept, METTE, "Mail der ikke kunne læses", reading(desk))

    async with desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, reference)
        letters = await correspondence.of_inquiry(session, inquiry.id)
        entry = await ledger.entry(session, kept)
    assert (inquiry.office, inquiry.sender) == ("indsatser", "")
    assert [letter.direction for letter in letters] == ["in"]
    assert (entry.outcome, entry.inquiry_id) == (Outcome.INQUIRY, inquiry.id)


async def test_a_letter_that_names_nobody_is_shown_as_far_as_it_can_be_read(desk):
    now = desk.clock.now()
    raw = b"Subject: =?utf-8?q?Sp=C3=B8rgsm=C3=A5l?=\r\n\r\nHvem kan vi ringe til?\r\n"
    async with desk.database.transaction() as session:
        (kept,) = await ledger.store(session, [Arrival.pack(raw, source="INBOX", received_at=now)], now)
        await ledger.decide(session, kept, Outcome.QUARANTINED, now, reason="no_sender")

    reference = await quarantine.make_inquiry(desk, kept, METTE, "Mail uden emne", reading(desk))

    async with desk.database.reading() as session:
        inquiry = await inquiries.by_reference(session, reference)
        (letter,) = await correspondence.of_inquiry(session, inquiry.id)
    assert (inquiry.subject, letter.text) == ("Spørgsmål", "Hvem kan vi ringe til?")


async def test_what_is_discarded_stays_whole_in_the_archive(desk, kept):
    await quarantine.discard(desk, kept, METTE)

    async with desk.database.reading() as session:
        entry = await ledger.entry(session, kept)
        assert (await ledger.load(session, kept)).raw == BINARY
    assert (entry.outcome, entry.reason) == (Outcome.QUARANTINED, f"discarded by {METTE}")


async def test_two_clicks_make_one_inquiry(desk, kept):
    await quarantine.make_inquiry(desk, kept, METTE, "Emne", reading(desk))

    with pytest.raises(NotNow):
        await quarantine.make_inquiry(desk, kept, METTE, "Emne", reading(desk))


@pytest.mark.parametrize("action", ["make_inquiry", "discard"])
async def test_only_triage_decides(desk, kept, action):
    more = ("Emne", reading(desk)) if action == "make_inquiry" else ()

    with pytest.raises(NotAMember):
        await getattr(quarantine, action)(desk, kept, FATIMA, *more)


@pytest.mark.parametrize("reason", [ENDS_PROCESSES, TOO_SLOW])
async def test_what_no_process_survived_or_took_too_long_is_not_read_and_shown_as_it_came(desk, reason):
    now = desk.clock.now()
    raw = b"Subject: Gift\r\n\r\nEt brev.\r\n"
    async with desk.database.transaction() as session:
        (kept,) = await ledger.store(session, [Arrival.pack(raw, source="INBOX", received_at=now)], now)
        for _ in range(LIVES + 1 if reason == ENDS_PROCESSES else 0):
            await ledger.take_up(session, kept)
        await ledger.decide(session, kept, Outcome.QUARANTINED, now, reason=reason)

    reference = await quarantine.make_inquiry(desk, kept, METTE, "Emne", lambda _: pytest.fail("it is read"))

    letter = await first_letter(desk, reference)
    assert (letter.subject, "Et brev." in letter.text) == ("Emne", True)


async def test_while_a_message_is_read_nobody_waits_for_the_record(desk, kept):
    begun, done = threading.Event(), threading.Event()

    def takes_its_time(_stored):
        begun.set()
        done.wait(20)

    making = asyncio.create_task(quarantine.make_inquiry(desk, kept, METTE, "Emne", takes_its_time))
    try:
        await asyncio.to_thread(begun.wait, 20)
        async with asyncio.timeout(5), desk.database.transaction() as session:
            await ledger.take_up(session, kept)
    finally:
        done.set()
    assert (await making).startswith("FD-")


@pytest.fixture
async def guarded(tmp_path):
    """A desk with a clamd, whose mail server says who pretends to be another; it takes a megabyte."""
    hosts = {"trusted_authserv": ["mx.ministeriet.example"], "max_message_mb": 1}
    with clamd() as server:
        async with a_desk(tmp_path, imap=hosts, reading={"max_text_kb": 1}) as desk:
            yield replace(desk, scan=Scanner(Clamav(host="127.0.0.1", port=server.port)).scan)


async def test_of_one_that_was_too_large_everything_is_known_that_would_be_of_any_other(guarded):
    failed = "mx.ministeriet.example; dmarc=fail header.from=fondennordlys.example"
    mail = a_mail(text="Se filen. " + "x" * 1_100_000, Authentication_Results=failed)
    mail.add_attachment(EICAR, "application", "pdf", filename="svar.pdf")
    decision = await received(guarded, mail)
    assert decision.reason == "too_large"

    kept = decision.reading.stored.ledger_id
    reference = await quarantine.make_inquiry(guarded, kept, METTE, "Emne", reading(guarded))

    letter = await first_letter(guarded, reference)
    async with guarded.database.reading() as session:
        letters = await correspondence.of_inquiry(session, letter.inquiry_id)
    assert [each["what"] for each in letter.doubts] == ["cut", "unproven"]
    assert [each["mark"] for each in letter.attachments] == [INFECTED]
    assert [each.direction for each in letters] == ["in"]  # nothing goes to whom somebody pretends to be
