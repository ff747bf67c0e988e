"""A letter that a mail server took for some of its recipients and put off for another, as by greylisting.

It leaves to that one by itself, tried by the courier as any letter is. Staff hear of it if that is in vain.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries import answering, letters, sending_again
from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.posts import show_card
from storage import correspondence, merged, outbox
from storage.leases import Leased
from storage.outbox import Parcel
from storage.tables import Correspondence

DEFERRED = "mail.deferred"
"""The kind of parcel that is a letter on its way to a recipient for whom it was put off."""


async def put(session: AsyncSession, letter: Correspondence, to: str, now: datetime) -> None:
    """Have a letter leave to the one for whom it was put off, as soon as it is taken."""
    place = sending_again.by_mail(letter).index(to.lower())
    key = f"inquiry:{letter.inquiry_id}/letter:{letter.id}/deferred:{place}"
    lane = f"mail:{letter.inquiry_id}"
    payload = {"letter": letter.id, "to": to}
    await outbox.put(session, Parcel(key, DEFERRED, lane, now, payload, inquiry_id=letter.inquiry_id), now)


async def given_up(
    session: AsyncSession, calendar: WorkCalendar, row: Leased, reason: str, now: datetime
) -> None:
    """Record that the one for whom a letter was put off does not get it."""
    letter = await correspondence.letter(session, row.payload["letter"])
    inquiry = await merged.locked_main(session, letter.inquiry_id)
    await answering.not_to_all(session, letter.id, row.payload["to"], reason, now)
    await letters.not_reached(session, calendar, inquiry, letter, now)
    await show_card(session, inquiry, now)
