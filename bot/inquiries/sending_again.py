"""A letter of an inquiry that came back for now, such as from a full mailbox: it is sent again by itself.

When, and how often, is ``consultation.retries``'s rule. Each try is a parcel of its own under the same
Message-ID; whether it is still called for is asked when it is due. Staff see it coming, and can stop it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from bot.desk import Desk
from bot.inquiries import intake, leaving, letters, outside_threads
from bot.inquiries.change import Change, changing, require_main
from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.errors import TooLate
from bot.inquiries.intake import SERVICE
from bot.inquiries.leaving import Whole
from bot.inquiries.posts import UPDATE, say_in_thread, show_card
from bot.outbox.delivery import Dropped, Effect
from consultation import retries
from storage import correspondence, inquiries, merged, outbox, parts, refused
from storage.leases import Leased
from storage.outbox import Parcel
from storage.tables import Correspondence, Inquiry, OutboxRow

AGAIN = "mail.again"
"""The kind of parcel that is a letter on its way once more, to one of its recipients."""


class Plan(Enum):
    """What follows from a return that is one for now."""

    NONE = "none"
    """It can't or need not be sent again."""
    AGAIN = "again"
    ENOUGH = "enough"
    """It was sent again as often as makes sense."""


async def plan(
    session: AsyncSession,
    inquiry: Inquiry,
    letter: Correspondence,
    recipient: str | None,
    cause: str,
    now: datetime,
) -> Plan:
    """Have a letter sent again later to whom it did not reach, and say so in the thread of the inquiry."""
    to = whom(letter, recipient)
    if to is None or await _why_not(session, letter, to) is not None:
        return Plan.NONE
    before = await _tries(session, letter, to)
    if before and before[-1].state == outbox.ParcelState.PENDING:
        return Plan.AGAIN  # two reports of the same return
    due = retries.next_try(len(before), now)
    if due is None:
        return Plan.ENOUGH
    number = len(before) + 1
    told: dict[str, Any] = {"letter": letter.id, "to": to, "cause": cause, "number": number}
    parcel = Parcel(
        _key(letter, to, number), AGAIN, f"mail:{letter.inquiry_id}", due, told, inquiry_id=inquiry.id
    )
    await outbox.put(session, parcel, now)
    await _say(session, inquiry, told, due, now)
    return Plan.AGAIN


async def show_anew(session: AsyncSession, inquiry: Inquiry, now: datetime) -> None:
    """Say beside the card of an inquiry that was sent on what waits to leave again: it is stopped there."""
    for row in await waiting(session, inquiry.id):
        before = f"inquiry:{inquiry.id}/{_said(row.payload)}"
        about = f"moved:{row.id}:{inquiry.revision}"
        await say_in_thread(session, inquiry, about, now, UPDATE, of=before, office=inquiry.office)
        await outbox.note(session, row.id, place=inquiry.revision)
        await _say(session, inquiry, row.payload, row.due_at, now)


def whom(letter: Correspondence, recipient: str | None) -> str | None:
    """Say which address of a letter a report is about: a letter that was passed on has only one to go by."""
    addresses = by_mail(letter)
    if recipient and recipient.lower() in addresses:
        return recipient.lower()
    return addresses[0] if len(addresses) == 1 else None


def by_mail(letter: Correspondence) -> list[str]:
    """Everybody whom a letter was mailed to."""
    return [each.lower() for each in (*outside_threads.split(letter.recipients)[0], *letter.copies)]


async def asked(desk: Desk, row: Leased) -> Dropped | Whole:
    """Say why a letter is not sent again after all, or give it whole."""
    async with desk.database.reading() as session:
        letter = await correspondence.letter(session, row.payload["letter"])
        reason = await _why_not(session, letter, row.payload["to"])
        return Dropped(reason, _over(row, "dropped")) if reason else await leaving.whole(session, letter)


def has_left(row: Leased) -> Effect:
    """What is recorded when a letter has left once more."""
    return _over(row, "sent")


async def given_up(
    session: AsyncSession, calendar: WorkCalendar, row: Leased, reason: str, now: datetime
) -> None:
    """Record that a letter could not even be sent again."""
    inquiry = await merged.locked_main(session, row.inquiry_id or 0)
    letter, to = await correspondence.letter(session, row.payload["letter"]), row.payload["to"]
    lost = {"letter": letter.id, "lost": [to]}
    await inquiries.record(session, inquiry.id, now, SERVICE, "undeliverable", reason=reason, **lost)
    await _tell(session, inquiry, row, "lost", now)
    await refused.mark(session, to, row.payload["cause"], now)
    await letters.not_reached(session, calendar, inquiry, letter, now)
    await show_card(session, inquiry, now)


