"""The schema's version: which one the database has, which one this program needs, and the way between."""

from dataclasses import dataclass
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, func, select

from storage.database import Database

_UPGRADING = 7_301_001
"""Names the lock that makes a second upgrade of the same PostgreSQL wait for the first."""


@dataclass(frozen=True)
class SchemaState:
    """``current`` is None for an empty database."""

    current: str | None
    needed: str

    @property
    def up_to_date(self) -> bool:
        """Whether the program may work on this database."""
        return self.current == self.needed


class SchemaOutdated(Exception):
    """The database is not at the version that this program needs; carries the :class:`SchemaState`."""

    def __init__(self, state: SchemaState) -> None:
        super().__init__(state)
        self.state = state


async def state(database: Database) -> SchemaState:
    """Say which version the database has and which one is needed."""
    async with database.read_engine.connect() as connection:
        current = await connection.run_sync(_current)
    needed = ScriptDirectory.from_config(_config()).get_current_head()
    if needed is None:
        raise RuntimeError("this installation holds no migrations")
    return SchemaState(current, needed)


async def upgrade(database: Database) -> SchemaState:
    """Bring the database to the newest version; running it again changes nothing."""
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade)
    return await state(database)


async def require(database: Database) -> None:
    """Raise :class:`SchemaOutdated` unless the database is at the newest version."""
    found = await state(database)
    if not found.up_to_date:
        raise SchemaOutdated(found)


def config_for(connection: Connection) -> Config:
    """Alembic's configuration for work on an open connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    config = Config()
    # Alembic reads % as the start of a placeholder
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _upgrade(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))
    command.upgrade(config_for(connection), "head")
