"""The chain of histories: unbroken as long as nobody touches what was sealed."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from storage import inquiries, rounds, seals
from storage.database import Database
from storage.seals import Verdict
from storage.tables import Event, Seal
from storage.tables.base import table_of
from tests.builders import NOON, after, an_inquiry
from tests.round_builders import a_round

EVENT = table_of(Event)


async def happened(database: Database, *whats: str) -> None:
    """Write a history of an inquiry of its own."""
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        for minutes, what in enumerate(whats):
            await inquiries.record(
                session, inquiry.id, after(minutes=minutes), "U1", what, office="uip", part=1.5
            )


async def sealed(database: Database, history: str = "event") -> list[Seal]:
    made = []
    while True:
        async with database.transaction() as session:
            link = await seals.seal(session, history, NOON)
        if link is None:
            return made
        made.append(link)


async def verified(database: Database, history: str = "event") -> Verdict:
    async with database.reading() as session:
        return await seals.verify(session, history)


async def changed(database: Database, statement) -> None:
    async with database.transaction() as session:
        await session.execute(statement)


async def test_a_history_without_a_line_is_whole(database: Database) -> None:
    assert await sealed(database) == []
    assert await verified(database) == Verdict("event", 0, 0, 0, None, [])


async def test_every_line_is_sealed_once_in_links_of_bounded_size(database, monkeypatch) -> None:
    monkeypatch.setattr(seals, "AT_ONCE", 2)
    await happened(database, "opened", "claimed", "answered")
    await happened(database, "opened", "closed")
    links = await sealed(database)
    assert [link.lines for link in links] == [2, 2, 1]
    assert await verified(database) == Verdict("event", 5, 0, 0, links[-1].digest, [])


async def test_what_is_written_later_waits_for_the_next_seal(database: Database) -> None:
    await happened(database, "opened")
    [first] = await sealed(database)
    await happened(database, "opened", "claimed")
    found = await verified(database)
    assert (found.sealed, found.unsealed, found.newest, found.broken) == (1, 2, first.digest, [])


async def test_a_line_whose_transaction_ended_late_is_in_a_later_seal(database: Database) -> None:
    await happened(database, "opened", "claimed", "closed")
    second = select(EVENT.c.id).where(EVENT.c.what == "claimed").scalar_subquery()
    async with database.transaction() as session:
        row = (await session.execute(select(EVENT).where(EVENT.c.id == second))).one()
        await session.execute(delete(EVENT).where(EVENT.c.id == row.id))
    await sealed(database)
    await changed(database, insert(EVENT).values(**row._mapping))
    await sealed(database)
    assert (await verified(database)).broken == []


@pytest.mark.parametrize(
    "values",
    [
        {"what": "reopened"},
        {"actor": "U2"},
        {"at": after(days=1)},
        {"details": {"office": "triage", "part": 1.5}},
    ],
    ids=lambda values: next(iter(values)),
)
async def test_a_changed_line_shows(database: Database, values) -> None:
    await happened(database, "opened", "claimed")
    await sealed(database)
    await changed(database, update(EVENT).where(EVENT.c.what == "claimed").values(**values))
    [said] = (await verified(database)).broken
    assert "are not those that were sealed" in said


async def test_a_line_taken_out_shows(database: Database) -> None:
    await happened(database, "opened", "claimed")
    await sealed(database)
    await changed(database, delete(EVENT).where(EVENT.c.what == "claimed"))
    [said] = (await verified(database)).broken
    assert "2 lines were sealed, 1 are there" in said


async def test_a_line_slipped_in_shows(database: Database) -> None:
    await happened(database, "opened")
    [link] = await sealed(database)
    await happened(database, "closed")
    await changed(database, update(EVENT).values(seal_id=link.id))
    [said] = (await verified(database)).broken
    assert "1 lines were sealed, 2 are there" in said


async def an_older_line(database: Database, **ago: float) -> None:
    async with database.transaction() as session:
        inquiry = await an_inquiry(session)
        await inquiries.record(session, inquiry.id, NOON - timedelta(**ago), "U1", "claimed")


async def test_a_line_slipped_in_that_no_seal_holds_shows(database: Database) -> None:
    await happened(database, "opened")
    await sealed(database)
    await an_older_line(database, hours=1)
    found = await verified(database)
    assert found.unsealed == 1
    assert found.broken == ["1 lines are older than the newest seal and not in it: they were slipped in"]


async def test_a_line_whose_transaction_ended_just_after_the_seal_is_not_slipped_in(database) -> None:
    await happened(database, "opened")
    await sealed(database)
    await an_older_line(database, seconds=50)
    assert (await verified(database)).broken == []


async def test_lines_that_a_full_seal_left_to_the_next_are_not_slipped_in(database, monkeypatch) -> None:
    monkeypatch.setattr(seals, "AT_ONCE", 2)
    for _ in range(3):
        await an_older_line(database, hours=1)
    async with database.transaction() as session:
        await seals.seal(session, "event", NOON)
    found = await verified(database)
    assert (found.unsealed, found.broken) == (1, [])


async def test_a_seal_made_anew_over_a_changed_line_breaks_the_next_one(database, monkeypatch) -> None:
    monkeypatch.setattr(seals, "AT_ONCE", 1)
    await happened(database, "opened", "closed")
    first, second = await sealed(database)
    await changed(database, update(EVENT).where(EVENT.c.what == "opened").values(actor="U9"))
    await changed(database, update(EVENT).where(EVENT.c.what == "opened").values(seal_id=None))
    await changed(database, delete(Seal).where(Seal.id == first.id))
    await sealed(database)
    assert f"seal {second.id} " in " ".join((await verified(database)).broken)


async def test_a_line_that_was_emptied_keeps_the_chain_whole(database: Database) -> None:
    await happened(database, "opened", "claimed")
    await sealed(database)
    empty = seals.emptied("U1", {"part": 1.5, "office": "uip"})
    await changed(database, update(EVENT).where(EVENT.c.what == "claimed").values(**empty))
    found = await verified(database)
    assert (found.broken, found.emptied) == ([], 1)


async def test_a_line_can_not_be_emptied_and_given_another_name(database: Database) -> None:
    await happened(database, "opened")
    await sealed(database)
    empty = seals.emptied("U1", {"part": 1.5, "office": "uip"})
    await changed(database, update(EVENT).values(**empty | {"actor": "U2"}))
    assert (await verified(database)).broken


async def test_a_rounds_history_has_a_chain_of_its_own(database: Database) -> None:
    await happened(database, "opened")
    async with database.transaction() as session:
        of = await a_round(session)
        await rounds.record(session, of.id, NOON, "U1", "created")
    await sealed(database, "event")
    assert (await verified(database, "round_event")).unsealed == 1
    await sealed(database, "round_event")
    assert [(await verified(database, each)).sealed for each in seals.HISTORIES] == [1, 1]
