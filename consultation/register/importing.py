"""A list of contacts joins the register: who is new, who was known, and what has changed.

How a list is read, and what is wrong with its rows, is `rows`'.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy.ext.asyncio import AsyncSession

from consultation.register.rows import Entry
from storage import parties, register
from storage.tables import Contact, Organisation


class Outcome(StrEnum):
    """What became of a row."""

    NEW = "new"
    KNOWN = "known"
    CHANGED = "changed"
    WRONG = "wrong"


@dataclass
class _Register:
    """What the register holds of those in the list, kept up as rows join it."""

    by_cvr: dict[str, Organisation]
    by_name: dict[str, Organisation]
    contacts: dict[str, Contact]
    tags: dict[int, list[str]]
    changed: set[int] = field(default_factory=set)
    """Organisations of which something has changed."""


async def take_in(session: AsyncSession, entries: Sequence[Entry], now: datetime) -> list[Outcome]:
    """Put entries into the register, and say of each what became of it.

    An organisation is known by its number, else by its name. Its tags become those that its rows name.
    """
    known = _Register(
        await register.organisations_by_cvr(session, [each.cvr for each in entries if each.cvr]),
        {each.name.casefold(): each for each in reversed(await register.organisations(session))},
        await register.contacts_by_email(session, [each.address for each in entries]),
        await register.tags(session),
    )
    of = [await _organisation(session, each, known, now) for each in entries]
    await _tag(session, entries, of, known)
    return [
        await _contact(session, entry, organisation, known, now)
        for entry, organisation in zip(entries, of, strict=True)
    ]


async def _organisation(session: AsyncSession, entry: Entry, known: _Register, now: datetime) -> Organisation:
    found = known.by_cvr.get(entry.cvr) or known.by_name.get(entry.organisation.casefold())
    found = found or await _named_by_its_domain(session, entry)
    if found is None:
        found = await register.add_organisation(session, entry.organisation, entry.cvr or None, now)
    elif found.name != entry.organisation or (entry.cvr and found.cvr != entry.cvr):
        found.name, found.cvr = entry.organisation, entry.cvr or found.cvr
        known.changed.add(found.id)
    known.by_name[entry.organisation.casefold()] = found
    if entry.cvr:
        known.by_cvr[entry.cvr] = found
    return found


async def _named_by_its_domain(session: AsyncSession, entry: Entry) -> Organisation | None:
    """Return the organisation that mail from the address made, where nobody has named it yet."""
    domain = entry.address.rpartition("@")[2]
    found = await parties.organisation_at(session, domain)
    return found if found is not None and found.name.casefold() == domain else None


async def _tag(
    session: AsyncSession, entries: Sequence[Entry], of: Sequence[Organisation], known: _Register
) -> None:
    wanted: dict[int, set[str]] = {}
    for entry, organisation in zip(entries, of, strict=True):
        if entry.tags is not None:
            wanted.setdefault(organisation.id, set()).update(entry.tags)
    for number, tags in wanted.items():
        if tags != set(known.tags.get(number, ())):
            await register.set_tags(session, number, tags)
            known.changed.add(number)


async def _contact(
    session: AsyncSession, entry: Entry, organisation: Organisation, known: _Register, now: datetime
) -> Outcome:
    there = known.contacts.get(entry.address)
    if there is None:
        made = await parties.add_contact(
            session, entry.address, entry.name, entry.language, organisation.id, now
        )
        made.listed_at = now
        return Outcome.NEW
    there.listed_at = there.listed_at or now
    wanted = (entry.name or there.name, entry.language, organisation.id)
    before = (there.name, there.language, there.organisation_id)
    there.name, there.language, there.organisation_id = wanted
    return Outcome.CHANGED if wanted != before or organisation.id in known.changed else Outcome.KNOWN
