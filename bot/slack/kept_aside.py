"""The card of a message in quarantine: posted once, and changed when the message was read again."""

from bot.desk import Desk
from bot.inquiries import routing
from bot.outbox.delivery import Delivery, Dropped, Sent
from bot.slack.calls import MessageGone
from bot.slack.cards import quarantine as cards
from bot.slack.cards.post import Post
from bot.slack.cards.wording import Wording
from bot.slack.deliveries import channel_of, not_yet, place_of, sent
from bot.slack.posting import Label, Poster
from storage import inquiries, ledger, outbox
from storage.leases import Leased
from storage.outbox import ParcelState
from storage.outcomes import Outcome
from storage.tables import LedgerEntry, OutboxRow


class QuarantinePosts:
    """Delivers :data:`bot.front_desk.quarantine.CARD`."""

    def __init__(self, desk: Desk, poster: Poster, words: Wording) -> None:
        self._desk = desk
        self._poster = poster
        self._words = words

    async def deliver(self, row: Leased) -> Delivery:
        """Post the card, or change it as ``of`` says."""
        async with self._desk.database.glance() as session:
            entry = await ledger.entry(session, row.payload["ledger"])
            size = await ledger.size(session, entry.raw_id)
            shown = await outbox.by_key(session, row.payload["of"]) if "of" in row.payload else None
            same = entry.inquiry_id if entry.outcome == Outcome.DUPLICATE else None
            known = (await inquiries.get(session, same)).reference if same else None
        post = self._drawn(entry, size, known)
        if "of" in row.payload:
            return await self._change(row, shown, post)
        if entry.outcome != Outcome.QUARANTINED:
            return Dropped(f"the message is {entry.outcome}")
        office = routing.triage(self._desk.offices).key
        place = await self._poster.post(
            channel_of(self._desk, office), post, Label(row.key), tried=row.attempts > 1
        )
        return sent(place, office)

    def _drawn(self, entry: LedgerEntry, size: int, known: str | None) -> Post:
        """``known`` is the inquiry that was made of the same message, brought in by somebody."""
        if entry.outcome == Outcome.QUARANTINED:
            return cards.draw(entry, size, self._words)
        if known:
            return cards.settled(self._words("quarantine-known", reference=known))
        return cards.settled(
            self._words("quarantine-retried", outcome=self._words(f"outcome-{entry.outcome}"))
        )

    async def _change(self, row: Leased, shown: OutboxRow | None, post: Post) -> Delivery:
        if shown is None or shown.state in (ParcelState.DROPPED, ParcelState.FAILED):
            return Dropped("what was to change was never posted")
        place = place_of(shown.result)
        if place is None:
            return not_yet(row, self._desk.clock.now(), "what is to change is not posted yet")
        try:
            await self._poster.update(place, post, Label(shown.key))
        except MessageGone:
            return Dropped("the message was deleted")
        return Sent({"channel": place.channel, "ts": place.ts})
