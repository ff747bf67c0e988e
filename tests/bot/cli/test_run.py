"""The command that runs the service: what it does for the process before and once it is ready."""

from unittest.mock import Mock

import pytest
from click.testing import CliRunner

from bot import memory
from bot.cli import run as run_command
from bot.cli.main import main


@pytest.fixture
def ready(a_configuration, monkeypatch):
    """Run the service until it is ready; gives what was done for the process, in order."""
    done = Mock()
    monkeypatch.setattr(memory, "share", done.share)
    monkeypatch.setattr(memory, "settle", done.settle)

    async def until_ready(_stop, _broken):
        done.ready()

    monkeypatch.setattr(run_command, "_until", until_ready)

    def _ready():
        for command in (["db", "upgrade"], ["run"]):
            result = CliRunner().invoke(main, [*command, "--config", str(a_configuration)])
            assert result.exit_code == 0, result.output
        return [call[0] for call in done.method_calls]

    return _ready


def test_memory_is_shared_before_anything_else_and_settled_before_it_says_that_it_is_ready(ready):
    assert ready() == ["share", "settle", "ready"]
