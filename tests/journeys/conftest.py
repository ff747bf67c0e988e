"""The journeys' stage: a ministry opened on servers of its own for each test."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest

from bot import schedule
from nlp import model as nlp_model
from nlp.model import Model
from tests.journeys.ministry import Ministry, open_ministry, settings_values


@pytest.fixture(scope="session")
def model() -> Model:
    """The model that comes with the program."""
    return nlp_model.load()


@pytest.fixture
def database_url(request, tmp_path) -> str:
    """A database of its own in a file; a journey may be made on PostgreSQL too."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return str(request.getfixturevalue("postgres_url"))
    return f"sqlite+aiosqlite:///{tmp_path / 'fondsdialog.db'}"


@pytest.fixture
async def opened(
    tmp_path, mailbox, smtp_sink, slack, model, database_url, monkeypatch
) -> AsyncIterator[Callable[..., Awaitable[Ministry]]]:
    """Opens a ministry; settings may be given by section (``nlp={"accept": 1.0}``), offices as a list."""
    # nobody here waits 20 seconds to see whether something has come due
    monkeypatch.setattr(schedule, "TICK", 0.3)
    async with AsyncExitStack() as stack:

        async def open_with(**over: Any) -> Ministry:
            values = settings_values(tmp_path, mailbox, smtp_sink, slack, database_url)
            for section, keys in over.items():
                values[section] = values.get(section, {}) | keys if isinstance(keys, dict) else keys
            return await stack.enter_async_context(open_ministry(values, model, mailbox, smtp_sink, slack))

        yield open_with


@pytest.fixture
async def ministry(opened) -> Ministry:
    """The ministry as it is most of the time."""
    return await opened()
