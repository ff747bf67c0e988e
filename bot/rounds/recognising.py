"""Whether a message is for a written round: found out, its attachments read, before anything is changed."""

from dataclasses import dataclass

from bot.desk import Desk
from bot.front_desk.reading import Reading
from bot.rounds import receiving


@dataclass(frozen=True)
class ForARound:
    """A message that belongs to a round, with its attachments read."""

    found: receiving.Found
    papers: receiving.Papers


async def round_of(desk: Desk, reading: Reading) -> ForARound | None:
    """Find the round that a message belongs to, and read its attachments; nothing is changed."""
    if reading.mail is None or not receiving.may_concern(reading.verdict):
        return None
    async with desk.database.reading() as session:
        known = await receiving.find(session, desk, reading.mail, reading.verdict, reading.understanding)
    if known is None:
        return None
    return ForARound(known, await receiving.read_papers(reading.mail, reading.stored, reading.verdict))
