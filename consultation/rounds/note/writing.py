"""The note's files in a folder: `.docx`, `.html` and `.csv`, one beside the other.

What is in them is worked out elsewhere. A file that was there is kept under another name: somebody may have
written in it.
"""

import os
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from consultation.rounds.note.chapters import body
from consultation.rounds.note.content import Note
from consultation.rounds.note.draft import Draft, work_out
from consultation.rounds.note.masking import Masks
from consultation.rounds.note.page import html
from consultation.rounds.note.paper import docx
from consultation.rounds.note.sheet import csv_of
from consultation.rounds.note.wording import Words

SUFFIXES = (".csv", ".html", ".docx")
"""In the order they are written: of files that nobody touched, the document is the latest."""


def write(note: Note, masks: Masks, folder: Path) -> tuple[Draft, list[Path]]:
    """Write a note's files to a folder; return what was worked out, and their paths."""
    draft = work_out(note, masks)
    chapters = body(draft)
    contents = {
        ".csv": csv_of(draft),
        ".html": html(draft, chapters).encode("utf-8"),
        ".docx": docx(draft, chapters),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return draft, [_kept(folder / f"{stem(note)}{suffix}", contents[suffix]) for suffix in SUFFIXES]


def stem(note: Note) -> str:
    """Return the name of a note's files without their endings."""
    safe = re.sub(r"[^\w.-]+", "-", note.key).strip(".-") or "note"
    return f"{Words(note.language, note.timezone)('file')}-{safe}"


def earlier(note: Note, folder: Path) -> Path | None:
    """Return the file of an earlier run that was written last and can be read back, by people or by us."""
    there = [path for ending in (".csv", ".docx") if (path := folder / f"{stem(note)}{ending}").exists()]
    return max(there, key=lambda path: path.stat().st_mtime_ns, default=None)


def _kept(path: Path, content: bytes) -> Path:
    if path.exists() and path.read_bytes() != content:
        path.rename(next(old for old in _older(path) if not old.exists()))
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    beside.write_bytes(content)
    beside.replace(path)
    return path


def _older(path: Path) -> Iterator[Path]:
    return (path.with_name(f"{path.stem}.{number}{path.suffix}") for number in count(1))
