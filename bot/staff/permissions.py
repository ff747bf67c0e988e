"""Who may have to do with one inquiry, or one answer to a round: asked by all that shows or changes one.

Members of its office and of triage may, or those alone who are named in a confidential one; unless they are
barred from the matters of whoever wrote. Lists and the search leave out the same inquiries, by
:attr:`storage.finding.Sought.barred` and :attr:`~storage.finding.Sought.seen_by`.
"""

from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.errors import Barred, Confidential, Emptied, WhileConfidential
from storage import conflicts
from storage.tables import Inquiry


async def require(session: AsyncSession, desk: Desk, inquiry: Inquiry, user: str) -> None:
    """Raise ``NotAMember``, ``Confidential``, ``Barred`` or ``Emptied`` of :mod:`bot.inquiries.errors`."""
    if inquiry.confidential is None:
        desk.members.require(user, inquiry.office)
    elif not may_see(desk, inquiry, user):
        raise Confidential(user)
    if await is_barred(session, desk, inquiry, user):
        raise Barred(user)
    if inquiry.emptied_at is not None:
        raise Emptied(inquiry.reference)


def may_see(desk: Desk, inquiry: Inquiry, user: str) -> bool:
    """Whether an inquiry is open to somebody: to its office, or to those of the house who are named."""
    if inquiry.confidential is None:
        return desk.members.may_act(user, inquiry.office)
    return user in inquiry.confidential and desk.members.works_here(user)


def require_open(inquiry: Inquiry) -> None:
    """Raise :class:`~bot.inquiries.errors.WhileConfidential` before what would show others what it says."""
    if inquiry.confidential is not None:
        raise WhileConfidential


async def is_barred(session: AsyncSession, desk: Desk, inquiry: Inquiry, user: str) -> bool:
    """Whether an inquiry is of an organisation with which somebody has nothing to do."""
    organisations = desk.members.barred_from(user)
    return bool(organisations) and await conflicts.concerns(session, inquiry.id, organisations)


async def may_act(session: AsyncSession, desk: Desk, inquiry: Inquiry, user: str) -> bool:
    """Whether somebody may have an inquiry in hand."""
    return may_see(desk, inquiry, user) and not await is_barred(session, desk, inquiry, user)


async def require_answer(session: AsyncSession, desk: Desk, submission_id: int, user: str) -> None:
    """Raise :class:`~bot.inquiries.errors.Barred` where an answer to a round is none of somebody's business.

    Who belongs to the round's office is asked in ``bot.rounds.acting``.
    """
    organisations = desk.members.barred_from(user)
    if organisations and await conflicts.answer_concerns(session, submission_id, organisations):
        raise Barred(user)


async def seen_of(
    session: AsyncSession, desk: Desk, found: Iterable[Inquiry], user: str
) -> dict[int, Inquiry]:
    """Those inquiries that somebody may see, by their ids, in the same order."""
    return {each.id: each for each in found if await may_act(session, desk, each, user)}
