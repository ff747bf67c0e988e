"""Upgrading machine by machine: a program follows a database one step ahead of it, and no further."""

import ast
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, inspect, text

from storage import ledger, schema
from storage.database import Database
from storage.messages import Arrival
from storage.schema import SchemaOutdated, SchemaState
from tests.builders import NOON

VERSIONS = Path(schema.__file__).parent / "migrations" / "versions"
BEFORE_THE_RULE = {f"{number:04}" for number in range(1, 14)}
NEW = "9999"


@pytest.fixture
def goes_ahead(database: Database) -> Callable[[int], object]:
    """Have a newer program upgrade the database by so many steps, of which the last adds a column."""

    async def go(steps: int) -> None:
        through = len(list(VERSIONS.glob("0*.py"))) + steps
        async with database.engine.begin() as connection:
            await connection.execute(text("ALTER TABLE mail_ledger ADD COLUMN of_tomorrow VARCHAR"))
            await connection.execute(text(f"UPDATE alembic_version SET version_num = '{NEW}'"))
            been = "UPDATE counter SET value = :steps WHERE name = 'schema-steps'"
            await connection.execute(text(been), {"steps": through})

    return go


async def test_a_program_works_on_a_database_one_step_ahead_and_says_so(database, goes_ahead):
    await goes_ahead(1)

    found = await schema.require(database)

    assert (found.current, found.ahead, found.up_to_date) == (NEW, 1, False)
    async with database.transaction() as session:
        arrival = Arrival.pack(b"Subject: Hej\n\nHej", source="INBOX", received_at=NOON)
        assert await ledger.store(session, [arrival], NOON) == [1]


async def test_a_program_is_refused_on_a_database_two_steps_ahead(database, goes_ahead):
    await goes_ahead(2)

    with pytest.raises(SchemaOutdated) as refused:
        await schema.require(database)

    assert refused.value.state.ahead == 2


async def test_an_older_program_leaves_a_newer_database_as_it_is(database, goes_ahead):
    await goes_ahead(1)

    assert (await schema.upgrade(database)).current == NEW


async def test_an_older_program_does_not_touch_a_database_that_is_too_far_ahead(database, goes_ahead):
    await goes_ahead(2)

    with pytest.raises(SchemaOutdated):
        await schema.upgrade(database)


@pytest.mark.parametrize("ask", [schema.require, schema.upgrade])
async def test_a_version_that_nobody_knows_is_newer_and_left_alone(database, ask):
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'unknown'"))

    with pytest.raises(SchemaOutdated) as refused:
        await ask(database)

    assert (refused.value.state.is_newer, refused.value.state.is_usable) == (True, False)


def test_behind_is_never_usable():
    assert not SchemaState("0001", "0002").is_usable
    assert not SchemaState(None, "0002").is_usable


def calls_in(path: Path) -> Iterator[ast.Call]:
    parsed = ast.parse(path.read_text(encoding="utf-8"))
    (upgrade,) = [
        each for each in parsed.body if isinstance(each, ast.FunctionDef) and each.name == "upgrade"
    ]
    return (each for each in ast.walk(upgrade) if isinstance(each, ast.Call))


def called(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def is_demanded(column: ast.Call) -> bool:
    """Whether a new column wants a value that an older program does not give."""
    given = {each.arg: each.value for each in column.keywords}
    nullable = given.get("nullable")
    return isinstance(nullable, ast.Constant) and nullable.value is False and "server_default" not in given


UNDER_THE_RULE = [each for each in sorted(VERSIONS.glob("0*.py")) if each.name[:4] not in BEFORE_THE_RULE]


@pytest.mark.parametrize("path", UNDER_THE_RULE, ids=lambda path: path.stem)
def test_a_migration_takes_nothing_from_the_version_before_it(path):
    gone = {"drop_column", "drop_table", "rename_table"}
    calls = [*calls_in(path)]
    added = [call for call in calls if called(call) == "add_column"]
    columns = [each for call in added for each in call.args if isinstance(each, ast.Call)]

    assert [called(call) for call in calls if called(call) in gone] == []
    assert not [ast.unparse(column) for column in columns if is_demanded(column)]


Shape = dict[str, dict[str, dict[str, object]]]
"""Each table's columns and unique keys, as the database itself tells of them."""


def shape(connection: Connection) -> Shape:
    there = inspect(connection)
    return {
        name: {
            "columns": {column["name"]: column for column in there.get_columns(name)},
            "unique": {
                tuple(index["column_names"]): index for index in there.get_indexes(name) if index["unique"]
            },
        }
        for name in there.get_table_names()
    }


def step_by_step(connection: Connection) -> list[tuple[str, Shape]]:
    """Every version of the database from the first on, oldest first."""
    versions = []
    for revision in reversed(schema._steps()):
        command.upgrade(schema.config_for(connection), revision)
        versions.append((revision, shape(connection)))
    return versions


def breaks(before: Shape, after: Shape) -> Iterator[str]:
    """What a program of the version before can't do any more."""
    for table, was in before.items():
        now = after.get(table, {"columns": {}, "unique": {}})
        for name, column in was["columns"].items():
            kept = now["columns"].get(name)
            if kept is None or str(kept["type"]) != str(column["type"]):
                yield f"{table}.{name} is not what it was"
            elif column["nullable"] and not kept["nullable"]:
                yield f"{table}.{name} may not be empty any more"
        for name in now["columns"].keys() - was["columns"].keys():
            column = now["columns"][name]
            if not column["nullable"] and column["default"] is None:
                yield f"{table}.{name} is demanded"
        for key in now["unique"].keys() - was["unique"].keys():
            if set(key) <= was["columns"].keys():
                yield f"{table} has a new unique key of {key}"


@pytest.fixture(params=["sqlite", "postgresql"])
async def empty(request, tmp_path):
    """A database without any table, as SQLite and as PostgreSQL."""
    url = f"sqlite+aiosqlite:///{tmp_path / 'empty.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url, patient=True)
    database.make_file()
    yield database
    await database.close()


async def test_after_each_step_the_database_takes_all_that_the_version_before_reads_and_writes(empty):
    async with empty.engine.begin() as connection:
        versions = await connection.run_sync(step_by_step)

    broken = {
        revision: found
        for (_, before), (revision, after) in pairwise(versions)
        if revision not in BEFORE_THE_RULE and (found := [*breaks(before, after)])
    }
    assert broken == {}
