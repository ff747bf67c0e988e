"""The note's files in a folder: `.docx`, `.html` and `.csv`, one beside the other.

What is in them is worked out elsewhere. A file that was there is kept under another name: somebody may have
written in it.
"""

import re
import shutil
from datetime import UTC
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
from consultation.whole_files import beside, put_in_place

SUFFIXES = (".csv", ".html", ".docx")
"""In the order they are written: of files that nobody touched, the document is the latest."""


def write(note: Note, masks: Masks, folder: Path) -> tuple[Draft, list[Path]]:
    """Write a note's files to a folder; return what was worked out, and their paths."""
    draft = work_out(note, masks)
    return draft, put(draft, folder)


def put(draft: Draft, folder: Path) -> list[Path]:
    """Write the files of a note that was worked out to a folder; return their paths."""
    chapters = body(draft)
    contents = {
        ".csv": csv_of(draft),
        ".html": html(draft, chapters).encode("utf-8"),
        ".docx": docx(draft, chapters),
    }
    folder.mkdir(parents=True, exist_ok=True)
    return [_kept(folder / f"{stem(draft.note)}{suffix}", contents[suffix]) for suffix in SUFFIXES]


def stem(note: Note) -> str:
    """Return the name of a note's files without their endings."""
    return _stem(note.key, note.language)


def _stem(key: str, language: str) -> str:
    safe = re.sub(r"[^\w.-]+", "-", key).strip(".-") or "note"
    return f"{Words(language, UTC)('file')}-{safe}"


def earlier(note: Note, folder: Path) -> Path | None:
    """Return the file of an earlier run that was written last and can be read back, by people or by us."""
    there = [path for ending in (".csv", ".docx") if (path := folder / f"{stem(note)}{ending}").exists()]
    return max(there, key=lambda path: path.stat().st_mtime_ns, default=None)


def sheet(key: str, language: str, folder: Path) -> Path | None:
    """Return the `.csv` of an earlier run of a round's note; people write in it what statements are."""
    path = folder / f"{_stem(key, language)}.csv"
    return path if path.exists() else None


def _kept(path: Path, content: bytes) -> Path:
    """Lay a file down; at no moment is there none, for the next run takes people's words from it."""
    with beside(path) as whole:
        whole.write_bytes(content)
        # only now that the new one is whole: on a full disk the earlier one stays what it is
        if path.exists() and (before := path.read_bytes()) != content:
            _keep_older(path, before)
        put_in_place(whole, path)
    return path


def _keep_older(path: Path, content: bytes) -> None:
    for number in count(1):
        older = path.with_name(f"{path.stem}.{number}{path.suffix}")
        if not older.exists():
            with beside(older) as whole:
                whole.write_bytes(content)
                shutil.copystat(path, whole)  # it says when somebody last wrote in it
                put_in_place(whole, older)
            return
        if older.read_bytes() == content:
            return  # a process that was killed had come so far
