"""One message's outcome, in one transaction with everything that follows from it.

It joins the inquiry or the round that it belongs to, opens an inquiry, or is kept aside. In which order
messages are decided on, and what becomes of one that can't be, is `bot.front_desk.reception`'s.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk import machine_mail
from bot.front_desk.incoming_mail import incoming
from bot.front_desk.quarantine import once_more, show_again, show_to_triage
from bot.front_desk.reading import Reading, ReadingRoom
from bot.front_desk.whose import whose
from bot.inquiries import intake
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood
from bot.mail.parsing import ParsedMail
from bot.rounds import receiving
from bot.rounds.recognising import ForARound
from bot.screening import Verdict
from storage import inquiries, ledger
from storage.outcomes import Outcome
from storage.tables import Inquiry


@dataclass(frozen=True)
class Decision:
    """What became of a message."""

    reading: Reading
    outcome: Outcome
    reason: str | None = None
    inquiry: Inquiry | None = None
    duplicate_of: str | None = None
    organisation: str | None = None


class Deciding:
    """Decides what a message is that was read in ``room``."""

    def __init__(self, desk: Desk, room: ReadingRoom) -> None:
        self._desk = desk
        self._room = room

    async def decide(
        self, session: AsyncSession, reading: Reading, for_a_round: ForARound | None, now: datetime
    ) -> Decision:
        """Give a message its outcome; raises :class:`storage.ledger.AlreadyDecided`."""
        if reading.mail is None:
            return await self._quarantine(session, reading, reading.trouble or "unreadable", now)
        original = await ledger.same_message(session, reading.stored, reading.mail.content_digest)
        verdict = reading.verdict
        if original is not None:
            verdict, for_a_round = self._room.screened(reading.stored, reading.mail, original), None
        if for_a_round is not None:
            return await self._to_its_round(session, reading, reading.mail, for_a_round, now)
        if verdict is None:
            return await self._hand_on(session, reading, reading.mail, now)
        if verdict.outcome == Outcome.QUARANTINED:
            return await self._quarantine(session, reading, verdict.reason, now)
        return await self._set_aside(session, reading, verdict, original, now)

    async def _to_its_round(
        self, session: AsyncSession, reading: Reading, mail: ParsedMail, to: ForARound, now: datetime
    ) -> Decision:
        letter = incoming(self._desk, mail, reading.stored)
        language = reading.understanding.language if reading.understanding else ""
        taken = await receiving.take_in(
            session, self._desk, to.found, letter, to.papers, language, reading.verdict
        )
        reason = f"round submission {taken.submission.id}"
        inquiry_id = taken.inquiry.id if taken.inquiry else None
        await self._settle(session, reading, taken.outcome, now, reason=reason, inquiry_id=inquiry_id)
        return Decision(reading, taken.outcome, reason, taken.inquiry)

    async def _hand_on(
        self, session: AsyncSession, reading: Reading, mail: ParsedMail, now: datetime
    ) -> Decision:
        letter = incoming(self._desk, mail, reading.stored)
        belongs = await whose(session, self._desk, mail, letter)
        if belongs.inquiry_id is not None:
            inquiry = await intake.follow_up(session, self._desk, belongs.inquiry_id, letter, now)
            outcome = Outcome.FOLLOW_UP
        else:
            understood = self._meaning(reading, letter)
            inquiry = await intake.open_inquiry(session, self._desk, letter, understood, now, belongs.linked)
            outcome = Outcome.INQUIRY
        await self._settle(session, reading, outcome, now, inquiry_id=inquiry.id)
        organisation = await inquiries.organisation_name(session, inquiry)
        return Decision(reading, outcome, inquiry=inquiry, organisation=organisation)

    def _meaning(self, reading: Reading, letter: Incoming) -> Understood:
        if letter.sealed:
            return intake.NOT_UNDERSTOOD
        if reading.understanding is None:
            raise ValueError("a message that is handed on has been understood")
        # the reader may have changed models since
        return Understood(reading.understanding, reading.understanding.model or self._room.model)

    async def _set_aside(
        self, session: AsyncSession, reading: Reading, verdict: Verdict, original: int | None, now: datetime
    ) -> Decision:
        inquiry_id = None
        duplicate_of = None
        if verdict.outcome == Outcome.DUPLICATE and original is not None:
            duplicate_of = await _called(session, original)
        elif verdict.outcome in (Outcome.BOUNCE, Outcome.AUTO_REPLY):
            inquiry_id = await machine_mail.thread_of(session, self._desk, reading, verdict)
            if inquiry_id is not None:
                await machine_mail.tell(session, self._desk, inquiry_id, reading, verdict, now)
        await self._settle(
            session,
            reading,
            verdict.outcome,
            now,
            reason=verdict.reason,
            inquiry_id=inquiry_id,
            duplicate_of=original if duplicate_of else None,
        )
        inquiry = await inquiries.get(session, inquiry_id) if inquiry_id else None
        return Decision(reading, verdict.outcome, verdict.reason, inquiry, duplicate_of)

    async def _quarantine(
        self, session: AsyncSession, reading: Reading, reason: str, now: datetime
    ) -> Decision:
        await self._settle(session, reading, Outcome.QUARANTINED, now, reason=reason)
        await show_to_triage(session, self._desk, reading.stored.ledger_id, now)
        return Decision(reading, Outcome.QUARANTINED, reason)

    async def _settle(
        self,
        session: AsyncSession,
        reading: Reading,
        outcome: Outcome,
        now: datetime,
        *,
        reason: str | None = None,
        inquiry_id: int | None = None,
        duplicate_of: int | None = None,
    ) -> None:
        if reading.again is not None:
            reason = once_more(reason, reading.again, outcome)
            await show_again(session, self._desk, reading.stored.ledger_id, now)
        await ledger.decide(
            session,
            reading.stored.ledger_id,
            outcome,
            now,
            reason=reason,
            content_digest=reading.mail.content_digest if reading.mail else None,
            inquiry_id=inquiry_id,
            duplicate_of=duplicate_of,
        )


async def _called(session: AsyncSession, ledger_id: int) -> str:
    """What people call a message: its inquiry's number, or where it came from."""
    entry = await ledger.entry(session, ledger_id)
    if entry.inquiry_id is None:
        return entry.source
    return (await inquiries.get(session, entry.inquiry_id)).reference
