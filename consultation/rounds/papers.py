"""A round's documents: a new one, or a new version of one; once the round is out everybody is told.

Older versions are kept. What can be read of a document is found out before.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record
from consultation.rounds.documents_sent import show_what_is_behind
from consultation.rounds.errors import NotNow, SameDocument
from consultation.rounds.words import PartyState, RoundState
from consultation.rounds.writing import Draft, Letterhead, LetterKind, writable, write
from storage import rounds
from storage.tables import Round, RoundDocument

MOVE = "document"
_STATES = (RoundState.DRAFT, RoundState.OPEN)
_NOT_TOLD = frozenset({PartyState.DECLINED, PartyState.OUTSIDE_REMIT, PartyState.DELEGATED})


async def add(
    session: AsyncSession,
    of: Round,
    name: str,
    content: bytes,
    text: str,
    by: str,
    head: Letterhead,
    now: datetime,
) -> RoundDocument:
    """Add a document to a draft or an open round, as the next version where one of its name is there.

    Raises :class:`NotNow`, and :class:`SameDocument` where nothing in it has changed.
    """
    if of.state not in _STATES:
        raise NotNow(MOVE, RoundState(of.state), _STATES)
    before = {each.name: each for each in await rounds.documents(session, of.id)}.get(name)
    if before is not None and before.content == content:
        raise SameDocument(name, before.version)
    made = RoundDocument(
        round_id=of.id,
        name=name,
        version=before.version + 1 if before else 1,
        type="",
        content=content,
        text=text,
        added_at=now,
    )
    await rounds.add(session, made)
    of.revision += 1
    await rounds.record(session, of.id, now, by, MOVE, document=name, version=made.version)
    if of.state == RoundState.OPEN:
        await _tell(session, of, made, head, now)
        await show_what_is_behind(session, of, now)
    return made


async def _tell(
    session: AsyncSession, of: Round, made: RoundDocument, head: Letterhead, now: datetime
) -> None:
    """Send a new document to everybody who takes part; whoever has answered may answer anew."""
    case = await record.load(session, of, now)
    drafts = [
        Draft(
            LetterKind.NEW_DOCUMENT,
            party,
            writable(case.addresses.get(party.id, [])),
            f"round:{of.id}/document:{made.id}/party:{party.id}",
            {"document": made.name, "version": made.version},
        )
        for party in record.invited(case.parties.values())
        if record.state_of(case, party) not in _NOT_TOLD
    ]
    await write(session, of, drafts, head, now)
