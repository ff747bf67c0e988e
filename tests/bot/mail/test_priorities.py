"""What a foundation waits for does not stand behind letters to everybody."""

from datetime import timedelta

import pytest

from bot.inquiries import answering
from bot.inquiries.answering import Answer
from bot.mail import carrier, round_carrier
from bot.mail.carrier import MailCarrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from consultation.rounds.writing import MANY
from tests.laid_desk import METTE, a_desk, an_inquiry
from tests.large_round import MONDAY, draft, email_of, send_out

A_MINUTE = 2


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    smtp = {"port": smtp_sink.port, "per_minute": A_MINUTE}
    async with a_desk(tmp_path, at=MONDAY, smtp=smtp) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    carriers = dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool))
    carriers |= dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool))
    yield Courier(desk, carriers, Bell())
    await pool.close()


async def answer(desk, inquiry):
    form = await answering.open_form(desk, inquiry.id, METTE)
    said = Answer(inquiry.sender, form.subject, "Tak, vi ringer.", form.seen)
    await answering.send(desk, inquiry.id, METTE, said)
    desk.clock.advance(timedelta(seconds=11))


def reached(sink):
    return [each for received in sink.messages for each in received.recipients]


async def test_an_answer_leaves_before_the_letters_of_a_round_that_wait_already(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await send_out(desk, await draft(desk, "uip-2027", MANY))
    await answer(desk, inquiry)

    await courier.run_until_empty()

    assert sorted(reached(smtp_sink)) == [inquiry.sender, email_of(0)]


async def test_the_letters_of_a_small_round_leave_in_the_order_in_which_they_were_written(
    desk, courier, smtp_sink
):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    await send_out(desk, await draft(desk, "uip-2027", MANY - 1))
    await answer(desk, inquiry)

    await courier.run_until_empty()

    assert sorted(reached(smtp_sink)) == [email_of(0), email_of(1)]
