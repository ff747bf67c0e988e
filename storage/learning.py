"""What is learnt from staff: their labelled examples, and how a model in the shadow compares.

What a person corrected, word by word of history, is ``Correction``; making models is ``nlp``'s.
"""

from dataclasses import dataclass

from sqlalchemy import and_, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Correction, Inquiry, LabelledExample, SecondOpinion
from storage.upsert import add_all


@dataclass(frozen=True)
class Comparison:
    """A model in the shadow beside those that decided, counted in inquiries.

    ``corrected`` are those on which staff had their say; the last two count who had been right of them.
    """

    model: str
    inquiries: int
    agreed: int
    corrected: int
    shadow_right: int
    decided_right: int


async def keep_example(session: AsyncSession, example: LabelledExample) -> None:
    """Keep an inquiry as an example; it replaces an earlier one, whose label did not stand."""
    await session.merge(example)
    await session.flush()


async def examples(session: AsyncSession, limit: int) -> list[LabelledExample]:
    """The examples labelled by staff, newest first."""
    newest = (LabelledExample.at.desc(), LabelledExample.inquiry_id.desc())
    return list(await session.scalars(select(LabelledExample).order_by(*newest).limit(limit)))


async def keep_opinion(session: AsyncSession, opinion: SecondOpinion) -> None:
    """Keep what a model in the shadow said; the first time counts."""
    columns = SecondOpinion.__table__.columns.keys()
    await add_all(session, SecondOpinion, [{name: getattr(opinion, name) for name in columns}])


async def comparisons(session: AsyncSession) -> list[Comparison]:
    """Each model that ever was in the shadow, beside the models that decided; by version.

    A correction overwrites what the inquiry was taken for: that is what the first correction found.
    """
    first = select(func.min(Correction.id).label("id")).group_by(Correction.inquiry_id).subquery()
    corrected = select(Correction.inquiry_id, Correction.before).join(first, first.c.id == Correction.id)
    found = corrected.subquery()
    was_corrected = found.c.inquiry_id.is_not(None)
    decided = case((was_corrected, found.c.before), else_=Inquiry.initiative)
    counted = {
        "agreed": SecondOpinion.initiative == decided,
        "corrected": was_corrected,
        "shadow_right": and_(was_corrected, SecondOpinion.initiative == Inquiry.initiative),
        "decided_right": and_(was_corrected, decided == Inquiry.initiative),
    }
    rows = await session.execute(
        select(
            SecondOpinion.model,
            func.count().label("inquiries"),
            *(func.count(case((each, 1))).label(name) for name, each in counted.items()),
        )
        .join(Inquiry, Inquiry.id == SecondOpinion.inquiry_id)
        .join(found, found.c.inquiry_id == Inquiry.id, isouter=True)
        .group_by(SecondOpinion.model)
        .order_by(SecondOpinion.model)
    )
    return [Comparison(**row) for row in rows.mappings()]
