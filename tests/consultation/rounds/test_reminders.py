from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds import reminders
from consultation.rounds.ledger import PartyStanding
from consultation.rounds.reminders import PASSING, Addressee, Course, Moment, Reason, Sent
from consultation.rounds.words import PartyState, RoundState

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar(
    timezone=COPENHAGEN,
    day_starts=time(9),
    day_ends=time(15),
    first_answer_days=5,
    remind_after_days=3,
    escalate_after_days=4,
    closed_every_year=frozenset({(12, 24), (12, 31)}),
)


def local(text):
    """Read a local time of Copenhagen."""
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


OPENED = local("2028-11-06T10:00")  # a Monday
DEADLINE = local("2028-12-05T23:59")  # a Tuesday
HALFWAY, BEFORE, AFTER = (local(day) for day in ("2028-11-21T09:00", "2028-11-30T09:00", "2028-12-06T09:00"))
FOUR_WEEKS = Course(12, RoundState.OPEN, DEADLINE)


def party(state=PartyState.INVITED, **over):
    standing = PartyStanding(7, state, unread=over.pop("unread", None), asks_for_time=over.pop("asks", None))
    return Addressee(standing, **({"invited_at": OPENED} | over))


def plan(addressee=None, course=FOUR_WEEKS, now=OPENED):
    return reminders.plan(course, addressee or party(), CALENDAR, now)


def planned(*args, **over):
    return [(reminder.moment, reminder.due) for reminder in plan(*args, **over).reminders]


def the_reminder(moment, *args, **over):
    return next(reminder for reminder in plan(*args, **over).reminders if reminder.moment is moment)


def still_due(reminder, addressee=None, course=FOUR_WEEKS, now=None):
    now = now or reminder.due
    return reminders.still_due(reminder, addressee or party(), course, CALENDAR, now)


def test_four_weeks_have_three_reminders():
    assert planned() == [(Moment.HALFWAY, HALFWAY), (Moment.BEFORE, BEFORE), (Moment.AFTER, AFTER)]
    assert plan().nothing is None


def test_reminders_leave_in_working_hours_of_working_days_over_christmas():
    christmas = replace(FOUR_WEEKS, deadline=local("2028-12-29T12:00"))

    days = planned(party(invited_at=local("2028-12-01T10:00")), christmas, local("2028-12-01T10:00"))

    assert days == [
        (Moment.HALFWAY, local("2028-12-15T09:00")),
        (Moment.BEFORE, local("2028-12-22T09:00")),  # the 23rd to the 26th are no working days
        (Moment.AFTER, local("2029-01-02T09:00")),
    ]
    assert all(CALENDAR.is_working_time(due) for _, due in days)


def test_the_day_after_waits_where_five_days_have_not_passed():
    thursday = replace(FOUR_WEEKS, deadline=local("2028-12-07T12:00"))

    assert planned(course=thursday)[1:] == [
        (Moment.BEFORE, local("2028-12-04T09:00")),
        (Moment.AFTER, local("2028-12-11T09:00")),  # Friday would be the fourth day
    ]


def test_in_a_short_round_halfway_gives_way_to_the_one_before_the_deadline():
    course = replace(FOUR_WEEKS, deadline=local("2028-11-17T12:00"))

    found = plan(course=course)

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE, Moment.AFTER]
    assert found.skipped == {Moment.HALFWAY: Reason.TOO_CLOSE}


def test_nobody_is_reminded_of_what_was_asked_yesterday():
    invited_late = party(invited_at=local("2028-11-29T14:00"))

    found = plan(invited_late, now=local("2028-11-29T14:00"))

    assert found.skipped[Moment.BEFORE] is Reason.TOO_CLOSE


def test_a_deadline_of_its_own_gives_a_party_days_of_its_own():
    own = local("2028-12-14T12:00")

    found = plan(party(deadline=own))

    assert [reminder.deadline for reminder in found.reminders] == [own] * 3
    assert found.reminders[1].due == local("2028-12-11T09:00")


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (PartyState.ANSWERED, Reason.ANSWERED),
        (PartyState.NO_REMARKS, Reason.NO_REMARKS),
        (PartyState.DECLINED, Reason.DECLINED),
        (PartyState.OUTSIDE_REMIT, Reason.OUTSIDE_REMIT),
        (PartyState.DELEGATED, Reason.DELEGATED),
        (PartyState.UNDELIVERABLE, Reason.UNDELIVERABLE),
    ],
)
def test_who_is_done_or_not_reached_gets_nothing_and_the_plan_says_why(state, reason):
    found = plan(party(state))

    assert (found.reminders, found.nothing) == ((), reason)


@pytest.mark.parametrize("state", [RoundState.DRAFT, RoundState.REPORTED, RoundState.CANCELLED])
def test_a_round_that_is_not_running_reminds_nobody(state):
    assert plan(course=replace(FOUR_WEEKS, state=state)).nothing is Reason.ROUND_NOT_OPEN


