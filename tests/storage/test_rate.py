from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from storage import rate
from storage.database import Database
from storage.tables import Counter

NOON = datetime(2027, 2, 1, 12, tzinfo=UTC)


async def take(database: Database, wanted: int, seconds: float = 0, a_minute: int = 10) -> int:
    async with database.transaction() as session:
        granted, _ = await rate.take(session, "smtp", wanted, a_minute, NOON + timedelta(seconds=seconds))
        return granted


async def test_a_minute_has_no_more_in_it_than_it_may(database: Database) -> None:
    assert [await take(database, 6), await take(database, 6, 20), await take(database, 6, 59)] == [6, 4, 0]


async def test_what_was_taken_a_minute_ago_is_free_again(database: Database) -> None:
    await take(database, 6)
    await take(database, 4, 30)

    assert await take(database, 10, 66) == 6


async def test_it_says_when_there_is_more(database: Database) -> None:
    await take(database, 10)
    async with database.transaction() as session:
        granted, more_at = await rate.take(session, "smtp", 1, 10, NOON + timedelta(seconds=30))

    assert granted == 0
    assert await take(database, 1, (more_at - NOON).total_seconds()) == 1


async def test_what_counts_no_more_is_forgotten(database: Database) -> None:
    for minute in range(5):
        await take(database, 10, 70 * minute)

    async with database.reading() as session:
        slots = select(Counter.name).where(Counter.name.startswith("minute/"))
        assert len(list(await session.scalars(slots))) == 1


async def test_one_thing_s_share_is_not_another_s(database: Database) -> None:
    await take(database, 10)

    async with database.transaction() as session:
        assert (await rate.take(session, "smtp_two", 5, 10, NOON))[0] == 5
