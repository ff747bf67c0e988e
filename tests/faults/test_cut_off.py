"""A process that is cut off from PostgreSQL without a word: what it held is another's, and leaves once."""

import asyncio
from contextlib import asynccontextmanager, suppress

import pytest
from sqlalchemy.engine import make_url

from bot import standing_by
from bot.mail.smtp import SmtpPool
from bot.outbox import holding
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.outbox.delivery import Sent
from bot.settings import Smtp
from storage import outbox, turns
from storage.outbox import Parcel
from tests.journeys.ministry import until
from tests.laid_desk import OWN_ADDRESS, a_desk

LETTERS = ["one", "two", "three"]


@pytest.fixture(autouse=True)
def _soon(monkeypatch):
    """What takes seconds in a ministry takes tenths here, each as much longer than the other as there."""
    monkeypatch.setattr(turns, "LOOK", 0.2)
    monkeypatch.setattr(turns, "CERTAIN", 0.8)
    monkeypatch.setattr(holding, "LOOK", 0.1)
    monkeypatch.setattr(holding, "GRACE", 1.6)
    monkeypatch.setattr(standing_by, "AGAIN", 0.2)


class Letters:
    """A carrier that notes what leaves, and keeps the first at the door until it is told."""

    part = "smtp"

    def __init__(self, *, waits):
        self.left, self.taken, self.go = [], asyncio.Event(), asyncio.Event()
        if not waits:
            self.go.set()

    async def deliver(self, row):
        self.left.append(row.key)
        self.taken.set()
        await self.go.wait()
        return Sent()


@asynccontextmanager
async def a_courier(desk, letters):
    running = asyncio.create_task(Courier(desk, {"letter": letters}, Bell()).run())
    try:
        yield
    finally:
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running


async def put(desk, *keys, lanes=1):
    now = desk.clock.now()
    async with desk.database.transaction() as session:
        await outbox.put_all(
            session, [Parcel(key, "letter", str(n % lanes), now) for n, key in enumerate(keys)], now
        )


async def test_what_a_process_held_that_was_cut_off_leaves_once_by_another(tmp_path, postgres_url, network):
    through = make_url(postgres_url).set(port=network.port).render_as_string(hide_password=False)
    first, second = Letters(waits=True), Letters(waits=False)
    async with (
        a_desk(tmp_path / "cut", database={"url": through}) as cut_off,
        a_desk(tmp_path / "other", database={"url": postgres_url}) as other,
        a_courier(cut_off, first),
    ):
        await put(other, *LETTERS)
        await asyncio.wait_for(first.taken.wait(), 20)

        network.cut()
        async with a_courier(other, second):

            async def all_have_left():
                return second.left == LETTERS

            await until(all_have_left)
        network.heal()
        first.go.set()
        await put(other, "four")  # it has that only once it is through with what it held

        async def is_through():
            return "four" in first.left

        await until(is_through)

    # the one in its hands may have left twice, under one Message-ID; no other did
    assert first.left == ["one", "four"]


class Pooled:
    """A carrier that sends each parcel as a letter by the pool."""

    part = "smtp"

    def __init__(self, sink):
        self._pool = SmtpPool(
            Smtp(host="127.0.0.1", port=sink.port, security="none", from_address=OWN_ADDRESS)
        )

    async def deliver(self, row):
        await self._pool.send(b"Subject: Nyt\r\n\r\nNyt\r\n", OWN_ADDRESS, [f"{row.key}@fond.example"])
        return Sent()


async def test_what_has_left_and_cannot_be_recorded_holds_back_what_is_to_leave(
    tmp_path, postgres_url, network, smtp_sink, monkeypatch
):
    monkeypatch.setattr(turns, "CERTAIN", 30)  # it does not yet know that it is cut off
    through = make_url(postgres_url).set(port=network.port).render_as_string(hide_password=False)
    smtp_sink.seconds_to_answer = 0.1
    async with (
        a_desk(tmp_path, database={"url": through}) as desk,
        a_courier(desk, Pooled(smtp_sink)),
    ):
        await put(desk, *(f"n{number}" for number in range(60)), lanes=60)

        async def the_first_have_left():
            return smtp_sink.messages

        await until(the_first_have_left)
        network.swallow()
        await asyncio.sleep(3)  # in which all would leave

        assert len(smtp_sink.messages) < 30
        network.heal()
