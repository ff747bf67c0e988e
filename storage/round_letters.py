"""A round's letters on their way out: read many at once, and noted as gone many at once.

A round sends thousands, so each question here is one for a whole batch.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, case, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

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

# built once: building takes longer than asking
_OUTGOING = (
    select(RoundLetter, Party, _NEWEST_DOCUMENT)
    .join(Party, Party.id == RoundLetter.party_id)
    .join(Round, Round.id == Party.round_id)
    .where(RoundLetter.id.in_(bindparam("letters", expanding=True)))
)
_NAMES = select(PartyAddress.party_id, PartyAddress.email, PartyAddress.name).where(
    PartyAddress.party_id.in_(bindparam("parties", expanding=True))
)
_GROUNDS = (
    select(
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
    .select_from(
        table_of(RoundLetter)
        .join(table_of(Party), _party.id == _letter.party_id)
        .join(table_of(Round), _round.id == _party.round_id)
    )
    .where(_letter.id.in_(bindparam("letters", expanding=True)))
)
_ENDED = (
    update(table_of(RoundLetter))
    .where(_letter.id == bindparam("letter"))
    .values(state=bindparam("became"), text=bindparam("words"))
)
_LEFT = _ENDED.values(facts=bindparam("said", type_=_letter.facts.type))

Grounds = tuple[Any, ...]
"""What a letter's leaving rests on: as long as it is the same, what was found to be true still is."""


@dataclass(frozen=True)
class Outgoing:
    """A letter with its party, the names at the addresses of that, and its round."""

    letter: RoundLetter
    party: Party
    round: Round
    newest_document: int | None
    names: Mapping[str, str]
    grounds: Grounds


@dataclass(frozen=True)
class Gone:
    """A letter that has left: the round and the letter, the words it left with, and what is kept of it."""

    round_id: int
    letter: RoundLetter
    words: str
    facts: Mapping[str, Any]


async def outgoing(session: AsyncSession, letters: Sequence[int]) -> dict[int, Outgoing]:
    """Read some letters with all that they hang on, by number, in a few questions however many they are."""
    # first: should something happen between the questions, this is not as it will be found then
    resting_on = await grounds(session, letters)
    found = (await session.execute(_OUTGOING, {"letters": letters})).all()
    parties = {party.id for _, party, _ in found}
    names: dict[int, dict[str, str]] = {party: {} for party in parties}
    for party_id, email, name in await session.execute(_NAMES, {"parties": list(parties)}):
        names[party_id][email] = name
    rounds = {number: await session.get_one(Round, number) for number in {row[1].round_id for row in found}}
    return {
        letter.id: Outgoing(
            letter, party, rounds[party.round_id], newest, names[party.id], resting_on[letter.id]
        )
        for letter, party, newest in found
    }


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
        for each in gone
    ]
    # past the session: it would take each for a row to keep in mind
    await (await session.connection()).execute(_LEFT, letters)
    await add_all(session, RoundEvent, [_event(each, at, actor) for each in gone])


def _event(gone: Gone, at: datetime, actor: str) -> dict[str, Any]:
    return {
        "round_id": gone.round_id,
        "party_id": gone.letter.party_id,
        "at": at,
        "actor": actor,
        "what": f"{gone.letter.kind}_sent",
        "details": {"letter": gone.letter.id},
    }
