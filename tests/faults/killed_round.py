"""A round's steps in processes that kill themselves, or don't: what `test_rounds_killed` gives its orders to.

Each step is done as the service or a person at a command does it: after a death whatever the record says has
not been done is done again.
"""

from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from bot import bootstrap, schedule
from bot.cli.rounds import feedback, note
from bot.clock import Clock
from bot.desk import Desk
from bot.front_desk.reception import Reception
from bot.mail import round_carrier
from bot.mail.round_carrier import RoundCarrier
from bot.mail.smtp import Place, SmtpPool
from bot.outbox.bell import Bell
from bot.outbox.courier import Courier
from bot.settings import Settings
from bot.signed_address import reply_address
from consultation.rounds import feedback_letters, moving
from consultation.rounds.lifecycle import Hands
from consultation.rounds.words import RoundState
from storage import ledger, rounds, tally
from storage.messages import Arrival
from tests.journeys.deaths import Order, Points, take_orders
from tests.laid_desk import OWN_ADDRESS, FixedModel
from tests.notes.remarks import fills_in
from tests.rounds_on_record import ANDERS, HELLE, PARTIES, work
from tests.rounds_played_out import MONDAY

OF, KEY = 1, "uip-2027"
DEADLINE = MONDAY + timedelta(days=28)
LATER = DEADLINE + timedelta(days=7)
ANSWER = """From: Karen <{sender}>
To: {to}
Subject: SV: Fokusområder for 2027
Message-ID: <1@fondennordlys.example>
Content-Type: text/plain; charset=utf-8

1. Unge hjemløse uden for de store byer bør komme først.

2. Vores mentorordning er klar til udbredelse i flere kommuner.

Vores svar må gerne offentliggøres.
"""


async def opens(desk: Desk) -> None:
    """Send the round out."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, OF)
        if of.state == RoundState.APPROVED:
            await moving.open_round(session, of, Hands(HELLE, HELLE), work(desk))


async def answer_comes(desk: Desk) -> None:
    """Store a letter and decide on it; the mail server gives it again until it is stored."""
    sender = PARTIES["Fonden Nordlys"]
    raw = ANSWER.format(sender=sender, to=reply_address(OWN_ADDRESS, "r", 1, desk.key)).encode()
    now = desk.clock.now()
    async with desk.database.reading() as session:
        if (await tally.totals(session)).seen:
            return
    async with desk.database.transaction() as session:
        (number,) = await ledger.store(session, [Arrival.pack(raw, source="test", received_at=now)], now)
    await Reception(desk, FixedModel()).receive(number)


async def time_passes(_desk: Desk) -> None:
    """Do nothing: what is due is done by the clock."""


async def is_extended(desk: Desk) -> None:
    """Give everybody more time."""
    async with desk.database.transaction() as session:
        of = await rounds.locked(session, OF)
        if of.deadline != LATER:
            await moving.extend(session, of, Hands(ANDERS, HELLE), LATER, work(desk))


async def note_is_written(desk: Desk) -> None:
    """Write the note's files; whoever wrote a verdict in the earlier ones confirmed what is said there."""
    await note.write(_hand(desk), KEY, folder(desk))


async def feedback_leaves(desk: Desk) -> None:
    """Tell each party what became of its points, unless they are about to hear."""
    async with desk.database.reading() as session:
        if await feedback_letters.had_before(session, await rounds.get(session, OF)):
            return
    _, _, letters = await feedback.look(desk, KEY, folder(desk))
    await feedback.send(desk, OF, letters, Hands(ANDERS, HELLE))


async def remarks_are_made(desk: Desk) -> None:
    """Write the note for the first time, and a verdict on each of its points."""
    written = await note.write(_hand(desk), KEY, folder(desk))
    fills_in(next(path for path in written.paths if path.suffix == ".csv"))


@dataclass(frozen=True)
class Step:
    """When a step is made, and how."""

    at: datetime
    make: Callable[[Desk], Awaitable[None]]


STEPS = {
    "opening": Step(MONDAY, opens),
    "answer": Step(MONDAY + timedelta(days=2), answer_comes),
    "reminder": Step(MONDAY + timedelta(days=15), time_passes),
    "extension": Step(MONDAY + timedelta(days=16), is_extended),
    "closing": Step(LATER + timedelta(seconds=1), time_passes),
    "note": Step(LATER + timedelta(days=1), note_is_written),
    "feedback": Step(LATER + timedelta(days=2), feedback_leaves),
    # not killed: the world before another step
    "remarks": Step(LATER + timedelta(days=1), remarks_are_made),
}


def folder(desk: Desk) -> Path:
    """Return where the note lies."""
    return Path(desk.settings.service.data_dir) / "note"


def _hand(desk: Desk) -> note.Hand:
    return note.Hand(desk.database, desk.settings, HELLE, desk.clock.now())


class Deeds(Points):
    """Points just after each deed: just before one everything outside is as it was after the last."""

    def passes(self, point: str) -> None:
        """See :meth:`Points.passes`."""
        if point.startswith("after"):
            super().passes(point)


async def live(order: Order) -> None:
    """Make a step, or one after the other."""
    for step in order.step.split():
        await _live(order, STEPS[step])


async def _live(order: Order, step: Step) -> None:
    """Start, decide on what was left undecided, make the step, and deliver until nothing is due."""
    settings = Settings.model_validate(order.settings)
    desk = bootstrap.desk(settings, Clock(step.at + timedelta(minutes=order.minutes_later)))
    pool = SmtpPool(settings.smtp)
    with _watched(Deeds(order), desk):
        courier = Courier(desk, dict.fromkeys(round_carrier.KINDS, RoundCarrier(desk, pool)), Bell())
        await courier.take_over()
        await Reception(desk, FixedModel()).recover()
        await step.make(desk)
        await schedule.tick(desk)
        await courier.run_until_empty()
    await pool.close()
    await desk.database.close()


@contextmanager
def _watched(points: Points, desk: Desk) -> Iterator[None]:
    """Put a point behind each commit, each letter handed over, and each file that is laid down."""
    dialect = desk.database.engine.sync_engine.dialect
    with ExitStack() as stack:
        for place, name, around in (
            (dialect, "do_commit", points.around),
            (Place, "send", points.around_async),
            (Path, "write_bytes", points.around),
            (Path, "replace", points.around),
        ):
            stack.enter_context(patch.object(place, name, around(name, getattr(place, name))))
        stack.enter_context(patch.object(bootstrap, "model", _one_mind))
        yield


@contextmanager
def _one_mind(_settings: Settings) -> Iterator[FixedModel]:
    """Stand in for a trained model: what is understood has no part in what is tested here."""
    yield FixedModel()


if __name__ == "__main__":
    take_orders(live)
