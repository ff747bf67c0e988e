"""What a machine sent back to a letter of ours: which inquiry it is about, and who is told what.

Whether a machine sent it is found in ``bot.screening``; what follows for the inquiry is in
``bot.inquiries.returned``. What comes back to a round's letters is ``bot.rounds.receiving``' matter.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.reading import Reading
from bot.front_desk.whose import signed_inquiry
from bot.inquiries import returned
from bot.screening import Verdict
from consultation.rounds.answers import absence
from storage import correspondence
from storage.outcomes import Outcome


async def thread_of(session: AsyncSession, desk: Desk, reading: Reading, verdict: Verdict) -> int | None:
    """Find the inquiry to whose letter something came back."""
    if reading.mail is None:
        return None
    if (signed := signed_inquiry(desk, reading.mail)) is not None:
        return signed
    about = (*verdict.about, *reading.mail.in_reply_to, *reading.mail.references)
    return await correspondence.with_message(session, about)


async def tell(
    session: AsyncSession, desk: Desk, inquiry_id: int, reading: Reading, verdict: Verdict, now: datetime
) -> None:
    """Tell whoever has the inquiry that its reader is away, or that a letter did not arrive."""
    ledger_id, mail = reading.stored.ledger_id, reading.mail
    sender = mail.sender.email if mail and mail.sender else ""
    if verdict.outcome == Outcome.AUTO_REPLY:
        today = reading.stored.received_at.astimezone(desk.calendar.timezone).date()
        day = absence.back_on(mail.text, today) if mail else None
        await returned.absent(session, inquiry_id, ledger_id, sender, day, now)
        return
    failures = [
        returned.Undelivered(each.recipient, each.status, each.final, each.permanent)
        for each in (verdict.bounce.failures if verdict.bounce else ())
    ]
    if verdict.reason == "complaint":
        to = next((each.recipient for each in failures if each.recipient), sender)
        await returned.complained(session, inquiry_id, ledger_id, to, now)
        return
    await returned.undelivered(session, desk.calendar, inquiry_id, ledger_id, verdict.about, failures, now)
