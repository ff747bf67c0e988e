"""The register's questions: organisations with their tags, and the people there.

Who is behind a mail that came in is `parties`' to find.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Contact, Organisation, OrganisationTag

_AT_ONCE = 500  # values in one question; SQLite takes no more than 32,766


async def organisations_by_cvr(session: AsyncSession, numbers: Sequence[str]) -> dict[str, Organisation]:
    """Organisations by their number in the business register."""
    found = [
        each
        for some in _portions(numbers)
        for each in await session.scalars(select(Organisation).where(Organisation.cvr.in_(some)))
    ]
    return {each.cvr: each for each in found if each.cvr}


async def organisations(session: AsyncSession) -> list[Organisation]:
    """Every organisation, by name."""
    return list(await session.scalars(select(Organisation).order_by(Organisation.name, Organisation.id)))


async def contacts_by_email(session: AsyncSession, emails: Sequence[str]) -> dict[str, Contact]:
    """People by mail address (lower case)."""
    found = [
        each
        for some in _portions(emails)
        for each in await session.scalars(select(Contact).where(Contact.email.in_(some)))
    ]
    return {each.email: each for each in found}


async def contacts(session: AsyncSession, organisation_ids: Collection[int]) -> dict[int, list[Contact]]:
    """The people of some organisations, by organisation."""
    by_organisation: dict[int, list[Contact]] = {}
    for some in _portions(sorted(organisation_ids)):
        found = select(Contact).where(Contact.organisation_id.in_(some)).order_by(Contact.email)
        for each in await session.scalars(found):
            by_organisation.setdefault(each.organisation_id or 0, []).append(each)
    return by_organisation


async def everybody(session: AsyncSession) -> list[Contact]:
    """Every person, by mail address."""
    return list(await session.scalars(select(Contact).order_by(Contact.email)))


async def tags(session: AsyncSession) -> dict[int, list[str]]:
    """The tags of every organisation that has any, in alphabetical order."""
    found = select(OrganisationTag).order_by(OrganisationTag.organisation_id, OrganisationTag.tag)
    by_organisation: dict[int, list[str]] = {}
    for each in await session.scalars(found):
        by_organisation.setdefault(each.organisation_id, []).append(each.tag)
    return by_organisation


async def tagged(session: AsyncSession, wanted: Collection[str]) -> list[Organisation]:
    """The organisations with any of some tags (lower case), by name."""
    of_tag = select(OrganisationTag.organisation_id).where(OrganisationTag.tag.in_(wanted))
    found = select(Organisation).where(Organisation.id.in_(of_tag))
    return list(await session.scalars(found.order_by(func.lower(Organisation.name), Organisation.id)))


async def add_organisation(session: AsyncSession, name: str, cvr: str | None, now: datetime) -> Organisation:
    """Record a new organisation."""
    made = Organisation(name=name, cvr=cvr, created_at=now)
    session.add(made)
    await session.flush()
    return made


async def set_tags(session: AsyncSession, organisation_id: int, wanted: Collection[str]) -> None:
    """Give an organisation its tags, and take those away that it has no more."""
    await session.execute(delete(OrganisationTag).where(OrganisationTag.organisation_id == organisation_id))
    session.add_all(OrganisationTag(organisation_id=organisation_id, tag=tag) for tag in sorted(wanted))
    await session.flush()


def _portions(values: Sequence[object]) -> list[Sequence[object]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
