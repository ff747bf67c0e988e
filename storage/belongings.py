"""What belongs to each of several inquiries: their organisations, links, merged ones and rounds.

Asked for all of them at once: a list of a thousand costs as many questions as one of ten. One inquiry's own
are asked for in ``inquiries``, ``merged`` and ``answers``.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select, union_all
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from storage.inquiries import AT_ONCE
from storage.tables import Inquiry, InquiryLink, InquiryRound, Organisation, Round


@dataclass
class Belongings:
    """What belongs to one inquiry, each by what people call it and in the order in which it was recorded."""

    organisation: str | None = None
    merged_into: str | None = None
    part_of: str | None = None
    linked: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    rounds: list[str] = field(default_factory=list)


async def of_each(session: AsyncSession, inquiry_ids: Sequence[int]) -> dict[int, Belongings]:
    """Say what belongs to each of some inquiries."""
    found: defaultdict[int, Belongings] = defaultdict(Belongings)
    for start in range(0, len(inquiry_ids), AT_ONCE):
        some = inquiry_ids[start : start + AT_ONCE]
        for number, organisation, main, whole in await session.execute(_one_each(some)):
            found[number] = Belongings(organisation, main, whole)
        for what, asked in (("linked", _linked(some)), ("merged", _merged(some)), ("rounds", _rounds(some))):
            for number, name, *_ in await session.execute(asked):
                getattr(found[number], what).append(name)
    return found


def _one_each(inquiry_ids: Sequence[int]) -> Any:
    main, whole = aliased(Inquiry), aliased(Inquiry)
    return (
        select(Inquiry.id, Organisation.name, main.reference, whole.reference)
        .outerjoin(Organisation, Organisation.id == Inquiry.organisation_id)
        .outerjoin(main, main.id == Inquiry.merged_into)
        .outerjoin(whole, whole.id == Inquiry.part_of)
        .where(Inquiry.id.in_(inquiry_ids))
    )


def _linked(inquiry_ids: Sequence[int]) -> Any:
    there, back = (
        (InquiryLink.inquiry_id, InquiryLink.other_id),
        (InquiryLink.other_id, InquiryLink.inquiry_id),
    )
    pairs = union_all(
        *(
            select(own.label("own"), other.label("other")).where(own.in_(inquiry_ids))
            for own, other in (there, back)
        )
    ).subquery()
    found = select(pairs.c.own, Inquiry.reference).join(Inquiry, Inquiry.id == pairs.c.other).distinct()
    return found.where(pairs.c.own != pairs.c.other).order_by(pairs.c.own, Inquiry.id).add_columns(Inquiry.id)


def _merged(inquiry_ids: Sequence[int]) -> Any:
    """Those that go on in each, however deep."""
    tree = select(Inquiry.merged_into.label("main"), Inquiry.id).where(Inquiry.merged_into.in_(inquiry_ids))
    part = tree.cte("part", recursive=True)
    part = part.union(select(part.c.main, Inquiry.id).where(Inquiry.merged_into == part.c.id))
    return select(part.c.main, Inquiry.reference).join(Inquiry, Inquiry.id == part.c.id).order_by(Inquiry.id)


def _rounds(inquiry_ids: Sequence[int]) -> Any:
    found = select(InquiryRound.inquiry_id, Round.key).join(Round, Round.id == InquiryRound.round_id)
    return found.where(InquiryRound.inquiry_id.in_(inquiry_ids)).order_by(Round.id)
