from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.inquiries import claiming, digest, handling
from bot.inquiries.digest import Week, since_when, weeks_of
from storage import inquiries
from tests.laid_desk import METTE, an_inquiry, an_understanding

# the desk's clock starts on Monday 2 March 2026 at 10.30 in Copenhagen
MONDAY = date(2026, 3, 2)
HOUR = timedelta(hours=1)


def at(day, hour=9):
    """A moment in the weeks before."""
    return datetime(2026, 2, day, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "since"),
    [
        (datetime(2026, 3, 3, 9, tzinfo=UTC), datetime(2026, 3, 2, 8, tzinfo=UTC)),
        (datetime(2026, 3, 2, 9, tzinfo=UTC), datetime(2026, 2, 27, 8, tzinfo=UTC)),
        (datetime(2026, 4, 7, 9, tzinfo=UTC), datetime(2026, 4, 1, 7, tzinfo=UTC)),
    ],
    ids=["yesterday", "over a weekend", "over Easter"],
)
def test_new_is_what_came_since_the_last_working_morning(desk, now, since):
    assert since_when(desk.calendar, time(9), now) == since


def test_the_weeks_before_this_one_are_looked_back_on_oldest_first(desk):
    weeks = weeks_of([], MONDAY, desk.calendar)

    assert (weeks[0].begins, weeks[-1].begins) == (date(2026, 1, 19), date(2026, 2, 23))
    assert len(weeks) == digest.WEEKS


def test_a_weeks_median_is_of_the_answers_that_left_in_it(desk):
    answers = [
        (at(20), at(23)),
        (at(24), at(24, 10)),
        (at(24), at(25)),
        (at(1), at(2)),
        (at(27), datetime(2026, 3, 2, 9, tzinfo=UTC)),
    ]

    weeks = {week.begins: week for week in weeks_of(answers, MONDAY, desk.calendar)}

    assert weeks[date(2026, 2, 23)] == Week(date(2026, 2, 23), 3, 24 * HOUR)
    assert weeks[date(2026, 2, 2)] == Week(date(2026, 2, 2), 1, 24 * HOUR)
    assert weeks[date(2026, 2, 9)] == Week(date(2026, 2, 9))


def test_a_week_ends_at_midnight_here(desk):
    sunday_night = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)

    assert not any(week.answered for week in weeks_of([(at(27), sunday_night)], MONDAY, desk.calendar))


async def made(desk, office="indsatser"):
    now = desk.clock.now()
    async with desk.database.reading() as session:
        since = since_when(desk.calendar, time(9), now)
        return await digest.morning(session, desk.calendar, office, since, now)


async def test_an_office_with_nothing_has_a_quiet_morning(desk):
    await an_inquiry(desk, understanding=an_understanding("rct"))

    morning = await made(desk)
    assert morning.is_quiet
    assert (morning.oldest, [week.answered for week in morning.weeks]) == (None, [0] * digest.WEEKS)


async def test_what_is_new_free_due_and_late_is_counted_for_one_office(desk):
    first, second = [await an_inquiry(desk) for _ in range(2)]
    await claiming.claim(desk, first.id, METTE)
    async with desk.database.transaction() as session:
        (await inquiries.locked(session, first.id)).first_answer_due = desk.clock.now() - HOUR
        (await inquiries.locked(session, second.id)).first_answer_due = desk.clock.now() + HOUR

    morning = await made(desk)

    assert (morning.new, morning.unclaimed, morning.due_today, morning.late) == (2, 1, 1, 1)
    assert morning.oldest.id == first.id
    assert not morning.is_quiet


async def test_what_was_answered_is_no_longer_told_but_shows_in_its_week(desk):
    inquiry = await an_inquiry(desk)
    async with desk.database.transaction() as session:
        changed = await inquiries.locked(session, inquiry.id)
        changed.received_at, changed.answered_at = at(24), at(24, 21)
    await handling.close(desk, inquiry.id, METTE)

    morning = await made(desk)

    assert morning.is_quiet
    assert morning.weeks[-1] == Week(date(2026, 2, 23), 1, 12 * HOUR)
