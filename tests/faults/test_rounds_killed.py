"""Killed at any step of a round and started again, the service loses no letter, doubles none, counts right.

A process kills itself (SIGKILL) just after a commit, a letter handed over, or a file laid down: first after
the first of a step, then after the second, until there is none left. After each death another makes the step
again, and then the record must be what it is where nobody died.
"""

import asyncio
import csv
import itertools
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.cli import integrity
from consultation.rounds import record
from storage import rounds
from storage.database import Database
from storage.tables import OutboxRow, RoundLetter
from tests.faults.killed_round import KEY, OF
from tests.journeys.deaths import Graveyard
from tests.laid_desk import a_desk
from tests.notes.remarks import COMMENT
from tests.rounds_on_record import approved
from tests.rounds_played_out import MONDAY
from tests.servers.smtp_sink import SmtpSink

PLAY = ("opening", "answer", "reminder", "extension", "closing", "remarks", "note", "feedback")
KILLED = tuple(step for step in PLAY if step != "remarks")
AT_ONCE = 3
SECRET = "s" * 40
LEAST = {"opening": 13, "answer": 12, "reminder": 12, "extension": 12, "closing": 8, "note": 16}
LEAST |= {"feedback": 11}
"""Points a step has at least: fewer would mean that they are no longer found."""


@dataclass(frozen=True)
class World:
    """A folder with a database and a note, and a mail server of its own."""

    folder: Path
    sink: SmtpSink

    @property
    def url(self) -> str:
        return f"sqlite+aiosqlite:///{self.folder / 'test.db'}"

    @property
    def points(self) -> Path:
        return self.folder / "points.txt"

    def order(self, step: str) -> dict[str, object]:
        settings = {
            "service": {"data_dir": str(self.folder), "secret": SECRET},
            "database": {"url": self.url},
            "smtp": {
                "host": "127.0.0.1",
                "port": self.sink.port,
                "security": "none",
                "from_address": "fonde@ministeriet.example",
            },
            "office": [{"key": "indsatser", "name": "Indsatser", "triage": True}],
        }
        return {"settings": settings, "points": str(self.points), "step": step}


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """The world before each step and after it, where nobody dies: by step its two folders."""
    folder = tmp_path_factory.mktemp("played")
    return asyncio.run(_play(folder))


async def _play(folder: Path) -> dict[str, tuple[Path, Path]]:
    before = folder / "0"
    before.mkdir()
    async with a_desk(before, at=MONDAY) as desk:
        await approved(desk)
    worlds = {}
    with SmtpSink() as sink:
        async with Graveyard.opened("tests.faults.killed_round") as graveyard:
            for number, step in enumerate(PLAY, start=1):
                after = folder / str(number)
                shutil.copytree(before, after)
                world = World(after, sink)
                assert await graveyard.live(**world.order(step)) == 0, step
                worlds[step] = before, after
                before = after
    return worlds


@pytest.mark.timeout(300)
async def test_a_round_killed_at_any_point_of_a_step_is_afterwards_as_if_nobody_had_died(played, tmp_path):
    undisturbed = {step: await _account(played[step][1]) for step in KILLED}
    left = [*KILLED]

    async def lives(graveyard: Graveyard, sink: SmtpSink) -> None:
        while left:
            step = left.pop()
            for kill_at in itertools.count(1):
                world = _copied(played[step][0], tmp_path / f"{step}-{kill_at}", sink)
                end = await graveyard.live(**world.order(step), kill_at=kill_at)
                told = f"{step}, killed at {kill_at}:\n{world.points.read_text()}"
                assert end in (0, -9), told
                unrecorded = await _left_and_not_recorded(world) if end else set()
                assert not end or await graveyard.live(**world.order(step), minutes_later=1) == 0, told
                assert await _account(world.folder) == undisturbed[step], told
                await _check_letters(world, unrecorded, told)
                shutil.rmtree(world.folder)
                if end == 0:
                    break
            assert kill_at > LEAST[step], told

    async with Graveyard.opened("tests.faults.killed_round") as graveyard:
        with SmtpSink() as sink:
            rehearsal = _copied(played["opening"][0], tmp_path / "rehearsal", sink)
            assert await graveyard.live(**rehearsal.order(" ".join(PLAY))) == 0
        await _each_with_a_server(AT_ONCE, partial(lives, graveyard))


