from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from bot.monitoring import checkup, clock_check
from bot.monitoring.checkup import Ill
from bot.monitoring.clock_check import Apart, by_the_wall
from storage.database import Database
from tests.laid_desk import the_settings

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("ahead", "said", "too_far"),
    [
        (timedelta(seconds=45), "45 seconds ahead of Slack's", True),
        (timedelta(seconds=-45), "45 seconds behind Slack's", True),
        (timedelta(seconds=29), "29 seconds ahead of Slack's", False),
    ],
)
def test_clocks_that_are_half_a_minute_apart_are_too_far(ahead, said, too_far):
    apart = Apart(ahead, "Slack")

    assert (str(apart), apart.is_too_far) == (said, too_far)


def test_slacks_clock_is_read_from_its_answer_to_within_a_second():
    apart = clock_check.from_header(format_datetime(NOW), NOW, NOW + timedelta(seconds=1))

    assert abs(apart.ahead) <= timedelta(seconds=1)


@pytest.mark.parametrize("date", [None, "", "yesterday"])
def test_an_answer_that_does_not_say_the_time_says_nothing(date):
    assert clock_check.from_header(date, NOW, NOW) is None


async def test_the_databases_clock_is_held_against_ours(postgres_url):
    database = Database(postgres_url)
    agrees = await clock_check.from_database(database)
    wrong = await clock_check.from_database(database, lambda: by_the_wall() - timedelta(minutes=2))
    await database.close()

    assert not agrees.is_too_far
    assert str(wrong).endswith("seconds behind the database's")


async def test_an_embedded_database_has_no_clock_of_its_own(tmp_path):
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'a.db'}")
    assert await clock_check.from_database(database) is None
    await database.close()


async def test_the_doctor_says_how_far_and_what_to_do(monkeypatch, postgres_url, tmp_path):
    settings = the_settings(tmp_path, database={"url": postgres_url})
    assert await checkup._clock(settings) == "agrees with the database's"

    slow = timedelta(minutes=2)
    monkeypatch.setattr(clock_check.from_database, "__defaults__", (lambda: by_the_wall() - slow,))
    with pytest.raises(Ill, match=r"clock is 120 seconds behind the database's: .*NTP"):
        await checkup._clock(settings)
