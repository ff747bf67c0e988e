"""What a round's note is drawn up with here: the house, its model, and what is hidden in it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from bot.desk import Desk
from bot.inquiries.deadlines import work_calendar
from bot.mail.letters import words_of
from bot.rounds.acting import require
from bot.settings import Settings
from consultation.rounds import feedback_letters, persons, record
from consultation.rounds.errors import NoRemarks
from consultation.rounds.feedback import for_round, own_points
from consultation.rounds.feedback_letters import Letter
from consultation.rounds.note.content import Note, Remark
from consultation.rounds.note.masking import Masks
from consultation.rounds.noted_answers import House
from consultation.rounds.noting import note_of
from consultation.rounds.statements import Reader
from nlp import cpr
from nlp.taxonomy import Taxonomy
from storage import rounds
from storage.database import Database
from storage.tables import Round

if TYPE_CHECKING:
    from consultation.rounds.note.draft import Draft

MASKS = Masks(cpr.find, persons.find)


def house(settings: Settings, taxonomy: Taxonomy, reader: Reader, office: str) -> House:
    """Say for which house a note of an office's round is written."""
    names = {each.key: each.name for each in settings.office}
    return House(
        ministry=settings.service.public_name,
        office=names.get(office, office),
        language=settings.service.language,
        calendar=work_calendar(settings),
        taxonomy=taxonomy,
        reader=reader,
    )


def letter_words(of: Round, letter: Letter, from_name: str) -> str:
    """Write out what one party would read."""
    return words_of(
        "round_feedback",
        letter.party.language,
        greeted=letter.party.organisation,
        title=of.title,
        points=[feedback_letters.facts_of(point) for point in letter.points],
        from_name=from_name,
    )


async def verdicts_heard(database: Database, round_id: int, note: Note, by: str, now: datetime) -> "Draft":
    """Work a note out; whoever gave a point a verdict has confirmed what is said in it."""
    from consultation.rounds import note_reviews  # noqa: PLC0415 - a word processor's worth of imports
    from consultation.rounds.note.draft import work_out  # noqa: PLC0415 - the same

    draft = await asyncio.to_thread(work_out, note, MASKS)
    async with database.transaction() as session:
        of = await rounds.locked(session, round_id)
        keys = await note_reviews.from_verdicts(session, of, draft, by, now)
        if keys:
            draft = await asyncio.to_thread(work_out, note_reviews.confirmed(note, keys), MASKS)
        await note_reviews.count(session, draft)
    return draft


@dataclass(frozen=True)
class FeedbackDesk:
    """Draws up the letters on what became of everybody's points, of a note that somebody wrote in."""

    desk: Desk
    taxonomy: Taxonomy
    reader: Reader

    async def draw_up(self, round_id: int, user: str, name: str, content: bytes) -> int:
        """Draw up everybody's letter and keep them; returns their number. Nothing leaves by it.

        Takes about ten milliseconds for each answer. Raises :class:`NoRemarks` where nobody wrote on a
        point of this round in the file, or where it is no note.
        """
        desk = self.desk
        from consultation.rounds.note import carry  # noqa: PLC0415 - a word processor's worth of imports

        remarks = await asyncio.to_thread(_remarks, name, content)
        if not remarks:
            raise NoRemarks(0)
        async with desk.database.reading() as session:
            of = await rounds.get(session, round_id)
            require(desk, of, user)
            now = desk.clock.now()
            at = house(desk.settings, self.taxonomy, self.reader, of.office)
            note = carry.over(await note_of(session, of, at, now), for_round(of.key, remarks))
            case = await record.load(session, of, now)
        points = await asyncio.to_thread(own_points, note, MASKS)
        letters = feedback_letters.letters(case, points)
        if not any(each.ready for each in letters):
            raise NoRemarks(len(letters))
        await verdicts_heard(desk.database, round_id, note, user, now)
        async with desk.database.transaction() as session:
            return await feedback_letters.keep(session, of, letters, user, now)

    def words(self, of: Round, letter: Letter) -> str:
        """Write out what one party would read."""
        return letter_words(of, letter, self.desk.from_name)


def _remarks(name: str, content: bytes) -> Sequence[Remark]:
    from consultation.rounds.note import carry  # noqa: PLC0415 - a word processor's worth of imports

    try:
        return carry.in_file(name, content)
    except carry.Unreadable:
        raise NoRemarks(0) from None
