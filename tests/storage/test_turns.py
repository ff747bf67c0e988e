"""Turns: one process at a time has one, and whoever stands by gets it when that one is gone."""

import asyncio
import os
from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from storage import turns
from storage.database import Database
from storage.turns import ServiceRuns, alone, turn


@pytest.fixture
async def two_processes(postgresql_url):
    """Two that work on the same PostgreSQL."""
    both = Database(postgresql_url), Database(postgresql_url)
    yield both
    for each in both:
        await each.close()


async def test_one_has_the_turn_and_the_other_stands_by(two_processes):
    one, other = two_processes

    async with turn(one, "schedule") as ours, turn(other, "schedule") as theirs:
        assert ours is not None
        assert theirs is None


async def test_a_turn_given_up_is_there_for_the_next(two_processes):
    one, other = two_processes
    async with turn(one, "schedule"):
        pass

    async with turn(other, "schedule") as theirs:
        assert theirs is not None


async def test_turns_at_different_things_do_not_meet(two_processes):
    one, other = two_processes

    async with turn(one, "schedule"), turn(other, "mailbox:fonde/INBOX") as theirs:
        assert theirs is not None


async def test_whoever_loses_its_connection_hears_that_its_turn_is_lost_and_another_takes_it(two_processes):
    one, other = two_processes
    async with AsyncExitStack() as stack:
        ours = await stack.enter_async_context(turn(one, "schedule"))
        async with other.engine.begin() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'"
                    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                )
            )

        await asyncio.wait_for(ours.lost(), timeout=30)
        async with turn(other, "schedule") as theirs:
            assert theirs is not None


async def test_a_turn_that_was_not_looked_at_for_long_is_not_certain(two_processes, monkeypatch):
    one, _ = two_processes
    async with turn(one, "schedule") as ours:
        assert ours.is_certain
        monkeypatch.setattr(turns, "CERTAIN", 0)
        assert not ours.is_certain


async def test_the_embedded_database_gives_every_turn_to_its_one_service(sqlite_url):
    database = Database(sqlite_url)

    async with turn(database, "schedule") as ours:
        assert ours is not None


def test_a_second_service_on_an_embedded_database_is_refused_and_told_who_is_there(sqlite_url):
    with (
        alone(Database(sqlite_url)),
        pytest.raises(ServiceRuns) as refused,
        alone(Database(sqlite_url)),
    ):
        pass

    assert refused.value.process == str(os.getpid())


def test_so_is_one_that_comes_to_the_same_file_by_a_link(sqlite_url, tmp_path):
    link = tmp_path / "link.db"
    link.symlink_to(Database(sqlite_url).url.database)

    with (
        alone(Database(sqlite_url)),
        pytest.raises(ServiceRuns),
        alone(Database(f"sqlite+aiosqlite:///{link}")),
    ):
        pass


def test_a_service_that_has_ended_stands_in_nobodys_way(sqlite_url):
    with alone(Database(sqlite_url)):
        pass

    with alone(Database(sqlite_url)) as sole:
        assert sole


def test_any_number_of_services_work_on_postgresql(postgresql_url):
    with alone(Database(postgresql_url)) as one, alone(Database(postgresql_url)) as other:
        assert not one
        assert not other
