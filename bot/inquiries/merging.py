"""Two inquiries that are one matter: they go on in one of them, and can be parted again.

The merged one is closed and points to the main one; what is written to it later joins the main one. Nothing
is moved, so that parting gives both back as they were; what they looked like stands in their histories.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from bot.desk import Desk
from bot.inquiries import lifecycle, splitting
from bot.inquiries.change import Change, looked_at, require_main, require_whole
from bot.inquiries.claiming import free_for_who_may_act
from bot.inquiries.errors import (
    DifferentlyConfidential,
    InParts,
    LetterUnderway,
    NoSuchNumber,
    NotMerged,
    SameInquiry,
)
from bot.inquiries.posts import say_in_thread, show_card
from bot.staff import permissions
from storage import correspondence, inquiries, merged, parts
from storage.tables import Correspondence, Inquiry

State = Mapping[str, str | None]

_WORDS = ("status", "claimed_by")
_MOMENTS = (
    *("claimed_at", "answered_at", "closed_at", "snoozed_until"),
    *("first_answer_due", "remind_at", "escalate_at"),
)
SHOWN = 5


@dataclass(frozen=True)
class Choice:
    """What the merge form shows: the inquiry, and others that it may be one matter with."""

    inquiry: Inquiry
    others: Sequence[Inquiry]


async def open_form(desk: Desk, inquiry_id: int, user: str) -> Choice:
    """Find what an inquiry may be merged into: others of its party on which ``user`` may act."""
    async with desk.database.reading() as session:
        inquiry = await looked_at(session, desk, inquiry_id, user)
        await require_whole(session, inquiry)
        near = await inquiries.of_the_same_party(session, inquiry)
        others = await permissions.seen_of(session, desk, near, user)
    return Choice(inquiry, list(others.values())[:SHOWN])


async def merge(desk: Desk, inquiry_id: int, user: str, into: str) -> None:
    """Let an inquiry go on in the one with the number ``into``, as far as ``user`` may act on both."""
    async with desk.database.reading() as session:
        named = await inquiries.by_reference(session, into.strip())
        main_id = await merged.main_of(session, named.id) if named else None
    if main_id is None:
        raise NoSuchNumber(into)
    if main_id == inquiry_id:
        raise SameInquiry
    async with _changing(desk, inquiry_id, main_id, user) as (part, main):
        await require_main(part.session, part.inquiry)
        await require_main(part.session, main.inquiry)
        await require_whole(part.session, part.inquiry)
        await require_whole(part.session, main.inquiry)
        if await parts.asked_in(part.session, inquiry_id):
            raise InParts
        require_the_same_members(part.inquiry, main.inquiry)
        for each in (inquiry_id, main_id):
            require_nothing_underway(await correspondence.of_inquiry(part.session, each))
        before = state_of(part.inquiry), state_of(main.inquiry)
        put_together(part.inquiry, main.inquiry, part.now)
        part.inquiry.merged_into = main_id
        await free_for_who_may_act(main.session, desk, main.inquiry)
        await splitting.follow(main.session, desk, main.inquiry, main.now)
        await part.record("merged", into=main.inquiry.reference, before=before[0])
        after = state_of(main.inquiry)
        await main.record("merged_with", reference=part.inquiry.reference, before=before[1], after=after)
        await _tell(main, "merged", part.inquiry)


async def part(desk: Desk, inquiry_id: int, user: str) -> None:
    """Part an inquiry from the one it went on in; what was written to it meanwhile comes along."""
    async with desk.database.reading() as session:
        main_id = (await inquiries.get(session, inquiry_id)).merged_into
    if main_id is None:
        raise NotMerged
    async with _changing(desk, inquiry_id, main_id, user) as (parted, main):
        if parted.inquiry.merged_into != main_id:
            raise NotMerged
        merging = await inquiries.last_event(parted.session, inquiry_id, "merged")
        joining = await inquiries.last_event(
            parted.session, main_id, "merged_with", reference=parted.inquiry.reference
        )
        parted.inquiry.merged_into = None
        restore(parted.inquiry, merging.details["before"])
        if state_of(main.inquiry) == joining.details["after"]:
            restore(main.inquiry, joining.details["before"])
            await splitting.follow(main.session, desk, main.inquiry, main.now)
        await parted.record("parted", **{"from": main.inquiry.reference})
        await _take_along(desk, parted, main)
        await main.record("parted_from", reference=parted.inquiry.reference)
        await _tell(main, "parted", parted.inquiry)


def put_together(part: Inquiry, main: Inquiry, now: datetime) -> None:
    """Close one inquiry; the main one takes over who has it, and by when to answer."""
    waits = part.status in lifecycle.OPEN
    if waits and main.status not in lifecycle.OPEN:
        lifecycle.take_over_wait(main, part)
    elif waits:
        lifecycle.wait_no_longer_than(main, part)
    if main.claimed_by is None and part.claimed_by and main.status in lifecycle.OPEN:
        lifecycle.claim(main, part.claimed_by, now)
    if part.status != lifecycle.Status.CLOSED:
        lifecycle.close(part, now)


def state_of(inquiry: Inquiry) -> dict[str, str | None]:
    """Write down how an inquiry stands."""
    moments = {name: getattr(inquiry, name) for name in _MOMENTS}
    written = {name: moment.isoformat() if moment else None for name, moment in moments.items()}
    return {name: getattr(inquiry, name) for name in _WORDS} | written


def restore(inquiry: Inquiry, state: State) -> None:
    """Let an inquiry stand as it was written down."""
    for name in _WORDS:
        setattr(inquiry, name, state[name])
    for name in _MOMENTS:
        written = state[name]
        setattr(inquiry, name, datetime.fromisoformat(written) if written else None)


def require_nothing_underway(letters: Sequence[Correspondence]) -> None:
    """Raise :class:`LetterUnderway` where an answer is about to leave."""
    if any(letter.kind == "letter" and letter.state in ("awaiting", "held") for letter in letters):
        raise LetterUnderway


def require_the_same_members(part: Inquiry, main: Inquiry) -> None:
    """Raise :class:`DifferentlyConfidential` where not the same people may see both."""
    if part.confidential != main.confidential:
        raise DifferentlyConfidential


async def _take_along(desk: Desk, parted: Change, main: Change) -> None:
    """Show letters that were written to the parted inquiry in its own thread; an answered one opens again."""
    for letter in await merged.give_back(parted.session, main.inquiry.id, parted.inquiry.id):
        lifecycle.followed_up(parted.inquiry, desk.calendar, parted.now)
        await say_in_thread(
            parted.session, parted.inquiry, f"follow_up:{letter.id}", parted.now, letter=letter.id
        )


async def _tell(main: Change, what: str, other: Inquiry) -> None:
    about = f"{what}:{other.id}:{other.revision}"
    await say_in_thread(main.session, main.inquiry, about, main.now, other=other.id, who=main.actor)
    # those that went on in the other one show where they go on now
    for each in await merged.members(main.session, other.id):
        await show_card(main.session, each, main.now)


@asynccontextmanager
async def _changing(
    desk: Desk, part_id: int, main_id: int, user: str
) -> AsyncIterator[tuple[Change, Change]]:
    """Open two inquiries for a change by somebody who may act on both."""
    async with desk.database.transaction() as session:
        both = await merged.locked(session, {part_id, main_id})
        for inquiry in both.values():
            await permissions.require(session, desk, inquiry, user)
        now = desk.clock.now()
        yield Change(session, both[part_id], user, now), Change(session, both[main_id], user, now)
    desk.nudge()
