"""A list of invitees joins a draft: who is new becomes a party, or one more address of one that is there.

How a list is read, and what is wrong with its rows, is `invitees`' to say.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.errors import NotNow
from consultation.rounds.invitees import Invitee
from consultation.rounds.showing import show
from consultation.rounds.words import PartyState, RoundState
from storage import round_parties, rounds
from storage.tables import Party, PartyAddress, Round

_MOVE = "invite"


async def invite(
    session: AsyncSession, of: Round, invitees: Sequence[Invitee], by: str, now: datetime
) -> list[Invitee]:
    """Put invitees on a draft's list; returns those that are new, the others' addresses stood there already.

    Raises :class:`NotNow` where the list has been approved.
    """
    if of.state != RoundState.DRAFT:
        raise NotNow(_MOVE, RoundState(of.state), [RoundState.DRAFT])
    addresses = await round_parties.addresses(session, of.id)
    known = {each.email for of_party in addresses.values() for each in of_party}
    new = [each for each in invitees if each.address not in known]
    parties = {party.organisation.casefold(): party for party in await round_parties.of_round(session, of.id)}
    joining = {each.organisation.casefold(): each for each in reversed(new)}
    made = {name: _party(of, each, now) for name, each in joining.items() if name not in parties}
    await rounds.add(session, *made.values())
    parties |= made
    await rounds.add(session, *(_address(parties[each.organisation.casefold()], each) for each in new))
    if new:
        await rounds.record(session, of.id, now, by, "invited", addresses=len(new), parties=len(made))
        await show(session, of, now)
    return new


def _party(of: Round, invitee: Invitee, now: datetime) -> Party:
    return Party(
        round_id=of.id,
        organisation=invitee.organisation,
        language=invitee.language,
        tags=[],
        invited=True,
        must_hear=invitee.must_hear,
        state=PartyState.INVITED,
        state_at=now,
        reminded=[],
    )


def _address(party: Party, invitee: Invitee) -> PartyAddress:
    return PartyAddress(party_id=party.id, email=invitee.address, name=invitee.contact, active=True)
