"""The card of a trouble: posted in the triage office's channel, and changed when it is over."""

import platform
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime

from bot.desk import Desk
from bot.inquiries import routing
from bot.monitoring import alarm_words, alarms
from bot.monitoring.subjects import Subject
from bot.outbox.delivery import Delivery, Dropped, Sent
from bot.slack.calls import MessageGone
from bot.slack.cards import alarm as alarm_card
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.slack.deliveries import channel_of, not_yet, place_of, sent
from bot.slack.posting import Label, Posted, Poster
from storage import alarms as record
from storage import outbox
from storage.leases import Leased
from storage.outbox import ParcelState
from storage.tables import Alarm, OutboxRow

KINDS = (alarms.CARD,)


class AlarmPosts:
    """Carries what people are told to be wrong."""

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk, self._poster, self._words = desk, poster, words
        self.deliver: dict[str, Callable[[Leased], Awaitable[Delivery]]] = {alarms.CARD: self._card}

    async def _card(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            alarm = await record.get(session, row.payload["alarm"])
            first = await outbox.by_key(session, alarms.card_key(alarm.id))
        if row.payload["over"] and first is not None:
            return await self._changed(row, alarm, first)
        office = routing.triage(self._desk.offices).key
        place = await self._poster.post(
            channel_of(self._desk, office), self._drawn(alarm), Label(row.key), tried=row.attempts > 1
        )
        return sent(place, office)

    async def _changed(self, row: Leased, alarm: Alarm, first: OutboxRow) -> Delivery:
        if first.state in (ParcelState.DROPPED, ParcelState.FAILED):
            return Dropped("what was to change was never posted")
        place = place_of(first.result)
        if place is None:
            return not_yet(row, self._desk.clock.now(), "what is to change is not posted yet")
        try:
            await self._poster.update(place, self._drawn(alarm), Label(first.key))
        except MessageGone:
            return Dropped("the message was deleted")
        return Sent({"channel": place.channel, "ts": place.ts})

    def _drawn(self, alarm: Alarm) -> Post:
        return _drawn(self._desk, self._words, alarm)


class StraightCard:
    """Tells in Slack what can't be recorded; see :class:`bot.monitoring.database_gone.Way`.

    The card's key says on which machine it was posted and since when it has been true, until it is over.
    """

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk, self._poster, self._words = desk, poster, words
        self._lasting = f"alarm:straight/{platform.node()}/"
        self._label: Label | None = None
        self._place: Posted | None = None

    async def standing(self) -> Alarm | None:
        """Find the card of an earlier process of this machine that was never said to be over."""
        found = await self._poster.newest(self._channel, self._lasting)
        if found is None or (since := _moment(found[0].removeprefix(self._lasting))) is None:
            return None
        self._label, self._place = Label(found[0]), found[1]
        return Alarm(what=Subject.GONE, reason="the service was started anew meanwhile", since=since)

    async def tell(self, alarm: Alarm) -> None:
        """Post it now, or change what was posted; one that somebody deleted is left so."""
        post = _drawn(self._desk, self._words, alarm)
        if alarm.over_at is None:
            await self._post(post, alarm.since)
        elif self._place and self._label:
            with suppress(MessageGone):
                await self._poster.update(self._place, post, Label(f"over/{self._label.key}"))
            self._place = self._label = None

    async def _post(self, post: Post, since: datetime) -> None:
        tried = self._label is not None
        self._label = self._label or Label(f"{self._lasting}{since.isoformat()}")
        self._place = await self._poster.post(self._channel, post, self._label, tried=tried)

    @property
    def _channel(self) -> str:
        return channel_of(self._desk, routing.triage(self._desk.offices).key)


def _moment(written: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def _drawn(desk: Desk, words: Wording, alarm: Alarm) -> Post:
    text = alarm_words.told(alarm, words.texts, words.timezone, desk.clock.now())
    return alarm_card.draw(text, words)
