"""Addresses of a party that our mail server was told no for: marked, and the office told.

A report that comes back later is a message of its own (`collecting`).
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation import retries
from consultation.rounds import notices
from consultation.rounds.collecting import settle_one
from consultation.rounds.lifecycle import CLOCK
from storage import round_parties, rounds
from storage.tables import RoundLetter


async def refused(
    session: AsyncSession, letter: RoundLetter, reasons: Mapping[str, str], now: datetime
) -> None:
    """Record that some recipients of a letter were refused, by address; the others have it."""
    party = await round_parties.locked(session, letter.party_id)
    of = await rounds.get(session, party.round_id)
    for address, reason in reasons.items():
        told = await rounds.record(
            session, of.id, now, CLOCK, "refused", party_id=party.id, address=address, reason=reason
        )
        await _mark(session, party.id, {address: reason})
        await notices.tell(session, of, told, now)
    await settle_one(session, of, party, now)


async def not_delivered(session: AsyncSession, letter: RoundLetter, reason: str, now: datetime) -> None:
    """Record that nobody could be given a letter."""
    letter.state = "failed"
    party = await round_parties.locked(session, letter.party_id)
    of = await rounds.get(session, party.round_id)
    told = await rounds.record(
        session, of.id, now, CLOCK, "not_delivered", party_id=party.id, letter=letter.kind, reason=reason
    )
    await _mark(session, party.id, dict.fromkeys(letter.recipients, reason))
    await notices.tell(session, of, told, now)
    await settle_one(session, of, party, now)


async def _mark(session: AsyncSession, party_id: int, reasons: Mapping[str, str]) -> None:
    for each in await round_parties.addresses_of(session, party_id):
        if retries.is_for_good(reasons.get(each.email, "")):
            each.active = False
    await session.flush()
