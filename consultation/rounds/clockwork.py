"""What the clock does with a round: it opens it on its day, and closes it once its last deadline is past.

Of one that was closed before it notes then who has let its deadline pass.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.rounds import moving, notices
from consultation.rounds.errors import RoundError, TooEarly
from consultation.rounds.lifecycle import CLOCK, OVER, Hands, Move, Seats
from consultation.rounds.moving import Work
from consultation.rounds.showing import show
from consultation.rounds.words import RoundState
from consultation.rounds.working_days import WorkingDays
from consultation.rounds.writing import Letterhead
from storage import rounds
from storage.tables import Round

NOT_OPENED = "not_opened"
"""What the history says where a round could not be opened on its day."""
AGAIN = timedelta(minutes=15)
"""How soon a round is asked about again that can't be sent out because nobody says whom letters are from."""


async def turn(
    session: AsyncSession, round_id: int, calendar: WorkingDays, head: Letterhead, now: datetime
) -> Move | None:
    """Make the move that is due on a round; None where there is none, as when somebody was quicker."""
    of = await rounds.locked(session, round_id)
    if of.clock_at is None or of.clock_at > now:
        return None
    work = Work(Seats(frozenset()), head, calendar, now)
    try:
        made = await _MOVES[RoundState(of.state)](session, of, work)
    except TooEarly as early:
        of.clock_at = early.moment + timedelta(seconds=1)
        return None
    except RoundError as error:
        await _give_up(session, of, type(error).__name__, now)
        return None
    if made is not None:
        await notices.tell(session, of, await rounds.last_event(session, of.id, made.act), now)
    return made


async def _open(session: AsyncSession, of: Round, work: Work) -> Move | None:
    if not work.head.address:
        of.clock_at = work.now + AGAIN
        return None
    return await moving.open_round(session, of, Hands(CLOCK, CLOCK), work)


async def _note_who_is_silent(session: AsyncSession, of: Round, work: Work) -> None:
    of.clock_at = None
    await moving.settle(session, of, work.now)
    await show(session, of, work.now)


async def _give_up(session: AsyncSession, of: Round, reason: str, now: datetime) -> None:
    of.clock_at = None
    told = await rounds.record(session, of.id, now, CLOCK, NOT_OPENED, reason=reason)
    await notices.tell(session, of, told, now)


_MOVES: dict[RoundState, Callable[[AsyncSession, Round, Work], Awaitable[Move | None]]] = {
    RoundState.APPROVED: _open,
    RoundState.OPEN: moving.lapse,
    **dict.fromkeys(OVER, _note_who_is_silent),
}
