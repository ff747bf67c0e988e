"""The rounds' questions to the record: what they ask, their letters and their history.

What a state may become and what a message is are rules of `consultation.rounds`, not of this module.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Base
from storage.tables.rounds import (
    Party,
    Round,
    RoundDocument,
    RoundEvent,
    RoundFeedback,
    RoundLetter,
    RoundQuestion,
    Submission,
)


async def add(session: AsyncSession, *rows: Base) -> None:
    """Add rows and give them their ids."""
    session.add_all(rows)
    await session.flush()


async def by_key(session: AsyncSession, key: str) -> Round | None:
    """Find a round by what people call it."""
    return (await session.scalars(select(Round).where(Round.key == key))).one_or_none()


async def get(session: AsyncSession, round_id: int) -> Round:
    """Read one round."""
    return await session.get_one(Round, round_id)


async def locked(session: AsyncSession, round_id: int) -> Round:
    """Read one round and let nobody else change it until this transaction ends."""
    found = select(Round).where(Round.id == round_id).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def newest_first(session: AsyncSession, states: Sequence[str] = ()) -> list[Round]:
    """Every round, or those in some states."""
    found = select(Round).order_by(Round.id.desc())
    return list(await session.scalars(found.where(Round.state.in_(states)) if states else found))


async def called(session: AsyncSession, keys: Sequence[str], states: Sequence[str]) -> list[Round]:
    """The rounds in some states with one of some keys, however those are capitalised; newest first."""
    # SQLite lowers no letter but a to z
    is_called = or_(Round.key.in_(keys), func.lower(Round.key).in_([key.lower() for key in keys]))
    found = select(Round).where(is_called, Round.state.in_(states)).order_by(Round.id.desc())
    return list(await session.scalars(found)) if keys else []


async def by_deadline(
    session: AsyncSession, state: str, offices: Sequence[str] | None, limit: int
) -> list[Round]:
    """Some rounds in a state, the next deadline first; of all offices where ``offices`` is None."""
    found = select(Round).where(Round.state == state).order_by(Round.deadline, Round.id).limit(limit)
    return list(await session.scalars(found if offices is None else found.where(Round.office.in_(offices))))


async def any_in(session: AsyncSession, states: Sequence[str]) -> bool:
    """Whether there is any round in some states."""
    return (
        await session.scalars(select(Round.id).where(Round.state.in_(states)).limit(1))
    ).first() is not None


async def children(session: AsyncSession, round_id: int) -> list[Round]:
    """The rounds that heard some parties again."""
    return list(await session.scalars(select(Round).where(Round.parent_id == round_id).order_by(Round.id)))


async def questions(session: AsyncSession, round_id: int) -> list[RoundQuestion]:
    """The questions in their order."""
    found = select(RoundQuestion).where(RoundQuestion.round_id == round_id)
    return list(await session.scalars(found.order_by(RoundQuestion.position)))


async def documents(session: AsyncSession, round_id: int) -> list[RoundDocument]:
    """The newest version of each document, by name."""
    found = select(RoundDocument).where(RoundDocument.round_id == round_id).order_by(RoundDocument.version)
    newest = {each.name: each for each in await session.scalars(found)}
    return [newest[name] for name in sorted(newest)]


async def document_versions(session: AsyncSession, round_id: int) -> dict[str, int]:
    """The number of the newest version of each document, by its name."""
    newest = select(RoundDocument.name, func.max(RoundDocument.version).label("newest"))
    newest = newest.where(RoundDocument.round_id == round_id).group_by(RoundDocument.name)
    return {row.name: row.newest for row in await session.execute(newest)}


async def party_of_letter(session: AsyncSession, message_ids: Sequence[str]) -> int | None:
    """The party of the newest of some messages that are a round's: our letters, and theirs."""
    if not message_ids:
        return None
    ours = select(RoundLetter.party_id).where(RoundLetter.message_id.in_(message_ids))
    theirs = select(Submission.party_id).where(Submission.message_id.in_(message_ids))
    for found in (theirs.order_by(Submission.id.desc()), ours.order_by(RoundLetter.id.desc())):
        if (known := (await session.scalars(found.limit(1))).one_or_none()) is not None:
            return known
    return None


async def letter_sent_as(session: AsyncSession, message_ids: Sequence[str]) -> RoundLetter | None:
    """Find the newest letter of ours among some messages."""
    found = select(RoundLetter).where(RoundLetter.message_id.in_(message_ids))
    return (await session.scalars(found.order_by(RoundLetter.id.desc()).limit(1))).one_or_none()


async def letter(session: AsyncSession, letter_id: int) -> RoundLetter:
    """Read one letter."""
    return await session.get_one(RoundLetter, letter_id)


