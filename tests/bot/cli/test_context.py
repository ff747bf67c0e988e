"""What every command does alike with what goes wrong."""

import pytest
from click.testing import CliRunner

from bot.cli.main import main
from tests.journeys.commands import a_config


@pytest.fixture
def said(tmp_path):
    """Read a mail, which fails, and return what is said on standard error."""
    (tmp_path / "brev.eml").write_text("Subject: x\n\nx")
    words = ["ingest", str(tmp_path / "brev.eml"), "--config", str(a_config(tmp_path))]

    def _said(**environ):
        ended = CliRunner().invoke(main, words, env=environ)
        assert ended.exit_code == 1
        return ended.stderr

    return _said


def test_a_time_that_is_none_is_told_with_what_is_allowed(said):
    told = said(FONDSDIALOG_NOW="x")

    assert '  FONDSDIALOG_NOW is "x"; it must be a time in ISO form, such as "2026-03-12T15:00".\n' in told


def test_a_directory_that_can_not_be_written_to_is_told_by_its_key(said):
    told = said(FONDSDIALOG_SERVICE__DATA_DIR="/proc/x")

    assert '  service.data_dir is "/proc/x" (No such file or directory); it must be a directory' in told


def test_a_key_that_is_none_is_told_with_what_to_do(said, tmp_path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "secret.key").write_text("kort")

    assert "secret.key is too short for a key; it must be restored, or deleted" in said()
