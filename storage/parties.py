"""The parties' questions: who is behind a mail address.

An organisation is known by its mail domains. An address at a public mail provider says nothing about it.
"""

from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.lookalikes import skeleton
from storage.tables import Contact, Organisation, OrganisationDomain
from storage.tables.base import table_of
from storage.upsert import add, add_new, add_unless_there

_BY_EMAIL = select(Contact).where(Contact.email == bindparam("email"))
_AT_DOMAIN = (
    select(Organisation)
    .join(OrganisationDomain, OrganisationDomain.organisation_id == Organisation.id)
    .where(OrganisationDomain.domain == bindparam("domain"))
)


_DOMAIN, _ORGANISATION = table_of(OrganisationDomain).c, table_of(Organisation).c
_LOOKALIKE = (
    select(_DOMAIN.domain, _ORGANISATION.name)
    .join_from(
        table_of(OrganisationDomain),
        table_of(Organisation),
        _ORGANISATION.id == _DOMAIN.organisation_id,
    )
    .where(_DOMAIN.skeleton == bindparam("skeleton"), _DOMAIN.organisation_id < bindparam("younger"))
    .order_by(_DOMAIN.organisation_id)
    .limit(1)
)


async def organisation_at(session: AsyncSession, domain: str) -> Organisation | None:
    """Find the organisation that a mail domain belongs to."""
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one_or_none()


async def add_organisation(session: AsyncSession, name: str, domain: str, now: datetime) -> Organisation:
    """Record a new organisation with its first mail domain; whoever comes second gets the first one's."""
    organisation = await add_new(session, Organisation(name=name, created_at=now))
    row = {"domain": domain, "organisation_id": organisation.id, "skeleton": skeleton(domain)}
    if await add(session, OrganisationDomain, row):
        return organisation
    await session.delete(organisation)
    await session.flush()
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one()


async def lookalike_of(session: AsyncSession, domain: str, organisation_id: int) -> tuple[str, str] | None:
    """Find whose mail domain a younger organisation's could be taken for: that domain, and whose it is."""
    if not (looks := skeleton(domain)):
        return None
    found = await session.execute(_LOOKALIKE, {"skeleton": looks, "younger": organisation_id})
    older = found.one_or_none()
    return (older.domain, older.name) if older else None


async def organisation_named(session: AsyncSession, name: str, now: datetime) -> Organisation:
    """Find an organisation by its mail domain or its name, whatever the case, or record a new one."""
    if (known := await organisation_at(session, name.lower())) is not None:
        return known
    found = (
        select(Organisation).where(func.lower(Organisation.name) == name.lower()).order_by(Organisation.id)
    )
    # SQLite lowers only ASCII letters: "ÅBEN" is found as it is written
    exact = select(Organisation).where(Organisation.name == name).order_by(Organisation.id)
    for question in (exact, found):
        if (organisation := (await session.scalars(question.limit(1))).one_or_none()) is not None:
            return organisation
    organisation = Organisation(name=name, created_at=now)
    session.add(organisation)
    await session.flush()
    return organisation


async def contact(session: AsyncSession, contact_id: int) -> Contact:
    """Read one person."""
    return await session.get_one(Contact, contact_id)


async def contact_by(session: AsyncSession, email: str) -> Contact | None:
    """Find a person by mail address (lower case)."""
    return (await session.scalars(_BY_EMAIL, {"email": email})).one_or_none()


async def add_contact(
    session: AsyncSession, email: str, name: str, language: str, organisation_id: int | None, now: datetime
) -> Contact:
    """Record a new person; whoever comes second gets what the first recorded."""
    contact = Contact(
        email=email, name=name, language=language, organisation_id=organisation_id, created_at=now
    )
    made = await add_unless_there(session, contact)
    return made or (await session.scalars(_BY_EMAIL, {"email": email})).one()
