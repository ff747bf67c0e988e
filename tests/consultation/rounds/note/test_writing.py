"""A note's files lie beside each other, and what people wrote in an earlier one is never written over."""

import os
from dataclasses import replace

from consultation.rounds.note import carry
from consultation.rounds.note.writing import earlier, stem, write
from tests.notes.sample import MASKS, the_note


def small_note(**over):
    return replace(the_note(), answers=(), supplements=(), parties=(), earlier=(), **over)


def test_three_files_are_written_and_the_same_note_gives_the_same_page_and_sheet(tmp_path):
    _, paths = write(the_note(), MASKS, tmp_path / "a")
    assert [path.name for path in paths] == [
        "hoeringsnotat-uip-2026.csv",
        "hoeringsnotat-uip-2026.html",
        "hoeringsnotat-uip-2026.docx",
    ]
    _, again = write(the_note(), MASKS, tmp_path / "b")
    assert [path.read_bytes() for path in paths[:2]] == [path.read_bytes() for path in again[:2]]


def test_an_earlier_file_is_kept_under_another_name(tmp_path):
    _, paths = write(small_note(), MASKS, tmp_path)
    paths[2].write_bytes(b"written in")
    write(small_note(), MASKS, tmp_path)
    kept = tmp_path / "hoeringsnotat-uip-2026.1.docx"
    assert kept.read_bytes() == b"written in"
    assert carry.read(paths[2])
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_an_earlier_file_keeps_the_moment_in_which_somebody_wrote_in_it(tmp_path):
    _, paths = write(small_note(), MASKS, tmp_path)
    paths[0].write_bytes(b"written in")
    os.utime(paths[0], ns=(0, 5_000_000_000))
    write(small_note(), MASKS, tmp_path)
    assert (tmp_path / "hoeringsnotat-uip-2026.1.csv").stat().st_mtime_ns == 5_000_000_000


def test_an_earlier_file_that_a_killed_process_had_kept_is_not_kept_twice(tmp_path):
    _, paths = write(small_note(), MASKS, tmp_path)
    for path in (paths[0], tmp_path / "hoeringsnotat-uip-2026.1.csv"):
        path.write_bytes(b"written in")
    write(small_note(), MASKS, tmp_path)
    assert not (tmp_path / "hoeringsnotat-uip-2026.2.csv").exists()
    assert carry.read(paths[0])


def test_the_file_that_was_written_last_is_the_one_to_read_back(tmp_path):
    note = small_note()
    assert earlier(note, tmp_path) is None
    _, (sheet, _, paper) = write(note, MASKS, tmp_path)
    assert earlier(note, tmp_path) == paper
    later = paper.stat().st_mtime_ns + 1_000_000_000
    os.utime(sheet, ns=(later, later))
    assert earlier(note, tmp_path) == sheet


def test_a_rounds_key_names_no_other_folder():
    assert stem(small_note(key="../../etc/x y")) == "hoeringsnotat-etc-x-y"
