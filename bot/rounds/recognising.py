"""Whether a message is for a written round: found out, its attachments read, before anything is changed."""

from dataclasses import dataclass

from bot.desk import Desk
from bot.front_desk.reading import Reading
from bot.rounds import receiving
from bot.rounds.answer_papers import Papers


@dataclass(frozen=True)
class ForARound:
    """A message that belongs to a round, with its attachments read."""

    found: receiving.Found
    papers: Papers


async def round_of(desk: Desk, reading: Reading, papers: Papers | None = None) -> ForARound | None:
    """Find the round that a message belongs to, and read its attachments; nothing is changed.

    ``papers`` are these where they have been read before: they may take a minute.
    """
    found = await is_of(desk, reading)
    if found is None or reading.mail is None:
        return None
    papers = papers or await receiving.read_papers(reading.mail, reading.stored, reading.verdict)
    return ForARound(found, papers)


async def is_of(desk: Desk, reading: Reading) -> receiving.Found | None:
    """Find the round that a message belongs to, with nothing attached being read."""
    if reading.mail is None or not receiving.may_concern(reading.verdict):
        return None
    async with desk.database.reading() as session:
        return await receiving.find(session, desk, reading.mail, reading.verdict, reading.understanding)
