"""A database out of reach is told of once, by the first way that works, and once when it is back."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.monitoring.database_gone import GRACE, DatabaseGone, Say, to_say
from bot.outbox.delivery import Unreachable
from storage.tables import Alarm, Counter
from tests.laid_desk import a_desk


class AWay:
    """Keeps since when and until when it is asked to tell; may be closed, and have told something before."""

    def __init__(self):
        self.told, self.reasons, self.closed, self.stands = [], [], False, None

    async def standing(self):
        if self.closed:
            raise Unreachable("slack", "away")
        return self.stands

    async def tell(self, alarm):
        if self.closed:
            raise Unreachable("slack", "away")
        self.reasons.append(alarm.reason)
        self.told.append((f"{alarm.since:%H.%M}", alarm.over_at and f"{alarm.over_at:%H.%M}"))


@pytest.fixture
async def desk(tmp_path):
    (tmp_path / "there").mkdir()
    async with a_desk(tmp_path / "there") as laid:
        yield laid


@pytest.fixture
def ways():
    return AWay(), AWay()


@pytest.fixture
def passes(desk, ways, stopwatch):
    """Let time pass, and look."""
    gone = DatabaseGone(desk, ways, stopwatch)

    async def pass_and_look(seconds=0.0):
        stopwatch.at += seconds
        desk.clock.advance(timedelta(seconds=seconds))
        await gone.look()

    return pass_and_look


@pytest.fixture
def takes_away(desk, tmp_path):
    """Take the database away."""

    async def take():
        await desk.database.close()
        (tmp_path / "there").rename(tmp_path / "elsewhere")

    return take


def removed(database):
    Path(database.url.database).unlink()


def gives_back(tmp_path):
    (tmp_path / "elsewhere").rename(tmp_path / "there")


@pytest.mark.parametrize(
    ("gone_for", "told", "say"),
    [
        (None, False, None),
        (None, True, Say.BACK),
        (0.0, False, None),
        (119.9, False, None),
        (120.0, False, Say.GONE),
        (120.0, True, None),
        (9999.0, True, None),
    ],
)
def test_what_is_said_follows_from_how_long_it_has_been_gone_and_whether_that_was_told(gone_for, told, say):
    assert to_say(gone_for, told=told, grace=120.0) is say


async def test_it_is_told_once_with_since_when_and_once_when_it_is_back(passes, takes_away, ways, tmp_path):
    await passes()
    await takes_away()
    await passes()
    assert ways[0].told == []

    await passes(GRACE)
    await passes(GRACE)
    assert ways[0].told == [("09.30", None)]

    gives_back(tmp_path)
    await passes(10)
    await passes(10)
    assert ways[0].told == [("09.30", None), ("09.30", "09.34")]
    assert ways[1].told == []


async def test_a_file_that_is_removed_while_it_is_open_is_told(passes, desk, ways):
    await passes()
    removed(desk.database)

    await passes()
    await passes(GRACE)

    assert ways[0].told == [("09.30", None)]
    assert "is gone, or another is in its place" in ways[0].reasons[0]


async def test_a_database_that_is_gone_for_a_moment_makes_no_noise(passes, takes_away, ways, tmp_path):
    await takes_away()
    await passes()
    await passes(GRACE - 1)
    gives_back(tmp_path)
    await passes(1)
    await takes_away()
    await passes()
    await passes(GRACE - 1)

    assert [each.told for each in ways] == [[], []]


async def test_the_second_way_tells_where_the_first_does_not_work_and_says_when_it_is_over(
    passes, takes_away, ways, tmp_path
):
    ways[0].closed = True
    await takes_away()
    await passes()
    await passes(GRACE)
    ways[0].closed = False
    gives_back(tmp_path)
    await passes()

    assert ways[0].told == []
    assert len(ways[1].told) == 2


async def test_what_could_not_be_told_by_any_way_is_told_later(passes, takes_away, ways, tmp_path):
    for way in ways:
        way.closed = True
    await takes_away()
    await passes()
    await passes(GRACE)
    ways[1].closed = False
    await passes(5)
    assert ways[1].told == [("09.30", None)]

    ways[1].closed = True
    gives_back(tmp_path)
    await passes(5)
    ways[1].closed = False
    await passes(60)
    assert ways[1].told[1:] == [("09.30", "09.32")]


async def test_what_an_earlier_process_told_is_said_to_be_over(desk, passes, ways):
    ways[0].stands = Alarm(what="database-gone", reason="", since=desk.clock.now() - timedelta(minutes=30))
    await passes()
    await passes(10)

    assert ways[0].told == [("09.00", "09.30")]


async def test_while_it_is_gone_still_what_an_earlier_process_told_is_not_told_again(
    desk, passes, takes_away, ways, tmp_path
):
    ways[0].stands = Alarm(what="database-gone", reason="", since=desk.clock.now() - timedelta(minutes=30))
    ways[0].closed = True
    await takes_away()
    await passes()
    ways[0].closed = False
    await passes(GRACE)
    assert [each.told for each in ways] == [[], []]

    gives_back(tmp_path)
    await passes(5)
    assert ways[0].told == [("09.00", "09.32")]


async def test_a_database_that_can_be_read_and_not_written_is_out_of_reach(desk, passes, ways):
    async with desk.database.engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA query_only = ON")
    await passes()
    await passes(GRACE)
    assert ways[0].told == [("09.30", None)]
    assert ways[0].reasons == ["the database can't be used (attempt to write a readonly database)"]

    await desk.database.let_go()
    await passes(5)
    assert ways[0].told[1:] == [("09.30", "09.32")]


async def test_trying_to_write_leaves_nothing_behind(desk, passes):
    await passes()

    async with desk.database.reading() as session:
        assert await session.scalar(select(func.count()).where(Counter.name.startswith("written"))) == 0
