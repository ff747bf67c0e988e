"""Whose address an answer's could be taken for: staff are told, and the round's letters don't go there."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.incoming import Incoming
from bot.inquiries.parties import domain_of, older_lookalike
from storage import round_parties
from storage.lookalikes import skeleton
from storage.tables import Party


async def looks_like(session: AsyncSession, letter: Incoming, party: Party | None) -> tuple[str, str] | None:
    """Find the mail domain, and whose it is, that the writer's own or that for answers only looks like.

    It is the party's that was written to, or that of an organisation known longer.
    """
    for domain in filter(None, map(domain_of, dict.fromkeys((letter.sender, letter.answer_to)))):
        alike = await _partys_own(session, domain, party) if party else None
        if found := alike or await older_lookalike(session, domain):
            return found
    return None


async def _partys_own(session: AsyncSession, domain: str, party: Party) -> tuple[str, str] | None:
    addresses = await round_parties.addresses_of(session, party.id)
    own = {domain_of(each.email) for each in addresses} - {None}
    if domain in own or not (looks := skeleton(domain)):
        return None
    alike = sorted(each for each in own if each and skeleton(each) == looks)
    return (alike[0], party.organisation) if alike else None
