"""The faults' stage: the journeys' ministry, in which troubles are told of within a moment."""

from datetime import timedelta

import pytest

from bot import courier
from bot.monitoring import watching
from tests.journeys.conftest import database_url, model, opened

__all__ = ["database_url", "model", "opened"]


@pytest.fixture
def watchful(monkeypatch):
    """Nobody here waits two minutes to see whether something stays wrong."""
    monkeypatch.setattr(watching, "GRACE", 0.2)
    monkeypatch.setattr(watching, "LOOK", 0.05)
    monkeypatch.setattr(courier, "FIRST_WAIT", timedelta(seconds=0.2))
