"""Carries to staff by mail what they are told in Slack too: what is wrong, and digests with their charts.

Each is written from what is true when it leaves. Slack may be what is wrong.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.digests import due
from bot.digests import pictures as digest_pictures
from bot.digests.words import Teller
from bot.mail.letters import Envelope, Picture, compose, words_of
from bot.mail.smtp import PART, SmtpPool
from bot.monitoring import alarm_words, alarms
from bot.outbox.delivery import Delivery, Dropped, Sent
from bot.signed_address import message_id
from bot.texts import texts_in
from storage import alarms as record
from storage.leases import Leased

KINDS = (alarms.LETTER, due.LETTER)
_SERIES = {alarms.LETTER: "t", due.LETTER: "d"}
"""How a Message-ID says what its letter is about."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Told:
    """What a letter says, and when it says it."""

    subject: str
    words: str
    at: datetime
    pictures: Sequence[Picture] = ()


class StaffCarrier:
    """Carries every letter to staff; see :class:`bot.outbox.delivery.Carrier`."""

    part = PART

    def __init__(self, desk: Desk, pool: SmtpPool) -> None:
        self._desk = desk
        self._pool = pool
        # in the language that staff read
        self._texts = texts_in(desk.settings.slack.language)

    async def deliver(self, row: Leased) -> Delivery:
        """Write what is true now, and send it."""
        told = await (self._alarm(row) if row.kind == alarms.LETTER else self._digest(row))
        if told is None:
            return Dropped("there is nothing to tell any more")
        letter = compose(self._envelope(row, told), told.words)
        await self._pool.send(letter, self._desk.own_address, [row.payload["to"]])
        return Sent()

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:  # noqa: ARG002 - see Carrier
        """Nothing follows: ``status``, the log and the office's channel say the same."""
        log.error("staff not told by mail", parcel=row.key)

    async def _alarm(self, row: Leased) -> _Told:
        desk = self._desk
        async with desk.database.glance() as session:
            alarm = await record.get(session, row.payload["alarm"])
        text = alarm_words.told(alarm, self._texts, desk.calendar.timezone, desk.clock.now())
        words = words_of("alarm", self._texts.language, text=text, from_name=desk.from_name)
        return _Told(f"{text.title}: {text.stands}", words, row.created_at)

    async def _digest(self, row: Leased) -> _Told | None:
        desk, texts = self._desk, self._texts
        async with desk.database.reading() as session:
            period, told = await due.told(session, desk, row)
        if told is None:
            return None
        teller = Teller(texts, desk.calendar.timezone, digest_pictures.plain)
        text = teller(told, desk.office_name(period.office, texts.language), period.since, period.until)
        words = words_of("round_digest", texts.language, text=text, from_name=desk.from_name)
        drawn = await digest_pictures.drawn(told, text, desk, texts)
        pictures = [Picture(each.name, each.alt, each.content) for each in drawn]
        return _Told(text.title, words, period.until, pictures)

    def _envelope(self, row: Leased, told: _Told) -> Envelope:
        own, key = self._desk.own_address, self._desk.key
        return Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=own,
            recipients=[row.payload["to"]],
            subject=told.subject,
            message_id=message_id(_SERIES[row.kind], row.id, row.key, own.rpartition("@")[2], key),
            references=[],
            date=told.at,
            language=self._texts.language,
            automatic=True,
            pictures=told.pictures,
        )
