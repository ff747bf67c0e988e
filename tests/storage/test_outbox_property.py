"""Whatever couriers and staff do, and in whatever order: nothing is sent twice while somebody has it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from storage import leases, outbox
from storage.database import Database
from storage.leases import Leased
from storage.outbox import Parcel, ParcelState
from storage.tables import OutboxRow
from tests.builders import NOON

KEYS = [f"parcel:{number}" for number in range(4)]
LANES = ["slack:uip", "slack:politik"]
LEASE = timedelta(minutes=2)

minutes = st.integers(0, 3)
steps = st.one_of(
    st.tuples(st.just("put"), st.sampled_from(KEYS), minutes),
    st.tuples(st.just("lease"), st.integers(1, 3)),
    st.tuples(st.just("end"), st.sampled_from(KEYS), st.sampled_from(list(ParcelState)[1:])),
    st.tuples(st.just("postpone"), st.sampled_from(KEYS), minutes),
    st.tuples(st.just("release"), st.sampled_from(KEYS)),
    st.tuples(st.just("withdraw"), st.sampled_from(KEYS)),
    st.tuples(st.just("wait"), minutes),
)


@dataclass
class World:
    """What couriers and staff know: who has what until when, and what is over."""

    session: AsyncSession
    now: datetime = NOON
    due: dict[str, datetime] = field(default_factory=dict)
    """What waits or is being delivered."""
    leases: dict[str, Leased] = field(default_factory=dict)
    over: set[str] = field(default_factory=set)

    def is_held(self, key: str) -> bool:
        return key in self.leases and self.leases[key].leased_until > self.now

    async def put(self, key: str, delay: int) -> None:
        due = self.now + timedelta(minutes=delay)
        lane = LANES[KEYS.index(key) % 2]
        made = await outbox.put(self.session, Parcel(key, "slack.card", lane, due), self.now)
        assert made == (key not in self.due and key not in self.over)
        if made:
            self.due[key] = due

    async def lease(self, limit: int) -> None:
        busy = {lease.lane for key, lease in self.leases.items() if self.is_held(key)}
        rows = await leases.take(self.session, self.now, ["slack.card"], lasting=LEASE, limit=limit)
        for row in rows:
            assert self.due[row.key] <= self.now
            assert row.lane not in busy
            assert not self.is_held(row.key)
            self.leases[row.key] = row
        assert len(rows) == min(limit, len(self._to_be_had(busy) | {row.key for row in rows}))

    def _to_be_had(self, busy: set[str]) -> set[str]:
        due = {key for key, moment in self.due.items() if moment <= self.now and not self.is_held(key)}
        return {key for key in due if LANES[KEYS.index(key) % 2] not in busy}

    async def end(self, key: str, state: ParcelState) -> None:
        if lease := self.leases.pop(key, None):
            await outbox.end(self.session, lease.id, state, self.now, reason="because")
            self._forget(key)

    async def postpone(self, key: str, delay: int) -> None:
        if lease := self.leases.pop(key, None):
            self.due[key] = self.now + timedelta(minutes=delay)
            await leases.postpone(self.session, lease, self.due[key], "busy")

    async def release(self, key: str) -> None:
        if lease := self.leases.pop(key, None):
            await leases.give_back(self.session, [lease.id], None)

    async def withdraw(self, key: str) -> None:
        taken = await outbox.withdraw(self.session, key, self.now, "undone")
        assert taken == (key in self.due and key not in self.leases)
        if taken:
            self._forget(key)

    async def wait(self, delay: int) -> None:
        self.now += timedelta(minutes=delay)

    def _forget(self, key: str) -> None:
        del self.due[key]
        self.over.add(key)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(story=st.lists(steps, max_size=30))
@example(
    story=[("put", KEYS[0], 0), ("lease", 1), ("wait", 2), ("lease", 1), ("end", KEYS[0], ParcelState.SENT)]
)
@example(story=[("put", KEYS[0], 0), ("put", KEYS[2], 0), ("lease", 1), ("lease", 1), ("withdraw", KEYS[0])])
async def test_nothing_is_sent_twice_unless_its_lease_ran_out(
    database: Database, story: list[tuple[Any, ...]]
) -> None:
    async with database.transaction() as session:
        await session.execute(delete(OutboxRow))
        world = World(session)
        for name, *details in story:
            await getattr(world, name)(*details)
