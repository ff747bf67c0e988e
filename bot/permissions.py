"""Who may have to do with one inquiry, or one answer to a round: asked by all that shows or changes one.

Members of its office and of triage may, unless they are barred from the matters of whoever wrote. Lists and
the search leave out the same inquiries, by :attr:`storage.finding.Sought.barred`.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.errors import Barred
from storage import conflicts
from storage.tables import Inquiry


async def require(session: AsyncSession, desk: Desk, inquiry: Inquiry, user: str) -> None:
    """Raise :class:`~bot.inquiries.errors.NotAMember` or :class:`~bot.inquiries.errors.Barred`."""
    desk.members.require(user, inquiry.office)
    if await is_barred(session, desk, inquiry, user):
        raise Barred(user)


async def is_barred(session: AsyncSession, desk: Desk, inquiry: Inquiry, user: str) -> bool:
    """Whether an inquiry is of an organisation with which somebody has nothing to do."""
    organisations = desk.members.barred_from(user)
    return bool(organisations) and await conflicts.concerns(session, inquiry.id, organisations)


async def require_answer(session: AsyncSession, desk: Desk, submission_id: int, user: str) -> None:
    """Raise :class:`~bot.inquiries.errors.Barred` where an answer to a round is none of somebody's business.

    Who belongs to the round's office is asked in ``bot.round_acting``.
    """
    organisations = desk.members.barred_from(user)
    if organisations and await conflicts.answer_concerns(session, submission_id, organisations):
        raise Barred(user)


async def seen_of(
    session: AsyncSession, desk: Desk, found: Iterable[Inquiry], user: str
) -> dict[int, Inquiry]:
    """Those inquiries that somebody may see, by their ids, in the same order."""
    own = [inquiry for inquiry in found if desk.members.may_act(user, inquiry.office)]
    return {each.id: each for each in own if not await is_barred(session, desk, each, user)}
