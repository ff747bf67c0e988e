"""What a round's card shows, read from the record."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.slack.cards.rounds.card import NAMED, RoundCard
from consultation.rounds import asking
from consultation.rounds.words import AnswerKind, PartyState, RoundState
from storage import round_counts, round_parties, round_statements
from storage.tables import Round


async def card(session: AsyncSession, of: Round, now: datetime) -> RoundCard:
    """Everything on a round's card, as it is now."""
    counts = await round_counts.by_state(session, of.id)
    letters, first = await round_counts.reachable(session, of.id, NAMED)
    waiting = await round_counts.waiting(session, of.id, AnswerKind.EXTENSION_REQUEST)
    undecided = sum(bool(each.undecided) for each in waiting)
    asked = asking.asked(of)
    party = await round_parties.get(session, asked.wish.party) if asked and asked.wish.party else None
    return RoundCard(
        round_id=of.id,
        key=of.key,
        kind=of.kind,
        state=RoundState(of.state),
        title=of.title,
        deadline=of.deadline,
        opens_at=of.opens_at,
        counts={PartyState(state): count for (invited, state), count in counts.items() if invited},
        uninvited=counts.get((False, PartyState.ANSWERED), 0),
        undecided=undecided,
        want_time=sum(not each.undecided and not each.reading.get("dealt_with") for each in waiting),
        statements=await round_statements.waiting(session, of.id),
        letters=letters,
        first=tuple(first),
        now=now,
        asked=asked,
        asked_party=party.organisation if party else "",
    )
