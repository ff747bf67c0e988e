"""The parties' questions: who is behind a mail address.

An organisation is known by its mail domains. An address at a public mail provider says nothing about it.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import bindparam, exists, func, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from storage import batch, turns
from storage.lookalikes import skeleton
from storage.many import among, given
from storage.tables import Contact, Organisation, OrganisationDomain
from storage.tables.base import table_of
from storage.upsert import add, add_new, add_unless_there, append

_DOMAIN, _ORGANISATION = table_of(OrganisationDomain).c, table_of(Organisation).c
_PERSON = table_of(Contact).c
_BY_EMAIL = select(Contact).where(Contact.email == bindparam("email"))
_AT_DOMAIN = (
    select(Organisation)
    .join(OrganisationDomain, OrganisationDomain.organisation_id == Organisation.id)
    .where(OrganisationDomain.domain == bindparam("domain"))
)
_BY_EMAILS = select(Contact).where(among(_PERSON.email, "emails"))
_AT_DOMAINS = (
    select(OrganisationDomain.domain, Organisation)
    .join(Organisation, OrganisationDomain.organisation_id == Organisation.id)
    .where(among(_DOMAIN.domain, "domains"))
)
_NAMES = select(Organisation.id, Organisation.name).where(among(_ORGANISATION.id, "organisations"))
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

_TO_EACH_LOOK = (
    select(_DOMAIN.skeleton, _DOMAIN.organisation_id, _DOMAIN.domain, _ORGANISATION.name)
    .join_from(
        table_of(OrganisationDomain),
        table_of(Organisation),
        _ORGANISATION.id == _DOMAIN.organisation_id,
    )
    .where(among(_DOMAIN.skeleton, "looks"))
)
_EMAILS = given({"email": _PERSON.email.type})
_SENDERS_DOMAINS = given({"domain": _DOMAIN.domain.type})
_ALONE_WITH_THE_UNKNOWN = turns.each_one_by_one(
    union_all(
        select(_EMAILS.c.email).where(~exists().where(_PERSON.email == _EMAILS.c.email)),
        select(_SENDERS_DOMAINS.c.domain).where(~exists().where(_DOMAIN.domain == _SENDERS_DOMAINS.c.domain)),
    )
)
_PEOPLE, _DOMAINS, _LOOKS = "contact by address", "organisation by domain", "domains by their looks"
_NOT_YET_KNOWN = 2**31 - 1
"""The number of an organisation that comes after all the others."""
NAME = "name of an organisation"


async def foreknow(session: AsyncSession, emails: Collection[str], domains: Collection[str]) -> None:
    """Ask at once who is behind several mail addresses, and whose domains look like theirs.

    Another process that takes in a letter of one that nobody knows yet waits until this transaction ends: it
    would record the same party, and have to decide on all its letters anew.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(_ALONE_WITH_THE_UNKNOWN, {"email": [*emails], "domain": [*domains]})
    people = {each.email: each for each in await session.scalars(_BY_EMAILS, {"emails": [*emails]})}
    batch.known(session, _PEOPLE).update({each: people.get(each) for each in emails})
    at = dict((await session.execute(_AT_DOMAINS, {"domains": [*domains]})).all())
    batch.known(session, _DOMAINS).update({each: at.get(each) for each in domains})
    of_people = {each.organisation_id for each in people.values() if each.organisation_id}
    if of_people:
        names = await session.execute(_NAMES, {"organisations": [*of_people]})
        batch.known(session, NAME).update(dict(names.all()))
    batch.known(session, NAME).update({each.id: each.name for each in at.values()})
    looks = batch.known(session, _LOOKS)
    looks.update({looks_like: [] for each in domains if (looks_like := skeleton(each))})
    if looks:
        # sorted here: asked for in order, SQLite would read every domain in that order
        for looks_like, *found in sorted((await session.execute(_TO_EACH_LOOK, {"looks": [*looks]})).all()):
            looks[looks_like].append(tuple(found))


def _remember(session: AsyncSession, domain: str, organisation: Organisation) -> None:
    batch.known(session, _DOMAINS)[domain] = organisation
    batch.known(session, NAME)[organisation.id] = organisation.name
    if (alike := batch.known(session, _LOOKS).get(skeleton(domain))) is not None:
        # the youngest of them: the list stays in order
        alike.append((organisation.id, domain, organisation.name))


async def organisation_at(session: AsyncSession, domain: str) -> Organisation | None:
    """Find the organisation that a mail domain belongs to."""
    known: dict[str, Organisation | None] = batch.known(session, _DOMAINS)
    if domain in known:
        return known[domain]
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one_or_none()


async def add_organisation(session: AsyncSession, name: str, domain: str, now: datetime) -> Organisation:
    """Record a new organisation with its first mail domain; whoever comes second gets the first one's."""
    organisation = await add_new(session, Organisation(name=name, created_at=now))
    row = {"domain": domain, "organisation_id": organisation.id, "skeleton": skeleton(domain)}
    if domain in batch.known(session, _DOMAINS):
        await append(session, OrganisationDomain, row)
        _remember(session, domain, organisation)
        return organisation
    if await add(session, OrganisationDomain, row):
        return organisation
    await session.delete(organisation)
    await session.flush()
    return (await session.scalars(_AT_DOMAIN, {"domain": domain})).one()


async def lookalike_of(
    session: AsyncSession, domain: str, organisation_id: int | None
) -> tuple[str, str] | None:
    """Find whose mail domain another could be taken for: that domain, and whose it is.

    Only such as were known before ``organisation_id``, whose the other is; None where it is nobody's yet.
    """
    if not (looks := skeleton(domain)):
        return None
    younger = organisation_id or _NOT_YET_KNOWN
    known: list[tuple[int, str, str]] | None = batch.known(session, _LOOKS).get(looks)
    if known is not None:
        return next((each[1:] for each in known if each[0] < younger), None)
    found = await session.execute(_LOOKALIKE, {"skeleton": looks, "younger": younger})
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
    await turns.one_by_one(session, f"organisation:{name.lower()}")
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
    known: dict[str, Contact | None] = batch.known(session, _PEOPLE)
    if email in known:
        return known[email]
    return (await session.scalars(_BY_EMAIL, {"email": email})).one_or_none()


async def add_contact(
    session: AsyncSession, email: str, name: str, language: str, organisation_id: int | None, now: datetime
) -> Contact:
    """Record a new person; whoever comes second gets what the first recorded."""
    contact = Contact(
        email=email, name=name, language=language, organisation_id=organisation_id, created_at=now
    )
    known = batch.known(session, _PEOPLE)
    if email in known:
        known[email] = await add_new(session, contact)
        return contact
    made = await add_unless_there(session, contact)
    return made or (await session.scalars(_BY_EMAIL, {"email": email})).one()
