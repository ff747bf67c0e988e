"""What an office's channel is told of rounds, drawn from what is true in the moment it leaves.

The card of a round, and of an answer to one, are elsewhere: they have buttons.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.slack.cards import round_notice
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from consultation.rounds import record
from consultation.rounds.notices import NOTICE
from storage import rounds
from storage.tables import OutboxRow


@dataclass(frozen=True)
class News:
    """A post for an office's channel, and the round it is about."""

    office: str
    post: Post
    reference: str = ""


async def _notice(session: AsyncSession, row: OutboxRow, desk: Desk, words: Wording) -> News:
    event = await rounds.event(session, row.payload["event"])
    of = await rounds.get(session, event.round_id)
    case = await record.load(session, of, desk.clock.now())
    return News(of.office, round_notice.draw(case, event, words), of.key)


DRAWN: Mapping[str, Callable[[AsyncSession, OutboxRow, Desk, Wording], Awaitable[News]]] = {NOTICE: _notice}
"""What draws each kind of parcel."""
