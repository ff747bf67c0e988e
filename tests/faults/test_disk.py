"""A full disk: a clear word, nothing half-written is taken for whole, and what was there stays."""

import asyncio
import errno
import random
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import failures
from bot.cli.main import main
from bot.inquiries import export
from consultation.rounds.note import writing
from tests.journeys.commands import PATIENCE, a_config, environment, fondsdialog_beside
from tests.journeys.mails import a_mail
from tests.journeys.ministry import TRIAGE, UIP, until
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


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """A disk of its own with little room; without the right to mount one, room is refused as by a quota."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(place)]
    is_mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    yield place
    if is_mounted:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


@contextmanager
def no_room_on(disk: Path) -> Iterator[None]:
    """Fill a disk to its last byte."""
    if not disk.is_mount():
        with no_file_beyond(0):
            yield
        return
    filling = disk / "filling"
    with filling.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))
    yield
    filling.unlink()


def empty_logs(disk: Path) -> None:
    """Leave nothing in the logs of databases, in place of which something could be written."""
    for database in disk.glob("*.db"):
        with closing(sqlite3.connect(database)) as beside:
            beside.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@pytest.mark.usefixtures("watchful")
async def test_a_disk_without_any_room_is_told_straight_away_and_mail_is_read_once_there_is_some(
    small_disk, opened, smtp_sink, slack
):
    ministry = await opened(database={"url": f"sqlite+aiosqlite:///{small_disk / 'fondsdialog.db'}"})
    await ministry.gets(a_mail(subject="Før"))
    await ministry.card("Før", UIP)

    # in a thread: it waits for the service, which may be writing
    await asyncio.to_thread(empty_logs, small_disk)
    with no_room_on(small_disk):
        card = await ministry.card("Databasen kan ikke nås", TRIAGE)
        await ministry.gets(a_mail(subject="Fuldt"))
        await card.shows("database or disk is full")
        assert not await ministry.inbox_is_empty()

    await card.shows("Virker igen")
    await ministry.card("Fuldt", UIP)
    await smtp_sink.received(lambda letter: "Fuldt" in str(letter.message["Subject"]), 20)
    assert len([each for each in slack.messages(UIP) if each.get("subtype") != "ephemeral"]) == 2


@pytest.fixture
def full_log():
    """A file that takes not a byte."""
    with Path("/dev/full").open("w") as full:
        yield full


async def test_a_service_whose_log_can_not_be_written_starts_works_and_stops(tmp_path, full_log):
    config = a_config(tmp_path)
    await fondsdialog_beside("db", "upgrade", "--config", config)

    async def it_works():
        told = await fondsdialog_beside("status", "--json", "--config", config)
        return "courier" in told.json["parts"]

    service = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run", "--config", str(config)), env=environment(), stderr=full_log
    )
    try:
        await until(it_works, PATIENCE)
        service.send_signal(signal.SIGTERM)

        assert await service.wait() == 0
    finally:
        if service.returncode is None:
            service.kill()


def test_a_note_that_does_not_fit_leaves_the_earlier_one_where_it_was(tmp_path):
    path = tmp_path / "hoeringsnotat.docx"
    writing._kept(path, b"the earlier one")

    with no_file_beyond(1000), pytest.raises(OSError, match="File too large"):
        writing._kept(path, b"x" * 5000)

    assert [each.name for each in tmp_path.iterdir()] == [path.name]
    assert path.read_bytes() == b"the earlier one"


def test_a_message_from_quarantine_that_does_not_fit_leaves_no_half_file(tmp_path):
    config = a_config(tmp_path)
    letter, folder = tmp_path / "brev.eml", tmp_path / "out"
    letter.write_bytes(b"\n" * 100_000)
    folder.mkdir()
    CliRunner().invoke(main, ["db", "upgrade", "--config", str(config)])
    CliRunner().invoke(main, ["ingest", str(letter), "--config", str(config)])
    command = ["quarantine", "export", "1", "--output", str(folder / "1.eml"), "--config", str(config)]

    with no_file_beyond(50_000):
        refused = CliRunner().invoke(main, command)

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "File too large" in refused.stderr
    assert [*folder.iterdir()] == []


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
