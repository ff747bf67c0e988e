"""A round's draft note, written to a folder, with what people wrote in an earlier one.

What a note says and how its files look is `consultation.rounds.note`'s.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncSession

from bot import bootstrap
from bot.cli.context import Failure
from bot.round_noting import MASKS, house
from bot.settings import Settings
from consultation.rounds.feedback import for_round
from consultation.rounds.note import carry, writing
from consultation.rounds.note.content import Note
from consultation.rounds.note.draft import Draft
from consultation.rounds.note.wording import Words
from consultation.rounds.noting import note_of
from storage.tables import Round


@dataclass(frozen=True)
class Written:
    """A note that was written: what it says, and its files."""

    draft: Draft
    paths: list[Path]


async def write(session: AsyncSession, of: Round, settings: Settings, now: datetime, folder: Path) -> Written:
    """Draw up a round's note and write its files."""
    found = _carried_over(await _note(session, of, settings, now), folder)
    draft, paths = await asyncio.to_thread(writing.write, found, MASKS, folder)
    return Written(draft, paths)


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
        raise Failure(
            f"{earlier} lies there and can't be read as a note: move it away, or mend it; "
            "what is written in it would be lost."
        ) from None
