"""What an office's channel is told of rounds and in the morning, drawn from what is true when it leaves.

The card of a round, and of an answer to one, are elsewhere: they have buttons.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.digests import due
from bot.digests import pictures as digest_pictures
from bot.digests.pictures import Picture
from bot.digests.words import Teller
from bot.inquiries import digest, routing
from bot.slack.cards import digest as digest_card
from bot.slack.cards import morning as morning_card
from bot.slack.cards.outside import safe_line
from bot.slack.cards.post import Post
from bot.slack.cards.rounds import notice
from bot.slack.cards.wording import Wording
from consultation.rounds.ledger import SETTLED
from consultation.rounds.notices import NOTICE
from storage import round_counts, round_parties, rounds
from storage.leases import Leased

NAME_SHOWN = 80


@dataclass(frozen=True)
class News:
    """A post for an office's channel, and the round it is about."""

    office: str
    post: Post
    reference: str = ""


async def _notice(session: AsyncSession, row: Leased, _desk: Desk, words: Wording) -> News:
    event = await rounds.event(session, row.payload["event"])
    of = await rounds.get(session, event.round_id)
    party = await round_parties.get(session, event.party_id) if event.party_id else None
    # counted in the database: a round of thousands may have hundreds of letters refused
    counts = await round_counts.answers_in(session, [of.id], SETTLED)
    asked, answered = counts.get(of.id, (0, 0))
    post = notice.draw(of, party, event, words, asked=asked, answered=answered)
    return News(of.office, post, of.key)


async def _digest(session: AsyncSession, row: Leased, desk: Desk, words: Wording) -> News | None:
    period, told = await due.told(session, desk, row)
    if told is None:
        return None
    teller = Teller(words.texts, words.timezone, lambda name: safe_line(name, NAME_SHOWN))
    name = desk.office_name(period.office, words.texts.language)
    return News(period.office, digest_card.draw(teller(told, name, period.since, period.until), words))


async def _morning(session: AsyncSession, row: Leased, desk: Desk, words: Wording) -> News | None:
    office, now = row.payload["office"], desk.clock.now()
    since = datetime.fromisoformat(row.payload["since"])
    is_triage = office == routing.triage(desk.offices).key
    made = await digest.morning(session, desk.calendar, office, since, now, is_triage=is_triage)
    if made.is_quiet:
        return None
    name = desk.office_name(office, words.texts.language)
    return News(office, morning_card.draw(made, name, words, now))


async def pictures(row: Leased, desk: Desk, words: Wording) -> list[Picture]:
    """Draw the charts of the digest that a parcel belongs to."""
    async with desk.database.reading() as session:
        period, told = await due.told(session, desk, row)
    if told is None:
        return []
    teller = Teller(words.texts, words.timezone, digest_pictures.plain)
    name = desk.office_name(period.office, words.texts.language)
    text = teller(told, name, period.since, period.until)
    return await digest_pictures.drawn(told, text, desk, words.texts)


Draw = Callable[[AsyncSession, Leased, Desk, Wording], Awaitable[News | None]]

DRAWN: Mapping[str, Draw] = {NOTICE: _notice, due.POST: _digest, due.MORNING: _morning}
"""What draws each kind of parcel."""
