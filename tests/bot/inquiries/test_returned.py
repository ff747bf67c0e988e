from datetime import date, timedelta

import pytest
from sqlalchemy import select

from bot.inquiries import answering, intake, returned
from bot.inquiries.answering import Answer
from bot.inquiries.lifecycle import Status
from bot.inquiries.returned import Undelivered
from bot.slack import views
from storage import correspondence, inquiries, refused
from storage.tables import OutboxRow
from tests.laid_desk import METTE, an_incoming, an_inquiry

KAREN, BO = "karen@fondennordlys.example", "bo@fondennordlys.example"
STRANGER = "direktion@havblik.example"
NO_MESSAGE_ID = ()


def gone(recipient=KAREN, status="5.1.1"):
    return Undelivered(recipient, status, final=True, lasting=True)


def full(recipient=KAREN):
    return Undelivered(recipient, "5.2.2", final=True, lasting=False)


async def answered(desk, **over):
    """An inquiry with an answer that has left; returns both."""
    inquiry = await an_inquiry(desk, **over)
    form = await answering.open_form(desk, inquiry.id, METTE)
    answer = Answer(recipients=form.recipients, subject=form.subject, body="Tak, vi ringer.", seen=form.seen)
    number = await answering.send(desk, inquiry.id, METTE, answer)
    async with desk.database.transaction() as session:
        await answering.has_left(desk, number)(session, desk.clock.now())
    return inquiry, await letter(desk, number)


async def answered_again(desk, inquiry, recipients):
    """One more answer that has left, to whom one likes."""
    form = await answering.open_form(desk, inquiry.id, METTE)
    number = await answering.send(desk, inquiry.id, METTE, Answer(recipients, form.subject, "Nu.", form.seen))
    async with desk.database.transaction() as session:
        await answering.has_left(desk, number)(session, desk.clock.now())
    return await letter(desk, number)


async def with_copy(desk, sent, *copies):
    async with desk.database.transaction() as session:
        (await correspondence.letter(session, sent.id)).copies = [*copies]


async def letter(desk, number):
    async with desk.database.reading() as session:
        return await correspondence.letter(session, number)


async def came_back(desk, inquiry, about, *failures, ledger_id=1):
    desk.clock.advance(timedelta(minutes=5))
    async with desk.database.transaction() as session:
        now = desk.clock.now()
        await returned.undelivered(session, desk.calendar, inquiry.id, ledger_id, about, failures, now)


async def now_is(desk, inquiry):
    async with desk.database.reading() as session:
        return await inquiries.get(session, inquiry.id)


async def said(desk):
    async with desk.database.reading() as session:
        rows = await session.scalars(select(OutboxRow).where(OutboxRow.kind == "slack.thread"))
        return [row.payload for row in rows if row.payload["what"] != "preview"]


async def doubts(desk, inquiry):
    async with desk.database.reading() as session:
        found = await inquiries.get(session, inquiry.id)
        return list((await views.card(session, desk, found, desk.clock.now())).doubts)


async def marked(desk, email):
    async with desk.database.reading() as session:
        return await refused.among(session, [email], desk.clock.now() - timedelta(days=1))


async def test_an_answer_that_reached_nobody_is_none_and_the_card_says_why(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], gone())

    assert (await letter(desk, sent.id)).state == "failed"
    assert (await now_is(desk, inquiry)).status == Status.CLAIMED
    assert {"what": "returned", "to": KAREN, "cause": "no_address"} in await said(desk)
    assert await doubts(desk, inquiry) == [{"what": "refused", "name": KAREN, "cause": "no_address"}]


async def test_an_answer_that_reached_one_of_two_stays_an_answer(desk):
    inquiry, sent = await answered(desk)
    await with_copy(desk, sent, BO)
    await came_back(desk, inquiry, [sent.message_id], gone())

    assert (await letter(desk, sent.id)).state == "sent"
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED


async def test_an_answer_whose_two_recipients_fail_in_two_reports_reached_nobody(desk):
    inquiry, sent = await answered(desk)
    await with_copy(desk, sent, BO, "chef@fondennordlys.example")
    await came_back(desk, inquiry, [sent.message_id], gone(), gone(BO))
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED

    await came_back(desk, inquiry, [sent.message_id], gone("chef@fondennordlys.example"), ledger_id=2)

    assert (await letter(desk, sent.id)).state == "failed"
    assert (await now_is(desk, inquiry)).status == Status.CLAIMED


async def test_a_report_that_returns_no_message_id_is_about_the_newest_letter_to_whom_it_names(desk):
    inquiry, first = await answered(desk)
    second = await answered_again(desk, inquiry, KAREN)
    third = await answered_again(desk, inquiry, BO)
    await came_back(desk, inquiry, NO_MESSAGE_ID, gone())

    states = [(await letter(desk, each.id)).state for each in (first, second, third)]
    assert states == ["sent", "failed", "sent"]


async def test_an_answer_whose_report_returns_no_message_id_is_none(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, NO_MESSAGE_ID, gone())

    assert (await letter(desk, sent.id)).state == "failed"
    assert (await now_is(desk, inquiry)).status == Status.CLAIMED


async def test_a_full_mailbox_whose_report_returns_no_message_id_gets_the_letter_again(desk):
    inquiry, _ = await answered(desk)
    await came_back(desk, inquiry, NO_MESSAGE_ID, full())

    assert [each["what"] for each in await doubts(desk, inquiry)] == ["again"]


