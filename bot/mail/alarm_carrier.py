"""Carries by mail what is wrong, to the triage office: Slack may be what is."""

from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot import alarm_words, alarms
from bot.delivery import Delivery, Sent
from bot.desk import Desk
from bot.mail.letters import Envelope, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.signed_address import message_id
from bot.texts import Texts
from storage import alarms as record
from storage.tables import OutboxRow

KINDS = (alarms.LETTER,)

log = structlog.get_logger(__name__)


class AlarmCarrier:
    """Carries every alarm that is a mail; see :class:`bot.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        # in the language that staff read
        self._texts = Texts(desk.settings.slack.language)

    async def deliver(self, row: OutboxRow) -> Delivery:
        """Write what is true now, and send it."""
        desk, now = self._desk, self._desk.clock.now()
        async with desk.database.glance() as session:
            alarm = await record.get(session, row.payload["alarm"])
        text = alarm_words.told(alarm, self._texts, desk.calendar.timezone, now)
        words = words_of("alarm", self._texts.language, text=text, from_name=desk.from_name)
        message = compose(self._envelope(row, f"{text.title}: {text.stands}"), words)
        await self._pool.send(message, desk.own_address, [row.payload["to"]])
        return Sent()

    async def given_up(self, session: AsyncSession, row: OutboxRow, reason: str, now: datetime) -> None:  # noqa: ARG002 - see Carrier
        """Nothing follows: status and the log say the same."""
        log.error("nobody told", parcel=row.key, reason=reason)

    def _envelope(self, row: OutboxRow, subject: str) -> Envelope:
        own, key = self._desk.own_address, self._desk.key
        return Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=own,
            recipients=[row.payload["to"]],
            subject=subject,
            message_id=message_id("t", row.id, row.key, own.rpartition("@")[2], key),
            references=[],
            date=row.created_at,
            language=self._texts.language,
            automatic=True,
        )
