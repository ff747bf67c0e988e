"""Making an inquiry confidential: from then on only those who are named see what it says.

What that means for each place is decided there, by ``bot.staff.permissions`` and ``bot.slack.cards.sealed``.
"""

from collections.abc import Collection, Sequence

from bot.desk import Desk
from bot.inquiries.change import Change, changing, require_whole
from bot.inquiries.posts import show_card
from storage import merged, parts
from storage.tables import Inquiry


def named(inquiry: Inquiry, chosen: Collection[str], user: str) -> list[str]:
    """Say who may see an inquiry: who was chosen, and always whoever chooses and whoever has it."""
    return sorted({*chosen, user, *filter(None, [inquiry.claimed_by])})


async def seal(desk: Desk, inquiry_id: int, user: str, chosen: Collection[str]) -> None:
    """Let nobody but those named see an inquiry, nor those that go on in it, nor its questions."""
    async with changing(desk, inquiry_id, user) as change:
        await require_whole(change.session, change.inquiry)
        members = named(change.inquiry, chosen, user)
        if members != change.inquiry.confidential:
            await _set(change, members)
            await change.record("sealed", members=members)


async def unseal(desk: Desk, inquiry_id: int, user: str) -> None:
    """Let its office see an inquiry again."""
    async with changing(desk, inquiry_id, user) as change:
        await require_whole(change.session, change.inquiry)
        if change.inquiry.confidential is not None:
            await _set(change, None)
            await change.record("unsealed")


async def _set(change: Change, members: Sequence[str] | None) -> None:
    value = None if members is None else list(members)
    change.inquiry.confidential = value
    joined = await merged.members(change.session, change.inquiry.id)
    whole = [change.inquiry.id, *(each.id for each in joined)]
    for each in [*joined, *await parts.inquiries_of(change.session, whole)]:
        each.confidential = value
        await show_card(change.session, each, change.now)
