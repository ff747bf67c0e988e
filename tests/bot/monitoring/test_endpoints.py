"""What those who watch over the service are told, over HTTP."""

from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import text

from bot import schedule
from bot.demo.ports import free_port
from bot.monitoring.endpoints import serving
from storage import outbox, service
from storage.outbox import Parcel
from tests.laid_desk import a_desk, an_incoming, an_inquiry


@pytest.fixture
async def watched(tmp_path):
    async with a_desk(tmp_path, monitoring={"port": free_port()}) as desk, serving(desk):
        yield desk


async def asked(desk, path):
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{desk.settings.monitoring.port}/{path}") as answer,
    ):
        return answer.status, await answer.text()


async def figures(desk):
    _, page = await asked(desk, "metrics")
    lines = [line.rpartition(" ") for line in page.splitlines() if line and not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


async def test_a_process_that_answers_is_well(watched):
    assert await asked(watched, "healthz") == (200, "ok\n")


async def test_it_is_ready_while_its_database_is_there_and_migrated(watched):
    assert await asked(watched, "readyz") == (200, "ready\n")

    async with watched.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    assert await asked(watched, "readyz") == (503, "the database is at version 0001\n")


async def test_the_figures_are_those_of_the_moment(watched):
    now = watched.clock.now()
    async with watched.database.transaction() as session:
        await outbox.put(session, Parcel("late", "test", "lane", now - timedelta(minutes=2)), now)
        await service.report_part(session, "smtp", "connection refused", now)
    await schedule.tick(watched)
    watched.clock.advance(timedelta(seconds=30))

    found = await figures(watched)

    assert found["fondsdialog_outbox_waiting"] == 1
    assert found["fondsdialog_outbox_overdue_seconds"] >= 150
    assert found['fondsdialog_part_trouble{part="smtp"}'] == 1
    assert found['fondsdialog_part_trouble{part="clock"}'] == 0
    assert found['fondsdialog_part_silence_seconds{part="clock"}'] >= 30
    assert found["process_resident_memory_bytes"] > 0


async def test_no_figure_tells_of_a_letter(watched):
    await an_inquiry(watched, an_incoming(text="Fortroligt: 010190-1234", subject="Hemmeligt"))

    _, page = await asked(watched, "metrics")

    for word in ("Fortroligt", "010190", "Hemmeligt", "karen@"):
        assert word not in page


async def test_without_a_port_nothing_listens(desk):
    async with serving(desk):
        assert desk.settings.monitoring.port == 0
