"""What a round shows in its office's channel, drawn from what is true in the moment it leaves."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.digests import due
from bot.outbox.delivery import Delivery, Dropped, Effect, Sent
from bot.slack.calls import MessageGone
from bot.slack.cards.post import Post
from bot.slack.cards.rounds import card as round_card
from bot.slack.cards.rounds import submission as submission_card
from bot.slack.cards.wording import Wording
from bot.slack.deliveries import card_of, channel_of, not_yet, place_of, sent, shown
from bot.slack.posting import Label, Posted, Poster, Upload, UploadRefused
from bot.slack.rounds import news as round_news
from bot.slack.rounds import views
from consultation.rounds import documents_sent
from consultation.rounds.showing import ANSWER, ROUND
from storage import outbox, round_messages, round_parties, rounds
from storage.leases import Leased
from storage.outbox import ParcelState
from storage.tables import Round, Submission

KINDS = (ROUND, ANSWER, due.CHARTS, *round_news.DRAWN)


FIRST_SHOWN = 2
"""The revision of a round that has just been set up."""


class RoundPosts:
    """Carries what a round shows; see `deliver` for which parcels."""

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk, self._poster, self._words = desk, poster, words
        self.deliver: dict[str, Callable[[Leased], Awaitable[Delivery]]] = {
            ROUND: self._round,
            ANSWER: self._answer,
            due.CHARTS: self._charts,
            **dict.fromkeys(round_news.DRAWN, self._news),
        }

    async def _round(self, row: Leased) -> Delivery:
        async with self._desk.database.reading() as session:
            of = await rounds.get(session, row.payload["round"])
            card = await views.card(session, of, self._desk.clock.now())
        if of.shown_revision >= row.payload["revision"]:
            return Dropped(f"the card already shows revision {of.shown_revision}")
        if of.revision > row.payload["revision"]:
            return Dropped(f"revision {of.revision} follows")
        bare = partial(round_card.draw_bare, card, self._words)
        place = await shown(self._put_round(row, of), round_card.draw(card, self._words), bare)
        return sent(place, of.office, _card_shown(of, place))

    def _put_round(self, row: Leased, of: Round) -> Callable[[Post], Awaitable[Posted]]:
        label = Label(f"round:{of.id}/card", of.key)
        # a later revision may meet the card of an earlier one that a killed process posted and did not record
        tried = row.attempts > 1 or row.payload["revision"] > FIRST_SHOWN
        return card_of(of, self._desk, self._poster, label, tried=tried)

    async def _answer(self, row: Leased) -> Delivery:
        now = self._desk.clock.now()
        async with self._desk.database.reading() as session:
            submission = await round_messages.get(session, row.payload["submission"])
            party = await round_parties.get(session, submission.party_id)
            of = await rounds.get(session, submission.round_id)
            first = await outbox.by_key(session, row.payload["of"]) if "of" in row.payload else None
            newest = await rounds.document_versions(session, of.id)
        behind = documents_sent.behind(submission, newest)
        post = submission_card.draw(submission, party, of, self._words, now, behind)
        if first is None:
            return await self._posted(row, submission, of, post)
        if first.state in (ParcelState.DROPPED, ParcelState.FAILED):
            return Dropped("what was to change was never posted")
        place = place_of(first.result)
        if place is None:
            return not_yet(row, now, "what is to change is not posted yet")
        try:
            await shown(self._update(place, Label(first.key, of.key)), post, partial(self._bare, submission))
        except MessageGone:
            return Dropped("the message was deleted")
        return Sent({"channel": place.channel, "ts": place.ts})

    async def _posted(self, row: Leased, submission: Submission, of: Round, post: Post) -> Delivery:
        label, channel = Label(row.key, of.key), channel_of(self._desk, of.office)

        async def put(one: Post) -> Posted:
            return await self._poster.post(channel, one, label, tried=row.attempts > 1)

        return sent(await shown(put, post, partial(self._bare, submission)), of.office)

    async def _news(self, row: Leased) -> Delivery:
        async with self._desk.database.reading() as session:
            news = await round_news.DRAWN[row.kind](session, row, self._desk, self._words)
        if news is None:
            return Dropped("there is nothing to tell any more")
        label, channel = Label(row.key, news.reference), channel_of(self._desk, news.office)
        return sent(await self._poster.post(channel, news.post, label, tried=row.attempts > 1), news.office)

    async def _charts(self, row: Leased) -> Delivery:
        async with self._desk.database.reading() as session:
            post = await outbox.by_key(session, row.payload["of"])
        if post is None or post.state in (ParcelState.DROPPED, ParcelState.FAILED):
            return Dropped("the digest was never posted")
        place = place_of(post.result)
        if place is None:
            return not_yet(row, self._desk.clock.now(), "the digest is not posted yet")
        files = [
            Upload(each.name, each.title, each.alt, each.content)
            for each in await round_news.pictures(row, self._desk, self._words)
        ]
        if not files:
            return Dropped("there is nothing to draw")
        try:
            await self._poster.upload(place, files, tried=row.attempts > 1)
        except UploadRefused as refusal:
            return Dropped(f"Slack takes no files: {refusal}")
        return Sent({"channel": place.channel, "ts": place.ts})

    def _update(self, place: Posted, label: Label) -> Callable[[Post], Awaitable[None]]:
        async def update(post: Post) -> None:
            await self._poster.update(place, post, label)

        return update

    def _bare(self, submission: Submission) -> Post:
        return submission_card.draw_bare(submission, self._words)


def _card_shown(drawn: Round, place: Posted) -> Effect:
    async def effect(session: AsyncSession, _now: datetime) -> None:
        of = await rounds.locked(session, drawn.id)
        of.card_channel, of.card_ts = place.channel, place.ts
        of.shown_revision = max(of.shown_revision, drawn.revision)

    return effect
