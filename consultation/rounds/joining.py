"""Somebody whom nobody asked answers, and becomes a party: from then on it gets what parties get.

Its messages stay as they are, and so does the count of them: only whose they are changes. It can be undone.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record
from consultation.rounds.collecting import settle_one
from consultation.rounds.errors import DecidedAlready, NotNow
from consultation.rounds.ledger import SETTLED
from consultation.rounds.moving import Work
from consultation.rounds.reminding import RUNNING, plan_party_anew
from consultation.rounds.showing import show_answer_anew
from consultation.rounds.words import PartyState, RoundState
from consultation.rounds.writing import LetterKind, invitation, write
from storage import round_messages, round_parties, rounds
from storage.tables import Party, Round, Submission

MAKE, UNMAKE = "make_party", "unmake_party"
_MADE = "made_party"


async def make_party(session: AsyncSession, of: Round, answer: Submission, by: str, work: Work) -> None:
    """Make a party of whom an answer is from; who owes an answer still is asked for it.

    Raises :class:`NotNow` where nobody takes part any more, :class:`DecidedAlready` where it is one.
    """
    _takes_part(of)
    party = await round_parties.locked(session, answer.party_id)
    if party.invited:
        raise DecidedAlready(made_by(answer))
    party.invited, party.asked_at = True, work.now
    await _tell(session, of, party, {"by": by, "at": work.now.isoformat()}, by, work.now)
    await _ask(session, of, party, work)
    await plan_party_anew(session, of, party, work.calendar, work.now)


async def unmake_party(session: AsyncSession, of: Round, answer: Submission, by: str, work: Work) -> None:
    """Take that back: its answers stay, and are again those of one whom nobody asked."""
    _takes_part(of)
    party = await round_parties.locked(session, answer.party_id)
    if not party.invited or not made_by(answer):
        raise DecidedAlready(by)
    party.invited, party.asked_at, party.remind_at = False, None, None
    party.state, party.state_at = PartyState.ANSWERED, work.now
    await _tell(session, of, party, None, by, work.now)


def made_by(answer: Submission) -> str:
    """Who made a party of whom an answer is from; empty where nobody did."""
    return str((answer.reading.get(_MADE) or {}).get("by", ""))


def offered(of: Round, party: Party, answer: Submission) -> str | None:
    """Say whether whoever answered can be made a party (MAKE), or that undone (UNMAKE); None for neither."""
    if of.state not in RUNNING:
        return None
    if not party.invited:
        return MAKE
    return UNMAKE if made_by(answer) else None


def _takes_part(of: Round) -> None:
    if of.state not in RUNNING:
        raise NotNow(MAKE, RoundState(of.state), RUNNING)


async def _tell(
    session: AsyncSession, of: Round, party: Party, made: dict[str, str] | None, by: str, now: datetime
) -> None:
    """Write it down, on the party's answers too: their cards say it and offer to undo it."""
    await session.flush()
    what = _MADE if made else "unmade_party"
    await rounds.record(session, of.id, now, by, what, party_id=party.id)
    await settle_one(session, of, party, now)
    for each in await round_messages.of_party(session, party.id):
        each.reading = each.reading | {_MADE: made}
        await show_answer_anew(session, of, each, now)


async def _ask(session: AsyncSession, of: Round, party: Party, work: Work) -> None:
    """Ask a party that has not answered, once, while there is time."""
    stands = await record.standing_of(session, of, party, work.now)
    letters = {each.kind for each in await rounds.letters(session, party.id)}
    if of.state != RoundState.OPEN or stands.state in SETTLED or LetterKind.INVITATION in letters:
        return
    drafts = [invitation(of, party, await round_parties.addresses_of(session, party.id))]
    await write(session, of, drafts, work.head, work.now)
