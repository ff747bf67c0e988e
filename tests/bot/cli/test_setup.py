from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.setup import init
from bot.settings import load

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def _run(*arguments, **environ):
        return CliRunner().invoke(init, arguments, env=environ)

    return _run


def test_it_writes_the_commented_example_which_loads(run, tmp_path):
    result = run()

    assert result.exit_code == 0
    assert result.stdout == ""
    assert "config.toml is written" in result.stderr
    assert (tmp_path / "config.toml").read_text(encoding="utf-8") == EXAMPLE.read_text(encoding="utf-8")
    load(tmp_path / "config.toml", {}, require_secrets=False)


def test_it_never_overwrites_a_file(run, tmp_path):
    (tmp_path / "config.toml").write_text("mine")

    result = run()

    assert result.exit_code == 1
    assert "exists already" in result.stderr
    assert (tmp_path / "config.toml").read_text() == "mine"


def test_the_file_is_named_by_option_or_environment(run, tmp_path):
    run("--config", "a.toml")
    run(FONDSDIALOG_CONFIG="b.toml")

    assert sorted(file.name for file in tmp_path.iterdir()) == ["a.toml", "b.toml"]


def test_a_file_that_can_not_be_written_is_named(run):
    result = run("--config", "nowhere/config.toml")

    assert result.exit_code == 1
    assert "nowhere/config.toml can't be written" in result.stderr


def test_help_gives_an_example(run):
    assert "fondsdialog init --config config.toml" in run("--help").stdout
