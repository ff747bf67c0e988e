"""Mails as they come to a desk, and are decided on by its reception."""

from datetime import timedelta
from email.message import EmailMessage

from bot.desk import Desk
from bot.front_desk.deciding import Decision
from bot.front_desk.reading import ReadingRoom
from bot.front_desk.reception import Reception
from bot.rounds import handover
from storage import ledger
from storage.messages import Arrival
from tests.laid_desk import FixedModel
from tests.rounds_on_record import opened

NORDLYS = {"Fonden Nordlys": "karen@fondennordlys.example"}
ANSWER = "1. Unge hjemløse uden for de store byer.\n\n2. Vores mentorordning."


async def received(desk: Desk, mail: EmailMessage) -> Decision:
    """Store a mail, and decide on it."""
    now = desk.clock.now()
    arrival = Arrival.pack(mail.as_bytes(), source="INBOX", received_at=now)
    async with desk.database.transaction() as session:
        (ledger_id,) = await ledger.store(session, [arrival], now)
    return await Reception(desk, FixedModel()).receive(ledger_id)


async def hand_over(desk: Desk, inquiry_id: int, round_id: int, user: str) -> None:
    """Hand an inquiry's letters to a round, as a click on its card does."""
    await handover.hand_over(desk, ReadingRoom(desk, FixedModel()).looked_at, inquiry_id, round_id, user)


async def two_rounds(desk: Desk, **over: str) -> tuple[int, int]:
    """Two rounds in which the same foundation is asked; time goes on after they were sent out."""
    first = await opened(desk, key="uip-2027", parties=NORDLYS, **over)
    second = await opened(desk, key="unge-2027", title="Unge uden bolig", parties=NORDLYS, **over)
    desk.clock.advance(timedelta(minutes=5))
    return first, second
