"""What goes to Slack: each parcel drawn from what is true in the moment it leaves, and posted once."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.front_desk.quarantine import CARD as QUARANTINE
from bot.front_desk.scanning import INFECTED
from bot.inquiries import answering, enclosing, lifecycle, posts, received_files
from bot.inquiries.intake import SERVICE
from bot.outbox.delivery import Delivery, Dropped, Effect, PermanentFailure, Postponed, Sent
from bot.slack import alarms, outside_threads, views
from bot.slack.alarms import AlarmPosts
from bot.slack.calls import PART, ChannelTrouble, MessageGone
from bot.slack.cards import inquiry as inquiry_card
from bot.slack.cards import sealed, thread
from bot.slack.cards.inquiry import Elsewhere, InquiryCard
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.slack.deliveries import LATER, card_of, channel_of, not_yet, place_of, sent, shown
from bot.slack.emptied import EmptiedPosts
from bot.slack.files import Files
from bot.slack.kept_aside import QuarantinePosts
from bot.slack.outside_threads import OutsideThreads
from bot.slack.posting import Label, Posted, Poster
from bot.slack.rounds import posts as round_posts
from bot.slack.rounds.posts import RoundPosts
from bot.staff import own_settings, permissions
from bot.staff.own_settings import Preferences
from storage import inquiries, outbox, service
from storage.leases import Leased
from storage.outbox import ParcelState
from storage.tables import Inquiry

log = structlog.get_logger(__name__)

_OWN = (posts.CARD, posts.THREAD, posts.CHANNEL, posts.PERSON, posts.UPDATE, QUARANTINE, enclosing.FETCH)
KINDS = (*_OWN, posts.EMPTIED, *outside_threads.KINDS, *round_posts.KINDS, *alarms.KINDS)


class SlackCarrier:
    """Carries every parcel that is shown in Slack."""

    part = PART

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk = desk
        self._poster = poster
        self._words = words
        self._deliver: dict[str, Callable[[Leased], Awaitable[Delivery]]] = {
            posts.CARD: self._card,
            posts.THREAD: self._in_thread,
            posts.CHANNEL: self._nudge,
            posts.PERSON: self._nudge,
            posts.UPDATE: self._update,
            QUARANTINE: QuarantinePosts(desk, poster, words).deliver,
            posts.EMPTIED: EmptiedPosts(desk, poster, words).take_away,
        }
        self._deliver |= RoundPosts(desk, poster, words).deliver
        self._deliver |= AlarmPosts(desk, poster, words).deliver
        self._deliver |= OutsideThreads(desk, poster, words).deliver
        self._deliver |= Files(desk, poster).deliver

    async def deliver(self, row: Leased) -> Delivery:
        """See :class:`bot.outbox.delivery.Carrier`; a post whose channel takes none waits so long."""
        try:
            return await self._deliver[row.kind](row)
        except ChannelTrouble as trouble:
            return await self._wait_for_channel(row, trouble)

    async def given_up(self, session: AsyncSession, row: Leased, reason: str, now: datetime) -> None:
        """See :class:`bot.outbox.delivery.Carrier`; what Slack refuses for good stands in the history."""
        if row.kind == enclosing.FETCH and row.payload.get("received"):
            await received_files.lost(session, row.payload["file"], reason, SERVICE, now)
            return
        if row.kind == enclosing.FETCH:
            what = "own_file_infected" if reason == INFECTED else "file_lost"
            await answering.file_lost(session, row.payload["file"], now, what)
            return
        if row.kind in outside_threads.KINDS:
            to = outside_threads.whose(row)
            await answering.undeliverable(session, row.payload["letter"], reason, now, to)
            return
        if row.inquiry_id is not None:
            await inquiries.record(
                session, row.inquiry_id, now, SERVICE, "not_shown", parcel=row.key, reason=reason
            )

    async def _card(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            inquiry = await inquiries.get(session, _inquiry_id(row))
            card = await views.card(session, self._desk, inquiry, self._now())
            leads_to = inquiry.merged_into or inquiry.part_of
            main = await inquiries.get(session, leads_to) if leads_to else None
        if inquiry.shown_revision >= row.payload["revision"]:
            return Dropped(f"the card already shows revision {inquiry.shown_revision}")
        if inquiry.revision > row.payload["revision"]:
            # only the newest draws: two at once, as when an office hands over, would post two cards
            return Dropped(f"revision {inquiry.revision} follows")
        if main is not None:
            card = _leading_to(card, Elsewhere(main.reference, await self._link(main)))
        place = await self._put_card(row, inquiry, card)
        return sent(place, inquiry.office, _card_shown(inquiry, place))

    async def _put_card(self, row: Leased, inquiry: Inquiry, card: InquiryCard) -> Posted:
        label = Label(f"inquiry:{inquiry.id}/card:{inquiry.office}", inquiry.reference)
        # a later revision may meet the card of an earlier one that a killed process posted and did not record
        tried = row.attempts > 1 or row.payload["revision"] > 1

        put = card_of(inquiry, self._desk, self._poster, label, tried=tried)
        bare = partial(inquiry_card.draw_bare, card, self._words)
        return await shown(put, inquiry_card.draw(card, self._words), bare)

    async def _in_thread(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            inquiry = await inquiries.get(session, _inquiry_id(row))
            post = self._veiled(inquiry, row, await views.thread_post(session, row, self._words, self._now()))
        channel, thread_ts = inquiry.card_channel, inquiry.card_ts
        if not channel or not thread_ts:
            return not_yet(row, self._now(), "the card is not posted yet")
        label, tried = Label(row.key, inquiry.reference), row.attempts > 1

        async def say(post: Post) -> Posted:
            return await self._poster.post(channel, post, label, thread_ts=thread_ts, tried=tried)

        try:
            bare = partial(thread.not_shown, inquiry.reference, self._words)
            place = await shown(say, post, bare)
        except MessageGone:
            return await self._card_anew(row, inquiry)
        return sent(place, inquiry.office)

    async def _nudge(self, row: Leased) -> Delivery:
        """Remind or escalate: whether it is still called for, and working hours, is asked in this moment."""
        now = self._now()
        async with self._desk.database.glance() as session:
            inquiry = await inquiries.get(session, _inquiry_id(row))
            person = await self._who_hears(session, row, inquiry, now)
        if (reason := why_pointless(inquiry, row.kind, now)) is not None:
            return Dropped(reason)
        calendar = person.hours(self._desk.calendar) if person else self._desk.calendar
        if not calendar.is_working_time(now):
            return Postponed(calendar.next_working_moment(now), "outside working hours")
        label, tried = Label(row.key, inquiry.reference), row.attempts > 1
        link = await self._link(inquiry)
        if person and (direct := await self._conversation_with(person.user)):
            words = self._words.for_reader(person.language)
            draw = thread.reminder if person.user == inquiry.claimed_by else thread.reminder_of_deputy
            post = draw(inquiry, link, words, now)
            place = await self._poster.post(direct, post, label, tried=tried)
            return Sent({"channel": place.channel, "ts": place.ts})
        draw = thread.escalation if row.kind == posts.CHANNEL or inquiry.claimed_by else thread.unclaimed
        post = draw(inquiry, link, self._words, now)
        place = await self._poster.post(channel_of(self._desk, inquiry.office), post, label, tried=tried)
        return sent(place, inquiry.office)

    async def _update(self, row: Leased) -> Delivery:
        async with self._desk.database.glance() as session:
            inquiry = await inquiries.get(session, _inquiry_id(row))
            whole = await views.updated_post(session, self._desk, row, self._words, self._now())
            post = self._veiled(inquiry, row, whole)
            shown = await outbox.by_key(session, row.payload["of"]) if "of" in row.payload else None
        if shown is not None and shown.state in (ParcelState.DROPPED, ParcelState.FAILED):
            return Dropped("what was to change was never posted")
        place = place_of(shown.result if shown is not None else row.payload)
        if place is None:
            return not_yet(row, self._now(), "what is to change is not posted yet")
        try:
            await self._poster.update(place, post, Label(row.payload.get("of", row.key), inquiry.reference))
        except MessageGone:
            return Dropped("the message was deleted")
        return Sent({"channel": place.channel, "ts": place.ts})

    async def _who_hears(
        self, session: AsyncSession, row: Leased, inquiry: Inquiry, now: datetime
    ) -> Preferences | None:
        """Who is reminded in this moment; None where the office's channel is."""
        if row.kind != posts.PERSON:
            return None
        person = await own_settings.who_hears(session, self._desk, inquiry.claimed_by, inquiry.office, now)
        if person is None or not permissions.may_see(self._desk, inquiry, person.user):
            return None
        return None if await permissions.is_barred(session, self._desk, inquiry, person.user) else person

    def _veiled(self, inquiry: Inquiry, row: Leased, post: Post) -> Post:
        """Draw a post as the channel may read it."""
        if inquiry.confidential is None:
            return post
        return sealed.veiled(post, row.payload["what"], row.key, self._words)

    async def _link(self, inquiry: Inquiry) -> str | None:
        if not inquiry.card_ts or not inquiry.card_channel:
            return None
        return await self._poster.link(Posted(inquiry.card_channel, inquiry.card_ts))

    async def _conversation_with(self, user: str) -> str | None:
        """Somebody's direct messages; None when Slack has no way to them any more."""
        try:
            return await self._poster.conversation_with(user)
        except PermanentFailure as refusal:
            log.warning("nobody to remind", user=user, reason=refusal.reason)
            return None

    async def _card_anew(self, row: Leased, seen: Inquiry) -> Delivery:
        """Have a deleted card posted again, and what belongs into its thread after it."""
        async with self._desk.database.transaction() as session:
            inquiry = await inquiries.locked(session, seen.id)
            if inquiry.card_ts == seen.card_ts:
                inquiry.card_channel = inquiry.card_ts = None
                await posts.show_card(session, inquiry, self._now())
        return not_yet(row, self._now(), "the card was deleted")

    async def _wait_for_channel(self, row: Leased, trouble: ChannelTrouble) -> Postponed:
        now = self._now()
        office = row.lane.partition(":")[2]
        async with self._desk.database.transaction() as session:
            if row.inquiry_id is not None:
                office = (await inquiries.get(session, row.inquiry_id)).office
            await service.report_channel(session, office, trouble.reason, now)
        log.warning("channel takes no posts", office=office, reason=trouble.reason)
        return Postponed(now + LATER, trouble.reason)

    def _now(self) -> datetime:
        return self._desk.clock.now()


