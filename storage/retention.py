"""Emptying what is past its time: the words and the persons go, the numbers and the accounts stay.

An inquiry keeps its number, its office, its initiative and its dates, so that counts stay true and no number
is given out twice. Its history keeps what happened and when; who did it, and with what, becomes a digest, so
that the chain it is sealed in holds. A message keeps its row in the ledger. Labelled examples stay as well:
they were made without personal data.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from storage import seals, search
from storage.merged import family
from storage.outcomes import Outcome
from storage.tables import (
    AnswerFile,
    Contact,
    Correspondence,
    Draft,
    Event,
    Inquiry,
    InquiryRound,
    LedgerEntry,
    Note,
    OutboxRow,
    Participant,
    PartyAddress,
    QuestionPart,
    RawMessage,
    RefusedAddress,
    Round,
    Submission,
)
from storage.tables.base import table_of

MACHINE_MAIL = (
    *(Outcome.AUTO_REPLY, Outcome.BOUNCE, Outcome.RECEIPT),
    *(Outcome.LIST_MAIL, Outcome.LOOP, Outcome.DUPLICATE),
)
DISCARDED = "discarded by "
"""How the reason begins of a quarantined message that a person has looked at and laid aside."""
_EMPTY_INQUIRY: dict[str, Any] = {
    "subject": "",
    "sender": "",
    "sender_name": "",
    "contact_id": None,
    "scores": {},
}


Place = tuple[str, str]
"""Where a post stands in Slack: its channel, and its number there."""


async def places(session: AsyncSession, inquiry_id: int, kinds: Collection[str]) -> list[Place]:
    """Where posts of some kinds stand that show something of what :func:`empty_inquiry` empties.

    The cards that stand are not among them: they say from then on that there is nothing any more.
    """
    every = _with_questions(inquiry_id)
    shown = select(OutboxRow.result).where(OutboxRow.inquiry_id.in_(every), OutboxRow.kind.in_(kinds))
    found = await _places(session, shown)
    cards = await session.execute(select(Inquiry.card_channel, Inquiry.card_ts).where(Inquiry.id.in_(every)))
    return [place for place in found if place not in {(card.card_channel, card.card_ts) for card in cards}]


async def places_of(session: AsyncSession, keys: Collection[str]) -> list[Place]:
    """Where the posts of some parcels stand, by the parcels' keys."""
    return await _places(session, select(OutboxRow.result).where(OutboxRow.key.in_(keys)))


async def _places(session: AsyncSession, posted: Select[Any]) -> list[Place]:
    results = await session.scalars(posted.where(OutboxRow.state == "sent").order_by(OutboxRow.id))
    return [*dict.fromkeys((each["channel"], each["ts"]) for each in results if each and "ts" in each)]


async def closed_before(
    session: AsyncSession, moment: datetime, over: Collection[str], limit: int
) -> list[int]:
    """Inquiries closed before a moment and not emptied yet, oldest first.

    One that is about a round waits for it to be in one of the states ``over``. One that goes on in another,
    and a question of another, is emptied with that.
    """
    going_on = (
        select(InquiryRound.inquiry_id)
        .join(Round, Round.id == InquiryRound.round_id)
        .where(InquiryRound.inquiry_id == Inquiry.id, Round.state.not_in(over))
    )
    found = select(Inquiry.id).where(Inquiry.closed_at <= moment, Inquiry.emptied_at.is_(None))
    found = found.where(Inquiry.status == "closed", Inquiry.merged_into.is_(None), ~exists(going_on))
    found = found.where(Inquiry.part_of.is_(None))
    return list(await session.scalars(found.order_by(Inquiry.closed_at).limit(limit)))


async def empty_inquiry(session: AsyncSession, inquiry_id: int, now: datetime) -> list[Inquiry]:
    """Empty an inquiry, those that go on in it, and the questions of each; returns them."""
    every = list(await session.scalars(_with_questions(inquiry_id)))
    await _forget_letters(session, every)
    await _empty_history(session, every)
    await _empty_mails(session, await _mails_of(session, every), now)
    for table in (Note, Draft, Participant, AnswerFile):
        await session.execute(delete(table).where(table.inquiry_id.in_(every)))
    asked = update(QuestionPart).where(QuestionPart.inquiry_id.in_(every))
    await session.execute(asked.values(question="", answer=None, asked_by="", answered_by=None))
    sent = update(OutboxRow).where(OutboxRow.inquiry_id.in_(every), OutboxRow.state != "pending")
    await session.execute(sent.values(payload={}, recipient=None, result=None, reason=None))
    await session.execute(
        update(Inquiry).where(Inquiry.id.in_(every)).values(_EMPTY_INQUIRY | {"emptied_at": now})
    )
    found = select(Inquiry).where(Inquiry.id.in_(every)).execution_options(populate_existing=True)
    return list(await session.scalars(found))


async def empty_machine_mail(session: AsyncSession, moment: datetime, now: datetime, limit: int) -> int:
    """Empty what machines sent, decided on before a moment; a round keeps what was sent to it."""
    which = LedgerEntry.outcome.in_(MACHINE_MAIL)
    return len(await _empty_kept_aside(session, which, moment, now, limit))


