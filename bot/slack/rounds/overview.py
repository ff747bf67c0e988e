"""What `/hoering` answers with: the rounds that somebody's offices have, one of them, one party of it."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.rounds.acting import may_act, require
from bot.slack.cards.post import Post
from bot.slack.cards.rounds import card as round_card
from bot.slack.cards.rounds import lists
from bot.slack.counter import Counter
from bot.slack.rounds import reading, views
from bot.staff import overview
from consultation.rounds import digesting, finding, record, setting_up
from storage import rounds
from storage.tables import Round

SHOWN = 20


async def listed(at: Counter, user: str) -> Post:
    """The rounds of the asker's offices, the newest first."""
    async with at.desk.database.reading() as session:
        mine = [of for of in await rounds.newest_first(session) if may_act(at.desk, of, user)]
        lines = await overview.round_lines(session, mine[:SHOWN])
    return lists.draw(lines, len(mine), at.desk.calendar, at.words, at.now())


async def one(at: Counter, user: str, key: str, party: str) -> Post:
    """One round as it stands, with how its answers came in; or one party of it."""
    async with at.desk.database.reading() as session:
        of = await setting_up.found(session, key)
        require(at.desk, of, user)
        if party:
            return await _party(session, at, of, party)
        card = await views.card(session, of, at.now())
        own, _ = await digesting.curves(session, of, at.desk.calendar, at.now())
        counted = await record.reckoning(session, of.id)
    drawn = round_card.draw(card, at.words)
    more = lists.progress(own if of.opened_at else None, counted, at.words)
    return Post(drawn.text, [*drawn.blocks, *more])


async def _party(session: AsyncSession, at: Counter, of: Round, name: str) -> Post:
    """One party, found by what was typed of its name; the others that fit are named."""
    found = await finding.parties_called(session, of, name)
    view = await reading.party(session, found[0], of, at)
    others = [each.organisation for each in found[1:]]
    return lists.party(found[0].organisation, view["blocks"], others, at.words)
