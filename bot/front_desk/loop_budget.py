"""How much may go back by itself to one address, and in one thread: what ends a loop that no header tells of.

A machine that answers each of our letters, and looks like a person, gets a few answers a day and then none.
What it writes is kept all the same, and people are told once.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries.posts import THREAD
from consultation.rounds import notices
from consultation.rounds.lifecycle import CLOCK
from consultation.rounds.writing import A_DAY, LetterKind
from storage import outbox, rounds
from storage.outbox import Parcel
from storage.tables import Inquiry, Party, Round

SPENT = "receipts_spent"
"""What is recorded of a party that gets no more receipts for now."""


def counted_since(now: datetime) -> datetime:
    """Since when the automatic letters to an address, or in a thread, are counted."""
    return now - A_DAY


async def is_left_for(session: AsyncSession, desk: Desk, address: str, now: datetime) -> bool:
    """Whether an address may get one more automatic letter."""
    sent = await outbox.automatic_since(session, address, counted_since(now))
    return sent < desk.settings.smtp.auto_per_day


async def is_left_in_round(
    session: AsyncSession, desk: Desk, party: Party, address: str, now: datetime
) -> bool:
    """Whether a party may get one more receipt; its letters are one thread, whoever writes them."""
    since = counted_since(now)
    receipts = [
        letter
        for letter in await rounds.letters(session, party.id)
        if letter.kind == LetterKind.RECEIPT and letter.at >= since
    ]
    within = len(receipts) < desk.settings.smtp.auto_per_thread
    return within and await is_left_for(session, desk, address, now)


async def tell_of_inquiry(
    session: AsyncSession, desk: Desk, inquiry: Inquiry, address: str, now: datetime
) -> None:
    """Say beside an inquiry's card that its letter was not acknowledged, once a day for an address."""
    day = now.astimezone(desk.calendar.timezone).date().isoformat()
    parcel = Parcel(
        key=f"automatic:{outbox.unnamed(address)}/spent:{day}",
        kind=THREAD,
        lane=f"slack:{inquiry.office}",
        due_at=now,
        payload={"what": "spent", "who": address},
        inquiry_id=inquiry.id,
    )
    await outbox.put_all(session, [parcel], now)


async def tell_of_round(session: AsyncSession, of: Round, party: Party, address: str, now: datetime) -> None:
    """Tell the office of a round that a party gets no more receipts for now, once a day."""
    if await rounds.has_happened(session, party, SPENT, counted_since(now)):
        return
    told = await rounds.record(session, of.id, now, CLOCK, SPENT, party_id=party.id, address=address)
    await notices.tell(session, of, told, now)
