"""The watch tells of what stays wrong, once, and when it is over; a blip makes no noise."""

import asyncio
import platform
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from bot.monitoring import alarms, room, watching
from bot.monitoring.life import SILENCE
from bot.monitoring.watching import GRACE, SLOW, Watch
from storage import service
from storage.tables import Alarm, OutboxRow
from tests.laid_desk import METTE, a_desk

MACHINE = platform.node()
OFFICE = {
    "key": "indsatser",
    "name": "Indsatser",
    "channel": "C0",
    "members": [METTE],
    "triage": True,
    "email": "visitation@ministeriet.example",
}
WITH_SLACK = {"mode": "socket", "bot_token": "xoxb-1", "app_token": "xapp-1"}


@pytest.fixture
async def desk(tmp_path):
    offices = {
        "office": [OFFICE],
        "route": [],
        "imap": {"host": "127.0.0.1", "username": "a", "password": "b"},
        "slack": WITH_SLACK,
    }
    async with a_desk(tmp_path, **offices) as laid:
        yield laid


@pytest.fixture
def watch(desk, stopwatch):
    return Watch(desk, stopwatch)


@pytest.fixture
def says(desk):
    """Have a part say how it is doing."""

    async def report(part, trouble=None):
        async with desk.database.transaction() as session:
            await service.report_part(session, part, trouble, desk.clock.now())

    return report


@pytest.fixture
def passes(desk, watch, stopwatch):
    """Let time pass, on every clock, and look."""

    async def pass_and_look(seconds):
        stopwatch.at += seconds
        desk.clock.advance(timedelta(seconds=seconds))
        await watch.look()

    return pass_and_look


async def all_of(desk, table):
    async with desk.database.reading() as session:
        return list(await session.scalars(select(table).order_by(table.id)))


async def told(desk):
    return [(alarm.what, alarm.over_at is not None) for alarm in await all_of(desk, Alarm)]


async def parcels(desk):
    return [row.key for row in await all_of(desk, OutboxRow)]


async def test_what_stays_wrong_is_told_once_with_since_when(desk, says, watch, passes):
    began = desk.clock.now()
    await says("imap", "the mail server does not answer")
    await watch.look()
    await passes(GRACE)
    await passes(GRACE)

    (alarm,) = await all_of(desk, Alarm)
    assert (alarm.what, alarm.reason) == ("imap", "the mail server does not answer")
    assert timedelta(0) <= alarm.since - began < timedelta(seconds=5)
    assert await parcels(desk) == ["alarm:1/card"]


async def test_a_blip_makes_no_noise(desk, says, watch, passes):
    await says("imap", "the mail server broke off the connection")
    await watch.look()
    await passes(GRACE - 1)
    await says("imap")
    await passes(1)

    assert await told(desk) == []
    assert await parcels(desk) == []


async def test_trouble_that_comes_and_goes_is_not_added_up(desk, says, watch, passes):
    for _ in range(3):
        await says("imap", "gone")
        await passes(GRACE / 2)
        await says("imap")
        await passes(1)

    assert await told(desk) == []


async def test_when_it_is_over_the_card_says_so_once(desk, says, watch, passes):
    await says("smtp", "can't be reached")
    await watch.look()
    await passes(GRACE)
    await says("smtp")
    await passes(10)
    await passes(10)

    assert await told(desk) == [("smtp", True)]
    assert await parcels(desk) == ["alarm:1/card", "alarm:1/card/over"]


async def test_what_begins_again_is_told_again(desk, says, watch, passes):
    for _ in range(2):
        await says("smtp", "can't be reached")
        await passes(1)
        await passes(GRACE)
        await says("smtp")
        await passes(1)

    assert await told(desk) == [("smtp", True), ("smtp", True)]


async def test_however_many_processes_watch_it_is_told_once_and_once_over(desk, says, stopwatch):
    watches = [Watch(desk, stopwatch) for _ in range(5)]
    await says("imap", "gone")
    for seconds in (0, GRACE):
        stopwatch.at += seconds
        await asyncio.gather(*(each.look() for each in watches))
    assert await parcels(desk) == ["alarm:1/card"]

    await says("imap")
    await asyncio.gather(*(each.look() for each in watches))

    assert await told(desk) == [("imap", True)]
    assert await parcels(desk) == ["alarm:1/card", "alarm:1/card/over"]


async def test_without_slack_the_triage_office_gets_a_letter_too(desk, says, watch, passes):
    await says("slack", "Slack can't be reached")
    await watch.look()
    await passes(GRACE)

    letter = (await all_of(desk, OutboxRow))[-1]
    assert (letter.kind, letter.payload["to"]) == (alarms.LETTER, "visitation@ministeriet.example")
    assert await parcels(desk) == ["alarm:1/card", "alarm:1/letter"]


async def test_where_the_triage_offices_own_channel_takes_no_posts_it_gets_a_letter_too(
    desk, says, watch, passes
):
    async with desk.database.transaction() as session:
        await service.report_channel(session, OFFICE["key"], "is_archived", desk.clock.now())
    await says("imap", "refuses the login")
    await watch.look()
    await passes(GRACE)

    letters = [row.payload["to"] for row in await all_of(desk, OutboxRow) if row.kind == alarms.LETTER]
    assert letters == ["visitation@ministeriet.example"] * 2


