"""Upgrading machine by machine: a program follows a database one step ahead of it, and no further."""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from storage import ledger, schema
from storage.database import Database
from storage.ledger import Arrival
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


async def test_a_version_that_nobody_knows_is_not_taken_for_a_newer_one(database):
    async with database.transaction() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = 'unknown'"))

    with pytest.raises(SchemaOutdated):
        await schema.require(database)


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
