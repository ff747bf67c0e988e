"""A letter that came back for now leaves again by itself, unless it is needless or stopped by then."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.inquiries import answering, intake, returned, sending_again
from bot.inquiries.answering import Answer
from bot.inquiries.errors import TooLate
from bot.inquiries.lifecycle import Status
from bot.inquiries.returned import Undelivered
from bot.mail import carrier
from bot.mail.carrier import MailCarrier
from bot.mail.smtp import SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.slack import views
from consultation.retries import PAUSES
from storage import correspondence, inquiries, outbox, refused
from storage.tables import OutboxRow
from tests.journeys.commands import a_config, fondsdialog_beside
from tests.laid_desk import METTE, a_desk, an_incoming, an_inquiry

KAREN, BO = "karen@fondennordlys.example", "bo@fondennordlys.example"
HOURS = PAUSES[0]


@pytest.fixture
async def desk(tmp_path, smtp_sink):
    async with a_desk(tmp_path, smtp={"port": smtp_sink.port}) as laid:
        yield laid


@pytest.fixture
async def courier(desk):
    pool = SmtpPool(desk.settings.smtp)
    yield Courier(desk, dict.fromkeys(carrier.KINDS, MailCarrier(desk, pool)), Bell())
    await pool.close()


@pytest.fixture
async def answer(desk, courier, smtp_sink):
    """An answer to Karen, with a copy to nobody, that has left."""
    inquiry = await an_inquiry(desk, may_be_answered=False)
    return await answered(desk, courier, smtp_sink, inquiry)


async def answered(desk, courier, smtp_sink, inquiry, recipients=KAREN):
    form = await answering.open_form(desk, inquiry.id, METTE)
    typed = Answer(recipients, form.subject, "Tak, vi ringer.", form.seen)
    number = await answering.send(desk, inquiry.id, METTE, typed)
    desk.clock.advance(timedelta(minutes=1))
    await courier.run_until_empty()
    smtp_sink.messages.clear()
    return await letter(desk, number)


async def letter(desk, number):
    async with desk.database.reading() as session:
        return await correspondence.letter(session, number)


def full(recipient=KAREN):
    return Undelivered(recipient, "4.2.2", final=True, lasting=False)


async def comes_back(desk, sent, *failures):
    async with desk.database.transaction() as session:
        number = await _next_report(session)
        now = desk.clock.now()
        about = [sent.message_id]
        await returned.undelivered(
            session, desk.calendar, sent.inquiry_id, number, about, failures or [full()], now
        )


async def _next_report(session):
    return 1000 + len(list(await session.scalars(select(OutboxRow.id))))


async def later(desk, courier, span=HOURS):
    desk.clock.advance(span)
    await courier.run_until_empty()


async def in_thread(desk, *whats):
    async with desk.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).order_by(OutboxRow.id))
        return [row.payload for row in rows if row.payload.get("what") in whats]


async def inquiry_of(desk, sent):
    async with desk.database.reading() as session:
        return await inquiries.get(session, sent.inquiry_id)


async def doubts(desk, sent):
    async with desk.database.reading() as session:
        found = await inquiries.get(session, sent.inquiry_id)
        return list((await views.card(session, desk, found, desk.clock.now())).doubts)


async def test_it_leaves_again_after_some_hours_as_the_same_letter(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    await later(desk, courier, HOURS - timedelta(minutes=1))
    assert smtp_sink.messages == []

    await later(desk, courier, timedelta(minutes=1))

    (again,) = smtp_sink.messages
    assert again.recipients == (KAREN,)
    assert again.message["Message-ID"] == answer.message_id
    assert "Tak, vi ringer." in again.message.get_body(("plain",)).get_content()


async def test_until_then_the_card_and_the_thread_say_when_and_the_answer_stays_one(desk, answer):
    await comes_back(desk, answer)

    (card,) = await doubts(desk, answer)
    wait = datetime.fromisoformat(card["at"]) - desk.clock.now()
    assert timedelta() <= HOURS - wait < timedelta(minutes=1)
    (said,) = await in_thread(desk, "again")
    assert (said["to"], said["cause"], said["number"], said["at"]) == (KAREN, "full", 1, card["at"])
    assert (await inquiry_of(desk, answer)).status == Status.ANSWERED


async def test_once_it_has_left_the_card_says_nothing_more_and_the_thread_that_it_did(desk, courier, answer):
    await comes_back(desk, answer)
    await later(desk, courier)

    assert await doubts(desk, answer) == []
    (over,) = await in_thread(desk, "again_over")
    assert over["outcome"] == "sent"
    async with desk.database.reading() as session:
        history = await inquiries.history(session, answer.inquiry_id)
    assert [each.details for each in history if each.what == "sent_again"] == [{"details": KAREN}]


async def test_a_second_report_of_the_same_return_makes_no_second_letter(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    await comes_back(desk, answer)
    await later(desk, courier)

    assert len(smtp_sink.messages) == 1


async def test_after_the_last_try_the_address_is_told_as_one_that_no_letter_reaches(
    desk, courier, smtp_sink, answer
):
    await comes_back(desk, answer)
    for pause in PAUSES:
        await later(desk, courier, pause)
        await comes_back(desk, answer)

    assert len(smtp_sink.messages) == len(PAUSES)
    assert await doubts(desk, answer) == [{"what": "refused", "name": KAREN, "cause": "full"}]
    assert [each["to"] for each in await in_thread(desk, "returned")] == [KAREN]
    assert (await letter(desk, answer.id)).state == "failed"
    assert (await inquiry_of(desk, answer)).status == Status.CLAIMED


async def test_it_does_not_leave_once_they_have_written(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    async with desk.database.transaction() as session:
        now = desk.clock.now()
        await intake.follow_up(session, desk, answer.inquiry_id, an_incoming(received_at=now), now)
    await later(desk, courier)

    assert smtp_sink.messages == []
    assert [each["outcome"] for each in await in_thread(desk, "again_over")] == ["dropped"]
    assert (await letter(desk, answer.id)).state == "sent"


async def test_it_does_not_leave_once_a_newer_letter_has(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    await answered(desk, courier, smtp_sink, await inquiry_of(desk, answer), BO)
    await later(desk, courier)

    assert smtp_sink.messages == []


async def test_it_does_not_leave_to_an_address_that_is_known_to_be_gone_by_then(
    desk, courier, smtp_sink, answer
):
    await comes_back(desk, answer)
    desk.clock.advance(timedelta(minutes=5))
    async with desk.database.transaction() as session:
        await refused.mark(session, KAREN, "no_address", desk.clock.now())
    await later(desk, courier)

    assert smtp_sink.messages == []


async def test_staff_stop_it_and_then_the_answer_reached_nobody(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    await sending_again.stop(desk, answer.inquiry_id, answer.id, METTE)
    await later(desk, courier)

    assert smtp_sink.messages == []
    assert (await letter(desk, answer.id)).state == "failed"
    assert (await inquiry_of(desk, answer)).status == Status.CLAIMED
    (over,) = await in_thread(desk, "again_over")
    assert (over["outcome"], over["who"]) == ("stopped", METTE)


async def test_it_is_stopped_from_the_command_line_too_once(tmp_path, desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    reference = (await inquiry_of(desk, answer)).reference
    told = "--json", "--by", "drift", "--config", a_config(tmp_path)

    async def stop(*options):
        url = desk.settings.database.url
        return await fondsdialog_beside(
            "inquiry", "stop-retry", *options, *told, FONDSDIALOG_DATABASE__URL=url
        )

    to_another = await stop(reference, "--to", BO)
    stopped, again, unknown = await stop(reference), await stop(reference), await stop("FD-2026-99999")
    await later(desk, courier)

    assert (stopped.code, stopped.json) == (0, {"stopped": [KAREN]})
    assert [each.code for each in (to_another, again, unknown)] == [1, 1, 1]
    assert "it has left already" in again.err
    assert "no inquiry is called" in unknown.err
    assert smtp_sink.messages == []
    assert (await letter(desk, answer.id)).state == "failed"
    (over,) = await in_thread(desk, "again_over")
    assert (over["outcome"], over["who"]) == ("stopped", "drift")


async def test_what_has_left_again_can_not_be_stopped_any_more(desk, courier, answer):
    await comes_back(desk, answer)
    await later(desk, courier)

    with pytest.raises(TooLate):
        await sending_again.stop(desk, answer.inquiry_id, answer.id, METTE)


async def test_only_the_one_whom_it_did_not_reach_gets_it_again(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    sent = await answered(desk, courier, smtp_sink, inquiry, f"{KAREN}, {BO}")
    await comes_back(desk, sent, full(BO))
    await later(desk, courier)

    (again,) = smtp_sink.messages
    assert again.recipients == (BO,)
    assert again.message["To"] == f"{KAREN}, {BO}"


async def test_one_of_two_that_is_stopped_leaves_the_answer_an_answer(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    sent = await answered(desk, courier, smtp_sink, inquiry, f"{KAREN}, {BO}")
    await comes_back(desk, sent, full(BO))
    await sending_again.stop(desk, inquiry.id, sent.id, METTE)

    assert (await letter(desk, sent.id)).state == "sent"


async def test_whoever_is_not_named_gets_it_again_all_the_same(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk, may_be_answered=False)
    sent = await answered(desk, courier, smtp_sink, inquiry, f"{KAREN}, {BO}")
    await comes_back(desk, sent, full(KAREN), full(BO))

    await sending_again.stop(desk, inquiry.id, sent.id, METTE, outbox.unnamed(BO))
    await later(desk, courier)

    assert [each.recipients for each in smtp_sink.messages] == [(KAREN,)]


async def test_one_stopped_and_the_other_refused_at_the_door_reached_nobody(desk, courier, smtp_sink):
    smtp_sink.always(KAREN, "550 no such user")
    inquiry = await an_inquiry(desk, may_be_answered=False)
    sent = await answered(desk, courier, smtp_sink, inquiry, f"{KAREN}, {BO}")
    await comes_back(desk, sent, full(BO))
    await sending_again.stop(desk, inquiry.id, sent.id, METTE)

    assert (await letter(desk, sent.id)).state == "failed"
    assert (await inquiry_of(desk, sent)).status == Status.CLAIMED


async def test_one_who_has_their_mail_passed_on_gets_it_at_the_address_that_we_know(
    desk, courier, smtp_sink, answer
):
    await comes_back(desk, answer, full("karen.privat@andet.example"))
    await later(desk, courier)

    (again,) = smtp_sink.messages
    assert again.recipients == (KAREN,)


async def test_refused_for_good_when_it_leaves_again_it_reached_nobody(desk, courier, smtp_sink, answer):
    await comes_back(desk, answer)
    smtp_sink.always(KAREN, "550 no such user")
    await later(desk, courier)

    assert (await letter(desk, answer.id)).state == "failed"
    assert (await inquiry_of(desk, answer)).status == Status.CLAIMED
    assert [each["outcome"] for each in await in_thread(desk, "again_over")] == ["lost"]
    assert [each["what"] for each in await doubts(desk, answer)] == ["refused"]


async def test_an_acknowledgement_leaves_again_while_somebody_waits(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)
    await courier.run_until_empty()
    smtp_sink.messages.clear()
    receipt = await acknowledgement(desk, inquiry)
    await comes_back(desk, receipt)
    await later(desk, courier)

    (again,) = smtp_sink.messages
    assert again.message["Auto-Submitted"] == "auto-replied"
    assert inquiry.reference in again.message["Subject"]


async def test_an_acknowledgement_does_not_leave_again_once_we_have_answered(desk, courier, smtp_sink):
    inquiry = await an_inquiry(desk)
    await courier.run_until_empty()
    await comes_back(desk, await acknowledgement(desk, inquiry))
    await answered(desk, courier, smtp_sink, inquiry)
    await later(desk, courier)

    assert smtp_sink.messages == []


async def acknowledgement(desk, inquiry):
    async with desk.database.reading() as session:
        written = await correspondence.of_inquiry(session, inquiry.id)
    return next(each for each in written if each.kind == "acknowledgement")
