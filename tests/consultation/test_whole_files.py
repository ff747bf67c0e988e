"""A file that is written beside its place: whole or not at all, and nothing is left of a killed process."""

import os
import signal
import subprocess
import sys

import pytest

from consultation.whole_files import beside

WRITES_FOR_EVER = """
import sys, time
from pathlib import Path
from consultation.whole_files import beside
with beside(Path(sys.argv[1])) as whole:
    whole.write_bytes(b"half")
    print("written", flush=True)
    time.sleep(60)
"""


@pytest.fixture
def writing(tmp_path):
    """Have another process write a file, and stay at it."""
    command = [sys.executable, "-c", WRITES_FOR_EVER, str(tmp_path / "note [1].docx")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"written\n"
        yield process
        process.kill()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def writes(path, content):
    with beside(path) as whole:
        whole.write_bytes(content)
        whole.replace(path)


def test_what_a_killed_process_left_is_removed_by_the_next(tmp_path, writing):
    os.kill(writing.pid, signal.SIGKILL)
    writing.wait()
    assert names(tmp_path) == [f".note [1].docx.{writing.pid}"]

    writes(tmp_path / "note [1].docx", b"whole")

    assert names(tmp_path) == ["note [1].docx"]


def test_what_a_living_process_writes_is_left_to_it(tmp_path, writing):
    writes(tmp_path / "note [1].docx", b"whole")

    assert names(tmp_path) == [f".note [1].docx.{writing.pid}", "note [1].docx"]


def test_files_of_others_are_left_alone(tmp_path):
    for name in (".note.docx.swp", ".note.docx", ".other.docx.12"):
        (tmp_path / name).write_bytes(b"")

    writes(tmp_path / "note.docx", b"whole")

    assert names(tmp_path) == [".note.docx", ".note.docx.swp", ".other.docx.12", "note.docx"]


def test_one_that_was_not_finished_leaves_nothing(tmp_path):
    with beside(tmp_path / "note.docx") as whole:
        whole.write_bytes(b"half")

    assert names(tmp_path) == []
