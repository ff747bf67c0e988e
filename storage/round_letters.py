"""A round's letters on their way out: read many at once, and noted as gone many at once.

A round sends thousands, so each question here is one for a whole batch.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from storage.giving_way import giving_way
from storage.tables.base import table_of
from storage.tables.rounds import (
    Party,
    PartyAddress,
    Round,
    RoundDocument,
    RoundEvent,
    RoundLetter,
    Submission,
)
from storage.upsert import add_all

_letter, _party, _round = table_of(RoundLetter).c, table_of(Party).c, table_of(Round).c
_document, _submission = table_of(RoundDocument).c, table_of(Submission).c
_NEWEST_DOCUMENT = (
    select(func.max(_document.id)).where(_document.round_id == _round.id).scalar_subquery().label("document")
)
# what was set aside counts for nothing, as if it had not come
_MESSAGES = (
    select(func.sum(case((_submission.set_aside.is_(None), _submission.id), else_=0)))
    .where(_submission.party_id == _party.id)
    .scalar_subquery()
    .label("messages")
)
_UNDECIDED = (
    select(func.count(_submission.undecided))
    .where(_submission.party_id == _party.id)
    .scalar_subquery()
    .label("undecided")
)

_NAMES = select(PartyAddress.party_id, PartyAddress.email, PartyAddress.name).where(
    PartyAddress.party_id.in_(bindparam("parties", expanding=True))
)
_RESTING_ON = (
    _letter.id,
    _round.state,
    _round.deadline,
    _round.plan_version,
    _party.state,
    _party.state_at,
    _party.own_deadline,
    _party.absent_until,
    _party.remind_at,
    _NEWEST_DOCUMENT,
    _MESSAGES,
    _UNDECIDED,
)
_READ_OF_LETTER = (
    _letter.id,
    _letter.party_id,
    _letter.kind,
    _letter.at,
    _letter.recipients,
    _letter.subject,
    _letter.message_id,
    _letter.references,
    _letter.facts,
)
_READ_OF_PARTY = (_party.id, _party.round_id, _party.organisation, _party.language, _party.own_deadline)
_HANGING_TOGETHER = (
    table_of(RoundLetter)
    .join(table_of(Party), _party.id == _letter.party_id)
    .join(table_of(Round), _round.id == _party.round_id)
)
_DOCUMENT_AT = _RESTING_ON.index(_NEWEST_DOCUMENT)
_THESE = _letter.id.in_(bindparam("letters", expanding=True))
# built once: building takes longer than asking
_GROUNDS = select(*_RESTING_ON).select_from(_HANGING_TOGETHER).where(_THESE)
_OUTGOING = (
    select(*_RESTING_ON, *_READ_OF_LETTER, *_READ_OF_PARTY).select_from(_HANGING_TOGETHER).where(_THESE)
)
_ENDED = (
    update(table_of(RoundLetter))
    .where(_letter.id == bindparam("letter"))
    .values(state=bindparam("became"), text=bindparam("words"))
)
_LEFT = _ENDED.values(facts=bindparam("said", type_=_letter.facts.type))

Grounds = tuple[Any, ...]
"""What a letter's leaving rests on: as long as it is the same, what was found to be true still is."""


class Leaving(NamedTuple):
    """What is read of a letter that is to leave; see `RoundLetter`."""

    id: int
    party_id: int
    kind: str
    at: datetime
    recipients: list[str]
    subject: str
    message_id: str
    references: list[str]
    facts: dict[str, Any]


class Addressed(NamedTuple):
    """What is read of the party that it goes to; see `Party`."""

    id: int
    round_id: int
    organisation: str
    language: str
    own_deadline: datetime | None


class Outgoing(NamedTuple):
    """A letter with its party, the names at the addresses of that, and its round."""

    letter: Leaving
    party: Addressed
    round: Round
    newest_document: int | None
    names: Mapping[str, str]
    grounds: Grounds


@dataclass(frozen=True)
class Gone:
    """A letter that has left: the round and the letter, the words it left with, and what is kept of it."""

    round_id: int
    letter: Leaving
    words: str
    facts: Mapping[str, Any]


async def outgoing(session: AsyncSession, letters: Sequence[int]) -> dict[int, Outgoing]:
    """Read some letters with all that they hang on, by number, in a few questions however many they are."""
    # first: should something happen between the questions, this is not as it will be found then
    rows = await session.execute(_OUTGOING, {"letters": letters})
    found = [_apart(row) async for row in giving_way(rows)]
    names: dict[int, dict[str, str]] = {party.id: {} for _, _, party in found}
    async for party_id, email, name in giving_way(await session.execute(_NAMES, {"parties": list(names)})):
        names[party_id][email] = name
    rounds = {each: await session.get_one(Round, each) for each in {party.round_id for _, _, party in found}}
    return {
        letter.id: Outgoing(
            letter, party, rounds[party.round_id], resting_on[_DOCUMENT_AT], names[party.id], resting_on
        )
        for resting_on, letter, party in found
    }


def _apart(row: Sequence[Any]) -> tuple[Grounds, Leaving, Addressed]:
    resting_on, read = len(_RESTING_ON), len(_RESTING_ON) + len(_READ_OF_LETTER)
    return tuple(row[:resting_on]), Leaving._make(row[resting_on:read]), Addressed._make(row[read:])


async def parties_whole(session: AsyncSession, letters: Collection[Outgoing]) -> Sequence[Party]:
    """Read the parties of some letters with all that is on record of them; the session knows them then."""
    numbers = {each.party.id for each in letters}
    return (await session.scalars(select(Party).where(Party.id.in_(numbers)))).all() if numbers else []


async def grounds(record: AsyncSession | AsyncConnection, letters: Sequence[int]) -> dict[int, Grounds]:
    """Return what the leaving of some letters rests on, by number."""
    return {row[0]: tuple(row) for row in await record.execute(_GROUNDS, {"letters": letters})}


async def ended(session: AsyncSession, letter_id: int, state: str) -> None:
    """Note that a letter will not leave."""
    await session.execute(_ENDED, {"letter": letter_id, "became": state, "words": ""})


async def have_left(session: AsyncSession, gone: Sequence[Gone], at: datetime, actor: str) -> None:
    """Note that letters have left, in themselves and in their rounds' history."""
    letters = [
        {"letter": each.letter.id, "became": "sent", "words": each.words, "said": dict(each.facts)}
        async for each in giving_way(gone)
    ]
    # past the session: it would take each for a row to keep in mind
    await (await session.connection()).execute(_LEFT, letters)
    events = [_event(each, at, actor) async for each in giving_way(gone)]
    await add_all(session, RoundEvent, events)


def _event(gone: Gone, at: datetime, actor: str) -> dict[str, Any]:
    return {
        "round_id": gone.round_id,
        "party_id": gone.letter.party_id,
        "at": at,
        "actor": actor,
        "what": f"{gone.letter.kind}_sent",
        "details": {"letter": gone.letter.id},
    }
