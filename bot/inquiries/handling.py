"""What staff do with an inquiry beside claiming and answering it."""

from datetime import datetime

from bot.desk import Desk
from bot.inquiries import lifecycle, routing, splitting
from bot.inquiries.change import Change, changing
from bot.inquiries.merging import require_nothing_underway
from bot.inquiries.posts import say_in_thread
from bot.inquiries.rereading import move
from nlp.redaction import names_in, without_personal_data
from nlp.taxonomy import OUT_OF_SCOPE
from storage import correspondence, inquiries, learning
from storage.tables import Correction, LabelledExample, Note


async def reroute(desk: Desk, inquiry_id: int, user: str, office: str, initiative: str) -> None:
    """Hand the inquiry to an office, and keep what it was really about as a lesson for the model.

    In another office nobody has it yet, and its card moves to that office's channel. Raises
    :class:`~bot.inquiries.errors.LetterUnderway` where it would move away from a letter that is to leave.
    """
    routing.office_named(office, desk.offices)
    async with changing(desk, inquiry_id, user) as change:
        inquiry = change.inquiry
        details = {"from": inquiry.office, "to": office, "initiative": initiative}
        # a question of another inquiry is no letter: nothing is learnt from where it goes
        if inquiry.part_of is None and (initiative != inquiry.initiative or not inquiry.accepted):
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
            await learning.keep_example(change.session, await _example(change, initiative))
        # a person's word is sure
        inquiry.initiative, inquiry.confidence, inquiry.accepted = initiative, 1.0, True
        if office != inquiry.office:
            # where a letter is shown and decided on is the card's thread, which stays behind
            require_nothing_underway(await correspondence.of_inquiry(change.session, inquiry_id))
            await move(change.session, inquiry, office, change.now)
        await change.record("rerouted", **details)


async def _example(change: Change, initiative: str) -> LabelledExample:
    """The letter that opened the inquiry, without personal data, labelled as a person says."""
    inquiry = change.inquiry
    letter = await correspondence.first_received(change.session, inquiry.id)
    organisation = await inquiries.organisation_name(change.session, inquiry)
    names = [inquiry.sender_name, organisation or "", *names_in(letter.full_text or letter.text)]
    subject, body = without_personal_data(letter.subject, letter.text, names)
    return LabelledExample(
        inquiry_id=inquiry.id,
        at=change.now,
        subject=subject,
        body=body,
        initiative=initiative,
        topics=[] if initiative in OUT_OF_SCOPE else inquiry.topics,
    )


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
    """End the inquiry, and what other offices are asked of it."""
    async with changing(desk, inquiry_id, user) as change:
        lifecycle.close(change.inquiry, change.now)
        await splitting.end_all(change.session, change.inquiry, user, change.now)
        await change.record("closed")


async def reopen(desk: Desk, inquiry_id: int, user: str) -> None:
    """Open an answered or closed inquiry again."""
    async with changing(desk, inquiry_id, user) as change:
        if change.main is None:
            lifecycle.reopen(change.inquiry, desk.calendar, change.now)
        else:
            await splitting.open_again(desk, change)
        await change.record("reopened")
