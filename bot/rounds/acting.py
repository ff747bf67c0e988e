"""A round acted on by somebody of its office: one transaction, with nobody else moving the round meanwhile.

Which moves there are, and who has to agree, is the rounds' own matter; here is who belongs to the office.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.rounds.letterheads import letterhead, may_write
from bot.staff import permissions
from consultation.rounds import asking
from consultation.rounds.asking import Wish
from consultation.rounds.errors import NotAllowed
from consultation.rounds.lifecycle import Act, Seats
from consultation.rounds.moving import Work
from storage import round_messages, rounds
from storage.tables import Round, Submission

_WRITES = frozenset({Act.OPEN, Act.EXTEND, Act.EXTEND_PARTY, Act.FEEDBACK})


@dataclass(frozen=True)
class Acting:
    """A round, locked, in an open transaction; who acts on it, and with what."""

    session: AsyncSession
    of: Round
    user: str
    work: Work


@asynccontextmanager
async def acting(desk: Desk, round_id: int, user: str) -> AsyncIterator[Acting]:
    """Open one round for ``user``; raises :class:`NotAllowed` where it is not their office's."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, round_id)
        require(desk, of, user)
        yield Acting(session, of, user, work(desk, of))
    desk.nudge()


@asynccontextmanager
async def acting_on_answer(
    desk: Desk, submission_id: int, user: str
) -> AsyncIterator[tuple[Acting, Submission]]:
    """Open one message to a round, and the round with it, for somebody who has to do with its sender."""
    async with desk.database.reading() as session:
        round_id = (await round_messages.get(session, submission_id)).round_id
    async with acting(desk, round_id, user) as at:
        await permissions.require_answer(at.session, desk, submission_id, user)
        # read once the round is locked: whoever held it may have decided on it
        yield at, await round_messages.get(at.session, submission_id)


async def ask(desk: Desk, round_id: int, user: str, wish: Wish) -> None:
    """Make a move, or ask for it where somebody else has to agree."""
    async with acting(desk, round_id, user) as at:
        _require_letters(desk, wish.act, was_out=at.of.opened_at is not None)
        await asking.ask(at.session, at.of, wish, at.user, at.work)


async def confirm(desk: Desk, round_id: int, user: str, number: int) -> None:
    """Make the move that somebody else asked for."""
    async with acting(desk, round_id, user) as at:
        was_out = at.of.opened_at is not None
        move = await asking.confirm(at.session, at.of, number, at.user, at.work)
        _require_letters(desk, move.act, was_out=was_out)  # else nothing of it is recorded


def _require_letters(desk: Desk, act: Act, *, was_out: bool) -> None:
    """Refuse a move that tells the parties where no letter can be written."""
    if act in _WRITES or (act == Act.CANCEL and was_out):
        may_write(desk)


def require(desk: Desk, of: Round, user: str) -> None:
    """Raise :class:`NotAllowed` unless somebody may act on a round."""
    if not may_act(desk, of, user):
        raise NotAllowed(user)


def may_act(desk: Desk, of: Round, user: str) -> bool:
    """Whether somebody belongs to a round's office, to triage, or approves it."""
    return user == of.approver or desk.members.may_act(user, of.office)


def work(desk: Desk, of: Round) -> Work:
    """What a round is moved with."""
    return Work(seats(desk, of), letterhead(desk), desk.calendar, desk.clock.now())


def seats(desk: Desk, of: Round) -> Seats:
    """Who may move a round, and whether two of them are wanted."""
    members = desk.members.who_may_act(of.office)
    return Seats(members, four_eyes=desk.wants_four_eyes(of.office), approver=of.approver)
