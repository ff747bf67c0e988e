"""The parties of rounds: who is asked, where they are written to, and when to remind them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm.attributes import set_committed_value
from sqlalchemy.orm.util import identity_key

from storage.alphabet import alphabetical
from storage.tables.rounds import Party, PartyAddress, Round


async def of_round(session: AsyncSession, round_id: int) -> list[Party]:
    """Everybody in a round, by name."""
    found = select(Party).where(Party.round_id == round_id).order_by(Party.id)
    return sorted(await session.scalars(found), key=lambda each: alphabetical(each.organisation))


async def get(session: AsyncSession, party_id: int) -> Party:
    """Read one party."""
    return await session.get_one(Party, party_id)


async def locked(session: AsyncSession, party_id: int) -> Party:
    """Read one party and let nobody else change it until this transaction ends."""
    found = select(Party).where(Party.id == party_id).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def addresses(session: AsyncSession, round_id: int) -> dict[int, list[PartyAddress]]:
    """Where each party is written to, by party."""
    found = select(PartyAddress).join(Party, Party.id == PartyAddress.party_id)
    by_party: dict[int, list[PartyAddress]] = {}
    for each in await session.scalars(found.where(Party.round_id == round_id).order_by(PartyAddress.email)):
        by_party.setdefault(each.party_id, []).append(each)
    return by_party


async def addresses_of(session: AsyncSession, party_id: int) -> list[PartyAddress]:
    """Where one party is written to, or was."""
    found = select(PartyAddress).where(PartyAddress.party_id == party_id).order_by(PartyAddress.email)
    return list(await session.scalars(found))


async def addresses_of_all(session: AsyncSession, party_ids: Sequence[int]) -> dict[int, list[PartyAddress]]:
    """Where several parties are written to, or were, by party."""
    by_party: dict[int, list[PartyAddress]] = {party_id: [] for party_id in party_ids}
    found = select(PartyAddress).where(PartyAddress.party_id.in_(party_ids)).order_by(PartyAddress.email)
    for each in await session.scalars(found):
        by_party[each.party_id].append(each)
    return by_party


async def bounced(session: AsyncSession) -> frozenset[str]:
    """Addresses that came back in some round, and have not been written from since."""
    found = select(PartyAddress.email).where(PartyAddress.active.is_(False)).distinct()
    return frozenset(await session.scalars(found))


async def awaiting(session: AsyncSession, email: str, states: Sequence[str]) -> list[Party]:
    """The parties that write from an address in rounds in some states, newest round first."""
    found = (
        select(Party)
        .join(PartyAddress, PartyAddress.party_id == Party.id)
        .join(Round, Round.id == Party.round_id)
        .where(PartyAddress.email == email, Round.state.in_(states))
        .order_by(Round.id.desc(), Party.id)
    )
    return list(await session.scalars(found))


async def names(session: AsyncSession, round_id: int) -> list[tuple[int, str]]:
    """Everybody in a round, by number and name, by name."""
    found = select(Party.id, Party.organisation).where(Party.round_id == round_id).order_by(Party.id)
    rows = [(number, name) for number, name in await session.execute(found)]
    return sorted(rows, key=lambda each: alphabetical(each[1]))


async def at_address(session: AsyncSession, round_id: int, email: str) -> list[int]:
    """The parties of a round that are, or were, written to at an address."""
    found = select(Party.id).join(PartyAddress, PartyAddress.party_id == Party.id)
    found = found.where(Party.round_id == round_id, PartyAddress.email == email).order_by(Party.id)
    return list(await session.scalars(found))


async def at_domain(session: AsyncSession, round_id: int, domain: str) -> list[Party]:
    """Those whom a round asks that are written to at a mail domain."""
    found = (
        select(Party)
        .join(PartyAddress, PartyAddress.party_id == Party.id)
        .where(Party.round_id == round_id, Party.invited.is_(True))
        .where(PartyAddress.email.endswith(f"@{domain}", autoescape=True))
        .order_by(Party.id)
    )
    return list((await session.scalars(found)).unique())


async def numbered(session: AsyncSession, numbers: Sequence[int]) -> list[Party]:
    """Parties by their numbers, in that order."""
    found = {each.id: each for each in await session.scalars(select(Party).where(Party.id.in_(numbers)))}
    return [found[number] for number in numbers if number in found]


async def asked(session: AsyncSession, round_id: int) -> list[tuple[int, str]]:
    """Those whom a round asks, by number and name."""
    found = select(Party.id, Party.organisation).where(Party.round_id == round_id, Party.invited.is_(True))
    return [(number, name) for number, name in await session.execute(found)]


async def due_reminders(
    session: AsyncSession, now: datetime, limit: int, round_id: int | None = None
) -> list[Party]:
    """Parties of whom to ask whether to remind them, in one round or all, the longest due first."""
    found = select(Party).where(Party.remind_at <= now).order_by(Party.remind_at, Party.id).limit(limit)
    if round_id is not None:
        found = found.where(Party.round_id == round_id)
    return list(await session.scalars(found.with_for_update(skip_locked=True)))


async def set_reminders(session: AsyncSession, rows: Sequence[Mapping[str, Any]]) -> None:
    """Set ``remind_at``, when the ticker next asks, and ``reminded``, where given, of parties by ``id``."""
    if not rows:
        return
    await session.execute(update(Party), rows)
    # a statement for many rows tells those that were read before nothing
    for row in rows:
        known = session.sync_session.identity_map.get(identity_key(Party, row["id"]))
        for name, value in row.items() if known else ():
            set_committed_value(known, name, value)
