"""What is the matter of an organisation, for those who are to have nothing to do with it.

An organisation is named by a mail domain, with all below it, or by its name.
"""

from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Select, exists, func, not_, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from storage.merged import family
from storage.tables import Inquiry, Organisation, OrganisationDomain, Party, Submission
from storage.tables.parties import folded


async def concerns(session: AsyncSession, inquiry_id: int, organisations: Collection[str]) -> bool:
    """Whether an inquiry, or the one that it is a question of, is the matter of one of the organisations."""
    # asked at every click: of the one matter alone, and not of the whole archive as a list asks
    matter = Inquiry.id.in_(family(_whole(inquiry_id)))
    found = select(Inquiry.id).where(matter, or_(*_is_of(organisations))).limit(1)
    return (await session.scalars(found)).first() is not None


async def answer_concerns(session: AsyncSession, submission_id: int, organisations: Collection[str]) -> bool:
    """Whether a message to a round is the matter of one of the organisations."""
    of = or_(*_is_of(organisations, Submission.sender, Party.organisation_id))
    found = select(Submission.id).join(Party, Party.id == Submission.party_id)
    return (await session.scalars(found.where(Submission.id == submission_id, of))).first() is not None


def is_not_of(organisations: Collection[str]) -> ColumnElement[bool]:
    """Whether an inquiry is no matter of some organisations, for a condition of another question.

    It is theirs too if an inquiry of theirs goes on in it, or if it is a question of one that is: these show
    their letters. A list asks it of those that it might show, not of the whole archive.
    """
    main = aliased(Inquiry)
    whole_is = or_(*_is_of(organisations, main.sender, main.organisation_id))
    is_asked_of_theirs = exists().where(main.id == Inquiry.part_of, whole_is)
    whole = func.coalesce(Inquiry.part_of, Inquiry.id)
    return not_(or_(*_is_of(organisations), is_asked_of_theirs, whole.in_(_goes_on_in(organisations))))


def _goes_on_in(organisations: Collection[str]) -> Select[tuple[int]]:
    """Name what inquiries of theirs go on in. Few go on in another one, and an index has them."""
    merged = select(Inquiry.merged_into.label("id")).where(
        Inquiry.merged_into > 0, or_(*_is_of(organisations))
    )
    up = merged.cte("concerned", recursive=True)
    further = select(Inquiry.merged_into).where(Inquiry.id == up.c.id, Inquiry.merged_into > 0)
    return select(up.union(further).c.id)


def _whole(inquiry_id: int) -> ColumnElement[int]:
    named = select(func.coalesce(Inquiry.part_of, Inquiry.id)).where(Inquiry.id == inquiry_id)
    return named.scalar_subquery()


def _is_of(
    organisations: Collection[str],
    sender: InstrumentedAttribute[str] = Inquiry.sender,
    organisation_id: InstrumentedAttribute[int | None] = Inquiry.organisation_id,
) -> Iterator[ColumnElement[bool]]:
    for named in map(folded, organisations):
        # asked of the one organisation: the register may have thousands
        known, register = aliased(OrganisationDomain), aliased(Organisation)
        is_known_by = or_(known.domain == named, _ends(known.domain, ".", named))
        yield _ends(sender, "@", named)
        yield _ends(sender, ".", named)
        yield exists().where(known.organisation_id == organisation_id, is_known_by)
        yield exists().where(register.id == organisation_id, register.folded == named)


def _ends(column: InstrumentedAttribute[str], sign: str, domain: str) -> ColumnElement[bool]:
    return column.iendswith(f"{sign}{domain}", autoescape=True)
