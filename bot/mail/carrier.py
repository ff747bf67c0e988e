"""Carries letters out: each is written from the record when it leaves, unless it is no longer true."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import deadline_phrase
from bot.delivery import Delivery, Dropped, Effect, Sent
from bot.desk import Desk
from bot.inquiries import answering, intake, lifecycle
from bot.mail.letters import Envelope, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.signed_address import reply_address
from storage import inquiries
from storage.tables import Correspondence, Inquiry, OutboxRow

KINDS = (intake.ACKNOWLEDGEMENT, answering.ANSWER)


class MailCarrier:
    """Carries every letter; see :class:`bot.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool

    async def deliver(self, row: OutboxRow) -> Delivery:
        """Send the letter, or drop it where it is no longer true."""
        async with self._desk.database.reading() as session:
            letter = await inquiries.letter(session, row.payload["letter"])
            inquiry = await inquiries.get(session, letter.inquiry_id)
            newest = await inquiries.last_received(session, letter.inquiry_id)
        if row.kind == intake.ACKNOWLEDGEMENT:
            return await self._acknowledge(inquiry, letter)
        # what was tried before may have left, although nobody said so: to call it stopped could be untrue
        if newest.id > letter.id and row.attempts == 1:
            return Dropped("something new arrived", answering.overtaken(letter.id))
        return await self._answer(inquiry, letter)

    async def given_up(self, session: AsyncSession, row: OutboxRow, reason: str, now: datetime) -> None:
        """Tell the staff that a letter could not be delivered."""
        await answering.undeliverable(session, row.payload["letter"], reason, now)

    async def _acknowledge(self, inquiry: Inquiry, letter: Correspondence) -> Delivery:
        if inquiry.status in (lifecycle.Status.ANSWERED, lifecycle.Status.CLOSED):
            return Dropped(f"the inquiry is {inquiry.status} already")
        zone = self._desk.calendar.timezone
        words = words_of(
            "acknowledgement",
            letter.language,
            name=inquiry.sender_name,
            subject=inquiry.subject,
            reference=inquiry.reference,
            deadline=deadline_phrase(inquiry.first_answer_due, letter.language, zone, letter.at),
            from_name=self._desk.from_name,
        )
        await self._send(inquiry, letter, words, automatic=True)
        return Sent({"message_id": letter.message_id}, intake.acknowledged(letter.id, words))

    async def _answer(self, inquiry: Inquiry, letter: Correspondence) -> Delivery:
        words = words_of(
            "answer",
            letter.language,
            body=letter.text,
            reference=inquiry.reference,
            from_name=self._desk.from_name,
        )
        refused = await self._send(inquiry, letter, words, automatic=False)
        effect = answering.has_left(self._desk, letter.id)
        if refused:
            effect = _and_tell(effect, letter.id, refused)
        return Sent({"message_id": letter.message_id}, effect)

    async def _send(
        self, inquiry: Inquiry, letter: Correspondence, words: str, *, automatic: bool
    ) -> dict[str, str]:
        own = self._desk.own_address
        signed = reply_address(own, "i", inquiry.id, self._desk.key)
        envelope = Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=signed,
            recipients=letter.recipients,
            subject=letter.subject,
            message_id=letter.message_id or "",
            references=letter.references,
            date=letter.at,
            language=letter.language,
            automatic=automatic,
        )
        # the envelope's sender is signed too: a bounce comes back to the inquiry that it is about
        return await self._pool.send(compose(envelope, words), signed, letter.recipients)


def _and_tell(effect: Effect, letter_id: int, refused: dict[str, str]) -> Effect:
    async def both(session: AsyncSession, now: datetime) -> None:
        await effect(session, now)
        for address, reason in refused.items():
            await answering.not_to_all(session, letter_id, address, reason, now)

    return both
