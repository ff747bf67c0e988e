"""Killed at any moment and started again, the service loses nothing and doubles nothing.

The service kills itself (SIGKILL) just before or just after a commit, a call of Slack, a letter handed over,
or a mail moved: first at the first such point, then at the second, and so on until there is none left. After
each death a second process finishes the work, and then the world must look as if nothing had happened.
"""

import asyncio
import itertools
import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.demo.local_slack import LocalSlack
from bot.demo.slack_process import Channel, SlackProcess
from storage.database import Database
from storage.tables import Correspondence, LedgerEntry, OutboxRow
from tests.conftest import PEOPLE
from tests.journeys.deaths import Graveyard
from tests.journeys.mails import SUBJECT, a_mail
from tests.journeys.ministry import ANNE, Card, shown
from tests.ready_databases import migrated_sqlite
from tests.servers.dovecot import Mailbox

MOST_POINTS = 400
AT_ONCE = 4  # lives at a time; much of each is waiting
RESTARTED = 1  # minutes after a death


@dataclass(frozen=True)
class World:
    """One mailbox, channel, database and foundation, for one death."""

    number: int
    folder: Path
    mailbox: Mailbox
    channel: str
    settings: dict[str, object]

    @property
    def karen(self) -> str:
        return f"karen{self.number}@fondennordlys.example"

    @property
    def points(self) -> Path:
        return self.folder / "points.txt"

    @property
    def database(self) -> Database:
        return Database(self.settings["database"]["url"])


@pytest.fixture(scope="module")
def slack_process():
    channels = [Channel(f"C{number}KILL", f"fonde-{number}") for number in range(MOST_POINTS)]
    with SlackProcess(PEOPLE, channels) as process:
        yield process


@pytest.fixture
def new_world(tmp_path, dovecot, slack, smtp_sink):
    """Makes a world with Karen's mail in its inbox."""

    def made(number: int) -> World:
        folder = tmp_path / str(number)
        folder.mkdir()
        shutil.copy(migrated_sqlite(), folder / "fondsdialog.db")
        mailbox = dovecot.mailbox(f"doed{number}@ministerium.example")
        channel = f"C{number}KILL"
        here = {"host": "127.0.0.1", "security": "none"}
        office = {"key": "uip", "name": "UIP", "channel": channel, "members": [ANNE], "triage": True}
        settings = {
            "service": {"data_dir": str(folder), "secret": "s" * 40},
            "database": {"url": f"sqlite+aiosqlite:///{folder / 'fondsdialog.db'}"},
            "imap": {
                **here,
                "port": dovecot.imap_port,
                "username": mailbox.address,
                "password": mailbox.password,
            },
            "smtp": {**here, "port": smtp_sink.port, "from_address": mailbox.address},
            "slack": {
                "bot_token": slack.bot_token,
                "api_base_url": slack.api_url,
                "hold_seconds": 0,
                "seconds_between_posts": 0,
            },
            "office": [office],
        }
        world = World(number, folder, mailbox, channel, settings)
        mailbox.deliver(a_mail(f"Karen Lyngholt <{world.karen}>").as_bytes(), world.karen)
        return world

    return made


@pytest.mark.timeout(300)
async def test_killed_at_any_point_and_restarted_it_loses_nothing_and_doubles_nothing(
    slack, smtp_sink, new_world
):
    numbers = itertools.count(1)
    unharmed = asyncio.Event()

    async def lives(graveyard: Graveyard) -> None:
        while not unharmed.is_set():
            world = new_world(next(numbers))
            order = {"settings": world.settings, "points": str(world.points)}
            end = await graveyard.live(**order, kill_at=world.number)
            if end == 0:
                unharmed.set()
                _check(world, await _record(world), slack, smtp_sink, may_be_double=set())
                continue
            assert end == -9, world.points.read_text()
            unrecorded = await _handed_over_but_not_recorded(world, smtp_sink)
            assert await graveyard.live(**order, minutes_later=RESTARTED) == 0, world.points.read_text()
            _check(world, await _record(world), slack, smtp_sink, unrecorded)

    async with Graveyard.opened("tests.journeys.killed_service") as graveyard:
        rehearsal = new_world(0)
        assert await graveyard.live(settings=rehearsal.settings, points=str(rehearsal.points)) == 0
        async with asyncio.TaskGroup() as everybody:
            for _ in range(AT_ONCE):
                everybody.create_task(lives(graveyard))

    assert next(numbers) > 40  # it was killed at more points than there are commits in the story


async def _handed_over_but_not_recorded(world: World, smtp_sink) -> set[str]:
    """Letters that left although the record does not know it: only these may leave once more."""
    _, letters, _ = await _record(world)
    known = {letter.message_id for letter in letters if letter.state == "sent"}
    return {str(each["Message-ID"]) for each, _ in _copies(world, smtp_sink)} - known


async def _record(world: World):
    database = world.database
    async with database.reading() as session:
        tables = [
            list(await session.scalars(select(table))) for table in (LedgerEntry, Correspondence, OutboxRow)
        ]
    await database.close()
    return tables


def _copies(world: World, smtp_sink):
    return [(each.message, each.raw) for each in list(smtp_sink.messages) if world.karen in each.recipients]


def _check(world: World, record, slack: LocalSlack, smtp_sink, may_be_double: set[str]) -> None:
    story = f"killed at {world.number}:\n{world.points.read_text()}"
    entries, letters, parcels = record

    # every mail has its one row and lies where it belongs
    assert [(entry.outcome, entry.inquiry_id) for entry in entries] == [("inquiry", 1)], story
    assert world.mailbox.messages() == [], story
    assert len(world.mailbox.messages("Behandlet")) == 1, story
    assert {parcel.state for parcel in parcels} <= {"sent", "dropped"}, story

    # one card, one preview of the letter
    posts = slack.messages(world.channel)
    assert [SUBJECT in shown(post) and "Besvaret" in shown(post) for post in posts] == [True], story
    thread = Card(slack, world.channel, posts[0]["ts"]).thread
    assert ["Sendt af" in said and "Send os manualen." in said for said in thread] == [True], story

    # the acknowledgement and the answer, each the same to the last byte however often it left
    copies = _copies(world, smtp_sink)
    raws = {str(message["Message-ID"]): raw for message, raw in copies}
    assert set(raws) == {letter.message_id for letter in letters if letter.direction == "out"}, story
    assert len(raws) == 2, story
    assert all(raws[str(message["Message-ID"])] == raw for message, raw in copies), story
    times = Counter(str(message["Message-ID"]) for message, _ in copies)
    assert {number for number, count in times.items() if count > 1} <= may_be_double, story
    assert max(times.values()) <= 2, story