def _copied(before: Path, folder: Path, sink: SmtpSink) -> World:
    shutil.copytree(before, folder)
    (folder / "points.txt").unlink(missing_ok=True)
    sink.messages.clear()
    return World(folder, sink)


async def _each_with_a_server(count: int, lives: Callable[[SmtpSink], Awaitable[None]]) -> None:
    with ExitStack() as stack:
        sinks = [stack.enter_context(SmtpSink()) for _ in range(count)]
        async with asyncio.TaskGroup() as everybody:
            for each in sinks:
                everybody.create_task(lives(each))


async def _account(folder: Path) -> dict[str, object]:
    """Everything that a death might have changed, without times."""
    database = Database(f"sqlite+aiosqlite:///{folder / 'test.db'}")
    try:
        async with database.reading() as session:
            of = await rounds.get(session, OF)
            case = await record.load(session, of, MONDAY)
            history = await rounds.history(session, OF)
            letters = (await session.scalars(select(RoundLetter))).all()
            parcels = (await session.scalars(select(OutboxRow))).all()
            checked = [each async for each in integrity.findings(session, MONDAY)]
            return {
                "round": (of.state, of.deadline, of.revision, of.plan_version),
                "parties": [
                    (each.organisation, each.state, len(each.reminded)) for each in case.parties.values()
                ],
                "counts": record.reconciled(case, history),
                "statements": [each.waiting for each in case.submissions],
                "history": sorted((each.what, each.party_id or 0, each.actor) for each in history),
                "letters": sorted((each.kind, each.party_id, each.state, each.subject) for each in letters),
                "parcels": sorted((each.key, each.state) for each in parcels),
                "comments": _comments(folder),
                "not in order": [wrong for each in checked for wrong in each.wrong],
            }
    finally:
        await database.close()


def _comments(folder: Path) -> list[tuple[str, str, str]]:
    """What people wrote in the note, and what its statements are."""
    sheet = folder / "note" / f"hoeringsnotat-{KEY}.csv"
    if not sheet.exists():
        return []
    with sheet.open(encoding="utf-8-sig", newline="") as file:
        lines = csv.DictReader(file, delimiter=";")
        return sorted((each["point"], each["comment"], each["review"]) for each in lines)


async def _left_and_not_recorded(world: World) -> set[str]:
    """Letters that left although the record does not know it: only these may leave once more."""
    known = {each.message_id for each in await _letters(world) if each.state == "sent"}
    return {str(each.message["Message-ID"]) for each in world.sink.messages} - known


async def _letters(world: World) -> list[RoundLetter]:
    database = Database(world.url)
    async with database.reading() as session:
        found = list(await session.scalars(select(RoundLetter)))
    await database.close()
    return found


async def _check_letters(world: World, may_be_double: set[str], told: str) -> None:
    """Each letter that was written left, the same to the last byte however often."""
    copies = [(str(each.message["Message-ID"]), each.raw) for each in world.sink.messages]
    times = Counter(number for number, _ in copies)
    assert {number for number, count in times.items() if count > 1} <= may_be_double, told
    assert max(times.values(), default=0) <= 2, told
    assert len(set(copies)) == len(times), told
    written = {each.message_id: each for each in await _letters(world)}
    assert times.keys() <= written.keys(), told
    assert {number for number, each in written.items() if each.state == "sent"} >= times.keys(), told


async def test_the_story_that_is_killed_has_a_letter_of_each_kind(played):
    told = await _account(played["feedback"][1])

    kinds = {kind for kind, *_ in told["letters"]}
    assert kinds == {"invitation", "receipt", "reminder", "new_deadline", "feedback"}
    assert {state for *_, state, _ in told["letters"]} == {"sent"}
    assert told["comments"][0][1:] == (COMMENT, "confirmed")
    assert told["round"][0] == "closed"
    assert told["not in order"] == []
