"""What was taken for a machine's mail: triage looks through it and makes an inquiry of what was not."""

import pytest

from storage import kept_aside, ledger
from storage.messages import Arrival
from storage.outcomes import Outcome

pytestmark = pytest.mark.usefixtures("running")

ANNE, DAN = "U1ANNE", "U4DAN"
TRIAGE, UIP = "C3TRIAGE", "C1UIP"
MAIL = (
    b"From: Karen <karen@fondennordlys.example>\r\nTo: dialog@ministeriet.example\r\n"
    b"Subject: Automatisk svar? <!channel>\r\nMessage-ID: <1@fondennordlys.example>\r\n\r\n"
    b"Vi vil gerne tale om jeres strategi.\r\n"
)


async def sets_aside(desk, mails):
    """Have mails taken for automatic replies, tied to nothing; gives their ledger numbers."""
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        arrivals = [Arrival.pack(mail, source="INBOX", received_at=now) for mail in mails]
        numbers = await ledger.store(session, arrivals, now)
        for number in numbers:
            await ledger.decide(session, number, Outcome.AUTO_REPLY, now, reason="subject")
    return numbers


@pytest.fixture
async def set_aside(desk):
    """One such mail."""
    [number] = await sets_aside(desk, [MAIL])
    return number


async def test_triage_sees_who_wrote_what_and_what_it_was_taken_for(typing, set_aside):
    answer = await typing(DAN, "maskinpost", "Lagt til side som maskinpost")

    assert "karen@fondennordlys.example" in str(answer)
    assert "læst som automatisk svar" in str(answer)
    assert "jeres strategi" in str(answer)
    assert "<!channel>" not in str(answer)


async def test_the_older_ones_and_the_newest_again_are_a_click_away(typing, slack, desk):
    await sets_aside(desk, [MAIL.replace(b"<1@", b"<%d@" % each) + b"Brev %d." % each for each in range(17)])
    first = await typing(DAN, "maskinpost", "Lagt til side som maskinpost")
    assert "Brev 16." in str(first)
    assert "Brev 2." in str(first)
    assert "Brev 1." not in str(first)

    await slack.click(UIP, first["ts"], DAN, "machine_mail.older")
    older = await slack.wait(lambda page: shown(page, "Brev 1."))
    assert "Brev 0." in str(older)
    assert "Brev 2." not in str(older)

    await slack.click(UIP, older["ts"], DAN, "machine_mail.newest")
    assert "Brev 16." in str(await slack.wait(lambda page: shown(page, "Brev 2.")))


def shown(page, text):
    return next((message for message in page.messages[UIP] if text in str(message)), None)


async def test_an_empty_list_says_so(typing):
    await typing(DAN, "maskinpost", "Ingen mails er lagt til side")


async def test_only_triage_looks_through_it(typing, set_aside):
    await typing(ANNE, "maskinpost", "Visitationen")


async def test_it_becomes_an_inquiry_once_and_nothing_automatic_goes_back(record, desk, staff, set_aside):
    for _ in range(2):
        await staff.click(DAN, "machine_mail.create", str(set_aside), channel=TRIAGE, ts="1.1", block_id="x")

    assert [user for user, _ in staff.told()] == [DAN, DAN]
    assert "FD-2026-00001" in staff.told()[0][1]
    assert "FD-2026" not in staff.told()[1][1]
    inquiry = await record.inquiry(1)
    assert (inquiry.office, inquiry.sender) == ("visitation", "karen@fondennordlys.example")
    async with desk.database.reading() as session:
        assert (await ledger.entry(session, set_aside)).outcome == Outcome.INQUIRY
        assert await kept_aside.count_by_machines(session, desk.clock.now()) == 0
    assert await record.waiting("mail.acknowledgement") == []
