"""A move that one member asks for and another confirms, where four eyes are wanted or an approver is named.

Who may, and whether another has to agree, is `lifecycle`'s to say. One wish is open at a time: the last.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import feedback_letters, lifecycle, moving, record
from consultation.rounds.check import blocking
from consultation.rounds.errors import NeedsAnother, NothingAsked, NotTheApprover
from consultation.rounds.lifecycle import Act, Hands, Move, Seats
from consultation.rounds.moving import Work
from consultation.rounds.setting_up import findings
from consultation.rounds.showing import show
from storage import round_parties, rounds
from storage.tables import Round


@dataclass(frozen=True, slots=True)
class Wish:
    """A move with all that it needs: a deadline, a party, a reason."""

    act: Act
    until: datetime | None = None
    party: int | None = None
    reason: str = ""
    letters: int | None = None
    """The letters to be sent, as they were drawn up (`feedback_letters.keep`)."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A wish that waits for another's confirmation."""

    wish: Wish
    number: int
    """Which one it is: a later wish has another."""
    by: str


async def ask(session: AsyncSession, of: Round, wish: Wish, by: str, work: Work) -> Move | None:
    """Make a move; None where it waits for somebody else now. Raises what stands in its way either way."""
    try:
        return await _make(session, of, wish, _hands(of, wish, by, work), work)
    except (NeedsAnother, NotTheApprover):
        await _would_be_allowed(session, of, wish, by, work)
    told = await rounds.record(
        session, of.id, work.now, by, "asked", party_id=wish.party, act=wish.act, reason=wish.reason
    )
    of.asked = _written(wish, told.id, by)
    await show(session, of, work.now)
    return None


def _hands(of: Round, wish: Wish, by: str, work: Work) -> Hands:
    """Whoever sets a round up asks for its approval by that."""
    if wish.act is Act.APPROVE and of.created_by in work.seats.members:
        return Hands(by, of.created_by)
    return Hands(by, by)


async def confirm(session: AsyncSession, of: Round, number: int, by: str, work: Work) -> Move:
    """Make the move that somebody else asked for."""
    wanted = _open_wish(of, number)
    of.asked = None
    return await _make(session, of, wanted.wish, Hands(by, wanted.by), work)


async def withdraw(session: AsyncSession, of: Round, number: int, by: str, now: datetime) -> None:
    """Say no to what was asked for, or take it back."""
    wanted = _open_wish(of, number)
    of.asked = None
    await rounds.record(session, of.id, now, by, "not_confirmed", act=wanted.wish.act, asked_by=wanted.by)
    await show(session, of, now)


def asked(of: Round) -> Asked | None:
    """Return what waits for confirmation in a round."""
    told: Mapping[str, Any] | None = of.asked
    if not told:
        return None
    until = datetime.fromisoformat(told["until"]) if told["until"] else None
    wish = Wish(Act(told["act"]), until, told["party"], told["reason"], told.get("letters"))
    return Asked(wish, told["number"], told["by"])


def _open_wish(of: Round, number: int) -> Asked:
    wanted = asked(of)
    if wanted is None or wanted.number != number:
        raise NothingAsked(of.key)
    return wanted


def _written(wish: Wish, number: int, by: str) -> dict[str, Any]:
    return {
        "number": number,
        "by": by,
        "act": wish.act,
        "until": wish.until.isoformat() if wish.until else None,
        "party": wish.party,
        "reason": wish.reason,
        "letters": wish.letters,
    }


_PLAIN = {
    Act.APPROVE: moving.approve,
    Act.OPEN: moving.open_round,
    Act.CLOSE: moving.close,
    Act.REPORT: moving.report,
}
"""The moves that need nothing but hands."""


async def _make(session: AsyncSession, of: Round, wish: Wish, hands: Hands, work: Work) -> Move:
    if wish.act in _PLAIN:
        return await _PLAIN[wish.act](session, of, hands, work)
    match wish:
        case Wish(act=Act.EXTEND, until=datetime() as until):
            return await moving.extend(session, of, hands, until, work)
        case Wish(act=Act.EXTEND_PARTY, until=datetime() as until, party=int() as number):
            party = await round_parties.locked(session, number)
            return await moving.extend_party(session, of, party, hands, until, wish.reason, work)
        case Wish(act=Act.FEEDBACK, letters=int() as letters):
            return await feedback_letters.send_kept(session, of, letters, hands, work)
        case Wish(act=Act.CANCEL):
            return await moving.cancel(session, of, hands, wish.reason, work)
    raise ValueError(wish)


async def _would_be_allowed(session: AsyncSession, of: Round, wish: Wish, by: str, work: Work) -> None:
    """Raise what would stand in the way of a move even with two to make it: nobody asks for that in vain."""
    at, hands, seats, now = record.standing(of), Hands(by, by), Seats(frozenset({by})), work.now
    match wish:
        case Wish(act=Act.APPROVE):
            found = await findings(session, of, work.calendar, now)
            lifecycle.approve(at, hands, seats, blocking(found), now)
        case Wish(act=Act.EXTEND, until=datetime() as until):
            lifecycle.extend(at, hands, seats, until, now)
        case Wish(act=Act.EXTEND_PARTY, until=datetime() as until):
            lifecycle.extend_party(at, hands, seats, until, wish.reason, now)
        case Wish(act=Act.CLOSE):
            lifecycle.close(at, hands, seats, now)
        case Wish(act=Act.FEEDBACK):
            lifecycle.give_feedback(at, hands, seats, now)
        case Wish(act=Act.REPORT):
            lifecycle.report(at, hands, seats, now)
