"""A letter to the triage office about a trouble that can't be recorded: it goes past the outbox."""

from bot.desk import Desk
from bot.mail.letters import Envelope, compose, words_of
from bot.mail.smtp import SmtpPool
from bot.monitoring import alarm_words
from bot.signed_address import message_id
from bot.texts import texts_in
from storage.tables import Alarm

_SERIES = "g"
"""How a Message-ID says that its letter stands in no outbox."""


class StraightLetter:
    """Tells by mail; see :class:`bot.monitoring.database_gone.Way`."""

    def __init__(self, desk: Desk, pool: SmtpPool, to: str) -> None:
        self._desk, self._pool, self._to = desk, pool, to
        self._texts = texts_in(desk.settings.slack.language)

    async def standing(self) -> Alarm | None:
        """Find nothing: nobody can look into other people's mailboxes."""
        return None

    async def tell(self, alarm: Alarm) -> None:
        """Send it now."""
        desk = self._desk
        text = alarm_words.told(alarm, self._texts, desk.calendar.timezone, desk.clock.now())
        words = words_of("alarm", self._texts.language, text=text, from_name=desk.from_name)
        letter = compose(self._envelope(alarm, f"{text.title}: {text.stands}"), words)
        await self._pool.send(letter, desk.own_address, [self._to])

    def _envelope(self, alarm: Alarm, subject: str) -> Envelope:
        own, at = self._desk.own_address, alarm.over_at or alarm.since
        return Envelope(
            from_name=self._desk.from_name,
            from_address=own,
            reply_to=own,
            recipients=[self._to],
            subject=subject,
            message_id=message_id(
                _SERIES, 1, f"{alarm.what}/{at.isoformat()}", own.rpartition("@")[2], self._desk.key
            ),
            references=[],
            date=at,
            language=self._texts.language,
            automatic=True,
        )