async def stop(desk: Desk, inquiry_id: int, letter_id: int, user: str, to: str = "") -> None:
    """Have a letter not sent again to one address, ``to`` as a key names it; raises :class:`TooLate`.

    A button of the version before names none: it stops the letter to everybody.
    """
    async with changing(desk, inquiry_id, user) as change:
        rows = [
            row
            for row in await waiting(change.session, inquiry_id)
            if row.payload["letter"] == letter_id and to in ("", outbox.unnamed(row.payload["to"]))
        ]
        if not await _stopped(change, desk.calendar, rows):
            raise TooLate


async def stop_all(desk: Desk, inquiry_id: int, by: str, to: str | None = None) -> list[str]:
    """Have letters not sent again, to one address or to all, by whoever may run commands; returns to whom.

    Raises :class:`~bot.inquiries.errors.MergedAlready`.
    """
    async with desk.database.transaction() as session:
        inquiry, main = await parts.locked(session, inquiry_id)
        await require_main(session, inquiry)
        rows = [row for row in await waiting(session, inquiry_id) if to in (None, row.payload["to"])]
        return await _stopped(Change(session, inquiry, by, desk.clock.now(), main), desk.calendar, rows)


async def _stopped(change: Change, calendar: WorkCalendar, rows: Sequence[OutboxRow]) -> list[str]:
    reason = f"stopped by {change.actor}"
    stopped = [row for row in rows if await outbox.withdraw(change.session, row.key, change.now, reason)]
    for row in stopped:
        await _tell(change.session, change.inquiry, row, "stopped", change.now, who=change.actor)
    for number in dict.fromkeys(row.payload["letter"] for row in stopped):
        lost = [row.payload["to"] for row in stopped if row.payload["letter"] == number]
        await change.record("again_stopped", letter=number, lost=lost)
        letter = await correspondence.letter(change.session, number)
        await letters.not_reached(change.session, calendar, change.inquiry, letter, change.now)
    return [row.payload["to"] for row in stopped]


async def waiting(session: AsyncSession, inquiry_id: int) -> Sequence[OutboxRow]:
    """Letters of an inquiry that are going to be sent again."""
    return await outbox.waiting_of(session, inquiry_id, AGAIN)


async def _why_not(session: AsyncSession, letter: Correspondence, to: str) -> str | None:
    inquiry = await inquiries.get(session, letter.inquiry_id)
    if inquiry.emptied_at is not None:
        return "the inquiry's time was up"
    if letter.state != "sent":
        return f"the letter is {letter.state}"
    if letter.kind != "letter":
        return await intake.why_no_receipt(session, inquiry)
    main_id = await merged.main_of(session, inquiry.id)
    if any(each.id > letter.id and each.direction == "in" for each in await merged.letters(session, main_id)):
        return "they have written since"
    if await letters.newer_has_left(session, main_id, letter):
        return "a newer letter has left since"
    return "the address is marked" if await refused.among(session, [to], letter.at) else None


async def _tries(session: AsyncSession, letter: Correspondence, to: str) -> list[OutboxRow]:
    keys = [_key(letter, to, number + 1) for number in range(len(retries.PAUSES))]
    found = [await outbox.by_key(session, key) for key in keys]
    return [row for row in found if row is not None]


def _over(row: Leased, outcome: str) -> Effect:
    async def effect(session: AsyncSession, now: datetime) -> None:
        inquiry = await merged.locked_main(session, row.inquiry_id or 0)
        if outcome == "sent":
            to = row.payload["to"]
            await inquiries.record(session, inquiry.id, now, SERVICE, "sent_again", details=to)
        await _tell(session, inquiry, row, outcome, now)
        await show_card(session, inquiry, now)

    return effect


async def _tell(
    session: AsyncSession,
    inquiry: Inquiry,
    row: Leased | OutboxRow,
    outcome: str,
    now: datetime,
    who: str = "",
) -> None:
    """Have what stands in the thread say what became of it."""
    about = _said(row.payload)
    told = {"outcome": outcome, "to": row.payload["to"], "at": now.isoformat(), "who": who}
    shown = f"inquiry:{row.inquiry_id}/{about}"
    what = about.replace("again", "again_over", 1)
    await say_in_thread(session, inquiry, what, now, UPDATE, of=shown, **told)


async def _say(
    session: AsyncSession, inquiry: Inquiry, payload: Mapping[str, Any], due: datetime, now: datetime
) -> None:
    told = {each: payload[each] for each in ("letter", "to", "cause", "number")}
    await say_in_thread(session, inquiry, _said(payload), now, at=due.isoformat(), **told)


def _key(letter: Correspondence, to: str, number: int) -> str:
    return f"inquiry:{letter.inquiry_id}/letter:{letter.id}/again:{number}/{outbox.unnamed(to)}"


def _said(payload: Mapping[str, Any]) -> str:
    """What names what is said of a parcel in the thread; beside a card that has moved it is said anew."""
    said = f"again:{payload['letter']}:{payload['number']}:{outbox.unnamed(payload['to'])}"
    return f"{said}:{payload['place']}" if "place" in payload else said
