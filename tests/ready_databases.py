"""Databases at the newest version without going each step of the way again: migrated once, then copied.

What the migrations do is the matter of `tests/storage`.
"""

import asyncio
import atexit
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path

from storage import schema
from storage.database import Database


@cache
def migrated_sqlite() -> Path:
    """A migrated, empty SQLite file to copy."""
    folder = Path(tempfile.mkdtemp(prefix="migrated-"))
    atexit.register(shutil.rmtree, folder)
    migrate(sqlite_url_of(folder / "record.db"))
    return folder / "record.db"


def migrate(url: str) -> None:
    """Bring a database to the newest version, from within an event loop too."""
    with ThreadPoolExecutor(1) as beside:
        beside.submit(asyncio.run, _migrate(url)).result()


async def make_ready(database: Database) -> None:
    """Bring a database that was never opened to the newest version."""
    if not _copied(database):
        await schema.upgrade(database)


def sqlite_url_of(path: Path) -> str:
    """The address of an SQLite file."""
    return f"sqlite+aiosqlite:///{path}"


async def _migrate(url: str) -> None:
    database = Database(url)
    await schema.upgrade(database)
    await database.close()


def _copied(database: Database) -> bool:
    path = Path(database.url.database or "")
    if database.url.get_backend_name() != "sqlite" or path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_sqlite(), path)
    return True
