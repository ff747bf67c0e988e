import asyncio

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.servers.missing import ProgramMissing
from tests.servers.postgres import find_binaries


async def query(url, statement):
    engine = create_async_engine(url)
    async with engine.begin() as connection:
        result = await connection.execute(text(statement))
        value = result.scalar_one() if result.returns_rows else None
    await engine.dispose()
    return value


async def test_each_test_has_an_empty_database(postgres_url):
    assert await query(postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await query(postgres_url, "CREATE TABLE inquiry (reference text)")


async def test_the_next_test_does_not_see_the_last_one(postgres_url):
    assert await query(postgres_url, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0


async def test_a_database_is_copied_from_another(postgres):
    template = postgres.create()
    await query(postgres.url(template), "CREATE TABLE inquiry AS SELECT 'FD-2026-00001' AS reference")

    copy = postgres.create(template)

    assert await query(postgres.url(copy), "SELECT reference FROM inquiry") == "FD-2026-00001"
    postgres.drop(copy)
    postgres.drop(template)


async def test_a_dropped_database_is_gone_whoever_was_connected(postgres):
    name = postgres.create()
    connection = await asyncpg.connect(postgres.url(name).replace("+asyncpg", ""))

    postgres.drop(name)

    with pytest.raises(asyncpg.PostgresError):
        await connection.execute("SELECT 1")
    connection.terminate()


async def test_psycopg_speaks_to_it_too(postgres, postgres_url):
    name = postgres_url.rpartition("/")[2]

    assert await query(postgres.url(name, "psycopg"), "SELECT 'æøå'") == "æøå"


def test_binaries_that_are_not_where_they_should_be_are_missing(monkeypatch, tmp_path):
    monkeypatch.setenv("PG_BIN", str(tmp_path))

    with pytest.raises(ProgramMissing, match="apt-get install"):
        find_binaries()


async def test_it_tells_what_it_has_taken_of_a_processor_in_processes_that_ended_too(postgres, postgres_url):
    before = postgres.spent()
    await query(postgres_url, "SELECT count(md5(each::text)) FROM generate_series(1, 300000) AS each")

    async with asyncio.timeout(10):
        while postgres.spent() - before < 0.05:
            await asyncio.sleep(0.05)  # a process that is just ending may be in no list of the system's
    assert postgres.spent() - before < 60
