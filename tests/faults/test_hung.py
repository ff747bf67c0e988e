"""A loop of the service that waits for ever, beside others that go on: whoever asks is told, and triage."""

import asyncio
from contextlib import contextmanager

import aiohttp
import pytest

from bot import schedule, service
from bot.cli import status
from bot.demo.ports import free_port
from bot.front_desk.mailroom import RecordMailroom
from bot.monitoring import checkup, database_gone
from bot.monitoring.checkup import Ill
from bot.monitoring.database_gone import DatabaseGone
from bot.outbox import courier
from bot.outbox.courier import Courier
from bot.slack import usergroups
from bot.slack.catching_up import CatchingUp
from bot.slack.home import watch as home
from bot.slack.home.watch import HomeWatch
from tests.journeys.ministry import MONDAY_MORNING, TRIAGE, until

WITHIN = 3.0
"""Seconds in which each loop leaves a sign of life here."""


@pytest.fixture
def hangs(monkeypatch):
    """Have a loop wait at its first round, for as long as the block lasts."""
    for module in (schedule, courier, database_gone, home):
        monkeypatch.setattr(module, "ROUND", WITHIN)
    monkeypatch.setattr(home, "SOONEST", 0.1)
    monkeypatch.setattr(service, "LONGEST", WITHIN)
    monkeypatch.setattr(service, "MISSED_LOOKED_FOR", 0.5)
    monkeypatch.setattr(service, "GROUPS_REFRESH", 0.5)
    places = {
        "clock": (schedule, "tick"),
        "courier": (Courier, "show_life"),
        "database gone": (DatabaseGone, "look"),
        "home tabs": (HomeWatch, "look"),
        "imap": (RecordMailroom, "_report"),
        "members": (usergroups, "refresh"),
        "slack history": (CatchingUp, "catch_up"),
    }

    @contextmanager
    def hang(loop):
        over = asyncio.Event()
        monkeypatch.setattr(*places[loop], lambda *_: over.wait())
        try:
            yield
        finally:
            over.set()

    return hang


@pytest.fixture
async def open_watched(opened):
    """Open a ministry that may be asked how it is; returns it, and how to ask."""
    port = free_port()

    async def health():
        async with aiohttp.ClientSession() as http, http.get(f"http://127.0.0.1:{port}/healthz") as answer:
            return answer.status, await answer.text()

    async def open_it():
        return await opened(monitoring={"port": port}, imap={"poll_seconds": 1}), health

    return open_it


@pytest.mark.usefixtures("watchful")
@pytest.mark.parametrize(
    "loop", ["clock", "courier", "database gone", "home tabs", "imap", "members", "slack history"]
)
async def test_a_loop_that_hangs_is_told_by_whoever_is_asked(loop, hangs, open_watched, monkeypatch):
    monkeypatch.setenv("FONDSDIALOG_NOW", MONDAY_MORNING.isoformat())
    with hangs(loop):
        ministry, health = await open_watched()
        settings = ministry.parts.desk.settings

        async def ill():
            code, said = await health()
            return code == 503 and f"no sign of life from {loop} for 0 minutes" in said

        async def said_by_status():
            found = await status._read(settings)
            return f"no sign of life from {loop}" in "\n".join(status.lines(found, settings))

        await until(ill)
        await until(said_by_status)
        with pytest.raises(Ill, match=f"no sign of life from {loop} .*: restart the service"):
            await checkup._service(settings)


@pytest.mark.usefixtures("watchful")
async def test_triage_sees_a_card_of_a_loop_that_hangs(hangs, open_watched):
    with hangs("home tabs"):
        ministry, _ = await open_watched()
        card = await ministry.card("En del af tjenesten hænger", TRIAGE)
        await card.shows("no sign of life from home tabs", "It-driften skal starte tjenesten igen")

    await card.shows("Arbejdet er taget op igen")


@pytest.mark.usefixtures("watchful", "hangs")
async def test_a_service_whose_loops_all_live_is_well(open_watched):
    _, health = await open_watched()
    await asyncio.sleep(2 * WITHIN)

    assert await health() == (200, "ok\n")