async def test_a_second_report_of_the_same_return_undoes_no_earlier_answer(desk):
    inquiry, first = await answered(desk)
    await answered_again(desk, inquiry, KAREN)
    await came_back(desk, inquiry, NO_MESSAGE_ID, gone())
    await came_back(desk, inquiry, NO_MESSAGE_ID, gone(), ledger_id=2)

    assert (await letter(desk, first.id)).state == "sent"


async def test_an_answer_that_comes_back_once_a_newer_one_has_left_opens_nothing(desk):
    inquiry, first = await answered(desk)
    await answered_again(desk, inquiry, BO)
    await came_back(desk, inquiry, [first.message_id], gone())

    assert (await letter(desk, first.id)).state == "failed"
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED


async def test_a_report_that_names_nobody_is_about_the_only_recipient(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], gone(recipient=None, status=None))

    assert (await letter(desk, sent.id)).state == "failed"
    assert await doubts(desk, inquiry) == []


async def test_a_letter_that_is_late_changes_nothing(desk):
    inquiry, sent = await answered(desk)
    late = Undelivered(KAREN, "4.4.1", final=False, lasting=False)
    await came_back(desk, inquiry, [sent.message_id], late)

    assert (await letter(desk, sent.id)).state == "sent"
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED
    assert (await said(desk))[-1]["what"] == "delayed"
    assert await doubts(desk, inquiry) == []


async def test_a_full_mailbox_neither_marks_the_address_nor_undoes_the_answer(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], full())

    assert (await letter(desk, sent.id)).state == "sent"
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED
    assert [each["what"] for each in await doubts(desk, inquiry)] == ["again"]


async def test_a_full_mailbox_that_no_letter_of_ours_is_known_for_is_only_told(desk):
    inquiry, _ = await answered(desk)
    await came_back(desk, inquiry, ["<unknown@ministeriet.example>"], full())

    assert (await said(desk))[-1] == {"what": "returned", "to": KAREN, "cause": "full"}


async def test_a_letter_that_was_refused_for_itself_does_not_mark_the_address(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], gone(status="5.7.1"))

    assert await doubts(desk, inquiry) == []


async def test_a_report_marks_nobody_whom_no_letter_of_the_inquiry_went_to(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], gone(STRANGER))

    assert await marked(desk, STRANGER) == []
    assert (await letter(desk, sent.id)).state == "sent"
    assert (await said(desk))[-1] == {"what": "returned", "to": STRANGER, "cause": "no_address"}


async def test_a_report_to_one_inquiry_ends_no_letter_of_another(desk):
    (_, theirs), (own, _) = await answered(desk), await answered(desk, sender=STRANGER)
    await came_back(desk, own, [theirs.message_id], gone())

    assert (await letter(desk, theirs.id)).state == "sent"
    assert await marked(desk, KAREN) == []


async def test_whoever_writes_again_is_no_longer_marked(desk):
    inquiry, sent = await answered(desk)
    await came_back(desk, inquiry, [sent.message_id], gone())
    desk.clock.advance(timedelta(hours=1))
    async with desk.database.transaction() as session:
        now = desk.clock.now()
        await intake.follow_up(session, desk, inquiry.id, an_incoming(received_at=now), now)

    assert await doubts(desk, inquiry) == []


async def test_an_acknowledgement_that_comes_back_marks_the_address_and_ends_nothing(desk):
    inquiry = await an_inquiry(desk)
    async with desk.database.reading() as session:
        (receipt,) = [
            each
            for each in await correspondence.of_inquiry(session, inquiry.id)
            if each.kind == "acknowledgement"
        ]
    await came_back(desk, inquiry, [receipt.message_id], gone())

    assert (await now_is(desk, inquiry)).status == Status.NEW
    assert await doubts(desk, inquiry) == [{"what": "refused", "name": KAREN, "cause": "no_address"}]


async def test_a_closed_inquiry_stays_closed(desk):
    inquiry, sent = await answered(desk)
    async with desk.database.transaction() as session:
        (await inquiries.locked(session, inquiry.id)).status = Status.CLOSED
    await came_back(desk, inquiry, [sent.message_id], gone())

    assert (await now_is(desk, inquiry)).status == Status.CLOSED


async def test_who_is_away_is_said_with_the_day_and_opens_nothing(desk):
    inquiry, _ = await answered(desk)
    async with desk.database.transaction() as session:
        now = desk.clock.now()
        await returned.absent(session, inquiry.id, 9, KAREN, date(2026, 4, 13), now)

    assert (await said(desk))[-1] == {"what": "absent", "who": KAREN, "back_on": "2026-04-13"}
    assert (await now_is(desk, inquiry)).status == Status.ANSWERED


async def test_a_complaint_is_told_and_the_letter_counts_as_delivered(desk):
    inquiry, sent = await answered(desk)
    async with desk.database.transaction() as session:
        await returned.complained(session, inquiry.id, 9, KAREN, desk.clock.now())

    assert (await said(desk))[-1] == {"what": "complained", "to": KAREN}
    assert (await letter(desk, sent.id)).state == "sent"


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("5.1.1", "no_address"),
        ("5.1.10", "no_domain"),
        ("5.4.4", "no_domain"),
        ("5.2.1", "closed"),
        ("4.2.2", "full"),
        ("5.3.4", "too_large"),
        ("5.7.26", "not_wanted"),
        ("4.4.7", "gave_up"),
        ("5.0.0", "other"),
        (None, "other"),
        ("", "other"),
    ],
)
def test_a_status_code_says_why(status, why):
    assert returned.cause(status) == why