async def add_letters(session: AsyncSession, letters: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Add many letters, a few statements for all; returns their numbers by Message-ID."""
    if not letters:
        return {}
    made = insert(RoundLetter).returning(RoundLetter.message_id, RoundLetter.id)
    return {each.message_id: each.id for each in await session.execute(made, letters)}


async def letters(session: AsyncSession, party_id: int) -> list[RoundLetter]:
    """Every letter to a party, oldest first."""
    found = select(RoundLetter).where(RoundLetter.party_id == party_id).order_by(RoundLetter.id)
    return list(await session.scalars(found))


async def letters_of_kind(session: AsyncSession, round_id: int, kind: str) -> dict[int, list[RoundLetter]]:
    """Every letter of a kind in a round, oldest first, by party."""
    by_party: dict[int, list[RoundLetter]] = {}
    found = select(RoundLetter).join(Party, Party.id == RoundLetter.party_id)
    found = found.where(Party.round_id == round_id, RoundLetter.kind == kind).order_by(RoundLetter.id)
    for each in await session.scalars(found):
        by_party.setdefault(each.party_id, []).append(each)
    return by_party


async def feedback(session: AsyncSession, round_id: int, number: int) -> RoundFeedback:
    """Read the letters that somebody drew up for a round."""
    found = select(RoundFeedback).where(RoundFeedback.id == number, RoundFeedback.round_id == round_id)
    return (await session.scalars(found)).one()


async def invitations(session: AsyncSession, party_ids: Sequence[int]) -> dict[int, str]:
    """The Message-ID of the first letter to each of several parties."""
    first = select(func.min(RoundLetter.id)).where(RoundLetter.party_id.in_(party_ids))
    found = select(RoundLetter.party_id, RoundLetter.message_id).where(
        RoundLetter.id.in_(first.group_by(RoundLetter.party_id))
    )
    return {each.party_id: each.message_id for each in await session.execute(found)}


async def dropped(session: AsyncSession, party_ids: Sequence[int], kind: str) -> dict[int, int]:
    """How many letters of a kind to each of several parties did not leave; who has none is left out."""
    found = select(RoundLetter.party_id, func.count()).where(
        RoundLetter.party_id.in_(party_ids), RoundLetter.kind == kind, RoundLetter.state == "dropped"
    )
    return dict((await session.execute(found.group_by(RoundLetter.party_id))).all())


async def due_by_the_clock(session: AsyncSession, now: datetime) -> list[int]:
    """Rounds that the ticker is to ask whether to open or close."""
    found = select(Round.id).where(Round.clock_at <= now).order_by(Round.clock_at, Round.id)
    return list(await session.scalars(found))


async def last_deadline(session: AsyncSession, of: Round) -> datetime:
    """The last deadline that anybody in a round has."""
    own = select(Party.own_deadline).where(Party.round_id == of.id, Party.own_deadline.is_not(None))
    last = (await session.scalars(own.order_by(Party.own_deadline.desc()).limit(1))).one_or_none()
    return max(of.deadline, last) if last else of.deadline


async def has_happened(session: AsyncSession, party: Party, what: str, since: datetime) -> bool:
    """Whether something has been recorded of a party since a moment."""
    of_party = (RoundEvent.round_id == party.round_id, RoundEvent.party_id == party.id)
    found = select(RoundEvent.id).where(*of_party, RoundEvent.what == what)
    return (await session.scalars(found.where(RoundEvent.at >= since).limit(1))).one_or_none() is not None


async def record(
    session: AsyncSession,
    round_id: int,
    at: datetime,
    actor: str,
    what: str,
    *,
    party_id: int | None = None,
    **details: Any,
) -> RoundEvent:
    """Append to a round's history."""
    row = RoundEvent(round_id=round_id, party_id=party_id, at=at, actor=actor, what=what, details=details)
    session.add(row)
    await session.flush()
    return row


async def event(session: AsyncSession, event_id: int) -> RoundEvent:
    """Read one line of a round's history."""
    return await session.get_one(RoundEvent, event_id)


async def last_event(session: AsyncSession, round_id: int, what: str) -> RoundEvent:
    """The newest line of a round's history that says so."""
    found = select(RoundEvent).where(RoundEvent.round_id == round_id, RoundEvent.what == what)
    return (await session.scalars(found.order_by(RoundEvent.id.desc()).limit(1))).one()


async def history(session: AsyncSession, round_id: int) -> list[RoundEvent]:
    """A round's history, oldest first."""
    found = select(RoundEvent).where(RoundEvent.round_id == round_id).order_by(RoundEvent.id)
    return list(await session.scalars(found))
