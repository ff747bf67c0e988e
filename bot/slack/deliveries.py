"""What every delivery to Slack shares: which channel, what stands in for a refused post, and how it ends."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import TypeVar

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.outbox.delivery import Effect, PermanentFailure, Postponed, Sent
from bot.slack.calls import ChannelTrouble, MessageGone
from bot.slack.cards.post import Post
from bot.slack.posting import Label, Posted, Poster
from storage import service
from storage.leases import Leased
from storage.tables import Inquiry, Round

log = structlog.get_logger(__name__)

T = TypeVar("T")

SOON = timedelta(seconds=1)
LATER = timedelta(minutes=1)
"""How soon a channel that takes no posts is tried again: whoever mends it wants to see that it works."""


async def shown(show: Callable[[Post], Awaitable[T]], post: Post, stand_in: Callable[[], Post]) -> T:
    """Show a post; what Slack refuses for good is stood in for by one without a word from outside."""
    try:
        return await show(post)
    except PermanentFailure as refusal:
        log.warning("post refused", reason=refusal.reason)
        return await show(stand_in())


def card_of(
    of: Inquiry | Round, desk: Desk, poster: Poster, label: Label, *, tried: bool
) -> Callable[[Post], Awaitable[Posted]]:
    """What shows a card: where it stands, or anew where it has none yet or somebody deleted it."""

    async def put(post: Post) -> Posted:
        if of.card_ts and of.card_channel:
            place = Posted(of.card_channel, of.card_ts)
            try:
                await poster.update(place, post, label)
            except MessageGone:
                pass
            else:
                return place
        return await poster.post(channel_of(desk, of.office), post, label, tried=tried)

    return put


def sent(place: Posted, office: str, effect: Effect | None = None) -> Sent:
    """Say that a post stands, and that the office's channel works."""

    async def channel_works(session: AsyncSession, now: datetime) -> None:
        if effect:
            await effect(session, now)
        await service.channel_works(session, office)

    return Sent({"channel": place.channel, "ts": place.ts}, channel_works)


def not_yet(row: Leased, now: datetime, reason: str) -> Postponed:
    """Try again soon, and ever less often when that does not help."""
    wait: timedelta = SOON * 2 ** min(row.attempts - 1, 6)
    return Postponed(now + min(wait, LATER), reason)


def channel_of(desk: Desk, office: str) -> str:
    """Name an office's channel; raises :class:`ChannelTrouble` where none is configured."""
    channel = next((each.channel for each in desk.offices if each.key == office), None)
    if not channel:
        raise ChannelTrouble("no channel is configured")
    return channel


def place_of(result: Mapping[str, object] | None) -> Posted | None:
    """Say where a post stands, by its parcel's result."""
    if not result or "ts" not in result:
        return None
    return Posted(str(result["channel"]), str(result["ts"]))