async def empty_quarantine(session: AsyncSession, moment: datetime, now: datetime, limit: int) -> list[int]:
    """Empty the quarantined messages that a person laid aside before a moment; the others wait for one.

    Returns their rows in the ledger.
    """
    laid_aside = LedgerEntry.outcome == Outcome.QUARANTINED, LedgerEntry.reason.startswith(DISCARDED)
    return await _empty_kept_aside(session, laid_aside[0] & laid_aside[1], moment, now, limit)


async def forget_contacts(session: AsyncSession, moment: datetime, limit: int) -> int:
    """Forget people known since before a moment who belong to nothing that is kept; returns how many.

    Whoever is on an imported list stays, and so does whoever is or was written to in a round.
    """
    belong_to_nothing = (
        ~exists().where(Inquiry.contact_id == Contact.id),
        ~exists().where(PartyAddress.email == Contact.email),
        # last, for few get so far: participants are found by inquiry, not by address
        ~exists().where(Participant.email == Contact.email),
    )
    unknown = select(Contact.id).where(Contact.created_at <= moment, Contact.listed_at.is_(None))
    some = unknown.where(*belong_to_nothing).order_by(Contact.id).limit(limit)
    # one whose letter is being taken in is held by that; asked again once they are ours, as one may just
    # have been
    found = list(await session.scalars(some.with_for_update(skip_locked=True)))
    gone = delete(Contact).where(Contact.id.in_(found), *belong_to_nothing).returning(Contact.email)
    emails = list(await session.scalars(gone.execution_options(synchronize_session=False)))
    await session.execute(delete(RefusedAddress).where(RefusedAddress.email.in_(emails)))
    return len(emails)


def _with_questions(inquiry_id: int) -> Select[int]:
    """Name an inquiry, those that go on in it, and the questions of each."""
    matter = family(inquiry_id)
    return select(Inquiry.id).where(or_(Inquiry.id.in_(matter), Inquiry.part_of.in_(matter)))


async def _empty_kept_aside(
    session: AsyncSession, which: ColumnElement[bool], moment: datetime, now: datetime, limit: int
) -> list[int]:
    found = select(LedgerEntry.id).where(which, LedgerEntry.decided_at <= moment)
    found = found.where(LedgerEntry.emptied_at.is_(None), LedgerEntry.inquiry_id.is_(None), ~in_a_round())
    mails = list(await session.scalars(found.order_by(LedgerEntry.decided_at).limit(limit)))
    await _empty_mails(session, mails, now)
    return mails


async def _forget_letters(session: AsyncSession, inquiry_ids: Sequence[int]) -> None:
    letters = Correspondence.inquiry_id.in_(inquiry_ids)
    for number in await session.scalars(select(Correspondence.id).where(letters)):
        await search.forget(session, number)
    await session.execute(delete(Correspondence).where(letters))
    questions = select(QuestionPart.inquiry_id).where(QuestionPart.inquiry_id.in_(inquiry_ids))
    for inquiry_id in await session.scalars(questions):
        await search.forget(session, search.question_number(inquiry_id))


async def _empty_history(session: AsyncSession, inquiry_ids: Sequence[int]) -> None:
    # past the ORM, which refuses to change a line: this is the one place that may
    lines = table_of(Event)
    happened = select(lines.c.id, lines.c.actor, lines.c.details).where(lines.c.inquiry_id.in_(inquiry_ids))
    for line in (await session.execute(happened)).all():
        emptied = seals.emptied(line.actor, line.details)
        await session.execute(update(lines).where(lines.c.id == line.id).values(emptied))


async def _mails_of(session: AsyncSession, inquiry_ids: Sequence[int]) -> list[int]:
    """The messages of some inquiries and their duplicates, without those that a round has as well."""
    theirs = select(LedgerEntry.id).where(LedgerEntry.inquiry_id.in_(inquiry_ids))
    belongs = or_(LedgerEntry.id.in_(theirs), LedgerEntry.duplicate_of.in_(theirs))
    return list(await session.scalars(select(LedgerEntry.id).where(belongs, ~in_a_round())))


def in_a_round() -> ColumnElement[bool]:
    """Whether a mail came to a round, which keeps what was sent to it."""
    return exists().where(Submission.ledger_id == LedgerEntry.id)


async def _empty_mails(session: AsyncSession, ledger_ids: Sequence[int], now: datetime) -> None:
    rows = update(LedgerEntry).where(LedgerEntry.id.in_(ledger_ids)).values(emptied_at=now)
    await session.execute(rows)
    # identical bytes are kept once: they go with the last row that needs them
    named = select(LedgerEntry.raw_id).where(LedgerEntry.id.in_(ledger_ids))
    needed = exists().where(LedgerEntry.raw_id == RawMessage.id, LedgerEntry.emptied_at.is_(None))
    unneeded = update(RawMessage).where(RawMessage.id.in_(named), ~needed)
    await session.execute(unneeded.values(content=b"").execution_options(synchronize_session=False))
