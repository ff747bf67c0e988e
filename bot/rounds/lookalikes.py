"""Whose address an answer's could be taken for: staff are told, and the round's letters don't go there."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.incoming import Incoming
from bot.inquiries.parties import domain_of, older_lookalike
from storage import round_parties
from storage.lookalikes import skeleton
from storage.tables import Party


async def looks_like(session: AsyncSession, letter: Incoming, party: Party | None) -> tuple[str, str] | None:
    """Find the mail domain, and whose it is, that the writer's own or that for answers only looks like.

    It is that of the party that was asked, or of an organisation known longer. Where we wrote to ourselves
    it is the right one.
    """
    asked = await round_parties.addresses_of(session, party.id) if party and party.invited else []
    own = {domain for each in asked if (domain := domain_of(each.email))}
    for domain in filter(None, map(domain_of, dict.fromkeys((letter.sender, letter.answer_to)))):
        if domain in own:
            continue
        if party and (alike := [each for each in sorted(own) if _are_alike(each, domain)]):
            return alike[0], party.organisation
        if older := await older_lookalike(session, domain):
            return older
    return None


def _are_alike(one: str, other: str) -> bool:
    return bool(skeleton(one)) and skeleton(one) == skeleton(other)
