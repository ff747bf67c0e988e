"""The rounds' questions to the record: parties, letters, submissions and history.

What a state may become and what a message is are rules of `consultation.rounds`, not of this module.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Base
from storage.tables.rounds import (
    Party,
    PartyAddress,
    Round,
    RoundDocument,
    RoundEvent,
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


async def parties(session: AsyncSession, round_id: int) -> list[Party]:
    """Everybody in a round, by name."""
    found = select(Party).where(Party.round_id == round_id).order_by(Party.organisation, Party.id)
    return list(await session.scalars(found))


async def party(session: AsyncSession, party_id: int) -> Party:
    """Read one party."""
    return await session.get_one(Party, party_id)


async def locked_party(session: AsyncSession, party_id: int) -> Party:
    """Read one party and let nobody else change it until this transaction ends."""
    found = select(Party).where(Party.id == party_id).with_for_update()
    return (await session.scalars(found.execution_options(populate_existing=True))).one()


async def addresses(session: AsyncSession, round_id: int) -> dict[int, list[PartyAddress]]:
    """Where each party is written to, by party."""
    found = select(PartyAddress).join(Party, Party.id == PartyAddress.party_id)
    by_party: dict[int, list[PartyAddress]] = {}
    for each in await session.scalars(found.where(Party.round_id == round_id).order_by(PartyAddress.email)):
        by_party.setdefault(each.party_id, []).append(each)
    return by_party


async def addresses_of(session: AsyncSession, party_id: int) -> list[PartyAddress]:
    """Where one party is written to, or was."""
    found = select(PartyAddress).where(PartyAddress.party_id == party_id).order_by(PartyAddress.email)
    return list(await session.scalars(found))


async def bounced(session: AsyncSession) -> frozenset[str]:
    """Addresses that came back in some round, and have not been written from since."""
    found = select(PartyAddress.email).where(PartyAddress.active.is_(False)).distinct()
    return frozenset(await session.scalars(found))


async def awaiting(session: AsyncSession, email: str, states: Sequence[str]) -> list[Party]:
    """The parties that write from an address in rounds in some states, newest round first."""
    found = (
        select(Party)
        .join(PartyAddress, PartyAddress.party_id == Party.id)
        .join(Round, Round.id == Party.round_id)
        .where(PartyAddress.email == email, Round.state.in_(states))
        .order_by(Round.id.desc(), Party.id)
    )
    return list(await session.scalars(found))


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


async def letter(session: AsyncSession, letter_id: int) -> RoundLetter:
    """Read one letter."""
    return await session.get_one(RoundLetter, letter_id)


async def letters(session: AsyncSession, party_id: int) -> list[RoundLetter]:
    """Every letter to a party, oldest first."""
    found = select(RoundLetter).where(RoundLetter.party_id == party_id).order_by(RoundLetter.id)
    return list(await session.scalars(found))


async def submission(session: AsyncSession, submission_id: int) -> Submission:
    """Read one message to a round."""
    return await session.get_one(Submission, submission_id)


async def submissions(session: AsyncSession, round_id: int) -> list[Submission]:
    """Every message to a round, oldest first."""
    found = select(Submission).where(Submission.round_id == round_id).order_by(Submission.id)
    return list(await session.scalars(found))


async def submissions_of(session: AsyncSession, party_id: int) -> list[Submission]:
    """Every message of one party, oldest first."""
    found = select(Submission).where(Submission.party_id == party_id).order_by(Submission.id)
    return list(await session.scalars(found))


async def due_reminders(session: AsyncSession, now: datetime, limit: int) -> list[Party]:
    """Parties of whom the ticker is to ask whether to remind them, the longest due first."""
    found = select(Party).where(Party.remind_at <= now).order_by(Party.remind_at, Party.id).limit(limit)
    return list(await session.scalars(found.with_for_update(skip_locked=True)))


async def due_by_the_clock(session: AsyncSession, now: datetime) -> list[int]:
    """Rounds that the ticker is to ask whether to open or close."""
    found = select(Round.id).where(Round.clock_at <= now).order_by(Round.clock_at, Round.id)
    return list(await session.scalars(found))


async def last_deadline(session: AsyncSession, of: Round) -> datetime:
    """The last deadline that anybody in a round has."""
    own = select(Party.own_deadline).where(Party.round_id == of.id, Party.own_deadline.is_not(None))
    last = (await session.scalars(own.order_by(Party.own_deadline.desc()).limit(1))).one_or_none()
    return max(of.deadline, last) if last else of.deadline


async def set_reminders(session: AsyncSession, moments: Mapping[int, datetime | None]) -> None:
    """Set when the ticker next asks, by party."""
    rows = [{"id": party_id, "remind_at": moment} for party_id, moment in moments.items()]
    if rows:
        await session.execute(update(Party), rows)


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
