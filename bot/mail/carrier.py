"""Carries letters out: each is written from the record when it leaves, unless it is no longer true."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.dates import deadline_phrase, written
from bot.desk import Desk
from bot.inquiries import answering, deferred, intake, leaving, outside_threads, sending_again
from bot.inquiries.leaving import Whole
from bot.inquiries.said import user_of
from bot.mail.attachments import safe_name, unique_names
from bot.mail.letters import Enclosure, Envelope, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.outbox.delivery import Delivery, Dropped, Effect, Sent
from bot.signed_address import reply_address
from consultation import retries
from nlp import cpr
from storage import correspondence, inquiries
from storage.leases import Leased
from storage.tables import AnswerFile, Correspondence, Inquiry

KINDS = (intake.ACKNOWLEDGEMENT, answering.ANSWER, sending_again.AGAIN, deferred.DEFERRED)


class MailCarrier:
    """Carries every letter; see :class:`bot.outbox.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool

    async def deliver(self, row: Leased) -> Delivery:
        """Send the letter, or drop it where it is no longer true."""
        if row.kind == intake.ACKNOWLEDGEMENT:
            return await self._receipt(row)
        if row.kind == sending_again.AGAIN:
            return await self._again(row)
        if row.kind == deferred.DEFERRED:
            return await self._deferred(row)
        found = await leaving.asked(self._desk, row)
        return await self._answer(found) if isinstance(found, Whole) else found

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:
        """Tell the staff that a letter could not be delivered."""
        if row.kind == sending_again.AGAIN:
            await sending_again.given_up(session, self._desk.calendar, row, reason, now)
            return
        if row.kind == deferred.DEFERRED:
            await deferred.given_up(session, self._desk.calendar, row, reason, now)
            return
        letter = await correspondence.letter(session, row.payload["letter"])
        await answering.undeliverable(session, letter.id, reason, now, sending_again.by_mail(letter))

    async def _receipt(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            letter = await correspondence.letter(session, row.payload["letter"])
            inquiry = await inquiries.get(session, letter.inquiry_id)
            settled = await intake.why_no_receipt(session, inquiry)
        if settled:
            return Dropped(settled, intake.unsaid(letter.id))
        return await self._acknowledge(inquiry, letter)

    async def _acknowledge(self, inquiry: Inquiry, letter: Correspondence) -> Delivery:
        words = self._acknowledgement(inquiry, letter)
        await self._send(inquiry, letter, words, letter.recipients, automatic=True)
        return Sent({"message_id": letter.message_id}, intake.acknowledged(letter.id, words))

    def _acknowledgement(self, inquiry: Inquiry, letter: Correspondence) -> str:
        zone = self._desk.calendar.timezone
        return words_of(
            "acknowledgement",
            letter.language,
            name=inquiry.sender_name,
            subject=inquiry.subject,
            reference=inquiry.reference,
            deadline=deadline_phrase(inquiry.first_answer_due, letter.language, zone, letter.at),
            from_name=self._desk.from_name,
        )

    async def _answer(self, whole: Whole) -> Delivery:
        inquiry, letter, words = whole.inquiry, whole.letter, self._answer_words(whole)
        # into threads in Slack it goes by the courier to Slack, whatever becomes of the mail
        by_mail, _ = outside_threads.split(letter.recipients)
        enclosed = _enclosures(whole.files)
        refused = await self._send(inquiry, letter, words, by_mail, automatic=False, enclosures=enclosed)
        effect = answering.has_left(self._desk, letter.id)
        result = {"message_id": letter.message_id}
        return Sent(result, _and_tell(effect, letter.id, refused) if refused else effect)

    def _answer_words(self, whole: Whole) -> str:
        inquiry, letter, quoted = whole.inquiry, whole.letter, whole.quoted
        return words_of(
            "answer",
            letter.language,
            body=letter.text,
            quoted=self._quotation(inquiry, quoted, letter) if quoted else None,
            reference=inquiry.reference,
            from_name=self._desk.from_name,
        )

    async def _again(self, row: Leased) -> Delivery:
        """Send a letter that came back once more, as it was, to the one whom it did not reach."""
        found = await sending_again.asked(self._desk, row)
        if isinstance(found, Dropped):
            return found
        await self._send_to_one(found, row.payload["to"])
        return Sent({"message_id": found.letter.message_id}, sending_again.has_left(row))

    async def _deferred(self, row: Leased) -> Delivery:
        """Send a letter to the one for whom it was put off while others got it."""
        async with self._desk.database.reading() as session:
            letter = await correspondence.letter(session, row.payload["letter"])
            found = await leaving.whole(session, letter)
        await self._send_to_one(found, row.payload["to"])
        return Sent({"message_id": letter.message_id})

    async def _send_to_one(self, found: Whole, to: str) -> None:
        inquiry, letter = found.inquiry, found.letter
        automatic = letter.kind != "letter"
        words = self._acknowledgement(inquiry, letter) if automatic else self._answer_words(found)
        by_mail, _ = outside_threads.split(letter.recipients)
        await self._send(
            inquiry,
            letter,
            words,
            by_mail,
            automatic=automatic,
            enclosures=_enclosures(found.files),
            only_to=to,
        )

    def _quotation(self, inquiry: Inquiry, quoted: Correspondence, letter: Correspondence) -> dict[str, str]:
        """What they wrote, as it stands below our answer; a CPR number does not go back out."""
        zone = self._desk.calendar.timezone
        # who asked in Slack has no address that would mean anything in a mail
        who = inquiry.sender_name if user_of(quoted.sender) else quoted.sender
        when = written(quoted.at, letter.language, zone, letter.at)
        return {"who": who, "when": when, "text": cpr.mask(quoted.text)}

    async def _send(
        self,
        inquiry: Inquiry,
        letter: Correspondence,
        words: str,
        recipients: list[str],
        *,
        automatic: bool,
        enclosures: Sequence[Enclosure] = (),
        only_to: str | None = None,
    ) -> dict[str, str]:
        own = self._desk.own_address
        signed = reply_address(own, "i", inquiry.id, self._desk.key)
        envelope = Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=signed,
            # who is answered in their thread alone has no address that a copy could name
            recipients=recipients or [own],
            subject=letter.subject,
            message_id=letter.message_id or "",
            # a thread in Slack is no mail that one could refer to
            references=[each for each in letter.references if each.startswith("<")],
            date=letter.at,
            language=letter.language,
            automatic=automatic,
            copies=letter.copies,
            enclosures=enclosures,
        )
        # the envelope's sender is signed too: a bounce comes back to the inquiry that it is about
        to = [only_to] if only_to else [*recipients, *letter.copies]
        return await self._pool.send(compose(envelope, words), signed, to)


def _enclosures(files: Sequence[AnswerFile]) -> list[Enclosure]:
    """Files under names that are safe to save, no two alike."""
    names = unique_names(safe_name(file.name, file.type, number) for number, file in enumerate(files, 1))
    return [Enclosure(name, file.content or b"") for name, file in zip(names, files, strict=True)]


def _and_tell(effect: Effect, letter_id: int, refused: dict[str, str]) -> Effect:
    async def told(session: AsyncSession, now: datetime) -> None:
        await effect(session, now)
        letter = await correspondence.letter(session, letter_id)
        for address, reason in refused.items():
            if retries.is_for_good(reason):
                await answering.not_to_all(session, letter_id, address, reason, now)
            else:
                await deferred.put(session, letter, address, now)

    return told
