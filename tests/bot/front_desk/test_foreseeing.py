"""What would become of a message is said as reception would decide it, and nothing is done."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from bot.front_desk.foreseeing import foresee
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.reception import Reception
from bot.inquiries import merging
from bot.mail.files import MailFile
from bot.signed_address import reply_address
from storage import ledger
from storage.messages import Arrival
from storage.outcomes import Outcome
from storage.tables import Base
from tests.bot.front_desk.test_reception import a_mail, about, acknowledgement_of
from tests.laid_desk import METTE, OWN_ADDRESS, FixedModel, a_desk, an_understanding
from tests.rounds_on_record import opened
from tests.sample_mails import sample

A_WEDNESDAY = datetime(2026, 2, 25, 9, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgresql"])
async def desk(request, tmp_path):
    """A desk on a fresh database of either kind."""
    at = {"database": {"url": request.getfixturevalue("postgres_url")}} if request.param != "sqlite" else {}
    async with a_desk(tmp_path, **at) as laid:
        yield laid


@pytest.fixture
def said(desk):
    async def said(*raws, understanding=None, sent_at=None):
        room = ReadingRoom(desk, FixedModel(understanding))
        return await foresee(desk, room, [MailFile("test", sent_at, lambda raw=raw: raw) for raw in raws])

    return said


@pytest.fixture
def received(desk):
    async def received(raw):
        reception, now = Reception(desk, FixedModel()), desk.clock.now()
        async with desk.database.transaction() as session:
            (number,) = await ledger.store(session, [Arrival.pack(raw, source="t", received_at=now)], now)
        return await reception.receive(number)

    return received


async def rows(desk):
    async with desk.database.reading() as session:
        counts = [select(func.count()).select_from(table) for table in Base.metadata.sorted_tables]
        return [(await session.scalars(count)).one() for count in counts]


async def test_a_letter_would_open_an_inquiry_at_its_office_with_its_deadline(desk, said):
    (foreseen,) = await said(a_mail(), understanding=an_understanding("temamoeder"), sent_at=A_WEDNESDAY)

    assert (foreseen.outcome, foreseen.office) == (Outcome.INQUIRY, "moeder")
    assert foreseen.deadline == desk.calendar.first_answer_due(A_WEDNESDAY)


async def test_what_is_not_understood_surely_would_go_to_triage(said):
    (foreseen,) = await said(a_mail(), understanding=an_understanding("temamoeder", confidence=0.01))

    assert foreseen.office == "indsatser"


async def test_nothing_is_stored_of_it(desk, said, received):
    await received(a_mail())
    before = await rows(desk)

    await said(a_mail(), a_mail("Et nyt brev"), b"\x00\x01")

    assert await rows(desk) == before


async def test_an_answer_would_join_its_inquiry(desk, said, received):
    inquiry = (await received(a_mail())).inquiry
    signed = reply_address(OWN_ADDRESS, "i", inquiry.id, desk.key)

    (foreseen,) = await said(a_mail("Tak", to=signed))

    assert (foreseen.outcome, foreseen.joins) == (Outcome.FOLLOW_UP, inquiry.reference)


async def test_an_answer_to_a_merged_inquiry_would_join_the_one_in_which_it_goes_on(desk, said, received):
    main = (await received(a_mail())).inquiry
    part = (await received(a_mail("Mere herom", sender="bo@anden.example"))).inquiry
    await merging.merge(desk, part.id, METTE, main.reference)
    signed = reply_address(OWN_ADDRESS, "i", part.id, desk.key)

    (foreseen,) = await said(a_mail("Tak", to=signed))

    assert (foreseen.outcome, foreseen.joins) == (Outcome.FOLLOW_UP, main.reference)


async def test_what_comes_back_by_itself_would_be_told_beside_the_inquiry_whose_letter_it_answers(
    desk, said, received
):
    inquiry = (await received(a_mail())).inquiry
    receipt = await acknowledgement_of(desk, inquiry)
    absence = a_mail("Jeg er på ferie", In_Reply_To=receipt, Auto_Submitted="auto-replied")

    foreseen = await said(about(receipt, "bounce-exchange-da"), absence)

    assert [(each.outcome, each.joins, each.office) for each in foreseen] == [
        (Outcome.BOUNCE, inquiry.reference, "indsatser"),
        (Outcome.AUTO_REPLY, inquiry.reference, "indsatser"),
    ]


async def test_an_invitees_answer_would_go_to_its_round_and_a_letter_on_another_matter_would_not(desk, said):
    await opened(desk)
    another = a_mail("Kan vi få et møde om et lodtrækningsforsøg?", Subject="Møde")

    (answer,) = await said(a_mail("Vi har ingen bemærkninger."), understanding=an_understanding("rct"))
    (foreseen,) = await said(another, understanding=an_understanding("rct"))

    assert (answer.outcome, answer.round_key, answer.party) == (None, "uip-2027", "Fonden Nordlys")
    assert (foreseen.outcome, foreseen.round_key, foreseen.office) == (Outcome.INQUIRY, None, "analyse")


async def test_an_answer_that_is_too_large_would_go_to_its_round_too(tmp_path):
    large = a_mail("Vores svar.\n" * 100_000)
    async with a_desk(tmp_path, imap={"max_message_mb": 1}) as desk:
        await opened(desk)
        (foreseen,) = await foresee(
            desk, ReadingRoom(desk, FixedModel()), [MailFile("t", None, lambda: large)]
        )

    assert (foreseen.outcome, foreseen.round_key) == (None, "uip-2027")


async def test_a_stranger_with_a_known_number_would_open_a_linked_one(said, received):
    inquiry = (await received(a_mail())).inquiry

    (foreseen,) = await said(a_mail("Tak", sender="bo@anden.example", Subject=f"[{inquiry.reference}]"))

    assert (foreseen.outcome, foreseen.linked) == (Outcome.INQUIRY, [inquiry.reference])


async def test_what_came_before_would_be_a_duplicate(said, received):
    await received(a_mail())

    (foreseen,) = await said(a_mail())

    assert foreseen.outcome == Outcome.DUPLICATE


@pytest.mark.parametrize(
    ("name", "outcome"),
    [("absence-exchange-da", Outcome.AUTO_REPLY), ("answers-us-through-bulk", Outcome.LIST_MAIL)],
)
async def test_machines_mail_would_be_set_aside_with_its_reason(said, name, outcome):
    (foreseen,) = await said(sample(name))

    assert foreseen.outcome == outcome
    assert foreseen.reason


async def test_what_cannot_be_read_would_be_quarantined_and_stops_no_other(said):
    unread, read = await said(b"\x00\x01\x02 not a mail", a_mail())

    assert (unread.outcome, read.outcome) == (Outcome.QUARANTINED, Outcome.INQUIRY)


async def test_it_is_what_reception_then_decides(said, received):
    raws = [a_mail(), sample("absence-exchange-da"), sample("apple-da"), b"\x00\x01"]

    foreseen = await said(*raws)

    assert [each.outcome for each in foreseen] == [(await received(raw)).outcome for raw in raws]
