"""What staff do with an inquiry beside claiming and answering it."""

from datetime import datetime

from bot.desk import Desk
from bot.inquiries import lifecycle, routing, sending_again, splitting
from bot.inquiries.change import Change, changing
from bot.inquiries.errors import ChangedMeanwhile
from bot.inquiries.merging import require_nothing_underway
from bot.inquiries.posts import say_in_thread
from bot.inquiries.rereading import move
from nlp.redaction import names_in, without_personal_data
from nlp.taxonomy import OUT_OF_SCOPE
from storage import correspondence, inquiries, learning
from storage.tables import Correction, Inquiry, LabelledExample, Note

Seen = tuple[str, str]
"""Office and initiative of an inquiry, as a form showed them."""
CLASSIFYING = frozenset({"rerouted", "initiative_confirmed", "initiative_corrected"})
"""What is recorded when a person says what an inquiry is about."""


async def reroute(
    desk: Desk, inquiry_id: int, user: str, office: str, initiative: str, seen: Seen | None = None
) -> None:
    """Hand the inquiry to an office, and keep what it was really about as a lesson for the model.

    In another office nobody has it yet, and its card moves to that office's channel. Where all is as it was,
    nothing happens. Raises :class:`~bot.inquiries.errors.LetterUnderway` where it would move away from a
    letter that is to leave, and :class:`ChangedMeanwhile` where it is no longer as it was ``seen``.
    """
    routing.office_named(office, desk.offices)
    async with changing(desk, inquiry_id, user) as change:
        inquiry = change.inquiry
        was = (inquiry.office, inquiry.initiative)
        is_lesson = initiative != inquiry.initiative or not inquiry.accepted
        if not is_lesson and office == inquiry.office:
            return
        require_as_seen(inquiry, seen)
        # a question of another inquiry is no letter: nothing is learnt from where it goes
        if is_lesson and inquiry.part_of is None:
            await _learn(change, initiative)
        # a person's word is sure
        inquiry.initiative, inquiry.confidence, inquiry.accepted = initiative, 1.0, True
        if office != inquiry.office:
            await _move(change, office)
        await _record(change, *was)


def require_as_seen(inquiry: Inquiry, seen: Seen | None) -> None:
    """Raise :class:`ChangedMeanwhile` where an inquiry is no longer as a form showed it."""
    if seen not in (None, (inquiry.office, inquiry.initiative)):
        raise ChangedMeanwhile(inquiry.office)


async def _move(change: Change, office: str) -> None:
    # where a letter is shown and decided on is the card's thread, which stays behind
    require_nothing_underway(await correspondence.of_inquiry(change.session, change.inquiry.id))
    await move(change.session, change.inquiry, office, change.now)
    await sending_again.show_anew(change.session, change.inquiry, change.now)


async def _record(change: Change, office: str, initiative: str) -> None:
    """Record what was said of an inquiry that belonged to an office and was about an initiative."""
    inquiry = change.inquiry
    after = inquiry.initiative
    if inquiry.office != office:
        await change.record("rerouted", **{"from": office, "to": inquiry.office, "initiative": after})
    elif after != initiative:
        await change.record("initiative_corrected", before=initiative, initiative=after)
    else:
        await change.record("initiative_confirmed", initiative=after)


async def _learn(change: Change, initiative: str) -> None:
    """Keep what a person says that an inquiry is about, for the model to learn from."""
    inquiry = change.inquiry
    change.session.add(
        Correction(
            inquiry_id=inquiry.id,
            at=change.now,
            by=change.actor,
            before=inquiry.initiative,
            after=initiative,
            model=inquiry.model,
        )
    )
    await learning.keep_example(change.session, await _example(change, initiative))


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
    """End the inquiry, and what other offices are asked of it.

    Raises :class:`~bot.inquiries.errors.LetterUnderway` while an answer waits for approval: nobody would be
    reminded of it.
    """
    async with changing(desk, inquiry_id, user) as change:
        written = await correspondence.of_inquiry(change.session, inquiry_id)
        require_nothing_underway([each for each in written if each.state == "awaiting"])
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
