from datetime import timedelta

import pytest

from bot.courier import Bell, Courier
from bot.delivery import Unreachable
from bot.inquiries import answering, claiming, handling, intake
from bot.inquiries.answering import Answer
from bot.mail import carrier
from bot.mail.carrier import MailCarrier
from bot.mail.smtp import SmtpPool
from bot.settings import Smtp
from storage import inquiries, outbox
from tests.laid_desk import METTE, OWN_ADDRESS, a_desk, an_incoming, an_inquiry


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield Courier(desk, dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool)), Bell())
    await pool.close()


async def answered(desk, inquiry, recipients="karen@fondennordlys.example"):
    form = await answering.open_form(desk, inquiry.id, METTE)
    letter = await answering.send(
        desk, inquiry.id, METTE, Answer(recipients, form.subject, "Tak, vi ringer.", form.seen)
    )
    desk.clock.advance(timedelta(seconds=11))
    return letter


async def state(desk, letter_id):
    async with desk.database.reading() as session:
        return (await inquiries.letter(session, letter_id)).state


def letters(sink):
    return [received.message for received in sink.messages]


async def test_an_acknowledgement_leaves_at_once_with_number_and_deadline(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)

    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    text = letter.get_body(("plain",)).get_content()
    assert inquiry.reference in text
    assert "senest mandag den 9. marts kl. 15.00" in text
    assert letter["Auto-Submitted"] == "auto-replied"
    assert letter["In-Reply-To"] == "<1@fondennordlys.example>"


async def test_an_answer_leaves_after_the_hold_and_not_before(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    form = await answering.open_form(desk, inquiry.id, METTE)
    await answering.send(desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Tak", form.seen))
    await courier.run_until_empty()
    assert letters(smtp_sink) == []

    desk.clock.advance(timedelta(seconds=11))
    await courier.run_until_empty()

    (letter,) = letters(smtp_sink)
    assert letter["Subject"] == f"Re: Evaluering af mentorordning [{inquiry.reference}]"
    assert f"+i{inquiry.id}." in letter["Reply-To"]


async def test_what_was_taken_back_never_leaves(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    form = await answering.open_form(desk, inquiry.id, METTE)
    letter = await answering.send(
        desk, inquiry.id, METTE, Answer(form.recipients, form.subject, "Tak", form.seen)
    )
    await answering.undo(desk, inquiry.id, letter, METTE)
    desk.clock.advance(timedelta(minutes=5))

    await courier.run_until_empty()

    assert letters(smtp_sink) == []


async def test_an_answer_stops_when_something_arrives_while_it_is_held(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)
    async with desk.database.transaction() as session:
        await intake.follow_up(session, desk, inquiry.id, an_incoming(text="Vent"), desk.clock.now())

    await courier.run_until_empty()

    assert letters(smtp_sink) == []
    assert await state(desk, letter) == "withdrawn"


async def test_an_acknowledgement_of_what_is_answered_already_is_dropped(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)
    await claiming.claim(desk, inquiry.id, METTE)
    await handling.close(desk, inquiry.id, METTE)

    await courier.run_until_empty()

    assert letters(smtp_sink) == []


async def test_a_recipient_refused_for_good_is_told_to_the_staff(desk, courier, smtp_sink):
    smtp_sink.always("karen@fondennordlys.example", "550 5.1.1 no such user")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry)

    await courier.run_until_empty()

    async with desk.database.reading() as session:
        shown = await outbox.by_key(session, f"inquiry:{inquiry.id}/undeliverable:{letter}")
    assert await state(desk, letter) == "failed"
    assert shown.payload["reason"].startswith("550")


async def test_one_of_two_recipients_refused_leaves_the_letter_sent_and_tells(desk, courier, smtp_sink):
    smtp_sink.always("bo@fond.example", "550 5.1.1 no such user")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    letter = await answered(desk, inquiry, "karen@fondennordlys.example, bo@fond.example")

    await courier.run_until_empty()

    async with desk.database.reading() as session:
        happened = [event.what for event in await inquiries.history(session, inquiry.id)]
    assert await state(desk, letter) == "sent"
    assert happened[-2:] == ["answered", "undeliverable"]


async def test_a_busy_server_gets_the_same_letter_later(desk, courier, smtp_sink):
    smtp_sink.answer("karen@fondennordlys.example", "451 4.3.0 try again")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await answered(desk, inquiry)
    await courier.run_until_empty()
    assert letters(smtp_sink) == []

    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert len(letters(smtp_sink)) == 1


async def test_a_connection_lost_after_the_text_sends_the_same_message_id_again(desk, courier, smtp_sink):
    smtp_sink.drop(keep=True)
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await answered(desk, inquiry)
    await courier.run_until_empty()
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()

    assert len({letter["Message-ID"] for letter in letters(smtp_sink)}) == 1


async def test_a_server_that_is_gone_is_unreachable():
    pool = SmtpPool(Smtp(host="127.0.0.1", port=9, security="none", from_address=OWN_ADDRESS))

    with pytest.raises(Unreachable):
        await pool.check()


async def test_no_more_than_the_configured_number_leaves_a_minute(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port, "per_minute": 2}) as desk:
        pool = SmtpPool(desk.settings.smtp)
        courier = Courier(desk, dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool)), Bell())
        for number in range(4):
            await an_inquiry(desk, sender=f"nr{number}@fond.example")

        await courier.run_until_empty()
        await pool.close()

    assert len(letters(smtp_sink)) == 2
