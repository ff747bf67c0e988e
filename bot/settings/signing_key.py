"""The key that signs our own addresses and Message-IDs."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryFile

from bot.settings.errors import Mistake, SettingsError
from bot.settings.root import Settings
from bot.settings.values import SHORTEST_SECRET

_FILE_NAME = "secret.key"


def ensure_secret(settings: Settings) -> bytes:
    """Return the key; where none is configured it is kept in `data_dir`, made at the first call.

    Of several processes that start at once all get the same one. Raises `SettingsError` where the
    key can't be kept or is none.
    """
    if settings.service.secret is not None:
        return settings.service.secret.get_secret_value().encode()
    path = settings.service.data_dir / _FILE_NAME
    with _named(path.parent):
        if not path.exists():
            _create(path)
        return _read(path)


def check_secret(settings: Settings) -> None:
    """Raise what `ensure_secret` would, but make neither key nor directory; else nothing happens.

    Whether `data_dir` can be written to is asked also where a key is configured: more is kept there.
    """
    path = settings.service.data_dir / _FILE_NAME
    with _named(path.parent):
        place = next(each for each in (path.parent, *path.parent.parents) if each.exists())
        with TemporaryFile(dir=place):  # which tells more than permissions do, and has no name
            pass
        if settings.service.secret is None and path.exists():
            _read(path)


@contextmanager
def _named(data_dir: Path) -> Iterator[None]:
    """Name the key of the directory where it can't be used."""
    try:
        yield
    except OSError as error:
        where = f'is "{data_dir}" ({error.strerror})'
        raise SettingsError([Mistake("service.data_dir", where, "a directory to write to")]) from None


def _read(path: Path) -> bytes:
    key = path.read_bytes().strip()
    if len(key) < SHORTEST_SECRET:
        # with an empty key anybody could sign
        raise SettingsError(
            [Mistake(str(path), "is too short for a key", "restored, or deleted to be made anew")]
        )
    return key


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    # a link appears whole or not at all, and never replaces the key of a process that was first
    with suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()
