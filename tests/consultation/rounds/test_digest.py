from dataclasses import replace
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.inquiries.deadlines import WorkCalendar
from consultation.rounds.digest import (
    Change,
    Curve,
    Every,
    RoundFacts,
    Task,
    ToDo,
    curve,
    digest,
    digest_key,
    next_digest,
)
from consultation.rounds.ledger import PartyStanding
from consultation.rounds.lifecycle import Act
from consultation.rounds.words import AnswerKind, PartyState

COPENHAGEN = ZoneInfo("Europe/Copenhagen")
CALENDAR = WorkCalendar(
    timezone=COPENHAGEN,
    day_starts=time(9),
    day_ends=time(15),
    first_answer_days=5,
    remind_after_days=3,
    escalate_after_days=4,
)


def local(text):
    return datetime.fromisoformat(text).replace(tzinfo=COPENHAGEN)


OPENED = local("2028-11-06T10:00")
SINCE, NOW = local("2028-11-29T08:00"), local("2028-11-30T08:00")
CAME = Change(local("2028-11-29T11:00"), AnswerKind.SUBMISSION, party=7, message=31)
FACTS = RoundFacts(
    12,
    "uip-2029",
    OPENED,
    deadline=local("2028-12-05T23:59"),
    parties=(PartyStanding(7, PartyState.ANSWERED), PartyStanding(8, PartyState.INVITED)),
    changes=(CAME,),
    answered_at=(CAME.at,),
)


def made(*rounds, since=SINCE, now=NOW):
    return digest("indsatser", rounds or (FACTS,), Every.DAY, since, CALENDAR, now)


def test_nothing_is_sent_when_nothing_happened():
    assert made(since=CAME.at) is None
    assert made(replace(FACTS, changes=(), to_decide=(31,))) is None


def test_what_happens_later_is_for_the_next_digest():
    assert made(now=CAME.at - timedelta(seconds=1)) is None


def test_changes_since_the_last_digest_come_newest_first():
    older = replace(CAME, at=SINCE - timedelta(hours=1))
    newest = Change(NOW, Act.EXTEND)

    (news,) = made(replace(FACTS, changes=(older, CAME, newest))).rounds

    assert news.changes == (newest, CAME)


def test_rounds_are_kept_apart_and_those_without_changes_left_out():
    quiet = replace(FACTS, round_id=13, changes=())
    busy = replace(FACTS, round_id=14, changes=(replace(CAME, at=NOW),))

    assert [news.round_id for news in made(FACTS, quiet, busy).rounds] == [14, 12]


def test_the_three_things_to_do_are_gathered_from_every_round():
    first = replace(FACTS, to_decide=(31, 32), to_phone=(8,))
    quiet = RoundFacts(13, "politik", None, FACTS.deadline, to_approve=(Act.APPROVE,), to_decide=(40,))

    assert made(first, quiet).to_do == (
        ToDo(Task.APPROVE, ((13, Act.APPROVE),)),
        ToDo(Task.PHONE, ((12, 8),)),
        ToDo(Task.DECIDE, ((12, 31), (12, 32), (13, 40))),
    )


def test_with_nothing_to_do_a_digest_asks_for_nothing():
    assert made().to_do == ()


@pytest.mark.parametrize(
    ("now", "days", "working_days"),
    [
        ("2028-11-30T08:00", 5, 3),
        ("2028-12-05T08:00", 0, 0),
        ("2028-12-05T23:59", 0, 0),
        ("2028-12-06T08:00", None, None),
    ],
)
def test_the_days_left_are_counted_when_the_digest_is_made(now, days, working_days):
    (news,) = made(now=local(now)).rounds

    assert (news.days_left, news.working_days_left) == (days, working_days)


def test_parties_are_counted_by_their_state():
    (news,) = made().rounds

    assert news.states == {PartyState.ANSWERED: 1, PartyState.INVITED: 1}


def test_answers_are_shown_over_time_beside_earlier_rounds():
    earlier = Curve("uip-2028", 4, (0, 1, 4))

    (news,) = made(replace(FACTS, earlier=(earlier,))).rounds

    assert news.curve == Curve("uip-2029", 2, (0,) * 23 + (1, 1))
    assert news.earlier == (earlier,)
    assert earlier.shares == (0, 0.25, 1)


def test_a_curve_counts_answers_by_local_days_up_to_now():
    answered = [local("2028-11-06T23:59"), local("2028-11-07T00:01"), local("2028-11-08T12:01")]

    found = curve("uip", 3, OPENED, answered, CALENDAR, local("2028-11-08T12:00"))

    assert found.answered == (1, 2, 2)


def test_a_round_to_nobody_has_shares_all_the_same():
    assert Curve("tom", 0, (0, 0)).shares == (0, 0)


def test_a_round_that_is_not_open_yet_has_no_curve():
    (news,) = made(replace(FACTS, opened_at=None)).rounds

    assert news.curve is None


@pytest.mark.parametrize(
    ("every", "now", "key"),
    [
        (Every.DAY, "2028-11-30T00:30", "digest:indsatser/2028-11-30"),
        (Every.DAY, "2028-11-30T23:59", "digest:indsatser/2028-11-30"),
        (Every.WEEK, "2028-12-04T00:00", "digest:indsatser/2028-W49"),
        (Every.WEEK, "2028-12-10T23:59", "digest:indsatser/2028-W49"),
        (Every.WEEK, "2028-12-31T12:00", "digest:indsatser/2028-W52"),
        (Every.WEEK, "2027-01-03T12:00", "digest:indsatser/2026-W53"),
    ],
)
def test_a_period_has_one_key_by_the_local_date(every, now, key):
    assert digest_key("indsatser", every, CALENDAR, local(now)) == key


def test_a_digest_bears_the_key_of_its_period():
    assert made().key == "digest:indsatser/2028-11-30"


@pytest.mark.parametrize(
    ("every", "after", "due"),
    [
        (Every.DAY, "2028-11-29T08:00", "2028-11-29T09:00"),
        (Every.DAY, "2028-11-29T09:00", "2028-11-30T09:00"),
        (Every.DAY, "2028-12-01T09:00", "2028-12-04T09:00"),
        (Every.WEEK, "2028-11-27T08:59", "2028-11-27T09:00"),
        (Every.WEEK, "2028-11-29T08:00", "2028-12-04T09:00"),
        # Easter Monday is 17 April
        (Every.WEEK, "2028-04-14T12:00", "2028-04-18T09:00"),
        (Every.WEEK, "2028-04-18T09:00", "2028-04-24T09:00"),
        # summer time begins on 26 March
        (Every.DAY, "2028-03-24T12:00", "2028-03-27T09:00"),
    ],
)
def test_the_next_digest_is_due_in_the_morning_of_a_working_day_or_of_a_weeks_first(every, after, due):
    assert next_digest(every, time(9), CALENDAR, local(after)) == local(due)


def test_no_two_digests_that_follow_on_each_other_are_of_one_period():
    for every in Every:
        moment = local("2028-11-29T08:00")
        keys = []
        for _ in range(60):
            moment = next_digest(every, time(9), CALENDAR, moment)
            keys.append(digest_key("indsatser", every, CALENDAR, moment))
        assert len(set(keys)) == 60
