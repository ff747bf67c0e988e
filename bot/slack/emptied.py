"""Takes away what an emptied inquiry had shown in Slack; how much when: `bot.inquiries.emptied_posts`."""

from datetime import timedelta

import structlog

from bot.desk import Desk
from bot.outbox.delivery import Delivery, PermanentFailure, Postponed, Sent
from bot.slack.calls import ChannelTrouble
from bot.slack.cards.wording import Wording
from bot.slack.posting import Posted, Poster
from storage.leases import Leased

log = structlog.get_logger(__name__)

AGAIN = timedelta(hours=1)
"""How soon a channel of ours that lets nothing be deleted is tried again."""


class EmptiedPosts:
    """Carries what is to be taken away."""

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk, self._poster, self._words = desk, poster, words

    async def take_away(self, row: Leased) -> Delivery:
        """Delete the posts that a parcel names; tried again, those that are gone are passed over."""
        ours = {each.channel for each in self._desk.offices}
        for channel, ts in row.payload["places"]:
            try:
                await self._poster.take_away(Posted(channel, ts), self._words("post-emptied"))
            except ChannelTrouble as trouble:
                if channel in ours:
                    return Postponed(self._desk.clock.now() + AGAIN, trouble.reason)
                log.warning("post not taken away", parcel=row.key, reason=trouble.reason)
            except PermanentFailure as refusal:
                log.warning("post not taken away", parcel=row.key, reason=refusal.reason)
        return Sent()
