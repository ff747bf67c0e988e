"""The schema's version: which one the database has, which one this program needs, and the way between.

While machines are upgraded one after the other, a program works on a database one step ahead of it: each
migration leaves what the version before it reads and writes as it was (docs/operations.md).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, delete, func, insert, inspect, select, text

from storage.database import Database
from storage.tables import Counter
from storage.tables.base import table_of

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
_KEPT_IN = "alembic_version"
_SAYS = re.compile(r'^(?:down_)?revision = (?:"(\w+)"|None)', re.MULTILINE)
_STEPS = "schema-steps"
"""The counter of the migrations that a database has been through: an older program can't know a newer one."""
_UPGRADING = 7_301_001
"""Names the lock that makes a second upgrade of the same PostgreSQL wait for the first."""


@dataclass(frozen=True)
class SchemaState:
    """``current`` is None for an empty database; ``ahead`` is how many steps newer it is than the program.

    ``is_newer`` where this program does not know the version, also where nobody told how many steps that is.
    """

    current: str | None
    needed: str
    ahead: int = 0
    is_newer: bool = False
    missing: Path | None = None
    """An embedded database's file, where it is not there."""

    @property
    def up_to_date(self) -> bool:
        """Whether the database is at this program's version."""
        return self.current == self.needed

    @property
    def is_usable(self) -> bool:
        """Whether the program may work on this database."""
        return self.up_to_date or self.ahead == 1


class SchemaOutdated(Exception):
    """The database is not at the version that this program needs; carries the :class:`SchemaState`."""

    def __init__(self, state: SchemaState) -> None:
        super().__init__(state)
        self.state = state


async def state(database: Database) -> SchemaState:
    """Say which version the database has and which one is needed; nothing is made where there is none."""
    if missing := database.missing_file:
        return SchemaState(None, _steps()[0], missing=missing)
    async with database.read_engine.connect() as connection:
        return await connection.run_sync(_state)


async def upgrade(database: Database) -> SchemaState:
    """Bring the database to the newest version; running it again changes nothing, nor does an older program.

    Raises :class:`SchemaOutdated` where the database is too far ahead.
    """
    database.make_file()
    async with database.engine.begin() as connection:
        await connection.run_sync(_upgrade)
    return await state(database)


async def require(database: Database) -> SchemaState:
    """Raise :class:`SchemaOutdated` unless the database is at this program's version, or one step ahead."""
    found = await state(database)
    if not found.is_usable:
        raise SchemaOutdated(found)
    return found


def config_for(connection: Connection) -> Config:
    """Alembic's configuration for work on an open connection."""
    config = _config()
    config.attributes["connection"] = connection
    return config


def _config() -> Config:
    from alembic.config import Config  # noqa: PLC0415 - 40 MB that only an upgrade needs

    config = Config()
    # Alembic reads % as the start of a placeholder
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config


def _state(connection: Connection) -> SchemaState:
    current = _current(connection)
    known = _steps()
    if current is None or current in known:
        return SchemaState(current, known[0])
    return SchemaState(current, known[0], max(0, _been_through(connection) - len(known)), is_newer=True)


def _steps() -> list[str]:
    """Every migration of this program, the newest first."""
    said = [_SAYS.findall(path.read_text(encoding="utf-8")) for path in _MIGRATIONS.glob("versions/*.py")]
    after = {follows: revision for revision, follows in said}
    steps: list[str] = []
    while (step := after.get(steps[-1] if steps else "")) is not None:
        steps.append(step)
    if not steps:
        raise RuntimeError("this installation holds no migrations")
    return steps[::-1]


def _current(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_KEPT_IN):
        return None
    asked = text(f"SELECT version_num FROM {_KEPT_IN}")  # noqa: S608 - our own name
    version: str | None = connection.scalars(asked).one_or_none()
    return version


def _been_through(connection: Connection) -> int:
    found = connection.scalar(select(Counter.value).where(Counter.name == _STEPS))
    return found or 0


def _upgrade(connection: Connection) -> None:
    from alembic import command  # noqa: PLC0415 - see _config

    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADING)))
    if (found := _state(connection)).is_newer:
        if not found.is_usable:
            raise SchemaOutdated(found)
        return
    command.upgrade(config_for(connection), "head")
    counter = table_of(Counter)
    connection.execute(delete(counter).where(counter.c.name == _STEPS))
    connection.execute(insert(counter).values(name=_STEPS, value=len(_steps())))
