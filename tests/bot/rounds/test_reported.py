"""What a machine's report does to a party, as reception takes the mail in."""

import pytest

from bot.front_desk.reception import Reception
from bot.mail.reports import Bounce, Failure
from bot.rounds import reported
from bot.screening import Verdict
from bot.signed_address import reply_address
from storage import ledger, round_messages, round_parties, rounds
from storage.messages import Arrival
from storage.outcomes import Outcome
from tests.journeys.mails import a_bounce
from tests.laid_desk import OWN_ADDRESS, FixedModel
from tests.rounds_on_record import opened
from tests.sample_mails import sample

FIRST, SECOND, STRANGER = "post@stille.example", "direktion@stille.example", "karen@fondennordlys.example"


@pytest.fixture
async def out(desk):
    """A round with one party at two addresses, and another."""
    return await opened(desk, parties={"Stille Fond": (FIRST, SECOND), "Fonden Nordlys": STRANGER})


async def party_of(desk, round_id):
    async with desk.database.reading() as session:
        parties = await round_parties.of_round(session, round_id)
    return next(each for each in parties if each.organisation == "Stille Fond")


async def invitation(desk, round_id):
    party = await party_of(desk, round_id)
    async with desk.database.reading() as session:
        return (await rounds.letters(session, party.id))[0]


async def active(desk, round_id):
    async with desk.database.reading() as session:
        found = await round_parties.addresses(session, round_id)
    return {each.email: each.active for theirs in found.values() for each in theirs}


async def comes(desk, raw):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        (number,) = await ledger.store(session, [Arrival.pack(raw, source="test", received_at=now)], now)
    return (await Reception(desk, FixedModel()).receive(number)).outcome


def naming(report, *others):
    """The same report, with a group of fields for each further address that does not exist."""
    more = [f"Final-Recipient: rfc822; {each}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n" for each in others]
    return report.replace(b"Final-Recipient", "".join(more).encode() + b"Final-Recipient", 1)


async def test_every_address_that_one_report_names_is_marked_and_no_elses(desk, out):
    letter = await invitation(desk, out)
    report = a_bounce({"Message-ID": letter.message_id}, SECOND)

    assert await comes(desk, naming(report, STRANGER, FIRST)) == Outcome.BOUNCE

    assert await active(desk, out) == {FIRST: False, SECOND: False, STRANGER: True}
    assert (await party_of(desk, out)).state == "undeliverable"


async def test_a_complaint_about_a_rounds_letter_is_told_and_the_letter_counts_as_delivered(desk, out):
    party = await party_of(desk, out)
    to = reply_address(OWN_ADDRESS, "r", party.id, desk.key).encode()
    complaint = sample("complaint-arf").replace(b"dialog@ministeriet.example", to)
    complaint = complaint.replace(b"nogen@postservice.example", FIRST.encode())

    assert await comes(desk, complaint) == Outcome.BOUNCE

    assert await active(desk, out) == {FIRST: True, SECOND: True, STRANGER: True}
    assert (await party_of(desk, out)).state == "invited"
    async with desk.database.reading() as session:
        (told,) = await round_messages.of_round(session, out)
    assert told.reading["complaint"]


def test_what_is_lost_put_off_and_late_is_told_apart():
    failures = (
        Failure("A@fond.example", "5.1.1", permanent=True),
        Failure("b@fond.example", "4.2.2", permanent=False),
        Failure(None, "5.2.2", permanent=False),
        Failure("c@fond.example", "4.4.1", permanent=False, final=False),
    )
    verdict = Verdict(Outcome.BOUNCE, "delivery_status", (), Bounce((), failures))

    assert reported.bounced(verdict) == ["a@fond.example"]
    assert reported.put_off(verdict) == ["b@fond.example", ""]
    assert not reported.is_late(verdict)
