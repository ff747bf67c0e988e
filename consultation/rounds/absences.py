"""Until when a party is away: as long as everybody there is whom we write to."""

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds.words import AnswerKind
from consultation.rounds.writing import writable
from storage import round_messages, round_parties
from storage.tables import Party

BACK_ON = "back_on"
"""Under this a reading says on which day, in ISO's way, its writer is back."""


async def hear_of(session: AsyncSession, party: Party, sender: str, back_on: str | None) -> None:
    """Note an absence; one that names no day leaves a known one as it is.

    A colleague who has the letters too is there to answer, so only the absence of all puts reminders off.
    """
    addresses = await _addresses(session, party)
    if back_on and (sender.lower() not in addresses or len(addresses) == 1):
        party.absent_until = back_on
    elif back_on:
        await look_again(session, party)


async def look_again(session: AsyncSession, party: Party) -> None:
    """See whether everybody is away to whom letters still go; the first to be back is who counts."""
    messages = await round_messages.of_parties(session, [party])
    away = {
        each.sender.lower(): each.reading[BACK_ON]
        for each in messages
        if each.kind == AnswerKind.AUTO_REPLY and BACK_ON in each.reading and not each.set_aside
    }
    addresses = await _addresses(session, party)
    if addresses and addresses <= away.keys():
        party.absent_until = min(away[each] for each in addresses)


async def _addresses(session: AsyncSession, party: Party) -> set[str]:
    return {each.lower() for each in writable(await round_parties.addresses_of(session, party.id))}
