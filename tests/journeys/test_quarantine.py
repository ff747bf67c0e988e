"""A mail that can't be understood: kept whole, set aside, shown to triage, who decides with one click."""

import pytest

from bot.front_desk import reading
from bot.mail.errors import Unreadable
from storage import ledger
from tests.journeys.mails import KAREN, STRANGER, SUBJECT, a_mail, address_of
from tests.journeys.ministry import ANNE, BO, TRIAGE, UIP, until

TOO_LARGE = a_mail(STRANGER, "Vores arkiv", "Hele arkivet.\n" * 100_000)


def stumbles(_raw, _limits):
    """Read as a program does that can't."""
    raise Unreadable("not_a_message")


@pytest.fixture
async def ministry(opened):
    """A ministry that takes mails of a megabyte at most."""
    return await opened(imap={"max_message_mb": 1})


@pytest.fixture
async def card(ministry):
    """The card of a mail in quarantine."""
    await ministry.gets(TOO_LARGE)
    card = await ministry.card("karantæne", TRIAGE)
    await card.shows("quarantine.create", "quarantine.retry", "quarantine.discard")
    return card


async def test_it_is_stored_whole_and_moved_aside_and_the_next_mail_is_read(ministry, card):
    await ministry.gets(a_mail())
    await ministry.card(SUBJECT, UIP)

    await ministry.has_decided(quarantined=1, inquiry=1)
    await until(ministry.inbox_is_empty)
    [aside] = ministry.mailbox.messages("Karantaene")
    async with ministry.parts.desk.database.reading() as session:
        assert (await ledger.load(session, 1)).raw == aside


async def test_triage_makes_an_inquiry_of_it(ministry, card):
    await card.click(ANNE, "quarantine.create")
    await ministry.told(ANNE, "Visitationen")

    await card.click(BO, "quarantine.create")

    await card.shows("FD-2025-00001", f"<@{BO}>")
    assert "quarantine.create" not in card.text
    inquiry = await ministry.card("FD-2025-00001 fra", TRIAGE)
    await inquiry.shows("Hele arkivet.", "inquiry.claim")
    await ministry.has_decided(inquiry=1)


async def test_triage_discards_it_and_it_stays_in_the_archive(ministry, card):
    await card.click(BO, "quarantine.discard")

    await card.shows("kasseret", f"<@{BO}>")
    assert "quarantine.discard" not in card.text
    await ministry.has_decided(quarantined=1)


async def test_tried_again_by_a_program_that_can_read_it_it_goes_its_way(ministry, monkeypatch):
    reads = reading.parse
    monkeypatch.setattr(reading, "parse", stumbles)
    await ministry.gets(a_mail())
    card = await ministry.card("karantæne", TRIAGE)
    await card.shows("det er ikke en mail")
    await card.click(BO, "quarantine.retry")
    await ministry.told(BO, "i karantæne")
    await card.shows("quarantine.retry")

    monkeypatch.setattr(reading, "parse", reads)
    await card.click(BO, "quarantine.retry")

    await card.shows("ny henvendelse")
    await ministry.card(SUBJECT, UIP)
    await ministry.acknowledgement(address_of(KAREN))
    await ministry.has_decided(inquiry=1)
    async with ministry.parts.desk.database.reading() as session:
        entry = await ledger.entry(session, 1)
    assert entry.reason == "read again, was quarantined: not_a_message"


async def test_read_again_without_a_click_its_card_says_what_became_of_it(ministry, monkeypatch):
    reads = reading.parse
    monkeypatch.setattr(reading, "parse", stumbles)
    await ministry.gets(a_mail())
    card = await ministry.card("karantæne", TRIAGE)
    monkeypatch.setattr(reading, "parse", reads)

    await ministry.parts.reception.read_again(1)

    await card.shows("ny henvendelse")
    assert "quarantine.retry" not in card.text
    await ministry.card(SUBJECT, UIP)
