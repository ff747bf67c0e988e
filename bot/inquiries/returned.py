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
    letter = next((each for each in reversed(ours) if each.message_id in about), None)
    lost: list[Undelivered] = []
    for number, each in enumerate(failures):
        why, to = cause(each.status), each.recipient or ""
        details = f"{to} {each.status or ''}".strip() or why
        await inquiries.record(session, inquiry.id, now, SERVICE, "bounce", details=details)
        plan = await _plan(session, inquiry, letter, each, now)
        if plan is Plan.AGAIN:
            continue
        is_over = _is_for_good(each, why) or plan is Plan.ENOUGH
        if is_over and any(to in sending_again.by_mail(one) for one in ours):
            await refused.mark(session, to, why, now)
        what = "returned" if each.final else "delayed"
        await say_in_thread(session, inquiry, f"{what}:{ledger_id}:{number}", now, to=to, cause=why)
        lost.append(each)
    if letter is not None and _reached_nobody(letter, lost):
        await letters.reached_nobody(session, calendar, inquiry, letter, now)
    await show_card(session, inquiry, now)


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


def _is_for_good(failure: Undelivered, why: str) -> bool:
    return failure.lasting and failure.final and why in _ABOUT_THE_ADDRESS


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


def _reached_nobody(letter: Correspondence, failures: Sequence[Undelivered]) -> bool:
    """Say whether all of a letter's recipients failed; a report that names nobody means the only one."""
    failed = {each.recipient for each in failures if each.final}
    everybody = {each.lower() for each in (*letter.recipients, *letter.copies)}
    return bool(failed) and (everybody <= failed or (len(everybody) == 1 and None in failed))
