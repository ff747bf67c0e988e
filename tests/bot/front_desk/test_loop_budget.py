"""A robot that answers everything, with no header that says so: how much it gets, and who hears of it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.inquiries import intake
from bot.mail import carrier, round_carrier
from bot.mail.carrier import MailCarrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds import record
from consultation.rounds.notices import NOTICE
from storage import round_parties, rounds
from storage.outcomes import Outcome
from storage.tables import OutboxRow
from tests.laid_desk import a_desk, an_incoming, an_inquiry
from tests.letters_received import received
from tests.rounds_on_record import opened, parcels
from tests.servers.answering_machine import AnsweringMachine

ROBOT = "post@automat.example"


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def talk(desk, smtp_sink):
    """Let letters leave and the robot answer each, for some turns; gives the outcomes of what it wrote."""
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))
    carriers |= dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool))
    machine = AnsweringMachine(ROBOT, smtp_sink)

    async def _talk(turns, *, in_thread=True):
        outcomes = []
        for _ in range(turns):
            await Courier(desk, carriers, Bell()).run_until_empty()
            desk.clock.advance(timedelta(minutes=1))
            written = machine.answers(in_thread=in_thread)
            outcomes += [(await received(desk, mail)).outcome for mail in written]
        return outcomes

    yield _talk
    await pool.close()


async def said(desk, what):
    async with desk.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [row.payload for row in rows if row.payload.get("what") == what]


async def test_a_robot_in_a_round_gets_a_few_receipts_and_then_none_and_all_it_wrote_is_kept(
    desk, talk, smtp_sink
):
    of = await opened(desk, parties={"Automaten": ROBOT})

    outcomes = await talk(12)

    most = desk.settings.smtp.auto_per_thread
    assert len(smtp_sink.messages) == 1 + most  # the invitation, and the receipts
    assert len(outcomes) == 1 + most
    async with desk.database.reading() as session:
        case = await record.load(session, await rounds.get(session, of), desk.clock.now())
    assert len(case.submissions) == 1 + most


async def test_the_office_hears_of_it_once_however_long_it_goes_on(desk, talk):
    of = await opened(desk, parties={"Automaten": ROBOT})
    outcomes = await talk(12)
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, of)
    for _ in range(3):
        mail = AnsweringMachine.a_letter(ROBOT, await invitation(desk, party), f"Tak nr. {_}")
        outcomes.append((await received(desk, mail)).outcome)

    assert len(await parcels(desk, NOTICE)) == 1
    assert Outcome.LOOP not in outcomes


async def test_the_next_day_it_gets_a_receipt_again(desk, talk, smtp_sink):
    of = await opened(desk, parties={"Automaten": ROBOT})
    await talk(12)
    before = len(smtp_sink.messages)
    desk.clock.advance(timedelta(days=1))
    async with desk.database.reading() as session:
        (party,) = await round_parties.of_round(session, of)
    await received(desk, AnsweringMachine.a_letter(ROBOT, await invitation(desk, party), "Et svar til"))
    await talk(1)

    assert len(smtp_sink.messages) == before + 1


async def test_a_robot_that_begins_anew_each_time_is_not_acknowledged_for_ever_and_it_is_said_once(
    desk, talk, smtp_sink
):
    await an_inquiry(desk, an_incoming(sender=ROBOT, message_id="<0@automat.example>"))

    outcomes = await talk(12, in_thread=False)

    most = desk.settings.smtp.auto_per_day
    assert len(smtp_sink.messages) == most
    assert outcomes == [Outcome.INQUIRY] * most
    assert await said(desk, "spent") == [{"what": "spent", "who": ROBOT}]


async def test_what_it_is_told_once_it_is_told_again_on_another_day(desk):
    for _ in range(2):
        for number in range(desk.settings.smtp.auto_per_day + 2):
            now = desk.clock.now()
            await an_inquiry(desk, an_incoming(message_id=f"<{now}{number}@x.example>", received_at=now))
        desk.clock.advance(timedelta(days=1, hours=1))

    assert len(await said(desk, "spent")) == 2
    assert len(await parcels(desk, intake.ACKNOWLEDGEMENT)) == 2 * desk.settings.smtp.auto_per_day


async def test_invitations_are_no_automatic_letters_and_take_nothing_from_the_budget(desk):
    for number in range(desk.settings.smtp.auto_per_day + 1):
        await opened(desk, key=f"uip-{number}", parties={"Fonden Nordlys": "karen@fondennordlys.example"})
    await an_inquiry(desk)

    assert len(await parcels(desk, intake.ACKNOWLEDGEMENT)) == 1


async def invitation(desk, party):
    async with desk.database.reading() as session:
        return (await rounds.letters(session, party.id))[0].message_id