async def test_a_letter_that_has_not_left_when_it_is_over_stays_at_home(desk, says, watch, passes):
    await says("slack", "down")
    await watch.look()
    await passes(GRACE)
    await says("slack")
    await passes(1)

    letter = (await all_of(desk, OutboxRow))[1]
    assert (letter.key, letter.state) == ("alarm:1/letter", "dropped")
    assert "alarm:1/letter/over" not in await parcels(desk)


async def test_a_house_without_slack_is_told_by_mail_alone(tmp_path, stopwatch):
    async with a_desk(tmp_path, office=[OFFICE], route=[]) as desk:
        watch = Watch(desk, stopwatch)
        async with desk.database.transaction() as session:
            await service.report_part(session, "smtp", "down", desk.clock.now())
        await watch.look()
        stopwatch.at += GRACE
        await watch.look()

        assert await parcels(desk) == ["alarm:1/letter"]


@pytest.mark.parametrize("email", [None, "fonde@ministeriet.example"])
async def test_no_letter_goes_to_nobody_or_to_ourselves(tmp_path, stopwatch, email):
    async with a_desk(tmp_path, office=[OFFICE | {"email": email}], route=[]) as desk:
        async with desk.database.transaction() as session:
            await service.report_part(session, "slack", "down", desk.clock.now())
        watch = Watch(desk, stopwatch)
        await watch.look()
        stopwatch.at += GRACE
        await watch.look()

        assert await told(desk) == [("slack", False)]
        assert await parcels(desk) == []


async def test_a_loop_that_falls_silent_is_told_and_is_over_when_it_is_heard_of(desk, says, watch, passes):
    await says("clock")
    await watch.look()
    await passes(SILENCE.total_seconds())
    assert await told(desk) == []
    await passes(1)
    assert await told(desk) == [("silent clock", False)]

    await says("clock")
    await passes(1)

    assert await told(desk) == [("silent clock", True)]


async def test_a_service_that_was_down_over_night_tells_of_no_silence_when_it_starts(desk, says, watch):
    await says("clock")
    await says("courier")
    desk.clock.advance(timedelta(hours=12))

    await watch.look()

    assert await told(desk) == []


async def test_a_process_that_has_just_started_takes_no_silence_back(desk, says, watch, passes, stopwatch):
    await says("clock")
    await watch.look()
    await passes(SILENCE.total_seconds() + 1)

    await Watch(desk, stopwatch).look()

    assert await told(desk) == [("silent clock", False)]


@pytest.mark.parametrize("jump", [timedelta(days=3), -timedelta(days=3)])
async def test_a_clock_that_jumps_makes_nobody_silent_and_no_trouble_older(desk, says, watch, jump):
    await says("clock")
    await says("imap", "gone")
    await watch.look()
    desk.clock.advance(jump)

    await watch.look()

    assert await told(desk) == []


async def test_a_mailbox_that_is_configured_no_more_is_missed_by_nobody(tmp_path, stopwatch):
    async with a_desk(tmp_path) as desk:
        watch = Watch(desk, stopwatch)
        async with desk.database.transaction() as session:
            await service.report_part(session, "imap", None, desk.clock.now())
        await watch.look()
        stopwatch.at += 2 * SILENCE.total_seconds()
        await watch.look()

        assert await told(desk) == []


async def test_a_disk_with_little_room_is_told_with_how_much_is_left(desk, watch, passes, monkeypatch):
    left = {"free": 499 * room.MEGABYTE}
    monkeypatch.setattr(room.shutil, "disk_usage", lambda _: SimpleNamespace(**left))
    await watch.look()
    await passes(GRACE)
    (alarm,) = await all_of(desk, Alarm)
    assert (alarm.what, alarm.reason) == (f"disk {MACHINE}", "499 MB are left on the disk")

    left["free"] += room.MEGABYTE
    await passes(1)

    assert await told(desk) == [(f"disk {MACHINE}", True)]


async def test_a_database_that_is_slow_is_told(desk, passes, stopwatch, monkeypatch):
    told_to = service.report_part

    async def slowly(*arguments):
        stopwatch.at += SLOW
        await told_to(*arguments)

    monkeypatch.setattr(watching.service, "report_part", slowly)
    watch = Watch(desk, stopwatch)
    for _ in range(3):
        await watch.look()
        stopwatch.at += GRACE

    assert await told(desk) == [(f"database {MACHINE}", False)]


async def test_whoever_stops_leaves_nothing_of_this_machine_behind(desk):
    watching_over = asyncio.create_task(Watch(desk).run())

    async def parts():
        async with desk.database.reading() as session:
            return [part.part for part in await service.parts(session)]

    while not await parts():
        await asyncio.sleep(0)
    assert await parts() == [f"database {MACHINE}", f"disk {MACHINE}", f"loops {MACHINE}"]

    watching_over.cancel()
    await asyncio.wait([watching_over])

    assert await parts() == []