def test_who_has_no_invitation_yet_is_not_reminded_of_it():
    assert plan(party(invited_at=None)).nothing is Reason.NOT_INVITED


def test_a_message_that_may_be_the_answer_holds_reminders_back():
    assert plan(party(unread=3)).nothing is Reason.UNREAD


def test_who_asks_for_more_time_is_answered_before_it_is_reminded():
    assert plan(party(asks=3)).nothing is Reason.ASKS_FOR_TIME


def test_who_has_promised_is_spared_the_reminder_halfway():
    found = plan(party(PartyState.PROMISED))

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE, Moment.AFTER]
    assert found.skipped == {Moment.HALFWAY: Reason.PROMISED}


def test_a_round_may_want_fewer_reminders():
    found = plan(course=replace(FOUR_WEEKS, moments=frozenset({Moment.BEFORE})))

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE]
    assert set(found.skipped.values()) == {Reason.NOT_PLANNED}


@pytest.mark.parametrize(
    ("back_on", "moment", "due"),
    [
        (date(2028, 11, 23), Moment.HALFWAY, "2028-11-23T09:00"),
        (date(2028, 12, 2), Moment.BEFORE, "2028-12-04T09:00"),  # the 2nd is a Saturday
    ],
)
def test_a_reminder_waits_for_an_absent_party_to_be_back(back_on, moment, due):
    assert planned(party(back_on=back_on))[0] == (moment, local(due))


def test_a_party_away_past_the_deadline_is_reminded_of_the_late_route_only():
    found = plan(party(back_on=date(2028, 12, 11)))

    assert [(reminder.moment, reminder.due) for reminder in found.reminders] == [
        (Moment.AFTER, local("2028-12-11T09:00"))
    ]
    assert found.skipped[Moment.BEFORE] is Reason.ABSENT


def test_a_reminder_missed_while_nothing_ran_is_caught_up_with_while_it_makes_sense():
    late = local("2028-12-04T10:00")

    found = plan(now=late)

    assert found.reminders[0].moment is Moment.BEFORE
    assert still_due(found.reminders[0], now=late) is None
    assert found.skipped[Moment.HALFWAY] is Reason.TOO_CLOSE
    assert found.reminders[1].due == local("2028-12-11T09:00")


def test_nothing_is_said_of_a_deadline_that_has_passed_but_the_late_route():
    found = plan(now=local("2028-12-06T08:00"))

    assert [reminder.moment for reminder in found.reminders] == [Moment.AFTER]
    assert found.skipped == {Moment.HALFWAY: Reason.TOO_LATE, Moment.BEFORE: Reason.TOO_LATE}


def test_two_weeks_after_the_deadline_nobody_is_reminded_any_more():
    assert plan(now=DEADLINE + timedelta(days=15)).skipped[Moment.AFTER] is Reason.TOO_LATE


def test_a_closed_round_still_tells_the_silent_of_the_late_route():
    closed = replace(FOUR_WEEKS, state=RoundState.CLOSED)

    found = plan(party(PartyState.SILENT), closed, local("2028-12-06T08:00"))

    assert [reminder.moment for reminder in found.reminders] == [Moment.AFTER]


def test_a_round_closed_early_asks_nobody_to_answer_before_its_deadline():
    found = plan(course=replace(FOUR_WEEKS, state=RoundState.CLOSED))

    assert found.skipped[Moment.BEFORE] is Reason.ROUND_NOT_OPEN


def test_a_party_with_more_time_is_reminded_although_the_round_is_closed():
    own = local("2028-12-14T12:00")
    closed = replace(FOUR_WEEKS, state=RoundState.CLOSED)

    assert Moment.BEFORE in dict(planned(party(deadline=own), closed, local("2028-12-08T10:00")))


def sent(moment, at, deadline=DEADLINE):
    return Sent(moment, local(at), deadline)


def test_what_was_sent_is_not_planned_again():
    found = plan(party(sent=(sent(Moment.HALFWAY, "2028-11-21T09:03"),)), now=local("2028-11-21T09:04"))

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE, Moment.AFTER]
    assert found.skipped == {Moment.HALFWAY: Reason.SENT}


def test_a_reminder_sent_late_moves_the_next_one():
    late = party(sent=(sent(Moment.BEFORE, "2028-12-04T14:59"),))

    assert planned(late, now=local("2028-12-05T10:00")) == [(Moment.AFTER, local("2028-12-11T09:00"))]


MOVED = replace(FOUR_WEEKS, deadline=local("2028-12-19T23:59"))


def test_a_moved_deadline_gives_a_new_plan_with_another_version():
    before, after = the_reminder(Moment.BEFORE), the_reminder(Moment.BEFORE, course=MOVED)

    assert after.due == local("2028-12-14T09:00")
    assert before.version != after.version
    assert before.key != after.key