def why_pointless(inquiry: Inquiry, kind: str, now: datetime) -> str | None:
    """Why a reminder or an escalation is no longer called for; None while it is."""
    if inquiry.status not in lifecycle.OPEN:
        return f"the inquiry is {inquiry.status}"
    if inquiry.snoozed_until and inquiry.snoozed_until > now:
        return "the inquiry is snoozed"
    coming = inquiry.remind_at if kind == posts.PERSON else inquiry.escalate_at
    return "a new deadline was set" if coming is not None else None


def _leading_to(card: InquiryCard, main: Elsewhere) -> InquiryCard:
    """Give a card the way to the inquiry in which its own goes on, or of which it is a question."""
    if card.question_of is not None:
        return replace(card, question_of=replace(card.question_of, link=main.link))
    return replace(card, goes_on_in=main)


def _card_shown(drawn: Inquiry, place: Posted) -> Effect:
    async def effect(session: AsyncSession, now: datetime) -> None:
        if await inquiries.card_shown(session, drawn, place.channel, place.ts) or drawn.card_ts:
            return
        # it moved on while its first card was on the way: nobody else knows of that one
        inquiry = await inquiries.locked(session, drawn.id)
        if inquiry.office != drawn.office:
            moved = {"channel": place.channel, "ts": place.ts, "office": inquiry.office}
            await posts.say_in_thread(session, inquiry, f"moved:{place.ts}", now, posts.UPDATE, **moved)

    return effect


def _inquiry_id(row: Leased) -> int:
    if row.inquiry_id is None:
        raise ValueError(f"{row.key} belongs to no inquiry")
    return row.inquiry_id
