"""Taking an inquiry on."""

from bot.desk import Desk
from bot.inquiries import lifecycle
from bot.inquiries.change import changing


async def claim(desk: Desk, inquiry_id: int, user: str) -> None:
    """Give the inquiry to ``user``.

    Of any number of simultaneous claims one wins; the others get
    :class:`~bot.inquiries.errors.AlreadyClaimed` with the winner.
    """
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.claim(change.inquiry, user, change.now)
        await change.record("claimed")
