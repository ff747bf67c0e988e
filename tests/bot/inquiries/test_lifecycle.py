from datetime import UTC, datetime, timedelta

import pytest

from bot.inquiries import lifecycle
from bot.inquiries.deadlines import work_calendar
from bot.inquiries.errors import AlreadyClaimed, NotNow
from bot.inquiries.lifecycle import Status
from storage.tables import Inquiry
from tests.laid_desk import METTE, MONDAY_MORNING, the_settings


@pytest.fixture
def calendar(tmp_path):
    return work_calendar(the_settings(tmp_path))


def an_inquiry(status=Status.NEW, **over):
    values = {
        "office": "indsatser",
        "first_answer_due": MONDAY_MORNING + timedelta(days=7),
        "remind_at": MONDAY_MORNING,
    }
    return Inquiry(status=status, **(values | over))


def test_claiming_gives_it_to_one_person():
    inquiry = an_inquiry()

    lifecycle.claim(inquiry, METTE, MONDAY_MORNING)

    assert (inquiry.status, inquiry.claimed_by, inquiry.claimed_at) == (Status.CLAIMED, METTE, MONDAY_MORNING)


def test_claiming_what_somebody_has_names_who_has_it():
    with pytest.raises(AlreadyClaimed) as refused:
        lifecycle.claim(an_inquiry(Status.CLAIMED, claimed_by=METTE), "U0ANDERS", MONDAY_MORNING)

    assert refused.value.by == METTE


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_has_ended_can_not_be_claimed_from_an_old_card(status):
    with pytest.raises(NotNow):
        lifecycle.claim(an_inquiry(status), METTE, MONDAY_MORNING)


def test_an_answer_ends_reminders():
    inquiry = an_inquiry(Status.CLAIMED, escalate_at=MONDAY_MORNING)

    lifecycle.answered(inquiry, MONDAY_MORNING)

    assert (inquiry.status, inquiry.remind_at, inquiry.escalate_at) == (Status.ANSWERED, None, None)


@pytest.mark.parametrize("end", [lifecycle.answered, lifecycle.close])
def test_what_was_snoozed_is_so_no_more_once_it_has_ended(end):
    inquiry = an_inquiry(Status.WAITING, claimed_by=METTE, snoozed_until=MONDAY_MORNING + timedelta(days=3))

    end(inquiry, MONDAY_MORNING)

    assert inquiry.snoozed_until is None


def test_what_opens_again_is_not_snoozed(calendar):
    snoozed = {"snoozed_until": MONDAY_MORNING + timedelta(days=3)}  # as answered ones were left once
    reopened, main = an_inquiry(Status.ANSWERED, **snoozed), an_inquiry(Status.ANSWERED, **snoozed)

    lifecycle.reopen(reopened, calendar, MONDAY_MORNING)
    lifecycle.take_over_wait(main, an_inquiry())

    assert (reopened.snoozed_until, main.snoozed_until) == (None, None)


def test_the_first_answer_keeps_its_moment():
    inquiry = an_inquiry(Status.ANSWERED, answered_at=MONDAY_MORNING)

    lifecycle.answered(inquiry, MONDAY_MORNING + timedelta(days=2))

    assert inquiry.answered_at == MONDAY_MORNING


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_a_follow_up_reopens_with_a_new_deadline(status, calendar):
    inquiry = an_inquiry(status, claimed_by=METTE, closed_at=MONDAY_MORNING)

    reopened = lifecycle.followed_up(inquiry, calendar, MONDAY_MORNING)

    assert reopened
    assert (inquiry.status, inquiry.closed_at) == (Status.CLAIMED, None)
    assert inquiry.first_answer_due == datetime(2026, 3, 9, 14, tzinfo=UTC)


def test_reopening_what_nobody_has_makes_it_new_again(calendar):
    inquiry = an_inquiry(Status.CLOSED)

    lifecycle.reopen(inquiry, calendar, MONDAY_MORNING)

    assert inquiry.status == Status.NEW


def test_writing_again_does_not_move_the_deadline_of_an_open_inquiry(calendar):
    due = MONDAY_MORNING + timedelta(days=1)
    inquiry = an_inquiry(Status.CLAIMED, claimed_by=METTE, first_answer_due=due)

    assert not lifecycle.followed_up(inquiry, calendar, MONDAY_MORNING)
    assert inquiry.first_answer_due == due


def test_a_follow_up_wakes_a_snoozed_inquiry(calendar):
    inquiry = an_inquiry(Status.WAITING, claimed_by=METTE, snoozed_until=MONDAY_MORNING + timedelta(days=3))

    lifecycle.followed_up(inquiry, calendar, MONDAY_MORNING)

    assert (inquiry.status, inquiry.snoozed_until) == (Status.CLAIMED, None)


def test_another_office_starts_afresh():
    inquiry = an_inquiry(Status.CLAIMED, claimed_by=METTE, card_ts="1.0", card_channel="C", shown_revision=3)

    lifecycle.hand_over(inquiry, "analyse")

    assert (inquiry.office, inquiry.status, inquiry.claimed_by) == ("analyse", Status.NEW, None)
    assert (inquiry.card_ts, inquiry.shown_revision) == (None, 0)


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_is_answered_can_not_be_snoozed(status):
    with pytest.raises(NotNow):
        lifecycle.snooze(an_inquiry(status), MONDAY_MORNING)


def test_what_is_closed_can_not_be_closed_again():
    with pytest.raises(NotNow):
        lifecycle.close(an_inquiry(Status.CLOSED), MONDAY_MORNING)


def test_what_is_open_can_not_be_reopened(calendar):
    with pytest.raises(NotNow):
        lifecycle.reopen(an_inquiry(Status.CLAIMED), calendar, MONDAY_MORNING)
