"""Taking an inquiry on, giving it back, and handing it to a colleague."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import lifecycle
from bot.inquiries.change import changing
from bot.inquiries.errors import ColleagueBarred, ColleagueNotNamed, NotTheirs
from bot.inquiries.posts import say_in_thread
from bot.staff import permissions
from storage.tables import Inquiry


async def claim(desk: Desk, inquiry_id: int, user: str) -> None:
    """Give the inquiry to ``user``.

    Of any number of simultaneous claims one wins; the others get
    :class:`~bot.inquiries.errors.AlreadyClaimed` with the winner.
    """
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.claim(change.inquiry, user, change.now)
        await change.record("claimed")


async def release(desk: Desk, inquiry_id: int, user: str) -> None:
    """Give the inquiry back to the office: whoever wants may take it."""
    async with changing(desk, inquiry_id, user) as change:
        before = lifecycle.release(change.inquiry)
        await change.record("released", **{"from": before})


async def hand_to(desk: Desk, inquiry_id: int, user: str, colleague: str) -> None:
    """Give the inquiry to a named colleague, who is told in its thread.

    Raises :class:`NotTheirs`, :class:`ColleagueNotNamed` or :class:`ColleagueBarred`.
    """
    async with changing(desk, inquiry_id, user) as change:
        if not desk.members.may_act(colleague, change.inquiry.office):
            raise NotTheirs(colleague, change.inquiry.office)
        if not permissions.may_see(desk, change.inquiry, colleague):
            raise ColleagueNotNamed(colleague)
        if await permissions.is_barred(change.session, desk, change.inquiry, colleague):
            raise ColleagueBarred(colleague)
        if colleague == change.inquiry.claimed_by:
            return
        lifecycle.hand_to(change.inquiry, colleague, change.now)
        about = f"handed:{change.inquiry.revision}"
        await say_in_thread(change.session, change.inquiry, about, change.now, to=colleague, by=user)
        await change.record("handed_over", to=colleague)


async def free_for_who_may_act(session: AsyncSession, desk: Desk, inquiry: Inquiry) -> None:
    """Take an inquiry from whoever may not act on it any more: whose it is has changed."""
    has_it = inquiry.claimed_by
    if has_it is None or inquiry.status not in lifecycle.OPEN:
        return
    await session.flush()  # what it is now, and what goes on in it
    if not await permissions.may_act(session, desk, inquiry, has_it):
        lifecycle.release(inquiry)
