"""`db check`: everything that is stored, looked at again; a line for each question, what is wrong below."""

import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import datetime

import click
from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import record
from storage import integrity, rounds, seals, tally


@dataclass(frozen=True)
class Finding:
    """What one question found; ``wrong`` is empty where all is well."""

    part: str
    said: str
    wrong: list[str] = field(default_factory=list)


async def findings(session: AsyncSession, now: datetime) -> AsyncIterator[Finding]:
    """Ask one question after the other, of one moment of the record."""
    yield Finding("File", "the database finds itself whole", await integrity.file_damage(session))
    yield await _ledger(session)
    yield await _originals(session)
    for history in seals.HISTORIES:
        yield _history(await seals.verify(session, history))
    yield await _rounds(session, now)


def lines(found: Finding) -> list[str]:
    """One finding for people."""
    if not found.wrong:
        return [f"{found.part:<10} {found.said}"]
    return [f"{found.part:<10} NOT IN ORDER", *(f"           {each}" for each in found.wrong)]


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


def _history(found: seals.Verdict) -> Finding:
    name = {"event": "Inquiries", "round_event": "Rounds"}[found.history]
    said = f"their history is unbroken: {found.sealed} lines sealed, {found.unsealed} not yet"
    if found.emptied:
        said += f", {found.emptied} emptied when their time was up"
    if found.newest:
        said += f"; the newest seal is {found.newest[:16]}"
    return Finding(name, said, found.broken)


async def _rounds(session: AsyncSession, now: datetime) -> Finding:
    every, wrong = await rounds.newest_first(session), []
    for each in every:
        counted = record.reconciled(
            await record.load(session, each, now), await rounds.history(session, each.id)
        )
        if not counted.adds_up:
            wrong.append(f"round {each.key}: the messages taken in are not those accounted for")
    return Finding("Answers", f"every message to {len(every)} rounds is accounted for", wrong)
