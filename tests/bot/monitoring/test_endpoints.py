"""What those who watch over the service are told, over HTTP."""

import json
import re
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from bot import schedule
from bot.demo.ports import free_port
from bot.monitoring.endpoints import serving
from bot.settings import SettingsError
from storage import outbox, service
from storage.outbox import Parcel
from tests.laid_desk import a_desk, an_incoming, an_inquiry

DOCS = Path(__file__).parents[3] / "docs"


@pytest.fixture
async def watched(tmp_path):
    async with a_desk(tmp_path, monitoring={"port": free_port()}) as desk, serving(desk):
        yield desk


def removed(database):
    Path(database.url.database).unlink()


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


async def test_a_port_that_another_has_is_named(watched):
    with pytest.raises(SettingsError, match=r"monitoring\.port is \d+ \(.*address already in use\)"):
        async with serving(watched):
            pass


@pytest.mark.parametrize("host", ["nowhere.invalid", "192.0.2.1"])
async def test_a_host_that_is_not_this_machine_is_named(tmp_path, host):
    async with a_desk(tmp_path, monitoring={"port": free_port(), "host": host}) as desk:
        with pytest.raises(SettingsError, match=rf'monitoring\.host is "{host}" \(.+\); it must be'):
            async with serving(desk):
                pass


async def test_it_is_ready_while_its_database_is_there_and_migrated(watched):
    assert await asked(watched, "readyz") == (200, "ready\n")

    async with watched.database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    assert await asked(watched, "readyz") == (503, "the database is at version 0001\n")


async def test_it_is_not_ready_once_the_file_of_its_database_is_gone(watched):
    await asked(watched, "readyz")

    removed(watched.database)

    assert await asked(watched, "readyz") == (503, "the database can't be used (FileGone)\n")


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


async def families(desk):
    """What Prometheus makes of the page: each figure with its kind and what is said of it."""
    async with desk.database.transaction() as session:
        await service.report_part(session, "smtp", None, desk.clock.now())
    _, page = await asked(desk, "metrics")
    return {family.name: family for family in text_string_to_metric_families(page)}


async def test_the_figures_are_named_as_prometheus_wants_them(watched):
    ours = {name: each for name, each in (await families(watched)).items() if name.startswith("fondsdialog_")}

    assert len(ours) > 5
    for name, family in ours.items():
        assert re.fullmatch(r"fondsdialog(_[a-z]+)+", name)
        assert family.documentation.endswith(".")
        assert family.type in ("counter", "gauge")
        # a counter's samples end in _total, and nothing else's do
        assert all(each.name.endswith("_total") == (family.type == "counter") for each in family.samples)
        if "long" in family.documentation:
            assert name.endswith("_seconds")


async def test_the_dashboard_and_the_page_on_operations_name_figures_that_there_are(watched):
    there = {sample.name for each in (await families(watched)).values() for sample in each.samples}
    dashboard = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    asked_for = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    named = set(re.findall(r"\b(?:fondsdialog|process)_\w+", " ".join(asked_for)))
    in_words = set(re.findall(r"`(fondsdialog_\w+)", (DOCS / "operations.md").read_text(encoding="utf-8")))

    assert named - there == set()
    assert in_words - there == set()
    assert {name for name in there if name.startswith("fondsdialog_")} - in_words - named == set()


def test_the_dashboard_gives_each_figure_its_unit():
    dashboard = json.loads((DOCS / "grafana.json").read_text(encoding="utf-8"))
    for panel in dashboard["panels"]:
        unit = panel.get("fieldConfig", {}).get("defaults", {}).get("unit")
        (asked_for,) = [target["expr"] for target in panel["targets"]]
        assert (unit == "s") == asked_for.endswith("_seconds")
        assert (unit == "bytes") == asked_for.endswith("_bytes")


async def test_no_figure_tells_of_a_letter(watched):
    await an_inquiry(watched, an_incoming(text="Fortroligt: 010190-1234", subject="Hemmeligt"))

    _, page = await asked(watched, "metrics")

    for word in ("Fortroligt", "010190", "Hemmeligt", "karen@"):
        assert word not in page


async def test_without_a_port_nothing_listens(desk):
    async with serving(desk):
        assert desk.settings.monitoring.port == 0
