"""A full disk: a clear word, nothing half-written is taken for whole, and what was there stays."""

import errno
import random
import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from bot.cli import failures
from bot.cli.main import main
from bot.inquiries import export
from consultation.rounds.note import writing
from tests.journeys.commands import a_config
from tests.journeys.mails import a_mail
from tests.laid_desk import an_inquiry


@contextmanager
def no_file_beyond(most: int) -> Iterator[None]:
    """Let no file grow beyond so many bytes for a while, as the operating system does for a quota.

    Not for longer than what is tested: the process's own output may go to a file.
    """
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # an error then, not the end
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


def test_a_note_that_does_not_fit_leaves_the_earlier_one_where_it_was(tmp_path):
    path = tmp_path / "hoeringsnotat.docx"
    writing._kept(path, b"the earlier one")

    with no_file_beyond(1000), pytest.raises(OSError, match="File too large"):
        writing._kept(path, b"x" * 5000)

    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"the earlier one"


async def test_an_export_that_does_not_fit_leaves_no_half_archive(desk, tmp_path):
    inquiry = await an_inquiry(desk)
    folder = tmp_path / "out"
    folder.mkdir()
    async with desk.database.reading() as session:
        with no_file_beyond(20), pytest.raises(OSError, match="File too large"):
            await export.write(session, inquiry, {"text": "æ" * 5000}, folder / "sag.zip")

    assert [*folder.iterdir()] == []


def test_a_disk_without_room_is_said_in_plain_words():
    said = failures.sentence(OSError(errno.ENOSPC, "No space left on device", "sag.zip"))

    assert said == "No space left on device (sag.zip)."


def test_a_command_that_finds_no_room_for_a_letter_says_so_and_stores_nothing_half(tmp_path):
    config = str(a_config(tmp_path))
    letter = a_mail()
    letter.add_attachment(random.Random(1).randbytes(2_000_000), "application", "pdf", filename="bilag.pdf")
    (tmp_path / "brev.eml").write_bytes(letter.as_bytes())
    assert CliRunner().invoke(main, ["db", "upgrade", "--config", config]).exit_code == 0
    (path,) = tmp_path.rglob("*.db")

    with no_file_beyond(path.stat().st_size + 4096):
        refused = CliRunner().invoke(main, ["ingest", str(tmp_path / "brev.eml"), "--config", config])

    assert refused.exit_code == 1
    assert "the database can't be used" in refused.output
    checked = CliRunner().invoke(main, ["db", "check", "--config", config])
    assert "adds up" in checked.output
