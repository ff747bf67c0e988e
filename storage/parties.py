"""The parties' questions: who is behind a mail address.

An organisation is known by its mail domains. An address at a public mail provider says nothing about it.
"""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncSession

from storage.tables import Contact, Organisation, OrganisationDomain
from storage.upsert import add, add_new, add_unless_there

_BY_EMAIL = select(Contact).where(Contact.email == bindparam("email"))
_AT_DOMAIN = (
    select(Organisation)
    .join(OrganisationDomain, OrganisationDomain.organisation_id == Organisation.id)
    .where(OrganisationDomain.domain == bindparam("domain"))
)


async def organisation_at(session: AsyncSession, domain: str) -> Organisation | None:
    """Find the organisation that a mail domain belongs to."""
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one_or_none()


async def add_organisation(session: AsyncSession, name: str, domain: str, now: datetime) -> Organisation:
    """Record a new organisation with its first mail domain; whoever comes second gets the first one's."""
    organisation = await add_new(session, Organisation(name=name, created_at=now))
    if await add(session, OrganisationDomain, {"domain": domain, "organisation_id": organisation.id}):
        return organisation
    await session.delete(organisation)
    await session.flush()
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one()


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
