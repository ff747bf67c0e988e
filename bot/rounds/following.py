"""Whose letter follows upon one that was handed to a round: then it goes to that round as well.

The inquiry which that one had been was closed for the round's sake, and nobody watches it any more; its
acknowledgement lies at the writer's all the same, with an address that leads back to it.
"""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.whose import named
from bot.inquiries.lifecycle import Status
from bot.mail.parsing import ParsedMail
from bot.rounds.guesses import HANDED
from storage import inquiries, merged, round_messages
from storage.tables import Inquiry, Submission

_MOVES = frozenset({HANDED, "answered", "closed", "reopened"})
"""What an inquiry's history calls each step that opens or ends it."""


async def followed(session: AsyncSession, desk: Desk, mail: ParsedMail) -> Submission | None:
    """The round's message that a letter follows upon; None where no inquiry of its was closed for a round."""
    if mail.sender is None:
        return None
    inquiry_id = (await named(session, desk, mail, mail.sender.email)).inquiry_id
    if inquiry_id is None:
        return None
    main = await inquiries.get(session, await merged.main_of(session, inquiry_id))
    handed = await _handed(session, main)
    return await round_messages.get(session, handed[-1]) if handed else None


async def _handed(session: AsyncSession, inquiry: Inquiry) -> list[int]:
    """The submissions that an inquiry became, where that is what closed it."""
    if inquiry.status != Status.CLOSED or inquiry.emptied_at is not None:
        return []
    moves = [each for each in await inquiries.history(session, inquiry.id) if each.what in _MOVES]
    last = moves[-1] if moves else None
    return list(last.details["submissions"]) if last is not None and last.what == HANDED else []
