"""Which rounds a letter may belong to that has become an inquiry: what its card asks about.

A letter is taken for a round's by itself where there is no doubt (``bot.rounds.receiving``); here is the
doubt. What
follows once somebody has said it is in ``bot.rounds.handover``.
"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.lifecycle import OPEN
from consultation.rounds.words import RoundState
from storage import answers, inquiries, ledger, merged, round_parties, rounds
from storage.messages import is_talk
from storage.outcomes import Outcome
from storage.tables import Inquiry, LedgerEntry, Party, Round

HANDED = "to_round"
"""What an inquiry's history calls that its letter was handed to a round."""
MOST = 5
"""How many rounds are asked about: the newest."""
TAKING = (RoundState.OPEN, RoundState.CLOSED)
"""Rounds that are asked about. Those that were reported on are not: else it would be asked for ever."""
_LETTERS = (Outcome.INQUIRY, Outcome.FOLLOW_UP)


async def asked(session: AsyncSession, inquiry: Inquiry) -> dict[int, Round]:
    """The rounds that an inquiry's letter may be an answer to, newest first, each by its party's number."""
    if not waits(inquiry):
        return {}
    parties = await round_parties.awaiting(session, inquiry.sender, TAKING)
    if not parties or not await letters(session, inquiry) or await merged.members(session, inquiry.id):
        return {}
    known = {party.round_id: await rounds.get(session, party.round_id) for party in parties}
    return possible(parties, known, inquiry)


def waits(inquiry: Inquiry) -> bool:
    """Whether nothing has become of an inquiry yet that an answer to a round would contradict."""
    return inquiry.status in OPEN and inquiry.answered_at is None and inquiry.merged_into is None


def possible(parties: Sequence[Party], known: dict[int, Round], inquiry: Inquiry) -> dict[int, Round]:
    """Leave out rounds that were sent out after the letter came, and all but one party in each."""
    found: dict[int, Round] = {}
    for party in parties:
        of = known[party.round_id]
        sent_out = of.opened_at is not None and of.opened_at <= inquiry.received_at
        if sent_out and of not in found.values():
            found[party.id] = of
    return dict(list(found.items())[:MOST])


async def letters(session: AsyncSession, inquiry: Inquiry) -> list[LedgerEntry]:
    """The mails from outside that an inquiry is made of; none where the first was no mail that opened it."""
    entries = [await ledger.entry(session, each) for each in await ledger.of_inquiry(session, inquiry.id)]
    mails = [each for each in entries if each.outcome in _LETTERS and not is_talk(each.source)]
    return mails if mails and mails[0].outcome == Outcome.INQUIRY else []


async def handed(session: AsyncSession, inquiry: Inquiry) -> str | None:
    """The title of the round that an inquiry's letter was handed to; None where it was not."""
    if not await answers.rounds_of(session, inquiry.id):
        return None
    moves = [each for each in await inquiries.history(session, inquiry.id) if each.what == HANDED]
    return str(moves[-1].details["title"]) if moves else None
