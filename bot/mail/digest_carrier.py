"""Carries digests out by mail to those in an office who want them: the words of Slack, and the charts."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import digest_pictures, digests
from bot.delivery import Delivery, Dropped, Sent
from bot.desk import Desk
from bot.digest_words import DigestText, Teller
from bot.mail.letters import Envelope, Picture, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.signed_address import message_id
from bot.texts import Texts
from storage.tables import OutboxRow

KINDS = (digests.LETTER,)

log = structlog.get_logger(__name__)


class DigestCarrier:
    """Carries every digest that is a mail; see :class:`bot.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        # in the language that staff read
        self._texts = Texts(desk.settings.slack.language)

    async def deliver(self, row: OutboxRow) -> Delivery:
        """Write the digest from what is true now, and send it."""
        desk, texts = self._desk, self._texts
        async with desk.database.reading() as session:
            period, told = await digests.told(session, desk, row)
        if told is None:
            return Dropped("there is nothing to tell any more")
        teller = Teller(texts, desk.calendar.timezone, digest_pictures.plain)
        name = desk.office_name(period.office, texts.language)
        text = teller(told, name, period.since, period.until)
        pictures = [
            Picture(each.name, each.alt, each.content)
            for each in await digest_pictures.drawn(told, text, desk, texts)
        ]
        await self._send(row, period.until, text, pictures)
        return Sent()

    async def given_up(self, session: AsyncSession, row: OutboxRow, reason: str, now: datetime) -> None:  # noqa: ARG002 - see Carrier
        """Nothing follows: the same stands in the office's channel."""
        log.warning("digest not delivered", parcel=row.key, reason=reason)

    async def _send(self, row: OutboxRow, at: datetime, text: DigestText, pictures: list[Picture]) -> None:
        desk, to = self._desk, row.payload["to"]
        own = desk.own_address
        envelope = Envelope(
            from_name=desk.from_name,
            from_address=own,
            reply_to=own,
            recipients=[to],
            subject=text.title,
            message_id=message_id("d", row.id, row.key, own.rpartition("@")[2], desk.key),
            references=[],
            date=at,
            language=self._texts.language,
            automatic=True,
            pictures=pictures,
        )
        words = words_of("round_digest", self._texts.language, text=text, from_name=desk.from_name)
        await self._pool.send(compose(envelope, words), own, [to])
