"""A party asks us to ask somebody else: the invitation moves to a party of its own.

One who has the letter already, at an address of the same party, is no other party.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.reminding import RUNNING, plan_party_anew
from consultation.rounds.words import AnswerKind, PartyState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import Letterhead, invitation, write
from storage import round_parties, rounds
from storage.tables import Party, PartyAddress, Round, Submission


async def hand_on(
    session: AsyncSession,
    of: Round,
    party: Party,
    said: Submission,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> None:
    """Do what a message asks for that plainly hands the round on, once it is known to."""
    to = said.reading.get("delegated_to")
    if said.kind != AnswerKind.DELEGATION or said.undecided or not to or of.state not in RUNNING:
        return
    addresses = await round_parties.addresses_of(session, party.id)
    stays = any(each.active and each.email.lower() == to for each in addresses)
    said.reading = said.reading | {"stays": stays}
    await session.flush()
    if not stays:
        await _move_invitation(session, of, party, to, calendar, head, now)


async def _move_invitation(
    session: AsyncSession,
    of: Round,
    party: Party,
    to: str,
    calendar: WorkingDays,
    head: Letterhead,
    now: datetime,
) -> None:
    """Write to whom a party named, and remind them in its place; nobody in the round is asked twice."""
    addresses = await round_parties.addresses(session, of.id)
    others = (each for known, theirs in addresses.items() if known != party.id for each in theirs)
    if any(each.email == to for each in others):
        return
    heir = Party(
        round_id=of.id,
        organisation=f"{party.organisation} ({to})",
        language=party.language,
        tags=party.tags,
        invited=True,
        asked_at=now,
        must_hear=party.must_hear,
        state=PartyState.INVITED,
        state_at=now,
        own_deadline=party.own_deadline,
        own_deadline_reason=party.own_deadline_reason,
        reminded=[],
    )
    await rounds.add(session, heir)
    address = PartyAddress(party_id=heir.id, email=to, name="", active=True)
    await rounds.add(session, address)
    await write(session, of, [invitation(of, heir, [address])], head, now)
    await rounds.record(session, of.id, now, party.organisation, "moved_invitation", party_id=heir.id)
    await plan_party_anew(session, of, heir, calendar, now)
