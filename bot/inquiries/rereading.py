"""What somebody adds to, edits or deletes of what they said in Slack, where an inquiry came of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import lifecycle, received_files, routing
from bot.inquiries.incoming import Incoming
from bot.inquiries.intake import Understood, follow_up, office_for, reply_language
from bot.inquiries.posts import UPDATE, say_in_thread, show_card
from bot.inquiries.said import Deed, Said, spot, subject_of
from storage import correspondence, inquiries
from storage.tables import Correspondence, Event, Inquiry

_BEFORE_WORK = frozenset({"opened", "acknowledged", "went_on", "brought_in"})


async def go_on(
    session: AsyncSession,
    desk: Desk,
    letter: Correspondence,
    more: Incoming,
    understood: Understood,
    now: datetime,
) -> Inquiry:
    """Add a message to the letter that it goes on, and read the inquiry anew by the whole of it."""
    inquiry = await inquiries.locked(session, letter.inquiry_id)
    parts = _parts(letter, await inquiries.history(session, inquiry.id))
    said_at = spot(more.message_id or "")[1]
    letter.text = "\n".join(text for _, text in sorted([*parts, (said_at, more.text)]))
    letter.at = min(more.received_at, now)
    files = await received_files.take_in(session, inquiry, more.sender, more.attachments, now)
    letter.attachments = [*letter.attachments, *files]
    letter.subject = inquiry.subject = subject_of(letter.text)
    await correspondence.index_anew(session, letter)
    what = understood.understanding
    office, accepted = office_for(desk, what)
    if more.office:
        office = routing.office_named(more.office, desk.offices)
    inquiry.initiative, inquiry.confidence, inquiry.accepted = what.initiative, what.confidence, accepted
    inquiry.scores, inquiry.topics, inquiry.model = what.scores, list(what.topics), understood.model
    inquiry.language = reply_language(what.language, desk.settings.service.language)
    if office.key != inquiry.office:
        await move(session, inquiry, office.key, now)
    part = {"letter": letter.id, "ts": said_at, "lines": len(more.text.split("\n"))}
    await inquiries.record(session, inquiry.id, now, more.sender, "went_on", **part)
    await show_card(session, inquiry, now)
    return inquiry


def _parts(letter: Correspondence, history: Sequence[Event]) -> list[tuple[str, str]]:
    """What a letter is made of, by when each was said: one that comes late stands where it belongs."""
    went_on = [each.details for each in history if each.what == "went_on" and "ts" in each.details]
    lines = {each["ts"]: each["lines"] for each in went_on if each["letter"] == letter.id}
    left = letter.text.split("\n")
    lines[spot(letter.message_id or "")[1]] = len(left) - sum(lines.values())
    return [(ts, "\n".join(_taken(left, lines[ts]))) for ts in sorted(lines)]


def _taken(lines: list[str], number: int) -> list[str]:
    """Take the first of some lines away."""
    taken, lines[:] = lines[:number], lines[number:]
    return taken


async def is_untouched(session: AsyncSession, inquiry_id: int) -> bool:
    """Whether nobody of the house has done anything with an inquiry yet."""
    history = await inquiries.history(session, inquiry_id)
    return all(event.what in _BEFORE_WORK for event in history)


async def move(session: AsyncSession, inquiry: Inquiry, office: str, now: datetime) -> None:
    """Have the card stand in another office's channel; where it stood, a line says so."""
    if inquiry.card_ts:
        place = {"channel": inquiry.card_channel, "ts": inquiry.card_ts, "office": office}
        await say_in_thread(session, inquiry, f"moved:{inquiry.card_ts}", now, UPDATE, **place)
    lifecycle.hand_over(inquiry, office)


async def changed(session: AsyncSession, inquiry: Inquiry, said: Said, ledger_id: int, now: datetime) -> None:
    """Record an edit or a deletion; what was there before stays, and nothing opens again.

    An edit is a letter of its own: whoever answers meanwhile is shown it first.
    """
    letter = await correspondence.last_from(session, inquiry.id, said.writer)
    if said.deed == Deed.EDITED:
        letter = await correspondence.add(session, _edited(letter, said, ledger_id, now))
    what = f"message_{said.deed}"
    about = {"letter": letter.id, "ts": said.ts, "done": said.event_ts}
    await inquiries.record(session, inquiry.id, now, said.writer, what, **about)
    await show_card(session, inquiry, now)
    await say_in_thread(session, inquiry, f"{what}:{ledger_id}", now, letter=letter.id, at=now.isoformat())


async def asks_at_last(
    session: AsyncSession, desk: Desk, inquiry_id: int, letter: Incoming, said: Said, now: datetime
) -> Inquiry:
    """Add what thanks were edited into to the inquiry in whose thread they were said: it opens again."""
    inquiry = await follow_up(session, desk, inquiry_id, letter, now)
    kept = await correspondence.last_received(session, inquiry.id)
    about = {"letter": kept.id, "ts": said.ts, "done": said.event_ts}
    await inquiries.record(session, inquiry.id, now, said.writer, f"message_{Deed.EDITED}", **about)
    return inquiry


def _edited(letter: Correspondence, said: Said, ledger_id: int, now: datetime) -> Correspondence:
    return Correspondence(
        inquiry_id=letter.inquiry_id,
        direction="in",
        kind="letter",
        state="received",
        at=now,
        sender=letter.sender,
        recipients=[],
        copies=[],
        subject=letter.subject,
        text=said.text,
        language=letter.language,
        message_id=letter.message_id,
        references=[],
        attachments=[],
        ledger_id=ledger_id,
        came_for=letter.came_for,
    )
