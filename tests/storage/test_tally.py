import asyncio

from storage import ledger, tally
from storage.database import Database
from storage.messages import Arrival
from storage.outcomes import Outcome
from storage.tally import Totals
from tests.builders import NOON, an_arrival


async def stored(database: Database, *arrivals: Arrival) -> list[int]:
    async with database.transaction() as session:
        return await ledger.store(session, arrivals, NOON)


async def decided(database: Database, number: int, outcome: Outcome) -> None:
    async with database.transaction() as session:
        await ledger.decide(session, number, outcome, NOON)


async def test_an_empty_ledger_adds_up(database: Database) -> None:
    async with database.reading() as session:
        totals = await tally.totals(session)
        assert await tally.last_seen(session) is None
    assert totals == Totals(0, 0, {})
    assert totals.adds_up


async def test_what_was_seen_is_the_undecided_and_every_outcome(database: Database) -> None:
    numbers = await stored(database, *(an_arrival() for _ in range(5)))
    outcomes = (Outcome.INQUIRY, Outcome.INQUIRY, Outcome.BOUNCE)
    for number, outcome in zip(numbers, outcomes, strict=False):
        await decided(database, number, outcome)
    async with database.reading() as session:
        totals = await tally.totals(session)
        assert await tally.last_seen(session) == NOON
    assert totals == Totals(5, 2, {"inquiry": 2, "bounce": 1})
    assert totals.adds_up


async def test_they_add_up_while_messages_come_in(database: Database, second: Database) -> None:
    async def keep_storing() -> None:
        for _ in range(20):
            await stored(second, an_arrival())

    storing = asyncio.create_task(keep_storing())
    while not storing.done():
        async with database.reading() as session:
            assert (await tally.totals(session)).adds_up


async def test_a_row_that_is_lost_shows(database: Database) -> None:
    (lost, _) = await stored(database, an_arrival(), an_arrival())
    async with database.transaction() as session:
        await session.delete(await ledger.entry(session, lost))
    async with database.reading() as session:
        totals = await tally.totals(session)
    assert totals == Totals(2, 1, {})
    assert not totals.adds_up


async def test_a_message_seen_again_at_its_place_is_seen_once(database: Database) -> None:
    arrival = an_arrival()
    await stored(database, arrival)
    await stored(database, arrival)
    async with database.reading() as session:
        assert (await tally.totals(session)).seen == (1 if arrival.place else 2)


def test_a_message_without_outcome_would_show() -> None:
    assert not Totals(3, 1, {"inquiry": 1}).adds_up
