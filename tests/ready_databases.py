"""Databases at the newest version without going each step of the way again: migrated once, then copied.

What the migrations do is the matter of `tests/storage`. The engines of one test compile what those of another
have not: a third of the time that tests of a database would take goes into that.
"""

import asyncio
import atexit
import shutil
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path

import pytest
from sqlalchemy.engine.default import DefaultDialect
from sqlalchemy.ext.asyncio import create_async_engine

from storage import database as embedded
from storage import postgresql, schema
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


@contextmanager
def compiled_once() -> Iterator[None]:
    """Have all engines share what is compiled, as if there were one of each kind."""
    shared = partial(create_async_engine, execution_options={"compiled_cache": {}})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(embedded, "create_async_engine", shared)
        patch.setattr(postgresql, "create_async_engine", shared)
        # compiled statements are kept by dialect, of which each engine has one of its own
        patch.setattr(DefaultDialect, "__eq__", lambda one, other: type(one) is type(other))
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        yield


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
