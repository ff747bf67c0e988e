"""Parcels put, leased, ended and taken back, each in a transaction of its own."""

from datetime import datetime, timedelta

from storage import leases, outbox
from storage.database import Database
from storage.leases import Leased
from storage.outbox import Parcel, ParcelState
from storage.tables import OutboxRow
from tests.builders import NOON

LEASE = timedelta(minutes=2)
KINDS = ("slack.card", "mail.answer")


async def put(database: Database, *parcels: Parcel, now: datetime = NOON) -> list[bool]:
    async with database.transaction() as session:
        return [await outbox.put(session, parcel, now) for parcel in parcels]


async def lease(database: Database, now: datetime = NOON, kinds=KINDS, limit=50, **how) -> list[Leased]:
    async with database.transaction() as session:
        return await leases.take(session, now, kinds, lasting=LEASE, limit=limit, **how)


async def leased_keys(database: Database, now: datetime = NOON, **how) -> list[str]:
    return [row.key for row in await lease(database, now, **how)]


async def end(database: Database, row: Leased, state: ParcelState, **over) -> None:
    async with database.transaction() as session:
        await outbox.end(session, row.id, state, NOON, **over)


async def withdraw(database: Database, key: str, now: datetime = NOON) -> bool:
    async with database.transaction() as session:
        return await outbox.withdraw(session, key, now, "undone by U1ANNE")


async def row_of(database: Database, key: str) -> OutboxRow:
    async with database.reading() as session:
        row = await outbox.by_key(session, key)
    assert row is not None
    return row
