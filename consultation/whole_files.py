"""Files that are there whole or not at all: written beside their place, and moved there once complete."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import ENOENT
from glob import escape
from pathlib import Path
from typing import BinaryIO


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a place beside a file to write it at; whoever wrote it whole puts it in place from there.

    What is left at the place in the end is removed, and so is what processes left that were killed. Raises
    :class:`FileNotFoundError` where there is no such folder.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(ENOENT, "there is no such folder", str(path.parent))
    _clear_away(path)
    place = path.with_name(f".{path.name}.{os.getpid()}")
    with _held(place):
        try:
            yield place
        finally:
            place.unlink(missing_ok=True)


def put_in_place(whole: Path, path: Path) -> None:
    """Move a file that was written beside its place there, its bytes on the disk before its name is."""
    with whole.open("rb") as file:
        os.fsync(file.fileno())
    whole.replace(path)


def _held(place: Path) -> BinaryIO:
    """Open a file that others can see to be somebody's, by a lock that ends with this process."""
    while True:
        file = place.open("ab")
        with suppress(OSError):  # a file system without locks
            fcntl.flock(file, fcntl.LOCK_EX)
        if os.fstat(file.fileno()).st_nlink:
            return file
        file.close()  # another took it for left, between its being made and its being locked


def _clear_away(path: Path) -> None:
    for left in path.parent.glob(f".{escape(path.name)}.*"):
        if re.fullmatch(r"\d+", left.suffix[1:]):
            with suppress(OSError), left.open("ab") as file:  # it is somebody's, or gone already
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                left.unlink()
