"""Programs of two versions on one database, as the command line tells of it."""

import sqlite3
from contextlib import closing

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from tests.journeys.commands import a_config


@pytest.fixture
def asks(tmp_path):
    """Gives a command on a database of its own."""
    config = str(a_config(tmp_path))

    def ask(*command):
        return CliRunner().invoke(main, [*command, "--config", config])

    assert ask("db", "upgrade").exit_code == 0
    return ask


def goes_ahead(path, steps):
    with closing(sqlite3.connect(path)) as database, database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
        database.execute("UPDATE counter SET value = value + ? WHERE name = 'schema-steps'", [steps])


def test_commands_say_how_far_ahead_the_database_is(asks, tmp_path):
    (path,) = tmp_path.rglob("*.db")
    goes_ahead(path, 1)
    assert asks("db", "check").exit_code == 0
    assert "one step ahead of this program: nothing to do" in asks("db", "upgrade").output
    assert "one step ahead of this program: install the newer one soon" in asks("doctor").output

    goes_ahead(path, 1)
    for command in ("check", "upgrade"):
        refused = asks("db", command)
        assert refused.exit_code == 1
        assert "2 steps ahead of this program" in refused.output
        assert "Install the newer program on this machine." in refused.output
    assert "too far ahead of this program" in asks("doctor").output


def test_commands_say_that_a_database_of_a_version_nobody_told_of_is_newer(asks, tmp_path):
    (path,) = tmp_path.rglob("*.db")
    goes_ahead(path, 0)

    for command in (["db", "check"], ["db", "upgrade"], ["status"]):
        refused = asks(*command)
        assert refused.exit_code == 1
        assert "at version 9999, which this program does not know" in refused.output
        assert "Install the newer program on this machine." in refused.output
    assert "too far ahead of this program" in asks("doctor").output