def test_a_moved_deadline_does_not_bring_the_half_of_the_time_twice():
    halfway = sent(Moment.HALFWAY, "2028-11-21T09:00")

    found = plan(party(sent=(halfway,)), MOVED, local("2028-11-22T10:00"))

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE, Moment.AFTER]
    assert found.skipped == {Moment.HALFWAY: Reason.SENT}


def test_halfway_is_past_for_who_was_reminded_of_the_deadline_already():
    before = sent(Moment.BEFORE, "2028-11-09T09:00")

    assert plan(party(sent=(before,)), now=local("2028-11-10T10:00")).skipped[Moment.HALFWAY] is Reason.SENT


def test_three_are_the_most_however_often_the_deadline_moves():
    two = (sent(Moment.HALFWAY, "2028-11-21T09:00"), sent(Moment.BEFORE, "2028-11-30T09:00"))

    found = plan(party(sent=two), MOVED, local("2028-12-01T10:00"))

    assert [reminder.moment for reminder in found.reminders] == [Moment.BEFORE]
    assert found.skipped[Moment.AFTER] is Reason.THREE_SENT


def test_a_party_that_must_be_heard_is_called_instead_of_written_to_a_third_time():
    found = plan(party(must_hear=True))

    assert [reminder.moment for reminder in found.reminders] == [Moment.HALFWAY, Moment.BEFORE]
    assert found.skipped == {Moment.AFTER: Reason.PHONE}
    assert reminders.phone_list([found], AFTER - timedelta(seconds=1)) == []
    assert reminders.phone_list([found], AFTER) == [7]


def test_a_party_that_must_be_heard_and_is_not_reached_by_mail_is_called_at_once():
    at = PartyStanding(7, PartyState.UNDELIVERABLE, since=OPENED)

    found = plan(replace(party(must_hear=True), standing=at))

    assert reminders.phone_list([found], OPENED) == [7]


@pytest.mark.parametrize(
    "addressee",
    [
        party(must_hear=False),
        party(PartyState.ANSWERED, must_hear=True),
        party(must_hear=True, unread=3),
        party(must_hear=True, back_on=date(2028, 12, 7)),
    ],
    ids=["need not be heard", "has answered", "may have answered", "is away"],
)
def test_nobody_is_called_without_need(addressee):
    assert reminders.phone_list([plan(addressee)], AFTER) == []


def test_what_is_due_is_found_when_its_time_has_come():
    (first,) = reminders.due_now([plan()], HALFWAY)

    assert first.moment is Moment.HALFWAY
    assert list(reminders.due_now([plan()], HALFWAY - timedelta(seconds=1))) == []


def test_a_reminder_has_one_name_however_often_the_plan_is_made():
    later = OPENED + timedelta(days=3)

    assert the_reminder(Moment.HALFWAY).key == the_reminder(Moment.HALFWAY, now=later).key
    assert (
        the_reminder(Moment.HALFWAY).key == "round:12/reminder:halfway/20281205T225900Z/2028-11-21/invitee:7"
    )


@pytest.mark.parametrize(
    ("over", "reason"),
    [
        ({}, None),
        ({"addressee": party(PartyState.ANSWERED)}, Reason.ANSWERED),
        ({"addressee": party(unread=9)}, Reason.UNREAD),
        ({"addressee": party(sent=(sent(Moment.BEFORE, "2028-11-30T09:00"),))}, Reason.SENT),
        ({"addressee": party(sent=(sent(Moment.HALFWAY, "2028-11-28T09:00"),))}, Reason.MOVED),
        ({"addressee": party(back_on=date(2028, 12, 4))}, Reason.ABSENT),
        ({"addressee": party(deadline=DEADLINE + timedelta(days=5))}, Reason.MOVED),
        ({"course": MOVED}, Reason.MOVED),
        ({"course": replace(FOUR_WEEKS, state=RoundState.CANCELLED)}, Reason.ROUND_NOT_OPEN),
        ({"now": BEFORE - timedelta(seconds=1)}, Reason.NOT_YET),
        ({"now": local("2028-11-30T15:00")}, Reason.OUT_OF_HOURS),
        ({"now": local("2028-12-02T10:00")}, Reason.OUT_OF_HOURS),
        ({"now": DEADLINE}, Reason.TOO_LATE),
    ],
)
def test_whether_a_reminder_is_still_due_is_asked_in_the_moment_of_sending(over, reason):
    assert still_due(the_reminder(Moment.BEFORE), **over) is reason


def test_a_reminder_stored_in_utc_is_the_same_reminder():
    reminder = the_reminder(Moment.BEFORE)
    stored = replace(reminder, due=reminder.due.astimezone(UTC), deadline=reminder.deadline.astimezone(UTC))

    assert still_due(stored) is None


def test_only_reasons_that_end_by_themselves_let_a_reminder_wait():
    waits_for_us = {Reason.UNREAD, Reason.ASKS_FOR_TIME, Reason.PUT_OFF}
    assert {Reason.NOT_YET, Reason.OUT_OF_HOURS} | waits_for_us == PASSING
