import pytest

from bot.front_desk import quarantine
from bot.front_desk.incoming_mail import opened
from bot.inquiries.errors import NotAMember, NotNow
from storage import correspondence, inquiries, ledger
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.laid_desk import FATIMA, METTE

BINARY = b"\x00\x01 ikke til at laese \xff"


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
    reference = await quarantine.make_inquiry(desk, kept, METTE, "Mail der ikke kunne læses", opened)

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

    reference = await quarantine.make_inquiry(desk, kept, METTE, "Mail uden emne", opened)

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
    await quarantine.make_inquiry(desk, kept, METTE, "Emne", opened)

    with pytest.raises(NotNow):
        await quarantine.make_inquiry(desk, kept, METTE, "Emne", opened)


@pytest.mark.parametrize("action", ["make_inquiry", "discard"])
async def test_only_triage_decides(desk, kept, action):
    more = ("Emne", opened) if action == "make_inquiry" else ()

    with pytest.raises(NotAMember):
        await getattr(quarantine, action)(desk, kept, FATIMA, *more)
