"""`db check`: everything that is stored, looked at again; a line for each question, what is wrong below."""

import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

import click
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record
from storage import integrity, rounds, seals, tally

_HISTORIES = {"event": "Inquiries", "round_event": "Rounds"}


@dataclass(frozen=True)
class Finding:
    """What one question found; ``wrong`` is empty where all is well."""

    part: str
    said: str
    wrong: list[str] = field(default_factory=list)


Ask = Callable[[AsyncSession], Awaitable[Finding]]


async def findings(session: AsyncSession, now: datetime) -> AsyncIterator[Finding]:
    """Ask one question after the other, of one moment of the record; what stops one stops no other."""
    asked: dict[str, Ask] = {
        "File": _file,
        "Tables": _tables,
        "Ledger": _ledger,
        "Originals": _originals,
        **{part: partial(_history, history=history) for history, part in _HISTORIES.items()},
        "Answers": partial(_rounds, now=now),
    }
    for part, ask in asked.items():
        yield await _by_itself(session, part, ask)


async def _by_itself(session: AsyncSession, part: str, ask: Ask) -> Finding:
    """Ask one question; a value in the record that can't be one is what it found."""
    try:
        # what fails on PostgreSQL would otherwise end the transaction for everybody
        async with session.begin_nested():
            return await ask(session)
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        return Finding(part, "", [f"can't be read: {str(error.orig).partition(chr(10))[0]}"])
    except (ValueError, TypeError, LookupError) as error:
        return Finding(part, "", [f"can't be read: {error}"])


def lines(found: Finding) -> list[str]:
    """One finding for people."""
    if not found.wrong:
        return [f"{found.part:<10} {found.said}"]
    return [f"{found.part:<10} NOT IN ORDER", *(f"           {each}" for each in found.wrong)]


async def _file(session: AsyncSession) -> Finding:
    return Finding("File", "the database finds itself whole", await integrity.file_damage(session))


async def _tables(session: AsyncSession) -> Finding:
    return Finding("Tables", "every table is there", await integrity.missing_tables(session))


async def _ledger(session: AsyncSession) -> Finding:
    totals = await tally.totals(session)
    decided = sum(totals.outcomes.values())
    uneven = f"{totals.seen} messages seen, {decided} decided on, {totals.undecided} not yet decided on"
    wrong = [] if totals.adds_up else [uneven]
    said = f"the mail ledger adds up: {totals.seen} messages seen"
    return Finding("Ledger", said, wrong + await integrity.loose_ends(session))


async def _originals(session: AsyncSession) -> Finding:
    length, wrong = await integrity.count_originals(session), []
    label = "Reading originals"
    with click.progressbar(
        length=length, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:
        async for each in integrity.originals(session):
            bar.update(1)
            if each.wrong:
                wrong.append(f"{each.name} {each.wrong}")
    return Finding("Originals", f"{length} letters, files and documents are as they came", wrong)


async def _history(session: AsyncSession, history: str) -> Finding:
    found = await seals.verify(session, history)
    said = f"their history is unbroken: {found.sealed} lines sealed, {found.unsealed} not yet"
    if found.emptied:
        said += f", {found.emptied} emptied when their time was up"
    if found.newest:
        said += f"; the newest seal is {found.newest[:16]}"
    return Finding(_HISTORIES[history], said, found.broken)


async def _rounds(session: AsyncSession, now: datetime) -> Finding:
    every, wrong = await rounds.newest_first(session), []
    for each in every:
        counted = record.reconciled(
            await record.load(session, each, now), await rounds.history(session, each.id)
        )
        if not counted.adds_up:
            wrong.append(f"round {each.key}: the messages taken in are not those accounted for")
    return Finding("Answers", f"every message to {len(every)} rounds is accounted for", wrong)
