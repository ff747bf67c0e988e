"""The faults' stage: the journeys' ministry, in which troubles are told of within a moment."""

from datetime import timedelta

import pytest
from sqlalchemy.engine import make_url
from structlog.testing import capture_logs

from bot.monitoring import database_gone, watching
from bot.outbox import pauses
from tests.journeys.conftest import database_url, model, opened
from tests.journeys.ministry import until
from tests.laid_desk import a_desk
from tests.servers.silent_proxy import SilentProxy


@pytest.fixture
def hears():
    """Wait until the service's log says something."""
    with capture_logs() as lines:

        async def wait(event, **values):
            async def look():
                told = [each for each in lines if each["event"] == event]
                return any(values.items() <= each.items() for each in told)

            await until(look)

        yield wait


__all__ = ["database_url", "model", "opened"]


@pytest.fixture
async def desk(tmp_path):
    """A desk on a fresh SQLite database."""
    async with a_desk(tmp_path) as laid:
        yield laid


@pytest.fixture
async def network(postgres_url):
    """What lies between us and PostgreSQL, which can be cut or made to swallow."""
    async with SilentProxy(make_url(postgres_url).port) as proxy:
        yield proxy


@pytest.fixture
def watchful(monkeypatch):
    """Nobody here waits two minutes to see whether something stays wrong."""
    monkeypatch.setattr(watching, "GRACE", 0.2)
    monkeypatch.setattr(watching, "LOOK", 0.05)
    monkeypatch.setattr(database_gone, "GRACE", 0.2)
    monkeypatch.setattr(database_gone, "LOOK", 0.05)
    monkeypatch.setattr(pauses, "FIRST_WAIT", timedelta(seconds=0.2))
