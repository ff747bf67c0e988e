"""Standing by: work is done by one, and goes on with another when that one is gone."""

import asyncio
from contextlib import asynccontextmanager

import pytest
from sqlalchemy.exc import OperationalError

from bot import standing_by
from bot.standing_by import in_turn
from storage.turns import Turn


@pytest.fixture(autouse=True)
def _at_once(monkeypatch):
    monkeypatch.setattr(standing_by, "AGAIN", 0.0)


class Lost(Turn):
    """A turn that is lost at once."""

    async def lost(self):
        return


def turns(monkeypatch, *offered):
    """Offer turns one after the other, an error among them raised; the last one for ever."""
    coming = iter(offered)

    @asynccontextmanager
    async def offer(_database, _name):
        given = next(coming, offered[-1])
        if isinstance(given, Exception):
            raise given
        yield given

    monkeypatch.setattr(standing_by, "turn", offer)


class Work:
    """Counts how often it was begun and ended."""

    def __init__(self):
        self.begun, self.ended = 0, 0
        self.under_way = asyncio.Event()

    @asynccontextmanager
    async def __call__(self):
        self.begun += 1
        self.under_way.set()
        yield
        self.ended += 1


async def test_without_a_turn_nothing_is_done(monkeypatch):
    turns(monkeypatch, None)
    work = Work()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(in_turn(None, "schedule", work), timeout=0.05)

    assert work.begun == 0


async def test_whoever_stands_by_begins_when_its_turn_comes(monkeypatch):
    turns(monkeypatch, None, None, Turn())
    work = Work()
    task = asyncio.create_task(in_turn(None, "schedule", work))

    await asyncio.wait_for(work.under_way.wait(), timeout=10)
    task.cancel()

    assert (work.begun, work.ended) == (1, 0)


async def test_work_whose_turn_is_lost_ends_and_begins_anew_with_the_next(monkeypatch):
    turns(monkeypatch, Lost(), Lost(), None)
    work = Work()

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(in_turn(None, "schedule", work), timeout=0.05)

    assert (work.begun, work.ended) == (2, 2)


async def test_while_the_database_is_gone_it_goes_on_asking(monkeypatch):
    turns(monkeypatch, OperationalError("SELECT", {}, OSError("gone")), ConnectionRefusedError(), Turn())
    work = Work()
    task = asyncio.create_task(in_turn(None, "schedule", work))

    await asyncio.wait_for(work.under_way.wait(), timeout=10)
    task.cancel()
