"""Carries a round's letters out to whom they did not get for now: the same words, the same Message-ID.

An invitation says what is asked and by when as it is by then.
"""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.mail.letters import compose
from bot.mail.round_carrier import enclosed, envelope, said
from bot.mail.round_words import RoundWords
from bot.mail.smtp import PART, SmtpPool
from bot.outbox.delivery import Delivery, Dropped, Effect, Sent
from consultation.rounds import deferred, sending_again, sent_again, undeliverable
from consultation.rounds.writing import LetterKind
from storage import round_letters, round_parties, rounds
from storage.leases import Leased

KINDS = (sending_again.AGAIN, deferred.DEFERRED)


class RoundAgainCarrier:
    """Carries what came back for now, or was put off; see :class:`bot.outbox.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        self._words = RoundWords(desk)

    async def deliver(self, row: Leased) -> Delivery:
        """Send one letter to one address, or drop it where nobody needs it any more."""
        number, to = row.payload["letter"], row.payload["to"]
        async with self._desk.database.reading() as session:
            out = (await round_letters.outgoing(session, [number]))[number]
            letter = await rounds.letter(session, number)
            party = await round_parties.get(session, out.party.id)
            now = self._desk.clock.now()
            asked = await self._words.asked_in(session, out.round, out.newest_document)
            reason = await sending_again.why_not(session, out.round, party, letter, to, now, asked.versions)
            if reason is not None:
                return Dropped(reason, _dropped(row))
            words = letter.text
            if letter.kind == LetterKind.INVITATION:
                words = said(out.party, out.letter, await self._words.facts(session, out, asked)).text
        made = envelope(self._desk, out.party, out.letter, enclosed(out.letter, asked))
        await self._pool.send(compose(made, words), made.reply_to, [to])
        return Sent({"message_id": out.letter.message_id}, _left(row))

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:
        """Record that it did not get there either."""
        if row.kind == deferred.DEFERRED:
            letter = await rounds.letter(session, row.payload["letter"])
            await undeliverable.refused(session, letter, {row.payload["to"]: reason}, now)
            return
        await sent_again.refused(session, row.payload["submission"], row.payload["to"], reason, now)


def _left(row: Leased) -> Effect | None:
    if row.kind == deferred.DEFERRED:
        return None  # it never came back

    async def effect(session: AsyncSession, now: datetime) -> None:
        await sent_again.left(session, row.payload["submission"], row.payload["to"], now)

    return effect


def _dropped(row: Leased) -> Effect | None:
    if row.kind == deferred.DEFERRED:
        return None

    async def effect(session: AsyncSession, now: datetime) -> None:
        await sent_again.dropped(session, row.payload["submission"], row.payload["to"], now)

    return effect
