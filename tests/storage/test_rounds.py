"""What the ticker asks of the rounds, on both databases."""

from datetime import datetime

import pytest
from sqlalchemy import text

from storage import rounds
from storage.database import Database
from storage.tables import Party, Round
from tests.builders import NOON, after


def a_round(key: str, **over: object) -> Round:
    values: dict[str, object] = {
        "key": key,
        "kind": "uip",
        "state": "open",
        "title": "Fokusområder",
        "text": "",
        "office": "uip",
        "deadline": after(days=28),
        "closing_time_stated": True,
        "reminders": {},
        "created_at": NOON,
        "created_by": "U1",
    }
    return Round(**(values | over))


def a_party(of: Round, own_deadline: datetime | None) -> Party:
    return Party(
        round_id=of.id,
        organisation="Fonden Nordlys",
        language="da",
        tags=[],
        invited=True,
        must_hear=False,
        state="invited",
        state_at=NOON,
        own_deadline=own_deadline,
        reminded=[],
    )


async def test_rounds_whose_moment_has_come_are_due_the_longest_waiting_first(database: Database) -> None:
    moments = {"late": after(hours=2), "first": after(hours=1), "coming": after(hours=4), "never": None}
    async with database.transaction() as session:
        made = {key: a_round(key, clock_at=moment) for key, moment in moments.items()}
        await rounds.add(session, *made.values())

    async with database.reading() as session:
        due = await rounds.due_by_the_clock(session, after(hours=3))

    assert due == [made["first"].id, made["late"].id]


async def test_due_rounds_are_found_by_an_index(database: Database) -> None:
    async with database.transaction() as session:
        await rounds.add(session, *(a_round(f"r{number}") for number in range(500)))
        await session.execute(text("ANALYZE"))
        explain = "EXPLAIN QUERY PLAN" if session.get_bind().dialect.name == "sqlite" else "EXPLAIN"
        question = "SELECT id FROM round WHERE clock_at <= '2026-03-04 12:00:00' ORDER BY clock_at, id"
        plan = " ".join(str(row) for row in await session.execute(text(f"{explain} {question}")))

    assert "ix_round_clock_at" in plan


@pytest.mark.parametrize(
    ("own", "last"),
    [([], 28), ([None], 28), ([35, None, 31], 35), ([20], 28)],
    ids=["nobody", "none of its own", "the latest", "an earlier one counts for nothing"],
)
async def test_the_last_deadline_is_everybodys_or_the_latest_of_a_partys_own(
    database: Database, own: list[int | None], last: int
) -> None:
    async with database.transaction() as session:
        of = a_round("uip-2027")
        await rounds.add(session, of)
        await rounds.add(session, *(a_party(of, after(days=days) if days else None) for days in own))

    async with database.reading() as session:
        assert await rounds.last_deadline(session, await rounds.get(session, of.id)) == after(days=last)


async def test_the_newest_line_that_says_so_is_the_last_event(database: Database) -> None:
    async with database.transaction() as session:
        of = a_round("uip-2027")
        await rounds.add(session, of)
        for number, what in enumerate(["open", "extend", "extend", "close"]):
            await rounds.record(session, of.id, after(hours=number), "clock", what)

    async with database.reading() as session:
        assert (await rounds.last_event(session, of.id, "extend")).at == after(hours=2)
