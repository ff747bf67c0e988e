"""What staff do with an inquiry beside claiming and answering it."""

from datetime import datetime

from bot.desk import Desk
from bot.inquiries import lifecycle, routing
from bot.inquiries.change import changing
from bot.inquiries.posts import UPDATE, say_in_thread
from storage.tables import Correction, Note


async def reroute(desk: Desk, inquiry_id: int, user: str, office: str, initiative: str) -> None:
    """Hand the inquiry to an office, and keep what it was really about as a lesson for the model.

    In another office nobody has it yet, and its card moves to that office's channel.
    """
    routing.office_named(office, desk.offices)
    async with changing(desk, inquiry_id, user) as change:
        inquiry = change.inquiry
        details = {"from": inquiry.office, "to": office, "initiative": initiative}
        if initiative != inquiry.initiative or not inquiry.accepted:
            change.session.add(
                Correction(
                    inquiry_id=inquiry.id,
                    at=change.now,
                    by=user,
                    before=inquiry.initiative,
                    after=initiative,
                    model=inquiry.model,
                )
            )
        # a person's word is sure
        inquiry.initiative, inquiry.confidence, inquiry.accepted = initiative, 1.0, True
        if office != inquiry.office:
            if inquiry.card_ts:
                moved = f"moved:{inquiry.card_ts}"
                place = {"channel": inquiry.card_channel, "ts": inquiry.card_ts, "office": office}
                await say_in_thread(change.session, inquiry, moved, change.now, UPDATE, **place)
            lifecycle.hand_over(inquiry, office)
        await change.record("rerouted", **details)


async def note(desk: Desk, inquiry_id: int, user: str, text: str) -> None:
    """Keep an internal note; it is said in the card's thread and never leaves the house."""
    async with changing(desk, inquiry_id, user) as change:
        kept = Note(inquiry_id=inquiry_id, at=change.now, author=user, text=text)
        change.session.add(kept)
        await change.session.flush()
        await say_in_thread(change.session, change.inquiry, f"note:{kept.id}", change.now, note=kept.id)
        await change.record("noted", note=kept.id)


async def snooze(desk: Desk, inquiry_id: int, user: str, until: datetime) -> None:
    """Put the inquiry aside until a moment."""
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.snooze(change.inquiry, until)
        await change.record("snoozed", until=until.isoformat())


async def close(desk: Desk, inquiry_id: int, user: str) -> None:
    """End the inquiry."""
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.close(change.inquiry, change.now)
        await change.record("closed")


async def reopen(desk: Desk, inquiry_id: int, user: str) -> None:
    """Open an answered or closed inquiry again."""
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.reopen(change.inquiry, desk.calendar, change.now)
        await change.record("reopened")
