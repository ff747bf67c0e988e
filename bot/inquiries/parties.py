"""Who a mail address belongs to: the organisation's name is read from the letter itself where it can be."""

import re
import unicodedata
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.inquiries.incoming import Incoming
from storage import parties
from storage.tables import Contact

# Public mail providers: an address there says nothing about whom its owner speaks for.
PUBLIC_PROVIDERS = frozenset(
    {
        *("gmail.com", "googlemail.com", "hotmail.com", "hotmail.dk", "outlook.com", "outlook.dk"),
        *("live.com", "live.dk", "msn.com", "yahoo.com", "yahoo.dk", "icloud.com", "me.com", "mac.com"),
        *("mail.dk", "mail.tele.dk", "post.tele.dk", "jubii.dk", "ofir.dk", "stofanet.dk", "tdcadsl.dk"),
        *("youmail.dk", "webspeed.dk", "privat.dk", "proton.me", "protonmail.com", "gmx.net", "gmx.de"),
    }
)
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ö": "oe", "ä": "ae", "ü": "ue"})
_LONGEST_NAME = 6  # words


def domain_of(email: str) -> str | None:
    """The mail domain that an organisation is known by; None for a public provider."""
    _, at, domain = email.rpartition("@")
    return domain if at and domain and domain not in PUBLIC_PROVIDERS else None


def organisation_name(domain: str, *texts: str) -> str:
    """Find how an organisation writes its own name, given its mail domain.

    The name is the run of words that, squeezed together, is the domain's own label:
    "Fonden Nordlys" for ``fondennordlys.example``. Without such a run the domain itself is the name.
    """
    labels = [squeeze(label) for label in domain.split(".")[:-1]]
    for text in texts:
        whole = squeeze(text)
        if not any(label in whole for label in labels):
            continue  # as most letters: to look at each of their words takes long
        words = re.findall(r"[^\W_][\w&'’.-]*", text)
        squeezed = [squeeze(word) for word in words]
        for start, word in enumerate(words):
            length = _run_that_spells(squeezed[start : start + _LONGEST_NAME], labels)
            if length and word[0].isupper():
                return " ".join(words[start : start + length]).strip(".-'’")
    return domain


def _run_that_spells(squeezed: list[str], labels: list[str]) -> int:
    """How many of the first words, put together, spell one of the labels; 0 for none."""
    run = ""
    for count, word in enumerate(squeezed, start=1):
        run += word
        if run in labels:
            return count
        if not any(label.startswith(run) for label in labels):
            break
    return 0


def squeeze(words: str) -> str:
    """Write words as a domain would: lower case, Danish letters spelled out, no signs or spaces."""
    spelled = unicodedata.normalize("NFC", words).casefold().translate(_LETTERS)
    return re.sub(r"[^a-z0-9]", "", spelled)


async def known_contact(session: AsyncSession, letter: Incoming, language: str, now: datetime) -> Contact:
    """Find or record the person who wrote, and the organisation behind the address."""
    contact = await parties.contact_by(session, letter.sender)
    if contact and (contact.organisation_id or not letter.organisation):
        return contact
    organisation_id = await _organisation_id(session, letter, now)
    if contact:
        contact.organisation_id = organisation_id
        return contact
    return await parties.add_contact(
        session, letter.sender, letter.sender_name, language, organisation_id, now
    )


async def doubts_about(session: AsyncSession, letter: Incoming) -> list[dict[str, str]]:
    """What staff should know of a letter before they believe what they see.

    ``{"what": "encrypted"}`` and its like: what of the letter could not be read. ``{"what": "unproven"}``:
    the sender's own domain disowns the letter. ``{"what": "looks_like", "domain", "name"}``: the address, or
    that which answers are to go to, could be taken for that of an organisation known longer.
    """
    doubts = [*unread(letter), *([{"what": "unproven"}] if letter.unproven else [])]
    for domain in dict.fromkeys(map(domain_of, (letter.sender, letter.answer_to))):
        older = await older_lookalike(session, domain) if domain else None
        if older is not None:
            doubts.append({"what": "looks_like", "domain": older[0], "name": older[1]})
    return doubts


async def older_lookalike(session: AsyncSession, domain: str) -> tuple[str, str] | None:
    """Find the domain, and whose it is, of an organisation known longer that another one looks like."""
    whose = await parties.organisation_at(session, domain)
    return await parties.lookalike_of(session, domain, whose.id if whose else None)


def unread(letter: Incoming) -> list[dict[str, str]]:
    """Say of a letter what of it could not be read."""
    return [{"what": what} for what in letter.unread]


async def _organisation_id(session: AsyncSession, letter: Incoming, now: datetime) -> int | None:
    if letter.organisation:
        return (await parties.organisation_named(session, letter.organisation, now)).id
    domain = domain_of(letter.sender)
    if domain is None:
        return None
    organisation = await parties.organisation_at(session, domain)
    if organisation is None:
        name = organisation_name(domain, letter.sender_name, (letter.full_text or letter.text)[-2000:])
        organisation = await parties.add_organisation(session, name, domain, now)
    return organisation.id
