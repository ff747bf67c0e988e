"""What machines send back to a letter of an inquiry: it was not delivered, it is late, its reader is away.

Whoever has the inquiry is told in its thread. An answer that reached nobody is none: the inquiry opens again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries import letters, sending_again
from bot.inquiries.deadlines import WorkCalendar
from bot.inquiries.posts import say_in_thread, show_card
from bot.inquiries.sending_again import Plan
from storage import inquiries, merged, refused
from storage.tables import Correspondence, Inquiry

SERVICE = "fondsdialog"
_CAUSES = {
    "1.2": "no_domain",
    "1.10": "no_domain",
    "2.2": "full",
    "2.3": "too_large",
    "3.4": "too_large",
    "4.4": "no_domain",
    "4.7": "gave_up",
}
_BY_SUBJECT = {"1": "no_address", "2": "closed", "7": "not_wanted"}
_ABOUT_THE_ADDRESS = frozenset({"no_address", "no_domain", "closed", "other"})


@dataclass(frozen=True)
class Undelivered:
    """A recipient who did not get a letter, so far or ``final``; ``lasting`` where no try would help."""

    recipient: str | None
    status: str | None
    final: bool
    lasting: bool


def cause(status: str | None) -> str:
    """Say by an enhanced status code (RFC 3463) why a letter did not arrive, as a key of our texts."""
    _, _, rest = (status or "").partition(".")
    return _CAUSES.get(rest) or _BY_SUBJECT.get(rest.partition(".")[0], "other")


async def undelivered(
    session: AsyncSession,
    calendar: WorkCalendar,
    inquiry_id: int,
    ledger_id: int,
    about: Sequence[str],
    failures: Sequence[Undelivered],
    now: datetime,
) -> None:
    """Tell of a letter that did not arrive; mark addresses that no letter reaches.

    One that came back for now is sent again: until that has been in vain, nothing is lost. Anybody can write
    such a report: it speaks for our letters of this inquiry, and for those whom they went to.
    """
    inquiry = await merged.locked_main(session, inquiry_id)
    ours = [each for each in await merged.letters(session, inquiry.id) if each.direction == "out"]
    for number, each in enumerate(failures):
        letter = _letter(ours, about, each.recipient)
        plan = await _plan(session, inquiry, letter, each, now)
        lost = _lost(letter, each, plan)
        await _record(session, inquiry, letter, each, lost, now)
        if plan is Plan.AGAIN:
            continue
        why, to = cause(each.status), each.recipient or ""
        if marked := _unreachable(ours, each, plan, lost):
            await refused.mark(session, marked, why, now)
        what = "returned" if each.final else "delayed"
        await say_in_thread(session, inquiry, f"{what}:{ledger_id}:{number}", now, to=to, cause=why)
        if letter is not None and lost:
            await letters.not_reached(session, calendar, inquiry, letter, now)
    await show_card(session, inquiry, now)


def _letter(
    ours: Sequence[Correspondence], about: Sequence[str], recipient: str | None
) -> Correspondence | None:
    """Find the letter that a report is about: where it returns no Message-ID, the newest to whom it names."""
    if about:
        return next((each for each in reversed(ours) if each.message_id in about), None)
    left = [each for each in reversed(ours) if each.state in ("sent", "failed")]
    theirs = (each for each in left if recipient in sending_again.by_mail(each))
    return next(theirs, left[0] if left else None)


def _lost(letter: Correspondence | None, failure: Undelivered, plan: Plan) -> str | None:
    """Say whom a letter has not reached for certain; a report that names nobody means the only one."""
    if letter is None or not failure.final or plan is Plan.AGAIN:
        return None
    to = failure.recipient
    if to is None or plan is Plan.ENOUGH:
        return sending_again.whom(letter, to)
    return to if to in sending_again.by_mail(letter) else None


async def _record(
    session: AsyncSession,
    inquiry: Inquiry,
    letter: Correspondence | None,
    failure: Undelivered,
    lost: str | None,
    now: datetime,
) -> None:
    said = " ".join(filter(None, (failure.recipient, failure.status))) or cause(failure.status)
    of = {"letter": letter.id, "lost": [lost]} if letter is not None and lost else {}
    await inquiries.record(session, inquiry.id, now, SERVICE, "bounce", details=said, **of)


def _unreachable(
    ours: Sequence[Correspondence], failure: Undelivered, plan: Plan, lost: str | None
) -> str | None:
    """Say which address is one that no letter reaches."""
    if plan is Plan.ENOUGH:
        return lost
    is_ours = any(failure.recipient in sending_again.by_mail(each) for each in ours)
    return failure.recipient if is_ours and _is_for_good(failure) else None


async def _plan(
    session: AsyncSession,
    inquiry: Inquiry,
    letter: Correspondence | None,
    failure: Undelivered,
    now: datetime,
) -> Plan:
    if letter is None or failure.lasting or not failure.final:
        return Plan.NONE
    return await sending_again.plan(session, inquiry, letter, failure.recipient, cause(failure.status), now)


def _is_for_good(failure: Undelivered) -> bool:
    return failure.lasting and failure.final and cause(failure.status) in _ABOUT_THE_ADDRESS


async def absent(
    session: AsyncSession,
    inquiry_id: int,
    ledger_id: int,
    who: str,
    back_on: date | None,
    now: datetime,
) -> None:
    """Tell of an automatic reply, and when its writer is back; it opens nothing."""
    inquiry = await merged.locked_main(session, inquiry_id)
    day = back_on.isoformat() if back_on else None
    details = f"{who} {day or ''}".strip()
    await inquiries.record(session, inquiry.id, now, SERVICE, "auto_reply", details=details)
    await say_in_thread(session, inquiry, f"absent:{ledger_id}", now, who=who, back_on=day)


async def complained(session: AsyncSession, inquiry_id: int, ledger_id: int, to: str, now: datetime) -> None:
    """Tell that somebody reported a letter of ours as unwanted; it reached them."""
    inquiry = await merged.locked_main(session, inquiry_id)
    await inquiries.record(session, inquiry.id, now, SERVICE, "bounce", details=f"complaint {to}".strip())
    await say_in_thread(session, inquiry, f"complained:{ledger_id}", now, to=to)
