"""What may stand beside an inquiry: one question that tells what of it there is at all.

A card shows links, rounds, questions to other offices and more, and most inquiries have none of these. A
statement costs more than what it finds: whether there is anything is asked of everything at once. The things
themselves are asked for where they are kept: ``inquiries``, ``merged``, ``parts``, ``answers``, ``rounds``.
"""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Integer, and_, bindparam, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.outbox import ParcelState
from storage.parts import whole_of
from storage.tables import (
    Correspondence,
    Event,
    Inquiry,
    InquiryLink,
    InquiryRound,
    OutboxRow,
    PartyAddress,
    QuestionPart,
)
from storage.tables.base import Base, table_of


@dataclass(frozen=True)
class Beside:
    """What there is to ask for."""

    linked: bool
    merged: bool
    """Whether another inquiry goes on in it."""
    rounds: bool
    """Whether it is about a round."""
    asked: bool
    """Whether another office was ever asked a question of it."""
    invited: bool
    """Whether its sender is written to in some round."""
    mail_waits: bool
    """Whether a letter of it waits in the outbox."""
    phoned_by: str | None
    """Who took the call that it began with."""
    newest_letter: int | None
    """The newest letter from outside; None where the inquiries that go on in it have to be asked as well."""


async def of(session: AsyncSession, inquiry: Inquiry) -> Beside:
    """Ask what stands beside an inquiry."""
    asked = {"inquiry": inquiry.id, "whole": whole_of(inquiry), "sender": inquiry.sender}
    row = (await session.execute(_QUESTION, asked)).one()
    return Beside(
        linked=bool(row.linked),
        merged=bool(row.merged),
        rounds=bool(row.rounds),
        asked=bool(row.asked),
        invited=bool(row.invited),
        mail_waits=bool(row.mail_waits),
        phoned_by=row.phoned_by,
        newest_letter=None if row.whole_merged else row.newest,
    )


def _any(table: type[Base], *which: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists(select(1).select_from(table_of(table)).where(*which))


_INQUIRY, _WHOLE = bindparam("inquiry", type_=Integer), bindparam("whole", type_=Integer)
_INQUIRIES, _LINKS, _LETTERS, _EVENTS = map(table_of, (Inquiry, InquiryLink, Correspondence, Event))
_PARCELS = table_of(OutboxRow)
_IS_WAITING_MAIL = and_(_PARCELS.c.state == ParcelState.PENDING, _PARCELS.c.kind.startswith("mail."))
_QUESTION = select(
    _any(InquiryLink, or_(_LINKS.c.inquiry_id == _INQUIRY, _LINKS.c.other_id == _INQUIRY)).label("linked"),
    _any(Inquiry, _INQUIRIES.c.merged_into == _INQUIRY).label("merged"),
    _any(InquiryRound, table_of(InquiryRound).c.inquiry_id == _INQUIRY).label("rounds"),
    _any(QuestionPart, table_of(QuestionPart).c.main_id == _INQUIRY).label("asked"),
    _any(PartyAddress, table_of(PartyAddress).c.email == bindparam("sender")).label("invited"),
    _any(OutboxRow, _PARCELS.c.inquiry_id == _INQUIRY, _IS_WAITING_MAIL).label("mail_waits"),
    _any(Inquiry, _INQUIRIES.c.merged_into == _WHOLE).label("whole_merged"),
    select(_EVENTS.c.actor)
    .where(_EVENTS.c.inquiry_id == _INQUIRY, _EVENTS.c.what == "phoned")
    .order_by(_EVENTS.c.id)
    .limit(1)
    .scalar_subquery()
    .label("phoned_by"),
    select(func.max(_LETTERS.c.id))
    .where(_LETTERS.c.inquiry_id == _WHOLE, _LETTERS.c.direction == "in")
    .scalar_subquery()
    .label("newest"),
)
