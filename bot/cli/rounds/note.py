"""A round's draft note, written to a folder, with what people wrote in an earlier one.

What a note says and how its files look is `consultation.rounds.note`'s.
"""

import asyncio
import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot import bootstrap
from bot.cli.context import Failure
from bot.rounds.noting import house, verdicts_heard
from bot.settings import Settings
from consultation.rounds import note_reviews, setting_up
from consultation.rounds.feedback import for_round
from consultation.rounds.note import carry, rows, writing
from consultation.rounds.note.content import Note
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.rows import Problem, Row, Wrong
from consultation.rounds.note.wording import Words
from consultation.rounds.note_reviews import Heard
from consultation.rounds.noting import note_of
from consultation.rounds.vocabulary import vocabulary
from storage import rounds
from storage.database import Database
from storage.tables import Round


@dataclass(frozen=True)
class Written:
    """A note that was written: what it says, its files, and the rows of the earlier file that were no use."""

    draft: Draft
    paths: list[Path]
    heard: Heard


@dataclass(frozen=True)
class Hand:
    """Who writes a note, when, and on what record."""

    database: Database
    settings: Settings
    by: str
    now: datetime


async def write(hand: Hand, key: str, folder: Path) -> Written:
    """Draw up a round's note and write its files, with what people wrote in the earlier ones."""
    heard = await _rows_heard(hand, key, folder)
    async with hand.database.reading() as session:
        # a note takes a while: nobody waits for it who writes to the record
        of = await setting_up.found(session, key)
        found = await _note(session, of, hand.settings, hand.now)
    draft = await verdicts_heard(hand.database, of.id, _carried_over(found, folder), hand.by, hand.now)
    return Written(draft, await asyncio.to_thread(writing.put, draft, folder), heard)


async def _rows_heard(hand: Hand, key: str, folder: Path) -> Heard:
    """Record what people said of statements in the earlier `.csv`."""
    path = await asyncio.to_thread(writing.sheet, key, hand.settings.service.language, folder)
    touched = await asyncio.to_thread(_touched, path) if path else []
    if not touched:
        return Heard(0, ())
    known = vocabulary(bootstrap.taxonomy(hand.settings))
    async with hand.database.transaction() as session:
        of = await rounds.locked(session, (await setting_up.found(session, key)).id)
        return await note_reviews.from_rows(session, of, touched, known, hand.by, hand.now)


def _touched(path: Path) -> list[Row]:
    try:
        return rows.touched(path.read_bytes())
    except (ValueError, csv.Error):
        raise _lost(path) from None


async def remarked(session: AsyncSession, of: Round, settings: Settings, now: datetime, source: Path) -> Note:
    """Draw up a round's note with the remarks in a file, or in the file that was written last in a folder."""
    found = await _note(session, of, settings, now)
    path = await asyncio.to_thread(_note_in, source, found)
    if path is None:
        raise Failure(f"no note of the round {of.key} lies in {source}.")
    try:
        return carry.over(found, for_round(of.key, carry.read(path)))
    except carry.Unreadable:
        raise Failure(f"{path} can't be read as a note (.docx or .csv).") from None


def _note_in(source: Path, found: Note) -> Path | None:
    return writing.earlier(found, source) if source.is_dir() else source


def refused(heard: Heard) -> list[str]:
    """Say what was taken from the earlier `.csv`, and why some rows were no use."""
    said = [f"Statements taken from the .csv as people said they are: {heard.count}."] if heard.count else []
    if heard.problems:
        said.append("These rows of the earlier .csv could not be used; that file is kept beside the new one:")
        said += [f"  row {each.row}: {_why(each)}" for each in heard.problems]
    return said


def _why(problem: Problem) -> str:
    allowed = ", ".join(problem.allowed)
    return _WRONG[problem.wrong].format(given=problem.given, allowed=allowed)


_WRONG = {
    Wrong.REVIEW: 'review is "{given}"; it may be {allowed}, or empty.',
    Wrong.REVIEW_MISSING: "a reason stands there, and nothing in review: write set_aside to set it aside.",
    Wrong.REASON_MISSING: "a statement is not set aside without a reason: write it in the column reason.",
    Wrong.TOPIC: 'there is no theme "{given}"; there are {allowed}.',
    Wrong.STANCE: 'there is no stance "{given}"; there are {allowed}.',
    Wrong.GROUP: 'there is no target group "{given}"; there are {allowed}.',
    Wrong.GONE: "the round has no such statement (any more): has a cell of the place been changed?",
    Wrong.OVERTAKEN: "{given} has said otherwise of this statement since: look at the new file.",
}


def lacking(draft: Draft) -> list[str]:
    """Say whether a note is complete; what is lacking in the note's own words."""
    if not draft.lacking:
        return ["The note is complete."]
    words = Words("en", draft.note.timezone)
    return [
        f"{words('incomplete')}:",
        *(f"  {words(f'lack-{each.what}', count=each.count)}" for each in draft.lacking),
    ]


async def _note(session: AsyncSession, of: Round, settings: Settings, now: datetime) -> Note:
    with bootstrap.model(settings) as reader:
        at = house(settings, bootstrap.taxonomy(settings), reader, of.office)
        return await note_of(session, of, at, now)


def _carried_over(found: Note, folder: Path) -> Note:
    earlier = writing.earlier(found, folder)
    if earlier is None:
        return found
    try:
        return carry.over(found, carry.read(earlier))
    except carry.Unreadable:
        raise _lost(earlier) from None


def _lost(path: Path) -> Failure:
    return Failure(
        f"{path} lies there and can't be read as a note: move it away, or mend it; "
        "what is written in it would be lost."
    )
